package org.wearablecoach.flink.model.onnx;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.wearablecoach.onnx.ElementType;
import org.wearablecoach.onnx.GraphTensor;
import org.wearablecoach.onnx.ModelRejectedException;
import org.wearablecoach.onnx.OnnxGraph;

/** The {@code CREATE MODEL} statement of a graph, with a query that uses it. */
public final class CreateModelStatement {

    private CreateModelStatement() {}

    /**
     * Writes both statements, each ended by a semicolon.
     *
     * @param graph the loaded file
     * @param model name of the model in SQL
     * @param path of the file, as the option {@code path} names it
     * @param manifest path of the manifest, where it is not the file beside the model; else null
     * @throws IllegalArgumentException if the graph has a tensor that SQL cannot serve, with the
     *     cure
     */
    public static String of(OnnxGraph graph, String model, String path, @Nullable String manifest) {
        List<String> inputs = new ArrayList<>();
        for (GraphTensor input : graph.inputs()) {
            String refusal = input.refusal(true);
            if (refusal != null) {
                throw new IllegalArgumentException(
                        "input '" + input.name() + "' is " + input.describe() + ": " + refusal);
            }
            inputs.add(column(input));
        }
        List<String> outputs = new ArrayList<>();
        List<String> left = new ArrayList<>();
        for (GraphTensor output : graph.outputs()) {
            String refusal = output.refusal(false);
            if (refusal == null) {
                try {
                    outputs.add(column(graph.measured(output)));
                    continue;
                } catch (ModelRejectedException e) {
                    refusal = "its width cannot be measured: " + e.getMessage();
                }
            }
            left.add(
                    "-- left out: output "
                            + output.name()
                            + " is "
                            + output.describe()
                            + ": "
                            // Some tools end a statement at any semicolon, and all end a comment at
                            // the end of its line.
                            + refusal.replace(';', ',').replaceAll("\\s+", " ")
                            + "\n");
        }
        if (outputs.isEmpty()) {
            throw new IllegalArgumentException(
                    left.isEmpty()
                            ? "the graph has no output; export the model with its outputs"
                            : "no output can be served by SQL:\n" + String.join("", left).strip());
        }
        String name = quoted(model);
        return String.join("", left)
                + "CREATE MODEL "
                + name
                + "\nINPUT ("
                + String.join(", ", inputs)
                + ")\nOUTPUT ("
                + String.join(", ", outputs)
                + ")\nWITH (\n  'provider' = 'onnx',\n  'path' = "
                + text(path)
                + (manifest == null ? "" : ",\n  'manifest' = " + text(manifest))
                + "\n);\n\nSELECT * FROM ML_PREDICT(\n  TABLE my_table,\n  MODEL "
                + name
                + ",\n  DESCRIPTOR("
                + graph.inputs().stream()
                        .map(input -> quoted(input.name()))
                        .collect(Collectors.joining(", "))
                + ")\n);\n";
    }

    /** The declaration of the column that takes or receives a whole tensor. */
    static String column(GraphTensor tensor) {
        ElementType type = Objects.requireNonNull(tensor.type());
        String sql = sql(type);
        return quoted(tensor.name()) + " " + (tensor.width() == 1 ? sql : "ARRAY<" + sql + ">");
    }

    /** The SQL type that is exactly a tensor's. */
    static String sql(ElementType type) {
        return switch (type) {
            case FLOAT32 -> "FLOAT";
            case FLOAT64 -> "DOUBLE";
            case INT32 -> "INT";
            case INT64 -> "BIGINT";
            case BOOL -> "BOOLEAN";
        };
    }

    /** Always quoted: a tensor may be named like a word of SQL. */
    private static String quoted(String name) {
        return "`" + name.replace("`", "``") + "`";
    }

    private static String text(String value) {
        return "'" + value.replace("'", "''") + "'";
    }
}
