package org.wearablecoach.loop.adapt;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.wearablecoach.event.PolicyUpdate;
import org.wearablecoach.event.VersionRef;
import org.wearablecoach.loop.Element;
import org.wearablecoach.loop.config.DecisionOptions;
import org.wearablecoach.loop.config.PolicyOptions;
import org.wearablecoach.policy.Bounds;
import org.wearablecoach.policy.Policies;
import org.wearablecoach.policy.Policy;
import org.wearablecoach.policy.PolicySpec;
import org.wearablecoach.policy.Randomiser;

/**
 * A policy that can decide, with its randomisation.
 *
 * <p>A specification is a JSON object with {@code kind} and, each optional, {@code seed}, {@code
 * low}, {@code high}, {@code floor}, {@code fallback}, {@code numbers} (name to number) and {@code
 * vectors} (name to list of numbers). What it leaves out is taken from the configuration.
 */
final class PolicyVersion {

    private static final JsonFactory JSON = new JsonFactory();

    final VersionRef ref;
    final long seed;
    final Policy policy;
    final Randomiser randomiser;

    /** What brought it; null for the configured policy. */
    final Element.@Nullable Update update;

    private PolicyVersion(VersionRef ref, PolicySpec spec, Element.@Nullable Update update) {
        this.ref = ref;
        this.seed = spec.seed();
        this.policy = Policies.create(spec);
        this.randomiser = new Randomiser(spec.bounds(), spec.fallback());
        this.update = update;
    }

    /** The configured policy. */
    static PolicyVersion configured(PolicyOptions options, DecisionOptions decision) {
        String json =
                String.format(
                        Locale.ROOT,
                        "{\"kind\":\"%s\",\"seed\":%d,\"low\":%s,\"high\":%s,\"floor\":%s,"
                                + "\"fallback\":%s,\"numbers\":{\"probability\":%s}}",
                        options.type(),
                        options.seed(),
                        options.lowerBound(),
                        options.upperBound(),
                        options.floor(),
                        decision.fallbackProbability(),
                        options.probability());
        return new PolicyVersion(
                new VersionRef(options.type(), options.version(), sha256(json)),
                parse(json, options, decision),
                null);
    }

    /**
     * The policy of an update.
     *
     * @param element the stream element with the update
     * @throws IllegalArgumentException saying why it is refused
     */
    static PolicyVersion of(
            Element.Update element,
            PolicyUpdate update,
            PolicyOptions options,
            DecisionOptions decision) {
        String found = sha256(update.specification());
        if (!found.equals(update.sha256())) {
            throw new IllegalArgumentException(
                    "the specification has SHA-256 "
                            + found
                            + ", the update says "
                            + update.sha256()
                            + "; publish both from one source");
        }
        return new PolicyVersion(
                new VersionRef(update.name(), update.version(), found),
                parse(update.specification(), options, decision),
                element);
    }

    private static PolicySpec parse(String json, PolicyOptions options, DecisionOptions decision) {
        String kind = options.type();
        long seed = options.seed();
        double low = options.lowerBound();
        double high = options.upperBound();
        double floor = options.floor();
        double fallback = decision.fallbackProbability();
        Map<String, Double> numbers = new HashMap<>();
        Map<String, double[]> vectors = new HashMap<>();
        try (JsonParser in = JSON.createParser(json)) {
            if (in.nextToken() != JsonToken.START_OBJECT) {
                throw new IllegalArgumentException("the specification is no JSON object");
            }
            while (in.nextToken() == JsonToken.FIELD_NAME) {
                String key = in.currentName();
                in.nextToken();
                switch (key) {
                    case "kind" -> kind = in.getText();
                    case "seed" -> seed = in.getLongValue();
                    case "low" -> low = in.getDoubleValue();
                    case "high" -> high = in.getDoubleValue();
                    case "floor" -> floor = in.getDoubleValue();
                    case "fallback" -> fallback = in.getDoubleValue();
                    case "numbers" -> readNumbers(in, numbers);
                    case "vectors" -> readVectors(in, vectors);
                    default ->
                            throw new IllegalArgumentException(
                                    "the key \""
                                            + key
                                            + "\" of the specification is not known; use kind, seed,"
                                            + " low, high, floor, fallback, numbers, vectors");
                }
            }
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    "the specification cannot be read as JSON: " + e.getMessage(), e);
        }
        Bounds bounds = new Bounds(low, high, floor);
        return new PolicySpec(kind, seed, bounds, bounds.clip(fallback), numbers, vectors);
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
            in.nextToken();
            double[] values = new double[16];
            int size = 0;
            while (in.nextToken() != JsonToken.END_ARRAY) {
                if (size == values.length) {
                    values = java.util.Arrays.copyOf(values, 2 * size);
                }
                values[size++] = in.getDoubleValue();
            }
            vectors.put(name, java.util.Arrays.copyOf(values, size));
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
