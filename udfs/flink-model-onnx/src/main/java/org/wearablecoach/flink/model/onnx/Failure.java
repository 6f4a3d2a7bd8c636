package org.wearablecoach.flink.model.onnx;

import org.apache.flink.util.FlinkRuntimeException;

/** What a row that cannot be scored fails the job with. */
final class Failure {

    private Failure() {}

    static FlinkRuntimeException of(Planned planned, RuntimeException why) {
        return new FlinkRuntimeException(
                "model "
                        + planned.model()
                        + ": a row cannot be scored ("
                        + why.getMessage()
                        + "); correct the row, or set 'on-error' = 'null' to go on without its"
                        + " outputs");
    }
}
