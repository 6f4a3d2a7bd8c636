package org.wearablecoach.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Collectors;

/** Builds graphs and their manifests, good ones and bad ones, with the protobuf classes of ONNX. */
final class TestModel {

    /** Stands for the open axis in shapes. */
    static final long N = -1;

    final GraphProto.Builder graph = GraphProto.newBuilder().setName("test");
    final ModelProto.Builder model =
            ModelProto.newBuilder().setIrVersion(7).addOpsetImport(opset("", 13));

    private final List<String> inputs = new ArrayList<>();
    private final List<String> outputs = new ArrayList<>();
    private final List<String> vectors = new ArrayList<>();
    private double tolerance = 1e-5;
    private String labels = "[]";

    static OperatorSetIdProto opset(String domain, long version) {
        return OperatorSetIdProto.newBuilder().setDomain(domain).setVersion(version).build();
    }

    /** A tensor of the graph that the manifest describes rightly. */
    TestModel input(String name, long... shape) {
        return input(name, TensorProto.DataType.FLOAT, shape).promiseInput(name, shape);
    }

    TestModel output(String name, long... shape) {
        return output(name, TensorProto.DataType.FLOAT, shape).promiseOutput(name, shape);
    }

    /** A tensor of the graph only. */
    TestModel input(String name, TensorProto.DataType type, long... shape) {
        graph.addInput(value(name, type, shape));
        return this;
    }

    TestModel output(String name, TensorProto.DataType type, long... shape) {
        graph.addOutput(value(name, type, shape));
        return this;
    }

    /** A tensor of the manifest only. */
    TestModel promiseInput(String name, long... shape) {
        inputs.add(spec(name, shape));
        return this;
    }

    TestModel promiseOutput(String name, long... shape) {
        outputs.add(spec(name, shape));
        return this;
    }

    TestModel node(String operator, String output, String... from) {
        graph.addNode(
                NodeProto.newBuilder()
                        .setOpType(operator)
                        .addAllInput(Arrays.asList(from))
                        .addOutput(output));
        return this;
    }

    TestModel attribute(String name, long... values) {
        AttributeProto.Builder attribute = AttributeProto.newBuilder().setName(name);
        if (values.length == 1) {
            attribute.setType(AttributeProto.AttributeType.INT).setI(values[0]);
        } else {
            attribute.setType(AttributeProto.AttributeType.INTS);
            for (long value : values) {
                attribute.addInts(value);
            }
        }
        graph.getNodeBuilder(graph.getNodeCount() - 1).addAttribute(attribute);
        return this;
    }

    TestModel attributes(String name, long... values) {
        AttributeProto.Builder attribute =
                AttributeProto.newBuilder()
                        .setName(name)
                        .setType(AttributeProto.AttributeType.INTS);
        for (long value : values) {
            attribute.addInts(value);
        }
        graph.getNodeBuilder(graph.getNodeCount() - 1).addAttribute(attribute);
        return this;
    }

    TestModel constant(String name, float[] values, long... shape) {
        TensorProto.Builder tensor =
                TensorProto.newBuilder()
                        .setName(name)
                        .setDataType(TensorProto.DataType.FLOAT.getNumber());
        for (long axis : shape) {
            tensor.addDims(axis);
        }
        for (float value : values) {
            tensor.addFloatData(value);
        }
        graph.addInitializer(tensor);
        return this;
    }

    /** A self-test row of models with one input and one output. */
    TestModel vector(float[] in, float[] out) {
        String input = name(inputs.get(0));
        String output = name(outputs.get(0));
        return vector("\"" + input + "\":" + list(in), "\"" + output + "\":" + list(out));
    }

    TestModel vector(String in, String out) {
        vectors.add("{\"inputs\":{" + in + "},\"outputs\":{" + out + "}}");
        return this;
    }

    TestModel tolerance(double value) {
        tolerance = value;
        return this;
    }

    TestModel labels(String... names) {
        labels =
                Arrays.stream(names)
                        .map(name -> '"' + name + '"')
                        .collect(Collectors.joining(",", "[", "]"));
        return this;
    }

    byte[] bytes() {
        return model.clone().setGraph(graph).build().toByteArray();
    }

    String manifest() {
        return manifest(bytes());
    }

    String manifest(byte[] onnx) {
        return "{\"manifest\":1,\"name\":\"test\",\"version\":\"1.0\",\"sha256\":\""
                + ModelBundle.sha256(onnx)
                + "\",\"inputs\":["
                + String.join(",", inputs)
                + "],\"outputs\":["
                + String.join(",", outputs)
                + "],\"labels\":"
                + labels
                + ",\"selfTest\":{\"tolerance\":"
                + tolerance
                + ",\"vectors\":["
                + String.join(",", vectors)
                + "]},\"licence\":\"Apache-2.0\",\"card\":\"test.md\"}";
    }

    ModelBundle bundle() {
        return bundle(bytes());
    }

    ModelBundle bundle(byte[] onnx) {
        return ModelBundle.of(onnx, manifest(onnx), ScorerOptions.defaults());
    }

    /** y = 2 x of one element. */
    static TestModel doubling() {
        return new TestModel()
                .input("x", N, 1)
                .output("y", N, 1)
                .node("Add", "y", "x", "x")
                .vector(new float[] {3}, new float[] {6});
    }

    /** A small network with random weights: Gemm, Relu, Gemm, Softmax. */
    static TestModel network(int in, int hidden, int out) {
        SplittableRandom random = new SplittableRandom(1);
        float[] a = normal(random, in * hidden, 1 / Math.sqrt(in));
        float[] b = normal(random, hidden * out, 1 / Math.sqrt(hidden));
        float[] bias = normal(random, hidden, 0.1);
        TestModel model =
                new TestModel()
                        .input("x", N, in)
                        .output("y", N, out)
                        .constant("a", a, in, hidden)
                        .constant("bias", bias, hidden)
                        .constant("b", b, hidden, out)
                        .node("Gemm", "h", "x", "a", "bias")
                        .node("Relu", "r", "h")
                        .node("MatMul", "l", "r", "b")
                        .node("Softmax", "y", "l")
                        .attribute("axis", -1);
        for (int v = 0; v < 5; v++) {
            float[] x = normal(random, in, 1);
            model.vector(x, answer(x, a, bias, b, in, hidden, out));
        }
        return model;
    }

    /** What the network answers, in 64 bits. */
    private static float[] answer(
            float[] x, float[] a, float[] bias, float[] b, int in, int hidden, int out) {
        double[] logits = new double[out];
        for (int h = 0; h < hidden; h++) {
            double sum = bias[h];
            for (int i = 0; i < in; i++) {
                sum += (double) x[i] * a[i * hidden + h];
            }
            for (int o = 0; o < out && sum > 0; o++) {
                logits[o] += sum * b[h * out + o];
            }
        }
        double total = Arrays.stream(logits).map(Math::exp).sum();
        float[] y = new float[out];
        for (int o = 0; o < out; o++) {
            y[o] = (float) (Math.exp(logits[o]) / total);
        }
        return y;
    }

    static float[] normal(SplittableRandom random, int n, double sd) {
        float[] values = new float[n];
        for (int i = 0; i < n; i++) {
            double sum = 0;
            for (int k = 0; k < 12; k++) {
                sum += random.nextDouble();
            }
            values[i] = (float) ((sum - 6) * sd);
        }
        return values;
    }

    private static ValueInfoProto value(String name, TensorProto.DataType type, long... shape) {
        TensorShapeProto.Builder dims = TensorShapeProto.newBuilder();
        for (long axis : shape) {
            dims.addDim(
                    axis == N
                            ? TensorShapeProto.Dimension.newBuilder().setDimParam("N")
                            : TensorShapeProto.Dimension.newBuilder().setDimValue(axis));
        }
        return ValueInfoProto.newBuilder()
                .setName(name)
                .setType(
                        TypeProto.newBuilder()
                                .setTensorType(
                                        TypeProto.Tensor.newBuilder()
                                                .setElemType(type.getNumber())
                                                .setShape(dims)))
                .build();
    }

    private static String spec(String name, long... shape) {
        String axes =
                Arrays.stream(shape)
                        .mapToObj(axis -> axis == N ? "\"N\"" : Long.toString(axis))
                        .collect(Collectors.joining(",", "[", "]"));
        return "{\"name\":\""
                + name
                + "\",\"type\":\"float32\",\"shape\":"
                + axes
                + ",\"meaning\":\"a value\",\"unit\":\"1\"}";
    }

    private static String name(String spec) {
        return spec.split("\"", -1)[3];
    }

    private static String list(float[] values) {
        return Arrays.toString(values);
    }
}
