package org.wearablecoach.onnx;

import java.util.List;

/**
 * Rows with known scores, which a model must reproduce before it serves.
 *
 * @param tolerance largest allowed difference of any output, absolute
 * @param vectors the rows, at least one
 */
public record SelfTest(double tolerance, List<Vector> vectors) {

    public SelfTest {
        vectors = List.copyOf(vectors);
    }

    /**
     * A row and its scores.
     *
     * @param inputs a row of inputs, in the order of {@link Scorer}
     * @param outputs the row of outputs
     */
    public record Vector(float[] inputs, float[] outputs) {}
}
