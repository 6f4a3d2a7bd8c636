package org.wearablecoach.loop.config;

import java.io.Serializable;
import java.time.Duration;

/** Which models score windows, and how they are batched. */
public record ModelOptions(
        @Option(
                        "The model that scores acceleration windows: a name in the shipped models, or a path to a .onnx file with its manifest beside it.")
                String activity,
        @Option(
                        value = "Most windows scored in one call. Changes speed, never a score.",
                        hashed = false)
                int batchSize,
        @Option(
                        value =
                                "Longest wait of a window for its batch to fill. Changes speed, never a score.",
                        hashed = false)
                Duration flushAfter)
        implements Serializable {

    /** Checks the ranges. */
    public ModelOptions {
        Rules.check(!activity.isBlank(), "models.activity", activity, "name a model");
        Rules.check(
                batchSize >= 1 && batchSize <= 1024,
                "models.batchSize",
                batchSize,
                "set it between 1 and 1024");
        Rules.check(
                flushAfter.toMillis() >= 1 && flushAfter.compareTo(Duration.ofSeconds(10)) <= 0,
                "models.flushAfter",
                flushAfter,
                "set it between PT0.001S and PT10S");
    }

    static ModelOptions defaults() {
        return new ModelOptions("baseline-activity", 32, Duration.ofMillis(5));
    }
}
