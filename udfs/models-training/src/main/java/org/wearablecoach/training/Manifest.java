package org.wearablecoach.training;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import org.wearablecoach.onnx.ModelBundle;

/** A manifest under construction, written as {@code ModelManifest} reads it. */
final class Manifest {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final ObjectNode root = MAPPER.createObjectNode();
    private final ArrayNode inputs;
    private final ArrayNode outputs;
    private final ArrayNode labels;
    private final ArrayNode vectors;

    Manifest(String name, String version, byte[] onnx, double tolerance) {
        root.put("manifest", 1);
        root.put("name", name);
        root.put("version", version);
        root.put("sha256", ModelBundle.sha256(onnx));
        inputs = root.putArray("inputs");
        outputs = root.putArray("outputs");
        labels = root.putArray("labels");
        vectors = root.putObject("selfTest").put("tolerance", tolerance).putArray("vectors");
        root.put("licence", "Apache-2.0");
        root.put("card", name + ".md");
    }

    Manifest features(String schema, int version) {
        root.putObject("featureSchema").put("name", schema).put("version", version);
        return this;
    }

    Manifest labels(String... names) {
        for (String name : names) {
            labels.add(name);
        }
        return this;
    }

    /** An input of one value per row. */
    Manifest input(String name, String meaning, String unit) {
        tensor(inputs, name).put("meaning", meaning).put("unit", unit);
        return this;
    }

    /** An input of a vector per row. */
    Manifest input(String name, String[] meaning, String[] unit) {
        vector(inputs, name, meaning, unit);
        return this;
    }

    /** An output of one value per row. */
    Manifest output(String name, String meaning, String unit) {
        tensor(outputs, name).put("meaning", meaning).put("unit", unit);
        return this;
    }

    /** An output of a vector per row. */
    Manifest output(String name, String[] meaning, String[] unit) {
        vector(outputs, name, meaning, unit);
        return this;
    }

    /** An input of several axes per row, of one meaning. */
    Manifest tensorInput(String name, int[] shape, String meaning, String unit) {
        shaped(inputs, name, shape).put("meaning", meaning).put("unit", unit);
        return this;
    }

    /** An output of several axes per row, of one meaning. */
    Manifest tensorOutput(String name, int[] shape, String meaning, String unit) {
        shaped(outputs, name, shape).put("meaning", meaning).put("unit", unit);
        return this;
    }

    private static ObjectNode shaped(ArrayNode tensors, String name, int[] shape) {
        ObjectNode tensor = tensors.addObject().put("name", name).put("type", "float32");
        ArrayNode axes = tensor.putArray("shape").add("N");
        for (int axis : shape) {
            axes.add(axis);
        }
        return tensor;
    }

    /** A row with its scores, by tensor; written in the order of the tensors. */
    Manifest vector(Map<String, float[]> in, Map<String, float[]> out) {
        ObjectNode vector = vectors.addObject();
        values(vector.putObject("inputs"), inputs, in);
        values(vector.putObject("outputs"), outputs, out);
        return this;
    }

    String json() {
        DefaultIndenter lines = new DefaultIndenter("  ", "\n");
        DefaultPrettyPrinter printer = new DefaultPrettyPrinter().withObjectIndenter(lines);
        try {
            return MAPPER.writer(printer).writeValueAsString(root) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of our own cannot fail to be written", e);
        }
    }

    private static ObjectNode tensor(ArrayNode tensors, String name) {
        ObjectNode tensor = tensors.addObject().put("name", name).put("type", "float32");
        tensor.putArray("shape").add("N");
        return tensor;
    }

    private static void vector(ArrayNode tensors, String name, String[] meaning, String[] unit) {
        ObjectNode tensor = tensors.addObject().put("name", name).put("type", "float32");
        tensor.putArray("shape").add("N").add(meaning.length);
        ArrayNode meanings = tensor.putArray("meaning");
        for (String text : meaning) {
            meanings.add(text);
        }
        ArrayNode units = tensor.putArray("unit");
        for (String text : unit) {
            units.add(text);
        }
    }

    /** A map without an order of its own would give other bytes in each run. */
    private static void values(ObjectNode object, ArrayNode tensors, Map<String, float[]> values) {
        if (values.size() != tensors.size()) {
            throw new IllegalArgumentException(
                    "expected values of " + tensors.size() + " tensors, found " + values.keySet());
        }
        for (JsonNode tensor : tensors) {
            String name = tensor.get("name").asText();
            float[] row = values.get(name);
            if (row == null) {
                throw new IllegalArgumentException("a vector has no value of " + name);
            }
            if (row.length == 1) {
                object.put(name, row[0]);
                continue;
            }
            ArrayNode array = object.putArray(name);
            for (float value : row) {
                array.add(value);
            }
        }
    }
}
