package org.wearablecoach.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.functions.RichMapFunction;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.apache.flink.util.Collector;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.wearablecoach.event.Decision;
import org.wearablecoach.event.Received;
import org.wearablecoach.event.Recommendation;
import org.wearablecoach.event.RecordFormat;
import org.wearablecoach.kafka.local.LocalBroker;
import org.wearablecoach.kafka.sink.CoachSinks;
import org.wearablecoach.kafka.sink.Delivery;
import org.wearablecoach.kafka.sink.Result;
import org.wearablecoach.kafka.source.DecodeFunction;
import org.wearablecoach.kafka.source.Envelope;
import org.wearablecoach.kafka.source.IngestWatermarks;
import org.wearablecoach.kafka.source.TelemetrySource;

/** What happens to the cluster while a job runs. */
class FaultsOnFlinkTest {

    @RegisterExtension static final MiniClusterExtension FLINK = Cluster.extension();

    /** How often the job was started, by itself or again. */
    private static final AtomicInteger ATTEMPTS = new AtomicInteger();

    private static final AtomicLong WATERMARK = new AtomicLong();

    @Test
    void goesOnAfterARestartOfTheBrokerAndLosesAndDoublesNothing() throws Exception {
        try (LocalBroker broker = LocalBroker.builder().keepEverything().build();
                TopicAdmin admin = new TopicAdmin(broker.bootstrapServers(), Map.of())) {
            Topics topics = new Topics("");
            admin.createMissing(topics.recorded(1));
            JobClient job = numbers(broker, topics);
            try (TelemetryPublisher publisher = publisher(broker, topics);
                    TopicReader<Decision> exact =
                            reader(broker, topics.decisions(), RecordFormat.decision());
                    TopicReader<Recommendation> shown =
                            reader(
                                    broker,
                                    topics.recommendations(),
                                    RecordFormat.recommendation())) {
                publish(publisher, "ann", 0, 100);
                Set<String> ids = new HashSet<>();
                await(() -> ids.size() == 100, () -> shown(shown, ids));
                long stopped = System.nanoTime();
                broker.stop();
                // A gateway waits for the broker.
                CompletableFuture<Void> gateway =
                        CompletableFuture.runAsync(() -> publish(publisher, "ann", 100, 200));
                long starting = System.nanoTime();
                broker.start();
                long up = System.nanoTime();
                await(() -> ids.size() > 100, () -> shown(shown, ids));
                long first = System.nanoTime();
                gateway.get(5, TimeUnit.MINUTES);
                publish(publisher, "ann", 200, 300);
                await(() -> ids.size() == 300, () -> shown(shown, ids));
                List<Long> indexes = new ArrayList<>();
                await(
                        () -> indexes.size() >= 300,
                        () ->
                                exact.poll(Duration.ofMillis(50))
                                        .forEach(entry -> indexes.add(entry.value().index())));
                indexes.addAll(
                        exact.poll(Duration.ofMillis(300)).stream()
                                .map(entry -> entry.value().index())
                                .toList());
                assertThat(indexes).containsExactlyElementsOf(range(300));
                System.out.printf(
                        "Broker down for %d ms, back after %d ms more; the first result came %d ms"
                                + " after it was back; attempts of the job: %d%n",
                        ms(starting - stopped), ms(up - starting), ms(first - up), ATTEMPTS.get());
                assertThat(ATTEMPTS).hasValue(1);
            } finally {
                job.cancel().get(2, TimeUnit.MINUTES);
            }
        }
    }

    @Test
    void readsAPartitionThatIsAddedAndKeepsTheClockGoingWhileItIsEmpty() throws Exception {
        try (LocalBroker broker = LocalBroker.builder().keepEverything().build();
                TopicAdmin admin = new TopicAdmin(broker.bootstrapServers(), Map.of())) {
            Topics topics = new Topics("");
            admin.createMissing(topics.recorded(1));
            JobClient job = numbers(broker, topics);
            try (TopicReader<Recommendation> shown =
                    reader(broker, topics.recommendations(), RecordFormat.recommendation())) {
                Set<String> ids = new HashSet<>();
                try (TelemetryPublisher publisher = publisher(broker, topics)) {
                    publish(publisher, "ann", 0, 10);
                }
                await(() -> ids.size() == 10, () -> shown(shown, ids));
                MorePartitions.add(broker.bootstrapServers(), topics.telemetry(), 2);
                String moved = personOf(1, 2);
                String stays = personOf(0, 2);
                try (TelemetryPublisher publisher = publisher(broker, topics)) {
                    // The new partition is found and has no record yet.
                    publish(publisher, stays, 10, 20);
                    await(
                            () -> WATERMARK.get() >= Records.TIME + 18_000,
                            () -> {
                                publisher.publish(
                                        Records.heartRate(stays, 20), Records.TIME + 20_000);
                                publisher.flush();
                                TimeUnit.MILLISECONDS.sleep(20);
                            });
                    long published = System.nanoTime();
                    publish(publisher, moved, 30, 40);
                    await(() -> ids.contains("d39"), () -> shown(shown, ids));
                    System.out.printf(
                            "The first records of an added partition were read %d ms after they"
                                    + " were published; attempts of the job: %d%n",
                            ms(System.nanoTime() - published), ATTEMPTS.get());
                }
                assertThat(ids)
                        .contains(
                                LongStream.range(0, 40)
                                        .filter(i -> i <= 20 || i >= 30)
                                        .mapToObj(i -> "d" + i)
                                        .toArray(String[]::new));
                assertThat(ATTEMPTS).hasValue(1);
                // Never behind what it was, and not beyond the slower partition.
                assertThat(WATERMARK.get()).isLessThan(Records.TIME + 40_000);
            } finally {
                job.cancel().get(2, TimeUnit.MINUTES);
            }
        }
    }

    /** A result of each kind for each record; the log exactly once. */
    private static JobClient numbers(LocalBroker broker, Topics topics) throws Exception {
        ATTEMPTS.set(0);
        WATERMARK.set(Long.MIN_VALUE);
        Source<Envelope<Received>, ?, ?> source =
                TelemetrySource.builder()
                        .bootstrapServers(broker.bootstrapServers())
                        .topic(topics.telemetry())
                        .property("fetch.max.wait.ms", "10")
                        .groupId("coach")
                        .partitionDiscovery(Duration.ofMillis(200))
                        .build();
        CoachSinks sinks =
                CoachSinks.builder()
                        .bootstrapServers(broker.bootstrapServers())
                        .topics(topics)
                        .delivery(Delivery.EXACTLY_ONCE)
                        .delivery(Result.RECOMMENDATIONS, Delivery.AT_LEAST_ONCE)
                        .transactionalIdPrefix("faults")
                        .build();
        StreamExecutionEnvironment env = Cluster.environment(1);
        SingleOutputStreamOperator<Long> numbers =
                env.fromSource(
                                source,
                                IngestWatermarks.telemetry(Duration.ofMillis(300)),
                                "telemetry")
                        .process(DecodeFunction.telemetry())
                        .map(new CountAttempts())
                        .returns(Types.LONG)
                        .process(new SeeWatermark())
                        .returns(Types.LONG);
        numbers.map(Records::decision).returns(Decision.class).sinkTo(sinks.decisions());
        numbers.map(Records::recommendation)
                .returns(Recommendation.class)
                .sinkTo(sinks.recommendations());
        return env.executeAsync();
    }

    private static final class CountAttempts extends RichMapFunction<Received, Long> {

        private static final long serialVersionUID = 1L;

        @Override
        public void open(OpenContext context) {
            ATTEMPTS.incrementAndGet();
        }

        @Override
        public Long map(Received received) {
            return received.telemetry().sequence();
        }
    }

    private static final class SeeWatermark extends ProcessFunction<Long, Long> {

        private static final long serialVersionUID = 1L;

        @Override
        public void processElement(Long number, Context context, Collector<Long> out) {
            long now = context.timerService().currentWatermark();
            long before = WATERMARK.getAndSet(now);
            if (now < before) {
                throw new IllegalStateException("The watermark went back.");
            }
            out.collect(number);
        }
    }

    private interface Step {
        void run() throws Exception;
    }

    private interface Condition {
        boolean holds();
    }

    private static void await(Condition condition, Step step) throws Exception {
        long deadline = System.nanoTime() + Duration.ofMinutes(3).toNanos();
        while (!condition.holds()) {
            assertThat(System.nanoTime()).as("within three minutes").isLessThan(deadline);
            step.run();
        }
    }

    private static void shown(TopicReader<Recommendation> reader, Set<String> ids) {
        reader.poll(Duration.ofMillis(20)).forEach(entry -> ids.add(entry.value().decisionId()));
    }

    private static <T> TopicReader<T> reader(
            LocalBroker broker, String topic, RecordFormat<T> format) {
        return new TopicReader<>(broker.bootstrapServers(), topic, format, Map.of());
    }

    private static TelemetryPublisher publisher(LocalBroker broker, Topics topics) {
        return new TelemetryPublisher(broker.bootstrapServers(), topics.telemetry(), Map.of());
    }

    private static void publish(TelemetryPublisher publisher, String person, int from, int to) {
        for (int i = from; i < to; i++) {
            publisher.publish(Records.heartRate(person, i), Records.TIME + i * 1000L);
        }
        publisher.flush();
    }

    private static String personOf(int partition, int partitions) {
        for (int i = 0; ; i++) {
            if (Partitioning.partitionFor("person-" + i, partitions) == partition) {
                return "person-" + i;
            }
        }
    }

    private static List<Long> range(int to) {
        return LongStream.range(0, to).boxed().toList();
    }

    private static long ms(long nanos) {
        return nanos / 1_000_000;
    }
}
