package org.wearablecoach.onnx;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.wearablecoach.onnx.ModelRejectedException.Check;

/**
 * Turns the JSON of a manifest into a {@link ModelManifest}, or says which key breaks which rule.
 */
final class ManifestReader {

    /** A manifest is read whole; this leaves room for self-test rows of some thousand values. */
    static final int MAX_CHARS = 4 << 20;

    private static final int MAX_WIDTH = 1 << 20;
    private static final Pattern WORD = Pattern.compile("[a-z0-9][a-z0-9._+-]{0,63}");
    private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");

    private ManifestReader() {}

    static ModelManifest read(String json) {
        if (json.length() > MAX_CHARS) {
            throw refuse(
                    "$", "at most " + MAX_CHARS + " characters", json.length() + " characters");
        }
        Object document;
        try {
            document = Json.read(json);
        } catch (IOException e) {
            throw new ModelRejectedException(
                    Check.MANIFEST,
                    "the manifest is not a JSON document: " + firstLine(e.getMessage()),
                    e);
        }
        Node root = new Node("$", document);
        root.keys(
                Set.of(
                        "manifest",
                        "name",
                        "version",
                        "sha256",
                        "inputs",
                        "outputs",
                        "featureSchema",
                        "labels",
                        "selfTest",
                        "licence",
                        "card"));
        if (root.get("manifest").integer() != 1) {
            throw refuse("$.manifest", "1", "another version of the manifest");
        }
        String name = root.get("name").text(WORD, "lower-case letters, digits, . _ + -");
        String version = root.get("version").text(WORD, "lower-case letters, digits, . _ + -");
        String sha256 = root.get("sha256").text(SHA256, "64 lower-case hexadecimal digits");
        List<TensorSpec> inputs = tensors(root.get("inputs"));
        List<TensorSpec> outputs = tensors(root.get("outputs"));
        List<String> labels = new ArrayList<>();
        if (root.has("labels")) {
            for (Node label : root.get("labels").list()) {
                labels.add(label.text());
            }
        }
        if (!labels.isEmpty() && labels.size() != outputs.get(0).width()) {
            throw refuse(
                    "$.labels",
                    outputs.get(0).width() + " labels, one for each element of the first output",
                    labels.size() + " labels");
        }
        FeatureSchema schema = null;
        if (root.has("featureSchema")) {
            Node node = root.get("featureSchema");
            node.keys(Set.of("name", "version"));
            schema = new FeatureSchema(node.get("name").text(), node.get("version").integer());
        }
        return new ModelManifest(
                name,
                version,
                sha256,
                inputs,
                outputs,
                schema,
                labels,
                selfTest(root.get("selfTest"), inputs, outputs),
                root.get("licence").text(),
                root.get("card").text());
    }

    private static List<TensorSpec> tensors(Node node) {
        List<TensorSpec> tensors = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (Node item : node.list()) {
            TensorSpec tensor = tensor(item);
            if (!names.add(tensor.name())) {
                throw refuse(item.path + ".name", "a name used once", "'" + tensor.name() + "'");
            }
            tensors.add(tensor);
        }
        if (tensors.isEmpty()) {
            throw refuse(node.path, "at least one tensor", "none");
        }
        return tensors;
    }

    private static TensorSpec tensor(Node node) {
        node.keys(Set.of("name", "type", "shape", "meaning", "unit"));
        String type = node.get("type").text();
        if (!type.equals(TensorSpec.TYPE)) {
            throw refuse(
                    node.path + ".type",
                    TensorSpec.TYPE + "; put a Cast into the graph for other types",
                    "'" + type + "'");
        }
        List<Node> axes = node.get("shape").list();
        if (axes.isEmpty()) {
            throw refuse(node.path + ".shape", "the batch as first axis, \"N\" or 1", "no axis");
        }
        boolean fixed = axes.get(0).value instanceof Double;
        if (fixed ? axes.get(0).integer() != 1 : !axes.get(0).text().equals("N")) {
            throw refuse(axes.get(0).path, "\"N\" or 1", String.valueOf(axes.get(0).value));
        }
        List<Integer> rowShape = new ArrayList<>();
        long width = 1;
        for (Node axis : axes.subList(1, axes.size())) {
            int size = axis.integer();
            width *= size;
            if (size < 1 || width > MAX_WIDTH) {
                throw refuse(
                        axis.path,
                        "axes from 1, at most " + MAX_WIDTH + " elements a row",
                        "" + size);
            }
            rowShape.add(size);
        }
        return new TensorSpec(
                node.get("name").text(),
                fixed,
                rowShape,
                texts(node.get("meaning"), width),
                texts(node.get("unit"), width));
    }

    private static List<String> texts(Node node, long width) {
        if (node.value instanceof String) {
            return List.of(node.text());
        }
        List<String> texts = new ArrayList<>();
        for (Node item : node.list()) {
            texts.add(item.text());
        }
        if (texts.size() != width) {
            throw refuse(node.path, "one text, or " + width, texts.size() + " texts");
        }
        return texts;
    }

    private static SelfTest selfTest(Node node, List<TensorSpec> inputs, List<TensorSpec> outputs) {
        node.keys(Set.of("tolerance", "vectors"));
        double tolerance = node.get("tolerance").number();
        if (!(tolerance >= 0 && tolerance < Double.POSITIVE_INFINITY)) {
            throw refuse(node.path + ".tolerance", "0 or more", "" + tolerance);
        }
        List<SelfTest.Vector> vectors = new ArrayList<>();
        for (Node item : node.get("vectors").list()) {
            item.keys(Set.of("inputs", "outputs"));
            vectors.add(
                    new SelfTest.Vector(
                            row(item.get("inputs"), inputs), row(item.get("outputs"), outputs)));
        }
        if (vectors.isEmpty()) {
            throw refuse(node.path + ".vectors", "at least one row with known scores", "none");
        }
        return new SelfTest(tolerance, vectors);
    }

    private static float[] row(Node node, List<TensorSpec> tensors) {
        Set<String> names = new HashSet<>();
        int width = 0;
        for (TensorSpec tensor : tensors) {
            names.add(tensor.name());
            width += tensor.width();
        }
        node.keys(names);
        float[] row = new float[width];
        int at = 0;
        for (TensorSpec tensor : tensors) {
            Node values = node.get(tensor.name());
            if (values.value instanceof Double && tensor.width() == 1) {
                row[at++] = (float) values.number();
                continue;
            }
            List<Node> list = values.list();
            if (list.size() != tensor.width()) {
                throw refuse(
                        values.path,
                        tensor.width() + " values for " + tensor.describe(),
                        list.size() + " values");
            }
            for (Node value : list) {
                row[at++] = (float) value.number();
            }
        }
        return row;
    }

    private static String firstLine(@Nullable String message) {
        return message == null ? "unreadable" : message.lines().findFirst().orElse("unreadable");
    }

    private static ModelRejectedException refuse(String path, String expected, String found) {
        return new ModelRejectedException(
                Check.MANIFEST, "manifest " + path + ": expected " + expected + "; found " + found);
    }

    /** A value of the document with its path, so that a message can name the place. */
    private record Node(String path, @Nullable Object value) {

        boolean has(String key) {
            return value instanceof Map<?, ?> map && map.get(key) != null;
        }

        Node get(String key) {
            if (!(value instanceof Map<?, ?> map)) {
                throw refuse(path, "an object", kind());
            }
            Object found = map.get(key);
            if (found == null) {
                throw refuse(path + "." + key, "a value", "none");
            }
            return new Node(path + "." + key, found);
        }

        void keys(Set<String> known) {
            if (!(value instanceof Map<?, ?> map)) {
                throw refuse(path, "an object", kind());
            }
            for (Object key : map.keySet()) {
                if (!known.contains(key)) {
                    throw refuse(
                            path,
                            "only the keys " + known.stream().sorted().toList(),
                            "'" + key + "'");
                }
            }
        }

        List<Node> list() {
            if (!(value instanceof List<?> items)) {
                throw refuse(path, "a list", kind());
            }
            List<Node> nodes = new ArrayList<>(items.size());
            for (Object item : items) {
                nodes.add(new Node(path + "[" + nodes.size() + "]", item));
            }
            return nodes;
        }

        String text() {
            if (!(value instanceof String text) || text.isBlank()) {
                throw refuse(path, "a text", kind());
            }
            return text;
        }

        String text(Pattern pattern, String rule) {
            String text = text();
            if (!pattern.matcher(text).matches()) {
                throw refuse(path, rule, "'" + text + "'");
            }
            return text;
        }

        double number() {
            if (!(value instanceof Double number)) {
                throw refuse(path, "a number", kind());
            }
            return number;
        }

        int integer() {
            double number = number();
            if (number != Math.rint(number) || Math.abs(number) > Integer.MAX_VALUE) {
                throw refuse(path, "a whole number", "" + number);
            }
            return (int) number;
        }

        private String kind() {
            return value == null
                    ? "null"
                    : value instanceof Map
                            ? "an object"
                            : value instanceof List ? "a list" : "'" + value + "'";
        }
    }
}
