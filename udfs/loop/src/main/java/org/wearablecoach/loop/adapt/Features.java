package org.wearablecoach.loop.adapt;

import org.wearablecoach.loop.config.StateVector;

/**
 * The one feature function: the state vector of the reward model from what is seen of a person, for
 * decisions, learning, audit and simulation alike.
 *
 * <p>Baseline g (20): 1; sine and cosine of the local time of day; dosage (0.05 x); the z-score of
 * ln(0.5 + steps in 30 minutes); hours since the last move, at most 4; z-scores of activity (the
 * newest motion window, without one the newest minute of steps), arousal, glucose and its trend;
 * the trend that the forecast says for the next 30 minutes, in the same unit; share accepted less
 * one half; then a flag for each of these last eight, 1 when it is missing. Advantage f (5): 1,
 * dosage, hours since the last move, arousal, share accepted. z-scores are clipped at 4; what is
 * missing is 0. Every entry is rounded to 32 bits, so that what waits for its reward takes half the
 * room and is still what was logged.
 */
public final class Features {

    /** Changed whenever a feature is added, removed or altered. */
    public static final int SCHEMA = 2;

    private static final double CLIP = 4;

    /** What one message counts for in the entries of the dosage. */
    public static final double DOSAGE_SCALE = 0.05;

    private static final double MOST_HOURS = StateVector.MOST_HOURS;
    private static final double MINUTES_A_DAY = 1440;

    private Features() {}

    /**
     * What is seen of a person at one moment, as far as the features look at it. What is missing is
     * NaN.
     *
     * @param localMinute minutes since local midnight
     * @param dosage decayed number of messages; never missing
     * @param stepsZ z-score of ln(0.5 + steps in 30 minutes)
     * @param minutesSinceMove minutes since the last one with a move
     * @param activityZ z-score of the newest motion
     * @param arousalZ z-score of arousal
     * @param glucoseZ z-score of glucose
     * @param glucoseTrendZ z-score of its slope
     * @param glucoseForecastZ z-score of the slope to its forecast
     * @param acceptedShare share of answered messages that were accepted, 0 to 1
     */
    public record Seen(
            int localMinute,
            double dosage,
            double stepsZ,
            double minutesSinceMove,
            double activityZ,
            double arousalZ,
            double glucoseZ,
            double glucoseTrendZ,
            double glucoseForecastZ,
            double acceptedShare) {}

    /** g of the reward model, {@link StateVector#BASELINE} entries. */
    public static double[] baseline(Seen s) {
        double angle = 2 * StrictMath.PI * s.localMinute() / MINUTES_A_DAY;
        double[] raw = {
            clip(s.stepsZ()),
            StrictMath.min(s.minutesSinceMove() / 60, MOST_HOURS),
            clip(s.activityZ()),
            clip(s.arousalZ()),
            clip(s.glucoseZ()),
            clip(s.glucoseTrendZ()),
            clip(s.glucoseForecastZ()),
            s.acceptedShare() - 0.5
        };
        double[] g = new double[4 + 2 * raw.length];
        g[0] = 1;
        g[1] = StrictMath.sin(angle);
        g[2] = StrictMath.cos(angle);
        g[3] = DOSAGE_SCALE * s.dosage();
        for (int i = 0; i < raw.length; i++) {
            boolean missing = Double.isNaN(raw[i]);
            g[4 + i] = missing ? 0 : raw[i];
            g[4 + raw.length + i] = missing ? 1 : 0;
        }
        return rounded(g);
    }

    /** f of the reward model, {@link StateVector#ADVANTAGE} entries. */
    public static double[] advantage(Seen s) {
        return rounded(
                new double[] {
                    1,
                    DOSAGE_SCALE * s.dosage(),
                    known(StrictMath.min(s.minutesSinceMove() / 60, MOST_HOURS)),
                    known(clip(s.arousalZ())),
                    known(s.acceptedShare() - 0.5)
                });
    }

    private static double[] rounded(double[] values) {
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) values[i];
        }
        return values;
    }

    private static double known(double value) {
        return Double.isNaN(value) ? 0 : value;
    }

    private static double clip(double z) {
        return z > CLIP ? CLIP : z < -CLIP ? -CLIP : z;
    }
}
