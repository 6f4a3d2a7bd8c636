package org.wearablecoach.policy;

import java.util.Map;

/**
 * A policy as a specification says it, free of its notation.
 *
 * @param kind of agent, as {@link Policy#kind()}
 * @param seed of the draws
 * @param bounds of the probabilities
 * @param fallback probability of sending when the agent fails
 * @param numbers further settings of the kind by name, as {@code probability}
 * @param vectors settings of several numbers by name, as a prior mean; never changed
 */
public record PolicySpec(
        String kind,
        long seed,
        Bounds bounds,
        double fallback,
        Map<String, Double> numbers,
        Map<String, double[]> vectors) {

    public PolicySpec {
        numbers = Map.copyOf(numbers);
        vectors = Map.copyOf(vectors);
    }

    /** The first policy: a fixed probability of 0.1 within the bounds of the 5-minute grid. */
    public static PolicySpec fixed(double probability, Bounds bounds) {
        return new PolicySpec(
                FixedProbability.KIND,
                0L,
                bounds,
                probability,
                Map.of("probability", probability),
                Map.of());
    }

    /** A number of the specification, or its default. */
    public double number(String name, double otherwise) {
        Double value = numbers.get(name);
        return value == null ? otherwise : value;
    }
}
