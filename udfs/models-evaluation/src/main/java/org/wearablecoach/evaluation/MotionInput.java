package org.wearablecoach.evaluation;

import org.wearablecoach.onnx.ModelManifest;
import org.wearablecoach.signals.AccelerationWindow;
import org.wearablecoach.signals.MotionFeatures;

/** Makes the row of an activity model from the samples of a window, as serving does. */
@FunctionalInterface
public interface MotionInput {

    /**
     * Computes a row.
     *
     * @param xyz acceleration in g, interleaved
     * @param times of the samples, ms after the start of the window
     * @param samples how many there are
     * @param hertz rate of the sensor
     * @param row receives the input of the model
     * @param at where its first value goes
     */
    void compute(float[] xyz, float[] times, int samples, float hertz, float[] row, int at);

    /**
     * The function for a model.
     *
     * @throws DataException if the model wants features that no window of motion has
     */
    static MotionInput of(ModelManifest manifest) {
        String schema = manifest.featureSchema() == null ? "" : manifest.featureSchema().name();
        if (schema.equals(MotionFeatures.SCHEMA_NAME)) {
            manifest.requireFeatures(schema, MotionFeatures.SCHEMA, MotionFeatures.WIDTH);
            return (xyz, times, samples, hertz, row, at) ->
                    MotionFeatures.compute(xyz, samples, hertz, row, at);
        }
        if (schema.equals(AccelerationWindow.SCHEMA_NAME)) {
            manifest.requireFeatures(schema, AccelerationWindow.SCHEMA, AccelerationWindow.WIDTH);
            return AccelerationWindow::compute;
        }
        throw new DataException(
                "model "
                        + manifest.reference()
                        + " is no activity model: expected the features "
                        + AccelerationWindow.SCHEMA_NAME
                        + " or "
                        + MotionFeatures.SCHEMA_NAME
                        + ", found '"
                        + schema
                        + "'.");
    }
}
