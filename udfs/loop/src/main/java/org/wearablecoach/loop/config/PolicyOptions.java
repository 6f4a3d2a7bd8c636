package org.wearablecoach.loop.config;

import java.io.Serializable;

/** Whether and what to recommend. */
public record PolicyOptions(
        @Option("The policy: fixed.") String type,
        @Option("Version of this configured policy; logged with every decision.") String version,
        @Option(
                        "Seed of the draws. With the person and the decision time it determines every draw.")
                long seed,
        @Option("Probability of sending of the fixed policy.") double probability,
        @Option("Lower bound of the probability of sending while available.") double lowerBound,
        @Option("Upper bound of the probability of sending while available.") double upperBound,
        @Option("Least share of each eligible intervention, given that one is sent.") double floor)
        implements Serializable {

    /** Checks the ranges. */
    public PolicyOptions {
        Rules.check(type.equals("fixed"), "policy.type", type, "the policy is: fixed");
        Rules.check(!version.isBlank(), "policy.version", version, "name a version");
        Rules.probability(probability, "policy.probability");
        Rules.check(
                lowerBound > 0 && lowerBound <= upperBound,
                "policy.lowerBound",
                lowerBound,
                "it is above 0 and not above policy.upperBound");
        Rules.check(upperBound < 1, "policy.upperBound", upperBound, "it is below 1");
        Rules.check(floor >= 0 && floor <= 0.5, "policy.floor", floor, "it lies between 0 and 0.5");
    }

    static PolicyOptions defaults() {
        return new PolicyOptions("fixed", "1", 1, 0.1, 0.005, 0.2, 0.05);
    }
}
