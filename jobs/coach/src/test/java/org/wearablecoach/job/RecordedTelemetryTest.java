package org.wearablecoach.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.apache.flink.api.common.JobExecutionResult;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.junit.jupiter.api.Test;
import org.wearablecoach.files.Format;
import org.wearablecoach.job.config.CoachConfig;
import org.wearablecoach.loop.sense.Disposition;
import org.wearablecoach.operators.SenseFunction;
import org.wearablecoach.recordings.RecordingSource;

/** The source of recordings where the job has its source of telemetry. */
class RecordedTelemetryTest {

    @Test
    void theJobDecidesOnARecordingAsOnTheSameRecordsInATopic() throws Exception {
        Path recording = JobFixture.data().resolve("garmin-health-stream");
        try (JobFixture fixture = new JobFixture()) {
            fixture.publish("recorded", JobFixture.garmin());
            Map<String, String> fromKafka =
                    fixture.job("recorded", 2, new Configuration()).outcome().rows();
            CoachConfig config = fixture.config("recorded");
            Ports kafka = fixture.ports(config, "recorded", "from-files");
            Ports files =
                    new Ports(
                            RecordingSource.builder()
                                    .format(Format.GARMIN_HEALTH)
                                    .inputs(recording)
                                    .buildTelemetry(),
                            kafka.control(),
                            kafka.decisions(),
                            kafka.recommendations(),
                            kafka.rewards(),
                            kafka.windowScores(),
                            kafka.controlStatus(),
                            kafka.undecoded(),
                            kafka.deadLetters());
            StreamExecutionEnvironment env = JobFixture.environment(2, new Configuration());
            CoachTopology.build(env, config, new ConfiguredModels(config.loop()), files);
            JobExecutionResult result = env.execute("from files");
            assertThat(CollectingSink.taken("from-files").rows())
                    .hasSizeGreaterThan(500)
                    .isEqualTo(fromKafka);
            Long used = result.getAccumulatorResult(SenseFunction.ACCUMULATOR + Disposition.USED);
            assertThat(used).isGreaterThan(20_000L);
        }
    }
}
