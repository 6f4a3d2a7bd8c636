package org.wearablecoach.training;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;

/**
 * An ONNX graph under construction, whose first axis is the batch N.
 *
 * <p>Operator set 13 and IR version 7: every runtime of the last years reads them.
 */
final class Graph {

    private static final int OPERATOR_SET = 13;
    private static final int IR_VERSION = 7;

    private final GraphProto.Builder graph;

    Graph(String name) {
        graph = GraphProto.newBuilder().setName(name);
    }

    /** Adds a float32 input of shape [N, axes...]. */
    Graph input(String name, long... axes) {
        graph.addInput(value(name, axes));
        return this;
    }

    /** Adds a float32 output of shape [N, axes...]. */
    Graph output(String name, long... axes) {
        graph.addOutput(value(name, axes));
        return this;
    }

    /** Adds a float32 constant, row-major. */
    Graph constant(String name, float[] values, long... shape) {
        TensorProto.Builder tensor = tensor(name, TensorProto.DataType.FLOAT, shape);
        for (float value : values) {
            tensor.addFloatData(value);
        }
        graph.addInitializer(tensor);
        return this;
    }

    /** Adds a float64 scalar. */
    Graph scalar(String name, double value) {
        graph.addInitializer(tensor(name, TensorProto.DataType.DOUBLE).addDoubleData(value));
        return this;
    }

    /** Adds an operator with one output, named like the tensor it makes. */
    Graph node(String operator, String output, String... inputs) {
        graph.addNode(operator(operator, output, inputs));
        return this;
    }

    /** Adds a Softmax along the last axis. */
    Graph softmax(String output, String input) {
        graph.addNode(operator("Softmax", output, input).addAttribute(integer("axis", -1)));
        return this;
    }

    /** Adds a Transpose. */
    Graph transpose(String output, String input, long... order) {
        graph.addNode(operator("Transpose", output, input).addAttribute(integers("perm", order)));
        return this;
    }

    /** Adds a convolution along time: input, weights and, if there are any, biases. */
    Graph conv(String output, int group, int before, int after, String... inputs) {
        graph.addNode(
                operator("Conv", output, inputs)
                        .addAttribute(integer("group", group))
                        .addAttribute(integers("pads", before, after)));
        return this;
    }

    /** Adds the maximum over stretches of time. */
    Graph maxPool(String output, String input, int length, int stride) {
        graph.addNode(
                operator("MaxPool", output, input)
                        .addAttribute(integers("kernel_shape", length))
                        .addAttribute(integers("strides", stride)));
        return this;
    }

    /** Adds a Concat along an axis. */
    Graph concat(String output, int axis, String... inputs) {
        graph.addNode(operator("Concat", output, inputs).addAttribute(integer("axis", axis)));
        return this;
    }

    /** Adds the maximum of each row, which stays a column. */
    Graph reduceMax(String output, String input) {
        graph.addNode(
                operator("ReduceMax", output, input)
                        .addAttribute(integers("axes", -1))
                        .addAttribute(integer("keepdims", 1)));
        return this;
    }

    /** Adds a conversion to float64. */
    Graph toDouble(String output, String input) {
        return cast(output, input, TensorProto.DataType.DOUBLE);
    }

    /** Adds a conversion to float32. */
    Graph toFloat(String output, String input) {
        return cast(output, input, TensorProto.DataType.FLOAT);
    }

    /** The file. */
    byte[] bytes() {
        return ModelProto.newBuilder()
                .setIrVersion(IR_VERSION)
                .setProducerName("wearable-coach")
                .addOpsetImport(
                        OperatorSetIdProto.newBuilder().setDomain("").setVersion(OPERATOR_SET))
                .setGraph(graph)
                .build()
                .toByteArray();
    }

    private Graph cast(String output, String input, TensorProto.DataType type) {
        graph.addNode(
                operator("Cast", output, input).addAttribute(integer("to", type.getNumber())));
        return this;
    }

    private static NodeProto.Builder operator(String operator, String output, String... inputs) {
        NodeProto.Builder node =
                NodeProto.newBuilder().setOpType(operator).setName(output).addOutput(output);
        for (String input : inputs) {
            node.addInput(input);
        }
        return node;
    }

    private static AttributeProto integer(String name, long value) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeProto.AttributeType.INT)
                .setI(value)
                .build();
    }

    private static AttributeProto integers(String name, long... values) {
        AttributeProto.Builder attribute =
                AttributeProto.newBuilder()
                        .setName(name)
                        .setType(AttributeProto.AttributeType.INTS);
        for (long value : values) {
            attribute.addInts(value);
        }
        return attribute.build();
    }

    private static TensorProto.Builder tensor(
            String name, TensorProto.DataType type, long... shape) {
        TensorProto.Builder tensor =
                TensorProto.newBuilder().setName(name).setDataType(type.getNumber());
        for (long axis : shape) {
            tensor.addDims(axis);
        }
        return tensor;
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
                                                .setElemType(TensorProto.DataType.FLOAT.getNumber())
                                                .setShape(shape)))
                .build();
    }
}
