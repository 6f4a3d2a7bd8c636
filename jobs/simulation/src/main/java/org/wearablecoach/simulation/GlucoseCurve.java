package org.wearablecoach.simulation;

/**
 * Interstitial glucose of a person without insulin treatment, every five minutes.
 *
 * <p>A fasting level, a rise after each meal, a fall in exercise, slow wander, and now and then a
 * dip below 70 mg/dL for half an hour. It is no physiological model.
 */
final class GlucoseCurve implements Glucose {
    private static final long PURPOSE = 6;
    private static final double LOWEST = 56;
    private static final double HIGHEST = 195;

    /** Minutes from the first bite to the top of the rise. */
    private static final double PEAK_MINUTES = 42;

    private static final double MILLIS_BETWEEN_DIPS = 5.0 * 86_400_000;
    private static final double DIP_MILLIS = 55 * 60_000.0;
    private static final long MINUTE = 60_000;

    private final Traits person;
    private final Rng rng;

    private final long[] mealAt = new long[6];
    private final double[] mealRise = new double[6];
    private int meals;

    private double wander;
    private double exercise;
    private long dipFrom;
    private double dipTo;

    GlucoseCurve(Traits person, long seed, long begin) {
        this.person = person;
        this.rng = Rng.of(seed, person.index(), PURPOSE, 0);
        this.dipFrom = begin + (long) rng.exponential(MILLIS_BETWEEN_DIPS);
        this.dipTo = rng.between(59, 67);
    }

    @Override
    public void eat(long t, double size) {
        int at = meals % mealAt.length;
        mealAt[at] = t;
        mealRise[at] = size * person.mealRise() * rng.between(0.75, 1.3);
        meals++;
        if (t > dipFrom + MINUTE) {
            dipFrom = Math.min(dipFrom, t - (long) (0.8 * DIP_MILLIS));
        }
    }

    @Override
    public float read(long t, Activity activity) {
        wander += -wander / 10 + 1.4 * rng.normal();
        double drain = activity == Activity.RUN ? 22 : activity == Activity.WALK ? 9 : 0;
        exercise += (drain - exercise) / 6;
        double level = person.glucoseBase() + wander - exercise;
        for (int i = 0; i < Math.min(meals, mealAt.length); i++) {
            double s = (t - mealAt[i]) / (PEAK_MINUTES * MINUTE);
            if (s > 0 && s < 8) {
                level += mealRise[i] * s * StrictMath.exp(1 - s);
            }
        }
        double along = (t - dipFrom) / DIP_MILLIS;
        if (along >= 1) {
            dipFrom = t + (long) rng.exponential(MILLIS_BETWEEN_DIPS);
            dipTo = rng.between(59, 67);
        } else if (along > 0) {
            double depth = Math.min(1, 1.25 * Sine.of(along / 2));
            level += depth * (dipTo - level);
        }
        level = Math.max(activity == Activity.RUN || along > 0 ? LOWEST : 72, level);
        return Math.round(Math.min(HIGHEST, level + 1.5 * rng.normal()));
    }
}
