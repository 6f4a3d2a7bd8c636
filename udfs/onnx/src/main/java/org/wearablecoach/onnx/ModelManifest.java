package org.wearablecoach.onnx;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a model says of itself: who it is, what goes in, what comes out, and rows to prove it by.
 *
 * <p>Written as a JSON object with the keys {@code manifest} (always 1), {@code name}, {@code
 * version}, {@code sha256}, {@code inputs}, {@code outputs}, {@code featureSchema}, {@code labels},
 * {@code selfTest}, {@code licence} and {@code card}. A tensor has {@code name}, {@code type}
 * ({@code float32}), {@code shape} (first axis {@code "N"}, or 1 where the graph takes one row at a
 * time), {@code meaning} and {@code unit} (a text, or a list with one for each element of a row).
 * {@code selfTest} has {@code tolerance} and {@code vectors}, each with {@code inputs} and {@code
 * outputs}: by tensor name, a number or a flat list. An unknown key is an error.
 *
 * @param name of the model, lower-case letters, digits, dots and dashes
 * @param version of the model, written likewise
 * @param sha256 of the .onnx bytes, lower-case hexadecimal
 * @param inputs all inputs of the graph, in the order of a row
 * @param outputs those outputs of the graph that are asked for, in the order of a row
 * @param featureSchema the list of features it was trained on; null where its inputs speak for
 *     themselves
 * @param labels the classes, one for each element of the first output; empty where there are none
 * @param selfTest rows with known scores
 * @param licence SPDX identifier
 * @param card file name of the model card, beside the model
 */
public record ModelManifest(
        String name,
        String version,
        String sha256,
        List<TensorSpec> inputs,
        List<TensorSpec> outputs,
        @Nullable FeatureSchema featureSchema,
        List<String> labels,
        SelfTest selfTest,
        String licence,
        String card) {

    public ModelManifest {
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
        labels = List.copyOf(labels);
    }

    /**
     * Reads a manifest.
     *
     * @param json the text
     * @throws ModelRejectedException if it is no manifest; the message names the key and the rule
     */
    public static ModelManifest parse(String json) {
        return ManifestReader.read(json);
    }

    /** How many values a row of inputs has. */
    public int inputWidth() {
        return width(inputs);
    }

    /** How many values a row of outputs has. */
    public int outputWidth() {
        return width(outputs);
    }

    /**
     * The index of the first element of an input within a row of inputs.
     *
     * @throws IllegalArgumentException if there is no such input
     */
    public int inputAt(String input) {
        return offset(inputs, input, "input");
    }

    /**
     * The index of the first element of an output within a row of outputs.
     *
     * @throws IllegalArgumentException if there is no such output
     */
    public int outputAt(String output) {
        return offset(outputs, output, "output");
    }

    /**
     * Refuses the model unless it was trained on this list of features.
     *
     * @throws ModelRejectedException naming both lists
     */
    public void requireFeatures(String schema, int schemaVersion, int width) {
        FeatureSchema found = featureSchema;
        if (found == null || !found.name().equals(schema) || found.version() != schemaVersion) {
            throw new ModelRejectedException(
                    ModelRejectedException.Check.CONTRACT,
                    String.format(
                            Locale.ROOT,
                            "model %s: expected features %s version %d, found %s; use a model"
                                    + " trained on these features",
                            reference(),
                            schema,
                            schemaVersion,
                            found == null
                                    ? "no featureSchema in the manifest"
                                    : found.name() + " version " + found.version()));
        }
        if (inputWidth() != width) {
            throw new ModelRejectedException(
                    ModelRejectedException.Check.CONTRACT,
                    String.format(
                            Locale.ROOT,
                            "model %s: expected %d inputs per row by features %s version %d, found"
                                    + " %d; export the model for all of these features",
                            reference(),
                            width,
                            schema,
                            schemaVersion,
                            inputWidth()));
        }
    }

    /** Name and version for messages. */
    public String reference() {
        return name + " " + version;
    }

    private static int width(List<TensorSpec> tensors) {
        int width = 0;
        for (TensorSpec tensor : tensors) {
            width += tensor.width();
        }
        return width;
    }

    private int offset(List<TensorSpec> tensors, String wanted, String kind) {
        int at = 0;
        StringBuilder names = new StringBuilder();
        for (TensorSpec tensor : tensors) {
            if (tensor.name().equals(wanted)) {
                return at;
            }
            at += tensor.width();
            names.append(names.isEmpty() ? "" : ", ").append(tensor.name());
        }
        throw new IllegalArgumentException(
                "model " + reference() + " has no " + kind + " '" + wanted + "'; it has " + names);
    }
}
