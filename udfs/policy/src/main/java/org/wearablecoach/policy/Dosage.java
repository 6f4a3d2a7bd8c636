package org.wearablecoach.policy;

/**
 * The decayed number of messages that a person has received: HeartSteps V2/V3 (Liao et al., IMWUT
 * 2020), x' = 0.95 x + 1{a message arrived} per decision point, with the decay taken by elapsed
 * time (five decisions a day are 2.5 hours apart), so that a finer grid does not forget faster.
 */
public final class Dosage {

    /** What remains after one {@link #PERIOD_MILLIS}. */
    public static final double DECAY = 0.95;

    /** Distance of two decision points of the trial that the decay comes from: 2.5 hours. */
    public static final long PERIOD_MILLIS = 9_000_000L;

    private Dosage() {}

    /**
     * The dosage at a decision point.
     *
     * @param dosage at the previous decision point
     * @param elapsedMillis since the previous decision point; negative counts as none
     * @param arrived messages that reached the person since the previous decision point
     */
    public static double next(double dosage, long elapsedMillis, int arrived) {
        return decayed(dosage, elapsedMillis) + arrived;
    }

    /** What is left of a dosage after a time without messages. */
    public static double decayed(double dosage, long elapsedMillis) {
        if (elapsedMillis <= 0) {
            return dosage;
        }
        // One whole period is the published factor itself, free of the rounding of pow.
        if (elapsedMillis == PERIOD_MILLIS) {
            return DECAY * dosage;
        }
        return dosage * StrictMath.pow(DECAY, (double) elapsedMillis / PERIOD_MILLIS);
    }
}
