package org.wearablecoach.kafka.source;

import java.time.Duration;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.common.eventtime.WatermarkGenerator;
import org.apache.flink.api.common.eventtime.WatermarkGeneratorSupplier;
import org.apache.flink.api.common.eventtime.WatermarkOutput;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;

/**
 * Watermarks on the ingest clock, the Kafka timestamp. They expire and censor; they never close a
 * window.
 */
public final class IngestWatermarks {

    private IngestWatermarks() {}

    /**
     * Watermarks of telemetry: each partition's largest timestamp, and the smallest of those over
     * the partitions.
     *
     * @param idle a partition without a record for so long, by the wall clock, is not waited for;
     *     zero waits for every partition for ever. Without it one quiet partition stops the clock
     *     of all
     * @throws IllegalArgumentException when {@code idle} is negative
     */
    public static <T> WatermarkStrategy<T> telemetry(Duration idle) {
        if (idle.isNegative()) {
            throw new IllegalArgumentException(
                    "idleness is " + idle + "; give zero for none, or a positive duration");
        }
        WatermarkStrategy<T> ascending = WatermarkStrategy.forMonotonousTimestamps();
        return idle.isZero() ? ascending : ascending.withIdleness(idle);
    }

    /**
     * Watermarks of a control stream: the end of time at once, also while it has no record, so that
     * it never holds back the clock of the telemetry that it is joined with.
     */
    public static <T> WatermarkStrategy<T> control() {
        return new Control<>();
    }

    private static final class Control<T> implements WatermarkStrategy<T> {

        private static final long serialVersionUID = 1L;

        @Override
        public WatermarkGenerator<T> createWatermarkGenerator(
                WatermarkGeneratorSupplier.Context context) {
            return new EndOfTime<>();
        }
    }

    private static final class EndOfTime<T> implements WatermarkGenerator<T> {

        @Override
        public void onEvent(T event, long timestamp, WatermarkOutput output) {
            output.emitWatermark(Watermark.MAX_WATERMARK);
        }

        @Override
        public void onPeriodicEmit(WatermarkOutput output) {
            output.emitWatermark(Watermark.MAX_WATERMARK);
        }
    }
}
