package org.wearablecoach.loop.adapt;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.wearablecoach.event.PolicyUpdate;
import org.wearablecoach.event.VersionRef;
import org.wearablecoach.loop.Element;
import org.wearablecoach.loop.config.DecisionOptions;
import org.wearablecoach.loop.config.LoopConfig;
import org.wearablecoach.loop.config.PolicyOptions;
import org.wearablecoach.policy.Bounds;
import org.wearablecoach.policy.Budget;
import org.wearablecoach.policy.FixedProbability;
import org.wearablecoach.policy.Policies;
import org.wearablecoach.policy.Policy;
import org.wearablecoach.policy.PolicyRun;
import org.wearablecoach.policy.PolicySpec;
import org.wearablecoach.policy.Randomiser;
import org.wearablecoach.policy.ScoredPolicy;
import org.wearablecoach.policy.ThompsonSampling;

/**
 * A policy that can decide, with its randomisation, budget and warm-up.
 *
 * <p>A specification is a JSON object; each key is optional and what it leaves out is taken from
 * the configuration: {@code kind}, {@code seed}, {@code low}, {@code high}, {@code floor}, {@code
 * fallback}, {@code budget}, {@code numbers} (name to number), {@code vectors} (name to list of
 * numbers), {@code schema} (the statistics that its priors are for; another one is refused), {@code
 * persons} (SHA-256 of a person's id to vectors that replace those for this person), and for the
 * kind {@code onnx} either {@code model} (a name or path) or {@code onnx} (the bytes, base 64) with
 * {@code manifest} (the manifest, as an object or a text).
 */
public final class PolicyVersion {

    private static final JsonFactory JSON = new JsonFactory();

    /** Priors beyond this say that something went wrong where they were made. */
    private static final double LARGEST = 1e6;

    private static final double LARGEST_MEAN = 1e3;

    /** Available decision points an hour of a person who is not known yet, at five minutes. */
    private static final double EXPECTED_AN_HOUR = 4;

    private static final double GRID_HOURS = 1 / 12.0;

    final VersionRef ref;
    final long seed;

    /** What brought it; null for the configured policy. */
    final Element.@Nullable Update update;

    private final @Nullable NetworkPolicy network;
    private final PolicyRun everyone;
    private final Map<String, PolicyRun> persons;

    private PolicyVersion(
            VersionRef ref,
            Parsed spec,
            LoopConfig config,
            AdaptModels.Networks networks,
            Element.@Nullable Update update) {
        this.ref = ref;
        this.seed = spec.seed;
        this.update = update;
        Policies.Shape shape = config.shape();
        DecisionOptions decision = config.decision();
        PolicySpec common = spec.specification(config, Map.of());
        Policy policy;
        if (spec.kind.equals(ScoredPolicy.KIND)) {
            NetworkPolicy opened =
                    new NetworkPolicy(
                            networks.open(spec.model, spec.onnx, spec.manifest),
                            shape.baseline(),
                            shape.advantage(),
                            shape.interventions().size());
            network = opened;
            policy = new ScoredPolicy(opened, shape.interventions().size());
        } else {
            network = null;
            policy = Policies.create(common, shape);
        }
        if (spec.schema != null && !spec.schema.equals(policy.statisticsSchema())) {
            throw new IllegalArgumentException(
                    "the specification is for statistics "
                            + spec.schema
                            + ", the policy here has "
                            + policy.statisticsSchema()
                            + "; make it from the log of this configuration");
        }
        everyone = run(policy, spec, config);
        Map<String, PolicyRun> own = new HashMap<>();
        spec.persons.forEach(
                (person, vectors) ->
                        own.put(
                                person,
                                run(
                                        Policies.create(spec.specification(config, vectors), shape),
                                        spec,
                                        config)));
        persons = Map.copyOf(own);
        if (decision.cap() == 0 && spec.budget > 0) {
            throw new IllegalArgumentException(
                    "policy.budget is " + spec.budget + ": nothing is sent with decision.cap 0.");
        }
    }

    private static PolicyRun run(Policy policy, Parsed spec, LoopConfig config) {
        PolicyOptions options = config.policy();
        Bounds bounds = new Bounds(spec.low, spec.high, spec.floor);
        Budget budget =
                spec.budget == 0
                        ? null
                        : new Budget(
                                spec.budget,
                                options.budgetFrom(),
                                options.budgetUntil(),
                                spec.low,
                                spec.high,
                                EXPECTED_AN_HOUR
                                        * Math.min(1, GRID_HOURS / config.decision().hoursApart()));
        return new PolicyRun(
                policy,
                new Randomiser(bounds, spec.fallback),
                budget,
                spec.kind.equals(FixedProbability.KIND) ? 0 : options.warmUp().toMillis(),
                bounds.clip(options.probability()),
                config.shape().outcomes() > 1 && !(policy instanceof ThompsonSampling));
    }

    /** The policy as it is run for a person. */
    public PolicyRun of(String userId) {
        return persons.isEmpty() ? everyone : persons.getOrDefault(sha256(userId), everyone);
    }

    /** The policy as it is run for a person without a prior of their own. */
    PolicyRun everyone() {
        return everyone;
    }

    /** Frees the network, when the policy is one. */
    void close() {
        if (network != null) {
            network.close();
        }
    }

    /** Which version it is, as rows name it. */
    public VersionRef ref() {
        return ref;
    }

    /** Seed of its draws. */
    public long seed() {
        return seed;
    }

    /** The configured policy. */
    public static PolicyVersion configured(LoopConfig config, AdaptModels.Networks networks) {
        Parsed spec = new Parsed(config);
        return new PolicyVersion(
                new VersionRef(spec.kind, config.policy().version(), sha256(spec.text())),
                spec,
                config,
                networks,
                null);
    }

    /**
     * The policy of an update.
     *
     * @param element the stream element with the update
     * @throws IllegalArgumentException saying why it is refused
     */
    public static PolicyVersion of(
            Element.@Nullable Update element,
            PolicyUpdate update,
            LoopConfig config,
            AdaptModels.Networks networks) {
        String found = sha256(update.specification());
        if (!found.equals(update.sha256())) {
            throw new IllegalArgumentException(
                    "the specification has SHA-256 "
                            + found
                            + ", the update says "
                            + update.sha256()
                            + "; publish both from one source");
        }
        Parsed spec = new Parsed(config);
        spec.read(update.specification());
        return new PolicyVersion(
                new VersionRef(update.name(), update.version(), found),
                spec,
                config,
                networks,
                element);
    }

    /** A specification as it is read, over what the configuration says. */
    private static final class Parsed {

        final String configuredKind;
        String kind;
        long seed;
        double low;
        double high;
        double floor;
        double fallback;
        double budget;
        @Nullable String schema;
        String model;
        byte @Nullable [] onnx;
        @Nullable String manifest;
        final Map<String, Double> numbers = new TreeMap<>();
        final Map<String, double[]> vectors = new TreeMap<>();
        final Map<String, Double> givenNumbers = new TreeMap<>();
        final Map<String, double[]> givenVectors = new TreeMap<>();
        final Map<String, Map<String, double[]>> persons = new TreeMap<>();

        Parsed(LoopConfig config) {
            PolicyOptions options = config.policy();
            PolicySpec configured = options.specification(config.decision());
            configuredKind = options.kind();
            kind = configuredKind;
            seed = options.seed();
            low = options.lowerBound();
            high = options.upperBound();
            floor = options.floor();
            fallback = config.decision().fallbackProbability();
            budget = options.budget();
            model = options.model();
            numbers.putAll(configured.numbers());
            vectors.putAll(configured.vectors());
        }

        PolicySpec specification(LoopConfig config, Map<String, double[]> own) {
            Map<String, double[]> all = new HashMap<>(vectors);
            all.putAll(own);
            PolicySpec filled =
                    config.policy().specification(kind, numbers, all, config.decision());
            Bounds bounds = new Bounds(low, high, floor);
            return new PolicySpec(kind, seed, bounds, fallback, filled.numbers(), filled.vectors());
        }

        /** The configured policy as text, to be hashed: every number that can change a decision. */
        String text() {
            StringBuilder text =
                    new StringBuilder()
                            .append(kind)
                            .append('|')
                            .append(seed)
                            .append('|')
                            .append(low)
                            .append('|')
                            .append(high)
                            .append('|')
                            .append(floor)
                            .append('|')
                            .append(fallback)
                            .append('|')
                            .append(budget)
                            .append('|')
                            .append(model)
                            .append('|')
                            .append(numbers);
            vectors.forEach(
                    (name, values) ->
                            text.append('|').append(name).append(Arrays.toString(values)));
            return text.toString();
        }

        void read(String json) {
            try (JsonParser in = JSON.createParser(json)) {
                if (in.nextToken() != JsonToken.START_OBJECT) {
                    throw new IllegalArgumentException("the specification is no JSON object");
                }
                while (in.nextToken() == JsonToken.FIELD_NAME) {
                    String key = in.currentName();
                    in.nextToken();
                    read(key, in);
                }
                // Settings of one kind say nothing about another.
                if (!kind.equals(configuredKind)) {
                    numbers.clear();
                    vectors.clear();
                }
                numbers.putAll(givenNumbers);
                vectors.putAll(givenVectors);
            } catch (IOException e) {
                throw new IllegalArgumentException(
                        "the specification cannot be read as JSON: " + e.getMessage(), e);
            }
        }

        private void read(String key, JsonParser in) throws IOException {
            switch (key) {
                case "kind" -> kind = in.getText();
                case "seed" -> seed = in.getLongValue();
                case "low" -> low = in.getDoubleValue();
                case "high" -> high = in.getDoubleValue();
                case "floor" -> floor = in.getDoubleValue();
                case "fallback" -> fallback = in.getDoubleValue();
                case "budget" -> budget = in.getDoubleValue();
                case "schema" -> schema = in.getText();
                case "model" -> model = in.getText();
                case "onnx" -> onnx = in.getBinaryValue();
                case "manifest" -> manifest = text(in);
                case "numbers" -> readNumbers(in, givenNumbers);
                case "vectors" -> readVectors(in, givenVectors);
                case "persons" -> {
                    while (in.nextToken() == JsonToken.FIELD_NAME) {
                        String person = in.currentName();
                        in.nextToken();
                        Map<String, double[]> own = new HashMap<>();
                        readVectors(in, own);
                        persons.put(person, own);
                    }
                }
                default ->
                        throw new IllegalArgumentException(
                                "the key \""
                                        + key
                                        + "\" of the specification is not known; use kind, seed,"
                                        + " low, high, floor, fallback, budget, numbers, vectors,"
                                        + " schema, persons, model, onnx, manifest");
            }
        }

        /** An object or a text, as text. */
        private static String text(JsonParser in) throws IOException {
            if (in.currentToken() != JsonToken.START_OBJECT) {
                return in.getText();
            }
            java.io.StringWriter out = new java.io.StringWriter();
            try (com.fasterxml.jackson.core.JsonGenerator generator = JSON.createGenerator(out)) {
                generator.copyCurrentStructure(in);
            }
            return out.toString();
        }
    }

    private static void readNumbers(JsonParser in, Map<String, Double> numbers) throws IOException {
        while (in.nextToken() == JsonToken.FIELD_NAME) {
            String name = in.currentName();
            in.nextToken();
            numbers.put(name, in.getDoubleValue());
        }
    }

    private static void readVectors(JsonParser in, Map<String, double[]> vectors)
            throws IOException {
        while (in.nextToken() == JsonToken.FIELD_NAME) {
            String name = in.currentName();
            if (in.nextToken() != JsonToken.START_ARRAY) {
                throw new IllegalArgumentException(
                        "the vector \"" + name + "\" of the specification is no list of numbers");
            }
            double[] values = new double[16];
            int size = 0;
            while (in.nextToken() != JsonToken.END_ARRAY) {
                if (size == values.length) {
                    values = Arrays.copyOf(values, 2 * size);
                }
                double value = in.getDoubleValue();
                double largest = name.endsWith("Mean") ? LARGEST_MEAN : LARGEST;
                if (!(Math.abs(value) <= largest)) {
                    throw new IllegalArgumentException(
                            "the vector \""
                                    + name
                                    + "\" of the specification holds a number beyond "
                                    + largest
                                    + "; what made it went wrong");
                }
                values[size++] = value;
            }
            vectors.put(name, Arrays.copyOf(values, size));
        }
    }

    static String sha256(String text) {
        try {
            return HexFormat.of()
                    .formatHex(
                            MessageDigest.getInstance("SHA-256")
                                    .digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
