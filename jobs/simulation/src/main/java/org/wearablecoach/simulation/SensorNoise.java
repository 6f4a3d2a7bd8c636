package org.wearablecoach.simulation;

import java.util.SplittableRandom;

/**
 * The error of a glucose sensor (Facchinetti et al., Diabetes Technol Ther 2014, as simglucose
 * states it): an autoregressive series every 15 minutes, made skew by Johnson's transformation,
 * with a cubic between.
 */
public final class SensorNoise {

    private static final int POINT_MINUTES = 15;

    private static final double KEPT = 0.7;
    private static final double XI = -5.47;
    private static final double LAMBDA = 15.9574;
    private static final double GAMMA = -0.5444;
    private static final double DELTA = 1.6898;
    private static final double LOWEST = 39;
    private static final double HIGHEST = 600;

    private final SplittableRandom random;
    private final int perPoint;
    private double state;
    private final double[] points = new double[4];
    private int step;

    /**
     * Errors of a sensor.
     *
     * @param seed of them
     * @param minutes between two readings, 1, 3, 5 or 15
     */
    public SensorNoise(long seed, int minutes) {
        if (minutes < 1 || POINT_MINUTES % minutes != 0) {
            throw new IllegalArgumentException(
                    "a sensor reads every 1, 3, 5 or 15 minutes, not every " + minutes + ".");
        }
        perPoint = POINT_MINUTES / minutes;
        random = new SplittableRandom(seed);
        state = random.nextGaussian();
        points[1] = error();
        points[0] = points[1];
        points[2] = next();
        points[3] = next();
    }

    private double error() {
        return XI + LAMBDA * StrictMath.sinh((state - GAMMA) / DELTA);
    }

    private double next() {
        state = KEPT * (state + random.nextGaussian());
        return error();
    }

    /**
     * What the sensor shows next, mg/dL.
     *
     * @param glucose true one
     */
    public double reading(double glucose) {
        double shown = Math.max(LOWEST, Math.min(HIGHEST, glucose + cubic()));
        step++;
        if (step == perPoint) {
            step = 0;
            System.arraycopy(points, 1, points, 0, 3);
            points[3] = next();
        }
        return shown;
    }

    /** Through the two points around now, with slopes from their neighbours (Catmull-Rom). */
    private double cubic() {
        double u = (double) step / perPoint;
        double from = (points[2] - points[0]) / 2;
        double to = (points[3] - points[1]) / 2;
        double v = 1 - u;
        return v * v * (1 + 2 * u) * points[1]
                + u * u * (3 - 2 * u) * points[2]
                + u * v * v * from
                - u * u * v * to;
    }
}
