package org.wearablecoach.onnx;

import java.util.List;

/**
 * An input or output of a model as its manifest promises it: 32-bit floats, the first axis being
 * the batch.
 *
 * @param name of the tensor in the graph
 * @param fixedBatch whether the graph takes exactly one row at a time (first axis 1 instead of N)
 * @param rowShape the axes after the first; empty for a scalar per row
 * @param meaning what the elements are: one text for all, or one for each element of a row
 * @param unit their units, one for all or one for each; {@code 1} for none
 */
public record TensorSpec(
        String name,
        boolean fixedBatch,
        List<Integer> rowShape,
        List<String> meaning,
        List<String> unit) {

    /** The one element type that is served. */
    public static final String TYPE = "float32";

    public TensorSpec {
        rowShape = List.copyOf(rowShape);
        meaning = List.copyOf(meaning);
        unit = List.copyOf(unit);
    }

    /** How many elements a row has. */
    public int width() {
        int width = 1;
        for (int axis : rowShape) {
            width = Math.multiplyExact(width, axis);
        }
        return width;
    }

    /** The shape of a batch of so many rows. */
    long[] shape(int rows) {
        long[] shape = new long[1 + rowShape.size()];
        shape[0] = rows;
        for (int i = 1; i < shape.length; i++) {
            shape[i] = rowShape.get(i - 1);
        }
        return shape;
    }

    /** Type and shape for people, for instance {@code float32[N, 4]}. */
    String describe() {
        StringBuilder text = new StringBuilder(TYPE).append('[').append(fixedBatch ? "1" : "N");
        for (int axis : rowShape) {
            text.append(", ").append(axis);
        }
        return text.append(']').toString();
    }
}
