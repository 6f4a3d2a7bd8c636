package org.wearablecoach.simulation;

/**
 * The accelerometer on a person's wrist, in chunks of one second at 25 Hz.
 *
 * <p>Amplitudes and mean orientations per activity are near the medians of the WISDM 2019 watch
 * recordings (standard deviation of |a| in g: sitting 0.01, walking 0.26, running 0.7).
 */
final class Wrist {
    static final int HERTZ = 25;
    static final float G_PER_COUNT = 1f / 4096;
    private static final int COUNTS_PER_G = 4096;
    private static final long PURPOSE = 5;

    private final Traits person;
    private final Rng rng;

    private int spell = -1;
    private double x;
    private double y;
    private double z;
    private double step;
    private double strength = 1;
    private double moving;
    private double movingPhase;
    private double movingHz;
    private long turnAt;

    Wrist(Traits person, long seed) {
        this.person = person;
        this.rng = Rng.of(seed, person.index(), PURPOSE, 0);
    }

    /** 25 samples of the second that begins at t: counts, little-endian, x y z. */
    byte[] second(Routine routine, double stepsPerMinute, long t) {
        Activity activity = routine.activity();
        if (routine.spell() != spell || t >= turnAt) {
            spell = routine.spell();
            turnAt = t + (long) (rng.between(4, 30) * 60_000);
            orient(activity);
        }
        byte[] xyz = new byte[HERTZ * 6];
        boolean striding = stepsPerMinute > 0;
        if (activity == Activity.RUN) {
            run(xyz, stepsPerMinute);
        } else if (striding) {
            walk(xyz, stepsPerMinute, activity == Activity.WALK ? 1.0 : 0.6);
        } else {
            rest(xyz, activity);
        }
        return xyz;
    }

    /** A new posture: where gravity points, in the watch's own axes. */
    private void orient(Activity activity) {
        double spread = activity == Activity.SLEEP ? 0.7 : 0.15;
        double gx;
        double gy;
        double gz;
        switch (activity) {
            case SIT -> {
                gx = 0.10;
                gy = -0.45;
                gz = 0.85;
            }
            case RUN -> {
                gx = 0.45;
                gy = -0.85;
                gz = -0.1;
            }
            case SLEEP -> {
                gx = rng.between(-0.6, 0.6);
                gy = rng.between(-0.6, 0.6);
                gz = rng.chance(0.6) ? 0.8 : -0.8;
            }
            default -> {
                gx = 0.93;
                gy = -0.30;
                gz = 0.0;
            }
        }
        x = person.wrist() * gx + spread * rng.normal();
        y = gy + spread * rng.normal();
        z = gz + spread * rng.normal();
        double norm = Math.sqrt(x * x + y * y + z * z);
        if (norm < 0.1) {
            x = 0;
            y = 0;
            z = 1;
            return;
        }
        x /= norm;
        y /= norm;
        z /= norm;
    }

    private void rest(byte[] xyz, Activity activity) {
        double often = activity == Activity.SLEEP ? 0.003 : activity == Activity.SIT ? 0.035 : 0.30;
        double noise = activity == Activity.SLEEP ? 0.003 : 0.006;
        moving *= 0.45;
        if (moving < 0.004) {
            moving = 0;
        }
        if (rng.chance(often)) {
            moving = rng.between(0.03, activity == Activity.LIGHT ? 0.30 : 0.13);
            movingHz = rng.between(0.6, 2.6);
        }
        for (int i = 0; i < HERTZ; i++) {
            movingPhase = wrap(movingPhase + movingHz / HERTZ);
            double swing = moving * Sine.of(movingPhase);
            double other = moving * Sine.of(movingPhase * 2 + 0.3);
            put(
                    xyz,
                    i,
                    x + 0.7 * swing + noise * rng.normal(),
                    y + swing + noise * rng.normal(),
                    z + 0.8 * other + noise * rng.normal());
        }
    }

    private void walk(byte[] xyz, double stepsPerMinute, double size) {
        double perSample = stepsPerMinute / 60 / HERTZ;
        strength += (1 - strength) * 0.3 + 0.08 * rng.normal();
        double s = size * strength;
        double side = person.wrist();
        for (int i = 0; i < HERTZ; i++) {
            step = wrap(step + perSample);
            double heel = Sine.of(step);
            double second = Sine.of(2 * step + 0.15);
            double arm = Sine.of(0.5 * step + 0.1);
            put(
                    xyz,
                    i,
                    x * 1.04
                            + side * s * (0.33 * heel + 0.16 * second + 0.09 * arm)
                            + 0.06 * rng.normal(),
                    y + s * (0.20 * arm + 0.14 * heel + 0.06 * second) + 0.05 * rng.normal(),
                    z + s * (0.12 * arm + 0.07 * second) + 0.05 * rng.normal());
        }
    }

    private void run(byte[] xyz, double stepsPerMinute) {
        double perSample = stepsPerMinute / 60 / HERTZ;
        strength += (1 - strength) * 0.3 + 0.05 * rng.normal();
        double s = strength;
        double side = person.wrist();
        for (int i = 0; i < HERTZ; i++) {
            step = wrap(step + perSample);
            double heel = Sine.of(step);
            double second = Sine.of(2 * step + 0.2);
            double arm = Sine.of(0.5 * step + 0.1);
            put(
                    xyz,
                    i,
                    x + side * s * (0.80 * heel + 0.35 * second + 0.45 * arm) + 0.12 * rng.normal(),
                    y * 1.1 - s * (1.15 * heel + 0.40 * second) + 0.12 * rng.normal(),
                    z + s * (0.45 * arm + 0.30 * second) + 0.12 * rng.normal());
        }
    }

    /** Phases are counted in turns; two turns are a whole stride of both feet. */
    private static double wrap(double turns) {
        return turns >= 2 ? turns - 2 : turns;
    }

    private static void put(byte[] xyz, int sample, double gx, double gy, double gz) {
        int at = sample * 6;
        put(xyz, at, gx);
        put(xyz, at + 2, gy);
        put(xyz, at + 4, gz);
    }

    private static void put(byte[] xyz, int at, double g) {
        int count = Math.max(Short.MIN_VALUE, Math.min(Short.MAX_VALUE, (int) (g * COUNTS_PER_G)));
        xyz[at] = (byte) count;
        xyz[at + 1] = (byte) (count >> 8);
    }
}
