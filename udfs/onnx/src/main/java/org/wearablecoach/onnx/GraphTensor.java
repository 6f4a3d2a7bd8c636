package org.wearablecoach.onnx;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An input or output of a graph as the file itself declares it.
 *
 * @param name of the tensor
 * @param type of its elements; null where a {@link GraphRunner} cannot serve it
 * @param typeText the declared type for people, also where it cannot be served, for instance {@code
 *     string}
 * @param shape the axes, the batch first; -1 for an axis that is left open
 */
public record GraphTensor(
        String name, @Nullable ElementType type, String typeText, List<Long> shape) {

    /** An axis that is left open. */
    public static final long OPEN = -1;

    /** Most elements of a row: those of the widest type still have a byte count that is an int. */
    private static final long MOST_ELEMENTS = 1L << 27;

    public GraphTensor {
        shape = List.copyOf(shape);
    }

    /** Whether the graph takes exactly one row at a time. */
    public boolean fixedBatch() {
        return !shape.isEmpty() && shape.get(0) == 1;
    }

    /** How many elements a row has; -1 where the file leaves it open, or says more than fit. */
    public int width() {
        if (shape.isEmpty() || isTooWide()) {
            return -1;
        }
        long width = 1;
        for (long axis : shape.subList(1, shape.size())) {
            if (axis < 0) {
                return -1;
            }
            width *= axis;
        }
        return (int) width;
    }

    private boolean isTooWide() {
        long width = 1;
        for (int i = 1; i < shape.size(); i++) {
            long axis = shape.get(i);
            if (axis > 1 && width > MOST_ELEMENTS / axis) {
                return true;
            }
            width *= Math.max(1, axis);
        }
        return false;
    }

    /** Type and shape for people, for instance {@code float32[N, 4]}. */
    public String describe() {
        StringBuilder text = new StringBuilder(typeText).append('[');
        for (int i = 0; i < shape.size(); i++) {
            text.append(i == 0 ? "" : ", ")
                    .append(shape.get(i) < 0 ? (i == 0 ? "N" : "?") : shape.get(i).toString());
        }
        return text.append(']').toString();
    }

    /**
     * Why rows cannot be scored with this tensor, with the cure; null where they can.
     *
     * @param input whether it is an input: those must have a known width
     */
    public @Nullable String refusal(boolean input) {
        if (type == null) {
            return switch (typeText) {
                case "string" ->
                        "text is not served; encode it as numbers before the model, or leave the"
                                + " output out";
                case "map or sequence" ->
                        "expected a tensor; export scikit-learn models with ZipMap off";
                default ->
                        "expected float32, float64, int32, int64 or bool; put a Cast into the"
                                + " graph";
            };
        }
        if (input && shape.isEmpty()) {
            return "expected a first axis for the rows; export the model with an open batch axis";
        }
        if (!shape.isEmpty() && shape.get(0) > 1) {
            return "expected an open first axis (or 1), found "
                    + shape.get(0)
                    + "; export the model with an open batch axis";
        }
        if (isTooWide()) {
            return "expected rows of at most "
                    + MOST_ELEMENTS
                    + " elements, found more; make the tensor of the model smaller";
        }
        if (input && width() < 1) {
            return "expected known axes after the first; export the model with fixed axes there";
        }
        return null;
    }
}
