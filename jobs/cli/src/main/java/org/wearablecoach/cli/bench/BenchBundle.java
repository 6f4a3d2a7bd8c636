package org.wearablecoach.cli.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.wearablecoach.onnx.ModelBundle;
import org.wearablecoach.onnx.ScorerOptions;

/** The model of a benchmark with a manifest, as the coach serves it. */
final class BenchBundle {

    /** Rows of the self-test. */
    private static final int VECTORS = 8;

    private BenchBundle() {}

    /**
     * Writes the manifest. Its known rows are what ONNX Runtime itself gave, so that the
     * contestants are proved to compute the same.
     *
     * @param toJson writes maps and lists as JSON
     */
    static ModelBundle of(BenchModel model, Function<Map<String, ?>, String> toJson)
            throws Exception {
        ModelBundle shipped = model.bundle();
        if (shipped != null) {
            return shipped;
        }
        BenchRows rows = new BenchRows(model, 1);
        List<Object> vectors = new ArrayList<>();
        try (Baselines.Raw raw = new Baselines.Raw(model, rows, 1)) {
            for (int i = 0; i < VECTORS; i++) {
                raw.batch(i);
                vectors.add(
                        map(
                                "inputs",
                                Map.of(BenchModel.INPUT, list(rows.rows[i])),
                                "outputs",
                                Map.of(BenchModel.OUTPUT, list(raw.scores()))));
            }
        }
        List<Object> inputShape = new ArrayList<>(List.of("N"));
        inputShape.addAll(model.inputShape());
        String manifest =
                toJson.apply(
                        map(
                                "manifest", 1,
                                "name", model.name(),
                                "version", "1",
                                "sha256", ModelBundle.sha256(model.onnx()),
                                "inputs", List.of(tensor(BenchModel.INPUT, inputShape)),
                                "outputs",
                                        List.of(
                                                tensor(
                                                        BenchModel.OUTPUT,
                                                        List.of("N", model.outputs()))),
                                "selfTest", map("tolerance", 1e-5, "vectors", vectors),
                                "licence", "Apache-2.0",
                                "card", "none.md"));
        return ModelBundle.of(model.onnx(), manifest, ScorerOptions.defaults());
    }

    private static Map<String, Object> tensor(String name, List<?> shape) {
        return map(
                "name",
                name,
                "type",
                "float32",
                "shape",
                shape,
                "meaning",
                "a number",
                "unit",
                "1");
    }

    private static List<Object> list(float[] values) {
        List<Object> list = new ArrayList<>(values.length);
        for (float value : values) {
            list.add(value);
        }
        return list;
    }

    private static Map<String, Object> map(Object... members) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (int i = 0; i < members.length; i += 2) {
            map.put((String) members[i], members[i + 1]);
        }
        return map;
    }
}
