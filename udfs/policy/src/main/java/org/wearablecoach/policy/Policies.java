package org.wearablecoach.policy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The agents by kind, with the settings of a {@link PolicySpec}.
 *
 * <table>
 * <caption>Settings by kind; all are optional</caption>
 * <tr><td>{@code fixed}</td><td>{@code probability} 0.1</td></tr>
 * <tr><td>{@code thompson-raw}, {@code thompson-smooth}</td><td>{@code noiseVariance} 6.25, {@code
 * choice} 1 entries of f that tell interventions apart, 0 where their outcomes differ; vectors {@code priorMean}, and {@code
 * priorVariances} or {@code priorCovariance} (packed), of (a0, a1, b, c by intervention); smooth:
 * {@code odds} 5 and {@code steepness} 10.5 per unit of reward</td></tr>
 * <tr><td>the same with a later cost of messages, see {@link DelayedEffect}</td><td>vectors {@code
 * delayedValue} (50 coefficients), {@code idleMean}, {@code idleVariances}, {@code unavailableMean},
 * {@code unavailableVariances} of g; {@code baselineDosage} and {@code advantageDosage}, positions;
 * {@code delayedGamma} 0.9, {@code delayedSedentary} 0.2, {@code delayedWeight} 0.25</td></tr>
 * <tr><td>{@code linucb}</td><td>{@code lambda} 1, {@code alpha} 1</td></tr>
 * <tr><td>{@code epsilon-greedy}</td><td>{@code lambda} 1, {@code epsilon} 0.1</td></tr>
 * <tr><td>{@code dose}</td><td>vectors {@code slow} (position in f, low, high, once or twice) and
 * {@code context} (the same, once); {@code absorbing} -1, {@code latent} 0, {@code period} 1, {@code
 * objective} -1, {@code priorMean}, {@code priorCovariance} and {@code priorNoise} as {@link
 * DosePooling} makes them, {@code horizon} 0, {@code discount} 0.97, {@code exploration} 0.3, {@code points} 11, {@code gapHours}
 * 2</td></tr>
 * </table>
 */
public final class Policies {

    private static final String KINDS =
            "\"fixed\", \"thompson-raw\", \"thompson-smooth\", \"linucb\", \"epsilon-greedy\" or"
                    + " \"dose\"";
    private static final double BASELINE_VARIANCE = 1;
    private static final double ADVANTAGE_VARIANCE = 0.25;
    private static final double NOISE_VARIANCE = 6.25;

    private Policies() {}

    /**
     * The sizes of what a policy sees.
     *
     * @param baseline entries of g
     * @param advantage entries of f
     * @param interventions names in the order of the configuration
     * @param outcomes different proximal outcomes among them
     */
    public record Shape(int baseline, int advantage, List<String> interventions, int outcomes) {

        public Shape {
            interventions = List.copyOf(interventions);
        }

        /** All interventions have one outcome. */
        public Shape(int baseline, int advantage, List<String> interventions) {
            this(baseline, advantage, interventions, 1);
        }
    }

    /**
     * The agent of a specification that needs no shape: {@code fixed}.
     *
     * @param spec what to build
     * @throws IllegalArgumentException naming the setting, its value and the cure
     */
    public static Policy create(PolicySpec spec) {
        if (!spec.kind().equals(FixedProbability.KIND)) {
            throw new IllegalArgumentException(
                    "policy.kind \""
                            + spec.kind()
                            + "\" cannot be built without the sizes of its features: only \""
                            + FixedProbability.KIND
                            + "\" can.");
        }
        return create(spec, new Shape(0, 0, List.of()));
    }

    /**
     * The agent of a specification.
     *
     * @param spec what to build
     * @param shape of what it will see
     * @throws IllegalArgumentException naming the setting, its value and the cure
     */
    public static Policy create(PolicySpec spec, Shape shape) {
        int features = shape.advantage();
        int interventions = shape.interventions().size();
        return switch (spec.kind()) {
            case FixedProbability.KIND ->
                    new FixedProbability(
                            spec.number("probability", FixedProbability.DEFAULT_PROBABILITY));
            case ThompsonSampling.RAW ->
                    thompson(
                            spec,
                            shape,
                            new Allocation.Raw(
                                    "raw-heartsteps",
                                    true,
                                    spec.bounds().low(),
                                    spec.bounds().high()));
            case ThompsonSampling.SMOOTH ->
                    thompson(
                            spec,
                            shape,
                            new Allocation.Smooth(
                                    "smooth-logistic",
                                    spec.bounds().low(),
                                    spec.bounds().high(),
                                    spec.number("odds", 5),
                                    spec.number("steepness", 10.5)));
            case LinUcb.KIND ->
                    new LinUcb(
                            features,
                            interventions,
                            spec.number("lambda", 1),
                            spec.number("alpha", 1));
            case EpsilonGreedy.KIND ->
                    new EpsilonGreedy(
                            features,
                            interventions,
                            spec.number("lambda", 1),
                            spec.number("epsilon", 0.1));
            case DoseModel.KIND -> dose(spec, dose(spec, shape));
            default ->
                    throw new IllegalArgumentException(
                            "policy.kind \"" + spec.kind() + "\" is not known: use " + KINDS + ".");
        };
    }

    private static Policy thompson(PolicySpec spec, Shape shape, Allocation allocation) {
        ThompsonSampling.Model model =
                new ThompsonSampling.Model(
                        shape.baseline(),
                        shape.advantage(),
                        shape.interventions(),
                        (int)
                                spec.number(
                                        "choice",
                                        shape.outcomes() > 1 ? 0 : Math.min(1, shape.advantage())));
        int coefficients = model.coefficients();
        double[] mean = spec.vectors().getOrDefault("priorMean", new double[coefficients]);
        double[] covariance = spec.vectors().get("priorCovariance");
        GaussianPrior prior;
        if (covariance != null) {
            prior = GaussianPrior.of(mean, covariance);
        } else {
            double[] variances = new double[coefficients];
            Arrays.fill(variances, ADVANTAGE_VARIANCE);
            Arrays.fill(variances, 0, shape.baseline(), BASELINE_VARIANCE);
            prior =
                    GaussianPrior.independent(
                            mean, spec.vectors().getOrDefault("priorVariances", variances));
        }
        double noise = spec.number("noiseVariance", NOISE_VARIANCE);
        return new ThompsonSampling(model, prior, noise, allocation, delayed(spec, shape, noise));
    }

    private static @Nullable DelayedEffect delayed(PolicySpec spec, Shape shape, double noise) {
        double[] value = spec.vectors().get("delayedValue");
        if (value == null) {
            return null;
        }
        DelayedEffect.Settings settings =
                new DelayedEffect.Settings(
                        spec.number("delayedGamma", 0.9),
                        spec.number("delayedSedentary", 0.2),
                        spec.number("delayedWeight", 0.25),
                        noise,
                        position(spec, "baselineDosage", shape.baseline()),
                        position(spec, "advantageDosage", shape.advantage()),
                        value);
        return new DelayedEffect(
                settings,
                baselinePrior(spec, shape, "idle"),
                baselinePrior(spec, shape, "unavailable"),
                shape.advantage());
    }

    private static int position(PolicySpec spec, String name, int entries) {
        int position = (int) spec.number(name, -1);
        if (position < 0 || position >= entries) {
            throw new IllegalArgumentException(
                    "policy.numbers."
                            + name
                            + " is "
                            + position
                            + ": name the position of the dosage, 0 to "
                            + (entries - 1)
                            + ".");
        }
        return position;
    }

    private static GaussianPrior baselinePrior(PolicySpec spec, Shape shape, String name) {
        double[] variances = new double[shape.baseline()];
        Arrays.fill(variances, BASELINE_VARIANCE);
        return GaussianPrior.independent(
                spec.vectors().getOrDefault(name + "Mean", new double[shape.baseline()]),
                spec.vectors().getOrDefault(name + "Variances", variances));
    }

    /** With what a population knows, where the specification says it. */
    private static Policy dose(PolicySpec spec, DoseSpec dose) {
        DoseModel plain = new DoseModel(dose);
        double[] mean = spec.vectors().get("priorMean");
        double[] covariance = spec.vectors().get("priorCovariance");
        double[] noise = spec.vectors().get("priorNoise");
        if (mean == null && covariance == null && noise == null) {
            return plain;
        }
        if (mean == null || covariance == null || noise == null) {
            throw new IllegalArgumentException(
                    "policy.vectors: a prior of the kind dose has priorMean, priorCovariance and"
                            + " priorNoise; give all three or none.");
        }
        return new DoseModel(
                dose, DosePooling.Prior.list(plain.coefficients(), mean, covariance, noise));
    }

    private static DoseSpec dose(PolicySpec spec, Shape shape) {
        List<DoseSpec.Variable> slow = variables(spec, "slow", shape);
        List<DoseSpec.Variable> contexts = variables(spec, "context", shape);
        DoseSpec.@Nullable Variable context = contexts.isEmpty() ? null : contexts.get(0);
        return new DoseSpec(
                shape.interventions(),
                slow,
                (int) spec.number("absorbing", -1),
                context,
                spec.number("latent", 0) != 0,
                (int) spec.number("period", 1),
                (int) spec.number("objective", -1),
                (int) spec.number("horizon", 0),
                spec.number("discount", DoseSpec.DISCOUNT),
                spec.number("exploration", DoseSpec.EXPLORATION),
                (int) spec.number("points", DoseSpec.POINTS),
                (long) (spec.number("gapHours", 2) * 3_600_000L),
                spec.bounds());
    }

    private static List<DoseSpec.Variable> variables(PolicySpec spec, String name, Shape shape) {
        double[] numbers = spec.vectors().getOrDefault(name, new double[0]);
        if (numbers.length % 3 != 0) {
            throw new IllegalArgumentException(
                    "policy.vectors."
                            + name
                            + " has "
                            + numbers.length
                            + " numbers: give position, low and high for each variable.");
        }
        List<DoseSpec.Variable> variables = new ArrayList<>();
        for (int i = 0; i < numbers.length; i += 3) {
            int index = (int) numbers[i];
            if (index >= shape.advantage()) {
                throw new IllegalArgumentException(
                        "policy.vectors."
                                + name
                                + " names entry "
                                + index
                                + " of "
                                + shape.advantage()
                                + " advantage features: positions start at 0.");
            }
            variables.add(new DoseSpec.Variable(index, numbers[i + 1], numbers[i + 2]));
        }
        return variables;
    }
}
