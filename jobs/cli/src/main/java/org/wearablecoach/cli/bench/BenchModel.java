package org.wearablecoach.cli.bench;

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
import org.jspecify.annotations.Nullable;
import org.wearablecoach.onnx.ModelBundle;
import org.wearablecoach.onnx.ModelManifest;
import org.wearablecoach.onnx.SelfTest;
import org.wearablecoach.onnx.TensorSpec;

/**
 * A network that is measured: one with made-up weights, of a shape that is common for wearables, or
 * one that is shipped.
 *
 * @param name for the table
 * @param onnx the .onnx file
 * @param input name of the one input
 * @param inputShape axes of a row of it
 * @param outputNames names of the outputs
 * @param outputWidths elements of a row of each
 * @param bundle of a shipped model; null for one with made-up weights
 */
public record BenchModel(
        String name,
        byte[] onnx,
        String input,
        List<Integer> inputShape,
        List<String> outputNames,
        List<Integer> outputWidths,
        @Nullable ModelBundle bundle) {

    /** Input of a network with made-up weights. */
    public static final String INPUT = "x";

    /** Output of a network with made-up weights. */
    public static final String OUTPUT = "y";

    private static BenchModel madeUp(
            String name, byte[] onnx, List<Integer> inputShape, int outputs) {
        return new BenchModel(
                name, onnx, INPUT, inputShape, List.of(OUTPUT), List.of(outputs), null);
    }

    /** A shipped model with one input. */
    private static BenchModel shipped(String name) {
        ModelBundle bundle = ModelBundle.shipped(name);
        ModelManifest manifest = bundle.manifest();
        TensorSpec input = manifest.inputs().get(0);
        List<String> names = new ArrayList<>();
        List<Integer> widths = new ArrayList<>();
        for (TensorSpec output : manifest.outputs()) {
            names.add(output.name());
            widths.add(output.width());
        }
        return new BenchModel(
                name, bundle.onnx(), input.name(), input.rowShape(), names, widths, bundle);
    }

    /** Elements of a row of all outputs. */
    public int outputs() {
        return outputWidths.stream().reduce(0, Math::addExact);
    }

    /** Rows that come again and again: those of the self-test, or made-up ones. */
    float[] row(int index, SplittableRandom random) {
        if (bundle != null) {
            List<SelfTest.Vector> vectors = bundle.manifest().selfTest().vectors();
            return vectors.get(index % vectors.size()).inputs();
        }
        float[] row = new float[inputs()];
        for (int k = 0; k < row.length; k++) {
            row[k] = (float) (2 * random.nextDouble() - 1);
        }
        return row;
    }

    /** Three common shapes, and the shipped models that the job runs on every window. */
    public static List<BenchModel> all() {
        return List.of(
                dense("mlp-32-64-64-5", 32, 64, 64, 5),
                convolutions(),
                dense("ffnn-784-32-32-10", 784, 32, 32, 10),
                shipped("activity"),
                shipped("glucose-outlook"));
    }

    /** Elements of a row of the input. */
    public int inputs() {
        return inputShape.stream().reduce(1, Math::multiplyExact);
    }

    /** Layers of Gemm and Relu, the last one Gemm and Softmax. */
    private static BenchModel dense(String name, int... widths) {
        Builder graph = new Builder(widths[0]);
        String from = INPUT;
        for (int l = 1; l < widths.length; l++) {
            boolean last = l == widths.length - 1;
            graph.weights("w" + l, widths[l - 1], widths[l - 1], widths[l]);
            graph.weights("b" + l, widths[l - 1], widths[l]);
            graph.node("Gemm", "g" + l, List.of(from, "w" + l, "b" + l));
            from = last ? "g" + l : "r" + l;
            if (!last) {
                graph.node("Relu", from, List.of("g" + l));
            }
        }
        graph.node("Softmax", OUTPUT, List.of(from), ints("axis", false, -1));
        int outputs = widths[widths.length - 1];
        return madeUp(name, graph.bytes(outputs), List.of(widths[0]), outputs);
    }

    /** Six channels of 150 samples: two convolutions of five, a pool between, a mean, a Gemm. */
    private static BenchModel convolutions() {
        Builder graph =
                new Builder(6, 150)
                        .weights("w1", 6 * 5, 32, 6, 5)
                        .weights("b1", 6 * 5, 32)
                        .node(
                                "Conv",
                                "c1",
                                List.of(INPUT, "w1", "b1"),
                                ints("kernel_shape", true, 5))
                        .node("Relu", "r1", List.of("c1"))
                        .node(
                                "MaxPool",
                                "p1",
                                List.of("r1"),
                                ints("kernel_shape", true, 2),
                                ints("strides", true, 2))
                        .weights("w2", 32 * 5, 64, 32, 5)
                        .weights("b2", 32 * 5, 64)
                        .node(
                                "Conv",
                                "c2",
                                List.of("p1", "w2", "b2"),
                                ints("kernel_shape", true, 5))
                        .node("Relu", "r2", List.of("c2"))
                        .node("GlobalAveragePool", "m", List.of("r2"))
                        .node("Flatten", "f", List.of("m"))
                        .weights("w3", 64, 64, 5)
                        .weights("b3", 64, 5)
                        .node("Gemm", "g3", List.of("f", "w3", "b3"))
                        .node("Softmax", OUTPUT, List.of("g3"), ints("axis", false, -1));
        return madeUp("cnn-6x150", graph.bytes(5), List.of(6, 150), 5);
    }

    private static AttributeProto ints(String name, boolean list, long value) {
        AttributeProto.Builder attribute = AttributeProto.newBuilder().setName(name);
        return (list
                        ? attribute.setType(AttributeProto.AttributeType.INTS).addInts(value)
                        : attribute.setType(AttributeProto.AttributeType.INT).setI(value))
                .build();
    }

    /** A graph whose first axis is the batch. */
    private static final class Builder {

        private final GraphProto.Builder graph = GraphProto.newBuilder().setName("bench");
        private final SplittableRandom random = new SplittableRandom(1);

        Builder(long... axes) {
            graph.addInput(value(INPUT, axes));
        }

        /** Random weights that keep the size of what they multiply. */
        Builder weights(String name, int fanIn, long... shape) {
            TensorProto.Builder tensor =
                    TensorProto.newBuilder()
                            .setName(name)
                            .setDataType(TensorProto.DataType.FLOAT.getNumber());
            long count = 1;
            for (long axis : shape) {
                tensor.addDims(axis);
                count *= axis;
            }
            for (long i = 0; i < count; i++) {
                tensor.addFloatData(
                        (float) ((2 * random.nextDouble() - 1) * Math.sqrt(6.0 / fanIn)));
            }
            graph.addInitializer(tensor);
            return this;
        }

        Builder node(
                String operator, String output, List<String> inputs, AttributeProto... attributes) {
            graph.addNode(
                    NodeProto.newBuilder()
                            .setOpType(operator)
                            .addAllInput(inputs)
                            .addOutput(output)
                            .addAllAttribute(Arrays.asList(attributes)));
            return this;
        }

        byte[] bytes(int outputs) {
            graph.addOutput(value(OUTPUT, outputs));
            return ModelProto.newBuilder()
                    .setIrVersion(7)
                    .addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("").setVersion(13))
                    .setGraph(graph)
                    .build()
                    .toByteArray();
        }

        private static ValueInfoProto value(String name, long... axes) {
            TensorShapeProto.Builder shape =
                    TensorShapeProto.newBuilder()
                            .addDim(TensorShapeProto.Dimension.newBuilder().setDimParam("N"));
            for (long axis : axes) {
                shape.addDim(TensorShapeProto.Dimension.newBuilder().setDimValue(axis));
            }
            return ValueInfoProto.newBuilder()
                    .setName(name)
                    .setType(
                            TypeProto.newBuilder()
                                    .setTensorType(
                                            TypeProto.Tensor.newBuilder()
                                                    .setElemType(
                                                            TensorProto.DataType.FLOAT.getNumber())
                                                    .setShape(shape)))
                    .build();
        }
    }
}
