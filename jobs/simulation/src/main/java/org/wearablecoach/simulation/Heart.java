package org.wearablecoach.simulation;

/**
 * A heart that follows what its person does: rate with lag and noise, and the beats one by one.
 *
 * <p>The intervals carry respiratory sinus arrhythmia, a slow wave of 0.1 Hz and white noise, sized
 * so that RMSSD comes near the person's value in that state. For a sine of amplitude A and
 * frequency f sampled every RR seconds, the root mean square of successive differences is A sqrt(2)
 * |sin(pi f RR)|; for white noise of standard deviation s it is s sqrt(2).
 */
final class Heart {
    private static final long PURPOSE = 4;
    private static final double SLOW_HZ = 0.1;
    private static final double SHORTEST_MS = 300;
    private static final double LONGEST_MS = 1_590;

    /** Two intervals that a missed beat makes one stay below the 3,000 ms that a record allows. */
    private static final double LONGEST_TO_JOIN_MS = 1_400;

    private static final double SQRT2 = StrictMath.sqrt(2);

    private final Traits person;
    private final Rng rng;

    private double level;
    private double wander;
    private double drift;
    private double tone;
    private double breathing;
    private double slow;
    private double nextBeat;
    private double sinceReported;
    private double meal;
    private double guided;

    private final float[] beats = new float[8];
    private final int[] beatMillis = new int[8];
    private int beatCount;

    Heart(Traits person, long seed) {
        this.person = person;
        this.rng = Rng.of(seed, person.index(), PURPOSE, 0);
        this.level = person.restingBpm() + 8;
        this.sinceReported = 60_000 / level;
        this.nextBeat = sinceReported * rng.unit();
    }

    /** Paced breathing for some seconds: slower breath, larger swings, lower rate. */
    void breatheSlowly(double seconds) {
        guided = seconds;
    }

    /** Beats through the second that begins now. */
    void step(Routine routine) {
        Activity activity = routine.activity();
        double stress = routine.stress();
        // What a day does to a heart besides activity: minutes of a few beats more or less, and
        // vagal tone that mostly falls when the rate rises.
        drift += -drift / 600 + 2.4 * 0.0577 * rng.normal();
        tone += -tone / 500 + 0.17 * 0.0632 * rng.normal();
        meal = Math.max(meal * (1 - 1 / 2400.0), routine.meal() * 6);
        guided = Math.max(0, guided - 1);
        double target =
                target(activity, routine) + drift + 15 * stress + meal - (guided > 0 ? 3 : 0);
        double lag = target > level ? 28 : activity == Activity.WALK ? 40 : 55;
        level += (target - level) / lag;
        double spread = activity == Activity.SLEEP ? 1.4 : activity == Activity.SIT ? 2.0 : 3.2;
        wander += -wander / 25 + spread * 0.28 * rng.normal();
        beat(activity, stress);
    }

    private double target(Activity activity, Routine routine) {
        double effort = routine.effort();
        double rest = person.restingBpm();
        double reserve = person.maximumBpm() - rest;
        return switch (activity) {
            case SLEEP -> rest + 1 + night(routine.localMinute());
            case SIT -> rest + 7;
            case LIGHT -> rest + 0.17 * reserve;
            case WALK -> rest + Math.min(0.6, 0.32 * effort * effort) * reserve;
            case RUN -> rest + Math.min(0.93, 0.73 * effort) * reserve;
        };
    }

    /** Deepest at three in the night, in cycles of an hour and a half. */
    private static double night(int minute) {
        double sinceTen = ((minute + 120) % 1440) / 60.0;
        return -4 * Math.max(0, Sine.of(sinceTen / 20)) + 1.8 * Sine.of(minute / 90.0);
    }

    private void beat(Activity activity, double stress) {
        beatCount = 0;
        double mean = 60_000 / bpm();
        double rmssd = rmssd(activity, stress);
        double breath = guided > 0 ? 0.1 : activity == Activity.SLEEP ? 0.22 : 0.26;
        if (activity == Activity.RUN || activity == Activity.WALK) {
            breath = activity == Activity.RUN ? 0.6 : 0.38;
        }
        double perBeat = Math.abs(Sine.of(breath * mean / 2000));
        double respiratory = 0.8 * rmssd / (SQRT2 * Math.max(0.25, perBeat));
        double white = 0.5 * rmssd / SQRT2;
        double wave = 0.75 * rmssd;
        // The optical sensor misses a beat now and then, more often when the arm moves.
        boolean moving = activity == Activity.WALK || activity == Activity.LIGHT;
        double missing = moving ? 0.004 : 0.0002;
        while (nextBeat < 1000) {
            boolean missed = sinceReported < LONGEST_TO_JOIN_MS && rng.chance(missing);
            if (!missed && beatCount < beats.length) {
                beats[beatCount] = Math.round(sinceReported);
                beatMillis[beatCount] = (int) nextBeat;
                beatCount++;
                sinceReported = 0;
            }
            breathing = fraction(breathing + breath * mean / 1000);
            slow = fraction(slow + SLOW_HZ * mean / 1000);
            double interval =
                    mean
                            + respiratory * Sine.of(breathing)
                            + wave * Sine.of(slow)
                            + white * rng.normal();
            interval = Math.max(SHORTEST_MS, Math.min(LONGEST_MS, interval));
            sinceReported += interval;
            nextBeat += interval;
        }
        nextBeat -= 1000;
    }

    private double rmssd(Activity activity, double stress) {
        double rest = person.rmssdMs();
        double at =
                switch (activity) {
                    case SLEEP -> 1.2 * rest;
                    case SIT -> rest;
                    case LIGHT -> 0.75 * rest;
                    case WALK -> 0.5 * rest;
                    case RUN -> 0.25 * rest;
                };
        double vagal = Math.max(0.6, Math.min(1.6, 1 + tone - 0.05 * drift));
        double factor = vagal * (1 - 0.45 * Math.min(1, stress)) * (guided > 0 ? 1.5 : 1);
        return Math.max(9, at * factor);
    }

    private static double fraction(double turns) {
        return turns >= 1 ? turns - (int) turns : turns;
    }

    /** Heart rate of this second, beats a minute, within 40 to the person's maximum. */
    double bpm() {
        return Math.max(40, Math.min(person.maximumBpm(), level + wander));
    }

    /** Number of beats of this second. */
    int beats() {
        return beatCount;
    }

    /** Interval that ended with a beat of this second, whole ms. */
    float interval(int beat) {
        return beats[beat];
    }

    /** When a beat of this second fell, ms after its begin. */
    int beatMillis(int beat) {
        return beatMillis[beat];
    }
}
