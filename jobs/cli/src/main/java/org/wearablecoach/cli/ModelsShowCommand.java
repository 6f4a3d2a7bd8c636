package org.wearablecoach.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.wearablecoach.flink.model.onnx.CreateModelStatement;
import org.wearablecoach.onnx.FeatureSchema;
import org.wearablecoach.onnx.GraphTensor;
import org.wearablecoach.onnx.ModelBundle;
import org.wearablecoach.onnx.ModelManifest;
import org.wearablecoach.onnx.ModelRejectedException;
import org.wearablecoach.onnx.OnnxGraph;
import org.wearablecoach.onnx.ScorerOptions;
import org.wearablecoach.onnx.TensorSpec;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code coach models show}: what a model takes and gives, or how SQL declares it. */
@Command(
        name = "show",
        description =
                "What a model takes and gives. Its manifest, the .json file beside it, is checked"
                        + " where there is one.")
final class ModelsShowCommand extends CoachCommand {

    @Parameters(
            paramLabel = "MODEL",
            description = "An .onnx file, or the name of a model that comes with the coach.")
    private String model = "";

    @Option(
            names = "--ddl",
            description = "Print the CREATE MODEL statement for Flink SQL, and a query.")
    private boolean ddl;

    ModelsShowCommand(Session session) {
        super(session);
    }

    @Override
    Summary run() {
        NamedModel named = NamedModel.read(model);
        NamedModel.@Nullable Proof proof = named.proved();
        try (OnnxGraph graph =
                OnnxGraph.load(named.onnx(), named.label(), ScorerOptions.defaults())) {
            return ddl ? statement(named, graph) : contract(named, graph, proof);
        } catch (ModelRejectedException | IllegalArgumentException e) {
            throw new InputException(String.valueOf(e.getMessage()), e);
        }
    }

    private static Summary statement(NamedModel named, OnnxGraph graph) {
        Path file = named.file();
        String name = file == null ? named.label() : file.getFileName().toString();
        String sqlName = name.replaceFirst("\\.onnx$", "").replaceAll("[^A-Za-z0-9_]", "_");
        String path =
                file == null
                        ? "/path/to/" + named.label() + ".onnx"
                        : file.toAbsolutePath().normalize().toString();
        String statement = CreateModelStatement.of(graph, sqlName, path, null).stripTrailing();
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("ddl", statement);
        return new Summary(values, statement, false);
    }

    private static Summary contract(
            NamedModel named, OnnxGraph graph, NamedModel.@Nullable Proof proof) {
        Map<String, Object> values = new LinkedHashMap<>();
        StringBuilder text = new StringBuilder();
        put("file", named.label(), values, text);
        if (proof != null) {
            put("name", proof.manifest().name(), values, text);
            put("version", proof.manifest().version(), values, text);
        }
        put("sha256", ModelBundle.sha256(named.onnx()), values, text);
        put("bytes", named.onnx().length, values, text);
        tensors("inputs", graph.inputs(), proof, values, text);
        tensors("outputs", graph.outputs(), proof, values, text);
        if (proof == null) {
            text.append("no manifest: the graph's own inputs and outputs are the contract\n");
        } else {
            ModelManifest manifest = proof.manifest();
            FeatureSchema features = manifest.featureSchema();
            if (features != null) {
                put("features", features.name() + " version " + features.version(), values, text);
            }
            if (!manifest.labels().isEmpty()) {
                values.put("labels", manifest.labels());
                line("labels", String.join(", ", manifest.labels()), text);
            }
            values.put("selfTestVectors", manifest.selfTest().vectors().size());
            values.put("selfTestTolerance", manifest.selfTest().tolerance());
            line(
                    "self-test",
                    "passed: "
                            + manifest.selfTest().vectors().size()
                            + " rows within "
                            + manifest.selfTest().tolerance(),
                    text);
            values.put("batchInvariant", proof.batchInvariant());
            line(
                    "batches",
                    proof.batchInvariant()
                            ? "a row keeps its bits in every batch (measured)"
                            : "rows are scored one by one: their bits change with the batch, or"
                                    + " the graph takes one row at a time (measured)",
                    text);
            put("licence", manifest.licence(), values, text);
            put("card", manifest.card(), values, text);
        }
        return new Summary(values, text.toString().stripTrailing(), false);
    }

    private static void tensors(
            String kind,
            List<GraphTensor> tensors,
            NamedModel.@Nullable Proof proof,
            Map<String, Object> values,
            StringBuilder text) {
        boolean input = kind.equals("inputs");
        List<Map<String, Object>> rows = new ArrayList<>();
        for (GraphTensor tensor : tensors) {
            Map<String, Object> row = new LinkedHashMap<>();
            row.put("name", tensor.name());
            row.put("type", tensor.typeText());
            row.put("shape", tensor.shape());
            StringBuilder detail = new StringBuilder(tensor.name() + " " + tensor.describe());
            String refusal = tensor.refusal(input);
            if (refusal != null) {
                row.put("refused", refusal);
                detail.append(" (not served: ").append(refusal).append(')');
            }
            TensorSpec spec = proof == null ? null : spec(proof.manifest(), tensor, input);
            if (spec != null) {
                row.put("meaning", spec.meaning());
                row.put("unit", spec.unit());
                for (int i = 0; i < spec.meaning().size(); i++) {
                    String unit = spec.unit().get(Math.min(i, spec.unit().size() - 1));
                    detail.append(
                                    spec.meaning().size() == 1
                                            ? ": "
                                            : String.format("%n%12s[%d] ", "", i))
                            .append(spec.meaning().get(i))
                            .append(unit.equals("1") ? "" : ", " + unit);
                }
            }
            rows.add(row);
            line(input ? "input" : "output", detail.toString(), text);
        }
        values.put(kind, rows);
    }

    private static @Nullable TensorSpec spec(
            ModelManifest manifest, GraphTensor tensor, boolean input) {
        for (TensorSpec spec : input ? manifest.inputs() : manifest.outputs()) {
            if (spec.name().equals(tensor.name())) {
                return spec;
            }
        }
        return null;
    }

    private static void put(
            String key, Object value, Map<String, Object> values, StringBuilder text) {
        values.put(key, value);
        line(key, value.toString(), text);
    }

    private static void line(String key, String value, StringBuilder text) {
        text.append(String.format("%-10s", key)).append(value).append('\n');
    }
}
