package org.wearablecoach.simulation;

/**
 * What does not change about a person.
 *
 * @param index number in the population, from 0
 * @param zone IANA time zone id
 * @param enrolled whether the person takes part
 * @param acceleration whether the watch sends acceleration
 * @param glucose whether the person wears a glucose sensor
 * @param cumulativeSteps whether the watch counts since local midnight
 * @param phoneSteps whether the phone counts steps
 * @param profileRates whether the profile states resting and maximum heart rate
 * @param restingBpm resting heart rate
 * @param maximumBpm maximum heart rate
 * @param rmssdMs RMSSD when sitting quietly, ms
 * @param cadence steps a minute when walking
 * @param runCadence steps a minute when running
 * @param wrist 1 or -1: the arm that wears the watch
 * @param wakeMinute usual minute of the local day of waking on a working day
 * @param bedMinute usual minute of the local day of falling asleep
 * @param sitMinutes typical length of a sitting spell at work
 * @param sessionsPerWeek exercise sessions
 * @param runs whether exercise is running
 * @param morningExercise whether exercise is before work
 * @param glucoseBase fasting glucose, mg/dL
 * @param mealRise rise of glucose after an ordinary meal, mg/dL
 * @param responsiveness factor on the chance to follow a recommendation, about 1
 * @param phaseMillis offset of the watch's readings within the second
 */
record Traits(
        int index,
        String zone,
        boolean enrolled,
        boolean acceleration,
        boolean glucose,
        boolean cumulativeSteps,
        boolean phoneSteps,
        boolean profileRates,
        double restingBpm,
        double maximumBpm,
        double rmssdMs,
        double cadence,
        double runCadence,
        int wrist,
        int wakeMinute,
        int bedMinute,
        double sitMinutes,
        double sessionsPerWeek,
        boolean runs,
        boolean morningExercise,
        double glucoseBase,
        double mealRise,
        double responsiveness,
        int phaseMillis) {

    private static final long PURPOSE = 1;

    static Traits of(long seed, int index, SimulationOptions options) {
        Rng rng = Rng.of(seed, index, PURPOSE, 0);
        double age = rng.between(22, 66);
        double fitness = rng.normal();
        double resting = within(61 - 5 * fitness + 2.5 * rng.normal(), 46, 78);
        // 208 - 0.7 age: Tanaka, Monahan and Seals, J Am Coll Cardiol 2001.
        double maximum = within(208 - 0.7 * age + 5 * rng.normal(), 150, 200);
        double rmssd =
                within(
                        StrictMath.exp(
                                3.65 - 0.010 * (age - 40) + 0.20 * fitness + 0.18 * rng.normal()),
                        20,
                        75);
        double sessions = within(2.2 + 1.3 * fitness, 0, 5);
        return new Traits(
                index,
                options.zones().get(index % options.zones().size()),
                inShare(index, 0.31, options.enrolledShare()),
                inShare(index, 0.0, options.accelerationShare()),
                inShare(index, 0.57, options.glucoseShare()),
                inShare(index, 0.77, options.cumulativeStepsShare()),
                inShare(index, 0.13, options.phoneStepsShare()),
                rng.chance(0.5),
                resting,
                maximum,
                rmssd,
                rng.between(98, 116),
                rng.between(156, 172),
                rng.chance(0.85) ? 1 : -1,
                rng.whole(370, 440),
                rng.whole(1340, 1420),
                rng.between(52, 85),
                sessions,
                rng.chance(0.5 + 0.2 * fitness),
                rng.chance(0.2),
                within(93 + 6 * rng.normal(), 82, 108),
                rng.between(25, 58),
                rng.between(0.5, 1.5),
                rng.whole(0, 999));
    }

    /**
     * Whether a person belongs to a share: multiples of the golden ratio modulo 1 fill the unit
     * interval evenly, and another start makes another, nearly independent choice.
     */
    private static boolean inShare(int index, double start, double share) {
        double place = start + index * 0.6180339887498949;
        return place - StrictMath.floor(place) < share;
    }

    private static double within(double value, double low, double high) {
        return Math.max(low, Math.min(high, value));
    }
}
