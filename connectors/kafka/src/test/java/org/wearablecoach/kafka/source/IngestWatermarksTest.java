package org.wearablecoach.kafka.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.common.eventtime.WatermarkGenerator;
import org.apache.flink.api.common.eventtime.WatermarkGeneratorSupplier;
import org.apache.flink.api.common.eventtime.WatermarkOutput;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;
import org.apache.flink.util.clock.ManualClock;
import org.apache.flink.util.clock.RelativeClock;
import org.junit.jupiter.api.Test;

class IngestWatermarksTest {

    private final Output output = new Output();
    private final ManualClock clock = new ManualClock();

    @Test
    void followsTheLargestIngestTimeAndNeverGoesBack() {
        WatermarkGenerator<String> generator = generator(IngestWatermarks.telemetry(Duration.ZERO));
        generator.onEvent("a", 1000, output);
        generator.onPeriodicEmit(output);
        generator.onEvent("b", 900, output);
        generator.onPeriodicEmit(output);
        generator.onEvent("c", 2000, output);
        generator.onPeriodicEmit(output);
        // A record with the same time may still follow, so the clock stands one before it.
        assertThat(output.watermarks).containsExactly(999L, 999L, 1999L);
    }

    @Test
    void doesNotWaitForAQuietPartitionWhenToldSo() {
        WatermarkGenerator<String> patient = generator(IngestWatermarks.telemetry(Duration.ZERO));
        patient.onEvent("a", 1000, output);
        WatermarkGenerator<String> hasty =
                generator(IngestWatermarks.telemetry(Duration.ofSeconds(30)));
        Output hastyOutput = new Output();
        hasty.onEvent("a", 1000, hastyOutput);
        for (int second = 0; second < 90; second++) {
            clock.advanceTime(Duration.ofSeconds(1));
            patient.onPeriodicEmit(output);
            hasty.onPeriodicEmit(hastyOutput);
        }
        assertThat(output.idle).isFalse();
        assertThat(hastyOutput.idle).isTrue();
    }

    @Test
    void refusesNegativeIdleness() {
        assertThatThrownBy(() -> IngestWatermarks.telemetry(Duration.ofSeconds(-1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("idleness is PT-1S");
    }

    @Test
    void letsAControlStreamHoldBackNothing() {
        WatermarkGenerator<String> generator = generator(IngestWatermarks.control());
        generator.onPeriodicEmit(output);
        assertThat(output.watermarks).containsExactly(Long.MAX_VALUE);
        generator.onEvent("a", 1000, output);
        assertThat(output.watermarks).containsExactly(Long.MAX_VALUE, Long.MAX_VALUE);
    }

    private WatermarkGenerator<String> generator(WatermarkStrategy<String> strategy) {
        return strategy.createWatermarkGenerator(
                new WatermarkGeneratorSupplier.Context() {
                    @Override
                    public MetricGroup getMetricGroup() {
                        return new UnregisteredMetricsGroup();
                    }

                    @Override
                    public RelativeClock getInputActivityClock() {
                        return clock;
                    }
                });
    }

    private static final class Output implements WatermarkOutput {

        private final List<Long> watermarks = new ArrayList<>();
        private boolean idle;

        @Override
        public void emitWatermark(Watermark watermark) {
            watermarks.add(watermark.getTimestamp());
        }

        @Override
        public void markIdle() {
            idle = true;
        }

        @Override
        public void markActive() {
            idle = false;
        }
    }
}
