package org.wearablecoach.loop.adapt;

/**
 * The proximal outcome of HeartSteps (Klasnja et al. 2019, Ann Behav Med 53:573): ln(0.5 + steps in
 * the 30 minutes after the decision).
 */
final class StepOutcome {

    /** Name in reward rows. */
    static final String NAME = "log-steps";

    private StepOutcome() {}

    /** The outcome of a number of steps. */
    static double value(double steps) {
        return StrictMath.log(0.5 + steps);
    }
}
