package org.wearablecoach.recordings;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.junit.jupiter.api.Test;
import org.wearablecoach.event.DeadLetter;
import org.wearablecoach.event.Decision;
import org.wearablecoach.event.Payload;
import org.wearablecoach.event.RadarTopic;
import org.wearablecoach.event.Received;
import org.wearablecoach.event.Telemetry;
import org.wearablecoach.files.Format;
import org.wearablecoach.kafka.TopicAdmin;
import org.wearablecoach.kafka.Topics;
import org.wearablecoach.kafka.registry.RegistryOptions;
import org.wearablecoach.kafka.sink.CoachSinks;
import org.wearablecoach.kafka.sink.Delivery;
import org.wearablecoach.kafka.sink.Result;
import org.wearablecoach.kafka.source.DecodeFunction;
import org.wearablecoach.kafka.source.Envelope;
import org.wearablecoach.kafka.source.IngestWatermarks;
import org.wearablecoach.kafka.source.Offsets;
import org.wearablecoach.kafka.source.TelemetrySource;
import org.wearablecoach.kafka.source.TelemetryTypeInfo;

/** The Java of the guide is that of these methods, line by line, and runs up to the cluster. */
class ConnectorsGuideTest {

    private final StreamExecutionEnvironment env =
            StreamExecutionEnvironment.createLocalEnvironment(
                    1, new Configuration().set(PipelineOptions.GENERIC_TYPES, false));

    private DataStream<DeadLetter> fromKafka() {
        Source<Envelope<Received>, ?, ?> source =
                TelemetrySource.builder()
                        .bootstrapServers("kafka:9092")
                        .topic("telemetry")
                        .groupId("my-job")
                        .startingOffsets(Offsets.committed(Offsets.Fallback.EARLIEST))
                        .property("fetch.max.bytes", "8388608")
                        .build();
        SingleOutputStreamOperator<Received> telemetry =
                env.fromSource(source, IngestWatermarks.telemetry(Duration.ofSeconds(30)), "kafka")
                        .process(DecodeFunction.telemetry());
        DataStream<DeadLetter> deadLetters = telemetry.getSideOutput(DecodeFunction.DEAD_LETTERS);
        return deadLetters;
    }

    private Source<Envelope<Received>, ?, ?> fromRadar() {
        Source<Envelope<Received>, ?, ?> source =
                TelemetrySource.builder()
                        .bootstrapServers("kafka:9092")
                        .radar(RadarTopic.E4_INTER_BEAT_INTERVAL, RadarTopic.GARMIN_STEPS)
                        .registry(RegistryOptions.of("http://schema-registry:8081"))
                        .groupId("my-job-radar")
                        .build();
        return source;
    }

    private void fromRecordings() {
        Source<Received, ?, ?> source =
                RecordingSource.builder()
                        .format(Format.FIT)
                        .inputs(Path.of("ann"), Path.of("bob"))
                        .speed(60) // an hour in a minute; 0, the default: as fast as possible
                        .build();
        env.fromSource(source, WatermarkStrategy.forMonotonousTimestamps(), "recordings")
                .keyBy(received -> received.telemetry().userId());
    }

    private void intoKafka(
            DataStream<Decision> decisions,
            DataStream<DeadLetter> deadLetters,
            DataStream<Long> minutes) {
        CoachSinks sinks =
                CoachSinks.builder()
                        .bootstrapServers("kafka:9092")
                        .delivery(Delivery.EXACTLY_ONCE)
                        .delivery(Result.RECOMMENDATIONS, Delivery.AT_LEAST_ONCE)
                        .transactionalIdPrefix("my-job")
                        .build();
        decisions.sinkTo(sinks.decisions());
        deadLetters.sinkTo(sinks.deadLetters("decode"));

        minutes.map(Belt::telemetry).returns(TelemetryTypeInfo.INSTANCE).sinkTo(sinks.telemetry());
    }

    /** A device that writes the number of a minute. */
    private static final class Belt {

        static Telemetry telemetry(long minute) {
            Payload steps = new Payload.Steps(80, false);
            return new Telemetry("ann", "belt", 0, minute, minute * 60_000, steps);
        }
    }

    /** What a program calls before it starts its job; needs a broker. */
    static void checkTopics() {
        try (TopicAdmin admin = new TopicAdmin("kafka:9092", Map.of())) {
            admin.check(new Topics("").live(0, 0));
            admin.checkTransactionTimeout(Duration.ofMinutes(15));
        }
    }

    @Test
    void theGuideShowsJavaThatRuns() throws IOException {
        intoKafka(
                env.fromSequence(0, 9).map(ConnectorsGuideTest::none).returns(Decision.class),
                fromKafka(),
                env.fromSequence(0, 9));
        fromRecordings();
        assertThat(fromRadar()).isNotNull();
        assertThat(env.getStreamGraph().getStreamNodes()).hasSizeGreaterThan(9);

        String here =
                trimmed(
                        Files.readString(
                                Path.of(
                                        "src/test/java/org/wearablecoach/recordings"
                                                + "/ConnectorsGuideTest.java")));
        List<String> examples =
                Pattern.compile("```java\n(.*?)```", Pattern.DOTALL)
                        .matcher(Files.readString(Path.of("../../docs/connectors.md")))
                        .results()
                        .map((MatchResult found) -> trimmed(found.group(1)))
                        .toList();
        assertThat(examples).hasSize(6);
        assertThat(examples).allSatisfy(example -> assertThat(here).contains(example));
    }

    private static Decision none(long number) {
        throw new AssertionError("Nothing is run here, " + number + " neither.");
    }

    private static String trimmed(String text) {
        return text.lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .collect(Collectors.joining("\n"));
    }
}
