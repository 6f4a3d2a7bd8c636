package org.wearablecoach.flink.model.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;

/** Graphs for tests, written with the protobuf classes of ONNX. */
final class TestGraph {

    /** Stands for the open axis in shapes. */
    static final long N = -1;

    private final GraphProto.Builder graph = GraphProto.newBuilder().setName("test");

    TestGraph input(String name, TensorProto.DataType type, long... shape) {
        graph.addInput(value(name, type, shape));
        return this;
    }

    TestGraph output(String name, TensorProto.DataType type, long... shape) {
        graph.addOutput(value(name, type, shape));
        return this;
    }

    TestGraph input(String name, long... shape) {
        return input(name, TensorProto.DataType.FLOAT, shape);
    }

    TestGraph output(String name, long... shape) {
        return output(name, TensorProto.DataType.FLOAT, shape);
    }

    /** An output that is a list of tensors. */
    TestGraph sequence(String name) {
        TypeProto element =
                TypeProto.newBuilder()
                        .setTensorType(
                                TypeProto.Tensor.newBuilder()
                                        .setElemType(TensorProto.DataType.FLOAT.getNumber()))
                        .build();
        graph.addOutput(
                ValueInfoProto.newBuilder()
                        .setName(name)
                        .setType(
                                TypeProto.newBuilder()
                                        .setSequenceType(
                                                TypeProto.Sequence.newBuilder()
                                                        .setElemType(element))));
        return this;
    }

    TestGraph node(String operator, String output, String... from) {
        graph.addNode(
                NodeProto.newBuilder()
                        .setOpType(operator)
                        .addAllInput(Arrays.asList(from))
                        .addOutput(output));
        return this;
    }

    /** An integer attribute of the last node. */
    TestGraph attribute(String name, long value) {
        graph.getNodeBuilder(graph.getNodeCount() - 1)
                .addAttribute(
                        AttributeProto.newBuilder()
                                .setName(name)
                                .setType(AttributeProto.AttributeType.INT)
                                .setI(value));
        return this;
    }

    TestGraph constant(String name, float[] values, long... shape) {
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

    byte[] bytes() {
        return ModelProto.newBuilder()
                .setIrVersion(7)
                .addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("").setVersion(13))
                .setGraph(graph)
                .build()
                .toByteArray();
    }

    String write(Path file) throws IOException {
        Files.write(file, bytes());
        return file.toString();
    }

    /** y = 2 x of a row of k elements. */
    static TestGraph doubling(int k) {
        return new TestGraph().input("x", N, k).output("y", N, k).node("Add", "y", "x", "x");
    }

    /** Layers of random weights: Gemm, Relu, ..., Gemm, Softmax. */
    static TestGraph network(int... widths) {
        SplittableRandom random = new SplittableRandom(1);
        TestGraph graph =
                new TestGraph().input("x", N, widths[0]).output("y", N, widths[widths.length - 1]);
        String from = "x";
        for (int l = 1; l < widths.length; l++) {
            float[] weights = new float[widths[l - 1] * widths[l]];
            for (int i = 0; i < weights.length; i++) {
                weights[i] =
                        (float) ((2 * random.nextDouble() - 1) * Math.sqrt(3.0 / widths[l - 1]));
            }
            graph.constant("w" + l, weights, widths[l - 1], widths[l])
                    .constant("b" + l, new float[widths[l]], widths[l])
                    .node("Gemm", "g" + l, from, "w" + l, "b" + l);
            from = "g" + l;
            if (l < widths.length - 1) {
                graph.node("Relu", "r" + l, from);
                from = "r" + l;
            }
        }
        return graph.node("Softmax", "y", from).attribute("axis", -1);
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
}
