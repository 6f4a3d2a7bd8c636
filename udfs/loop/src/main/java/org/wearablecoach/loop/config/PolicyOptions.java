package org.wearablecoach.loop.config;

import java.io.Serializable;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.wearablecoach.policy.Bounds;
import org.wearablecoach.policy.DoseModel;
import org.wearablecoach.policy.EpsilonGreedy;
import org.wearablecoach.policy.FixedProbability;
import org.wearablecoach.policy.LinUcb;
import org.wearablecoach.policy.PolicySpec;
import org.wearablecoach.policy.ScoredPolicy;
import org.wearablecoach.policy.ThompsonSampling;

/** Whether and what to recommend. */
public record PolicyOptions(
        @Option(
                        "The agent: fixed, thompson-raw, thompson-smooth, dose, linucb, epsilon-greedy or onnx; docs/policy.md says which to choose.")
                String kind,
        @Option("Version of this configured policy; logged with every decision.") String version,
        @Option(
                        "Seed of the draws. With the person and the decision time it determines every draw.")
                long seed,
        @Option("Probability of sending of the fixed policy, and of every warm-up.")
                double probability,
        @Option(
                        "How long after a person's first available decision the fixed probability decides (rows of type WARM_UP, learned from), before an agent that learns does. The kind fixed has none.")
                Duration warmUp,
        @Option("Lower bound of the probability of sending while available.") double lowerBound,
        @Option("Upper bound of the probability of sending while available.") double upperBound,
        @Option("Least share of each eligible intervention, given that one is sent.") double floor,
        @Option(
                        "Messages a day on average (SeqRTS): spreads them over the available decision points of the block below, by the policy's probabilities; 0 for no budget.")
                double budget,
        @Option(
                        "Local hour at which the budget's block begins, 0 to 23. With a budget it"
                                + " is outside of the block as in the quiet hours.")
                int budgetFrom,
        @Option("Local hour before which it ends, 1 to 24.") int budgetUntil,
        @Option(
                        "For the kind onnx: a name in the shipped models, or a path to a .onnx file with its manifest beside it.")
                String model,
        @Option(
                        "Settings of the kind by name: a number, or numbers separated by commas; docs/policy.md lists them.")
                Map<String, String> settings)
        implements Serializable {

    private static final Set<String> KINDS =
            Set.of(
                    FixedProbability.KIND,
                    ThompsonSampling.RAW,
                    ThompsonSampling.SMOOTH,
                    DoseModel.KIND,
                    LinUcb.KIND,
                    EpsilonGreedy.KIND,
                    ScoredPolicy.KIND);

    /** Settings that are lists, also of one number. */
    private static final Set<String> VECTORS =
            Set.of(
                    "priorMean",
                    "priorVariances",
                    "priorCovariance",
                    "priorNoise",
                    "delayedValue",
                    "idleMean",
                    "idleVariances",
                    "unavailableMean",
                    "unavailableVariances",
                    "slow",
                    "context");

    /** Settings of one number, of any kind of agent. */
    private static final Set<String> NUMBERS =
            Set.of(
                    "probability",
                    "odds",
                    "steepness",
                    "lambda",
                    "alpha",
                    "epsilon",
                    "choice",
                    "noiseVariance",
                    "delayedGamma",
                    "delayedSedentary",
                    "delayedWeight",
                    "baselineDosage",
                    "advantageDosage",
                    "absorbing",
                    "latent",
                    "period",
                    "objective",
                    "horizon",
                    "discount",
                    "exploration",
                    "points",
                    "gapHours");

    /** What is left of a discounted reward after 2.5 hours, on any grid. */
    private static final double DISCOUNT = 0.97;

    private static final double DISCOUNT_HOURS = 2.5;

    /** Checks the ranges. */
    public PolicyOptions {
        Rules.check(
                KINDS.contains(kind),
                "policy.kind",
                kind,
                "did you mean "
                        + Nearest.to(kind, new TreeSet<>(KINDS))
                        + "? There are fixed, thompson-raw, thompson-smooth, dose, linucb,"
                        + " epsilon-greedy and onnx");
        Rules.check(!version.isBlank(), "policy.version", version, "name a version");
        Rules.check(
                !warmUp.isNegative() && warmUp.compareTo(Duration.ofDays(365)) <= 0,
                "policy.warmUp",
                warmUp,
                "set it between PT0S and P365D");
        Rules.check(
                lowerBound > 0 && lowerBound <= upperBound,
                "policy.lowerBound",
                lowerBound,
                "it is above 0 and not above policy.upperBound");
        Rules.check(upperBound < 1, "policy.upperBound", upperBound, "it is below 1");
        Rules.check(
                probability >= lowerBound && probability <= upperBound,
                "policy.probability",
                probability,
                "it lies between policy.lowerBound "
                        + lowerBound
                        + " and policy.upperBound "
                        + upperBound
                        + "; change it or the bounds");
        Rules.check(floor >= 0 && floor <= 0.5, "policy.floor", floor, "it lies between 0 and 0.5");
        Rules.check(
                budget >= 0 && budget <= 100,
                "policy.budget",
                budget,
                "set it between 0, for none, and 100 messages a day");
        Rules.check(
                budgetFrom >= 0 && budgetFrom < 24,
                "policy.budgetFrom",
                budgetFrom,
                "it is an hour, 0 to 23");
        Rules.check(
                budgetUntil > budgetFrom && budgetUntil <= 24,
                "policy.budgetUntil",
                budgetUntil,
                "it is an hour after policy.budgetFrom, at most 24");
        Rules.check(
                !kind.equals(ScoredPolicy.KIND) || !model.isBlank(),
                "policy.model",
                "empty",
                "the kind onnx needs a model; name a shipped one, or the path of a .onnx file with"
                        + " its manifest .json beside it");
        settings = new TreeMap<>(settings);
        settings.forEach(
                (name, text) -> {
                    Rules.check(
                            NUMBERS.contains(name) || VECTORS.contains(name),
                            "policy.settings." + name,
                            text,
                            "no agent has a setting of that name; did you mean "
                                    + nearestSetting(name)
                                    + "? docs/policy.md says where they are listed");
                    numbers(name, text);
                });
    }

    private static String nearestSetting(String name) {
        Set<String> known = new TreeSet<>(NUMBERS);
        known.addAll(VECTORS);
        return Nearest.to(name, known);
    }

    private static double[] numbers(String name, String text) {
        String[] parts = text.split(",", -1);
        double[] numbers = new double[parts.length];
        for (int i = 0; i < parts.length; i++) {
            try {
                numbers[i] = Double.parseDouble(parts[i].trim());
            } catch (NumberFormatException e) {
                numbers[i] = Double.NaN;
            }
            Rules.check(
                    Double.isFinite(numbers[i]),
                    "policy.settings." + name,
                    text,
                    "write a number, or numbers separated by commas");
        }
        return numbers;
    }

    /** How long the warm-up lasts, ms; 0 for the fixed policy, which is one itself. */
    public long warmUpMillis() {
        return kind.equals(FixedProbability.KIND) ? 0 : warmUp.toMillis();
    }

    /**
     * The specification of the configured policy.
     *
     * @param decision for the fallback, and for how far apart decisions are
     */
    public PolicySpec specification(DecisionOptions decision) {
        Map<String, Double> single = new HashMap<>();
        Map<String, double[]> lists = new HashMap<>();
        settings.forEach(
                (name, text) -> {
                    double[] values = numbers(name, text);
                    if (values.length > 1 || VECTORS.contains(name)) {
                        lists.put(name, values);
                    } else {
                        single.put(name, values[0]);
                    }
                });
        return specification(kind, single, lists, decision);
    }

    /**
     * A specification with the settings that fit the state vector where none are given.
     *
     * @param agent kind of agent
     * @param single settings of one number
     * @param lists settings of several numbers
     */
    public PolicySpec specification(
            String agent,
            Map<String, Double> single,
            Map<String, double[]> lists,
            DecisionOptions decision) {
        Map<String, Double> numbers = new HashMap<>(single);
        Map<String, double[]> vectors = new HashMap<>(lists);
        if (agent.equals(FixedProbability.KIND)) {
            numbers.putIfAbsent("probability", probability);
        } else if (agent.equals(DoseModel.KIND)) {
            // What messages move is the dosage; how well they fit hangs on the time since a move.
            vectors.putIfAbsent("slow", new double[] {StateVector.ADVANTAGE_DOSAGE, 0, 1});
            vectors.putIfAbsent(
                    "context",
                    new double[] {StateVector.ADVANTAGE_HOURS, 0, StateVector.MOST_HOURS});
            double hours = decision.hoursApart();
            if (numbers.getOrDefault("horizon", 0.0) == 0) {
                numbers.putIfAbsent("discount", StrictMath.pow(DISCOUNT, hours / DISCOUNT_HOURS));
            }
            numbers.putIfAbsent("gapHours", Math.max(2, 12 * hours));
        } else if (agent.equals(ThompsonSampling.RAW) || agent.equals(ThompsonSampling.SMOOTH)) {
            if (vectors.containsKey("delayedValue")) {
                numbers.putIfAbsent("baselineDosage", (double) StateVector.BASELINE_DOSAGE);
                numbers.putIfAbsent("advantageDosage", (double) StateVector.ADVANTAGE_DOSAGE);
            }
        }
        return new PolicySpec(
                agent,
                seed,
                new Bounds(lowerBound, upperBound, floor),
                decision.fallbackProbability(),
                numbers,
                vectors);
    }

    /** Sends with one probability. */
    public static PolicyOptions fixed(double probability, double low, double high, double floor) {
        return new PolicyOptions(
                FixedProbability.KIND,
                "1",
                1,
                probability,
                Duration.ofDays(7),
                low,
                high,
                floor,
                0,
                7,
                22,
                "",
                Map.of());
    }

    /** The same with another agent. */
    public PolicyOptions withKind(String agent) {
        return new PolicyOptions(
                agent.toLowerCase(Locale.ROOT),
                version,
                seed,
                probability,
                warmUp,
                lowerBound,
                upperBound,
                floor,
                budget,
                budgetFrom,
                budgetUntil,
                model,
                settings);
    }

    static PolicyOptions defaults() {
        return fixed(0.1, 0.005, 0.2, 0.05).withKind(DoseModel.KIND);
    }
}
