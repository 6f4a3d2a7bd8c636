package org.wearablecoach.policy;

/** The agents by kind. */
public final class Policies {

    private Policies() {}

    /**
     * The agent of a specification.
     *
     * @param spec what to build
     * @throws IllegalArgumentException naming the setting, its value and the cure
     */
    public static Policy create(PolicySpec spec) {
        if (spec.kind().equals(FixedProbability.KIND)) {
            return new FixedProbability(
                    spec.number("probability", FixedProbability.DEFAULT_PROBABILITY));
        }
        throw new IllegalArgumentException(
                "policy.kind \""
                        + spec.kind()
                        + "\" is not known: use \""
                        + FixedProbability.KIND
                        + "\".");
    }
}
