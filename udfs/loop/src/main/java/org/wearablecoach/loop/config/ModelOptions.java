package org.wearablecoach.loop.config;

import java.io.Serializable;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.wearablecoach.onnx.ModelTrust;
import org.wearablecoach.onnx.ScorerOptions;

/** Which models score windows, how they are batched, and whose updates are believed. */
public record ModelOptions(
        @Option(
                        "The model that scores acceleration windows: a name in the shipped models, or a path to a .onnx file with its manifest beside it.")
                String activity,
        @Option("The model that forecasts glucose, named likewise; none where there is none.")
                String glucose,
        @Option(
                        "The model that scores windows of beat intervals for arousal, named likewise; none where there is none.")
                String arousal,
        @Option(
                        value = "Most windows scored in one call. Changes speed, never a score.",
                        hashed = false)
                int batchSize,
        @Option(
                        value =
                                "Fewest windows for which a batch waits. Between this and batchSize the job takes as many as arrive within flushAfter, so that a slow stream does not wait.",
                        hashed = false)
                int leastBatch,
        @Option(
                        value =
                                "Longest wait of a window for its batch to fill. Changes speed, never a score.",
                        hashed = false)
                Duration flushAfter,
        @Option(
                        "What runs the models: cpu, or another execution provider of ONNX Runtime that the onnxruntime jar in lib/ was built with, for instance cuda.")
                String executionProvider,
        @Option(
                        value =
                                "Public keys, Ed25519, that sign model updates: name to Base64 as `./coach models keygen` prints it. With at least one, an update is loaded when one of them signed it, or allowedSha256 names it.",
                        hashed = false)
                Map<String, String> trustedKeys,
        @Option(
                        value =
                                "SHA-256 of the .onnx files that updates may bring without a signature; the shipped models may always come.",
                        hashed = false)
                List<String> allowedSha256,
        @Option(value = "Largest .onnx file that is fetched for an update, bytes.", hashed = false)
                int maxBytes)
        implements Serializable {

    /** In the place of a model: there is none. */
    public static final String NONE = "none";

    /** Checks the ranges. */
    public ModelOptions {
        Rules.check(
                !activity.isBlank() && !activity.equals(NONE),
                "models.activity",
                activity,
                "name a model: decisions rest on it");
        Rules.check(!glucose.isBlank(), "models.glucose", glucose, "name a model, or none");
        Rules.check(!arousal.isBlank(), "models.arousal", arousal, "name a model, or none");
        Rules.check(
                batchSize >= 1 && batchSize <= 1024,
                "models.batchSize",
                batchSize,
                "set it between 1 and 1024");
        Rules.check(
                leastBatch >= 1 && leastBatch <= batchSize,
                "models.leastBatch",
                leastBatch,
                "set it between 1 and models.batchSize, which is " + batchSize);
        Rules.check(
                flushAfter.toMillis() >= 1 && flushAfter.compareTo(Duration.ofSeconds(10)) <= 0,
                "models.flushAfter",
                flushAfter,
                "set it between PT0.001S and PT10S");
        trustedKeys = Map.copyOf(trustedKeys);
        try {
            ScorerOptions.defaults().withExecutionProvider(executionProvider);
            new ModelTrust(trustedKeys, allowedSha256);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("models: " + e.getMessage(), e);
        }
        allowedSha256 = List.copyOf(allowedSha256);
        for (String sha256 : allowedSha256) {
            Rules.check(
                    sha256.matches("[0-9a-f]{64}"),
                    "models.allowedSha256",
                    sha256,
                    "write 64 lower-case hexadecimal digits, as `sha256sum` prints them");
        }
        Rules.check(
                maxBytes >= 1,
                "models.maxBytes",
                maxBytes,
                "set it to the size of the largest model");
    }

    static ModelOptions defaults() {
        return of("activity", "glucose-outlook", 32, Duration.ofMillis(5));
    }

    /** The defaults with another activity model and batching, and no other model. */
    public static ModelOptions with(String activity, int batchSize, Duration flushAfter) {
        return of(activity, NONE, batchSize, flushAfter);
    }

    private static ModelOptions of(
            String activity, String glucose, int batchSize, Duration flushAfter) {
        return new ModelOptions(
                activity,
                glucose,
                NONE,
                batchSize,
                1,
                flushAfter,
                "cpu",
                Map.of(),
                List.of(),
                64 << 20);
    }
}
