package org.wearablecoach.kafka.source;

import java.net.URL;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.connector.source.Boundedness;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.connector.testframe.external.ExternalSystemSplitDataWriter;
import org.apache.flink.connector.testframe.external.source.DataStreamSourceExternalContext;
import org.apache.flink.connector.testframe.external.source.TestingSourceSettings;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.wearablecoach.event.Payload;
import org.wearablecoach.event.Received;
import org.wearablecoach.event.RecordFormat;
import org.wearablecoach.event.Telemetry;
import org.wearablecoach.kafka.MorePartitions;
import org.wearablecoach.kafka.Partitioning;
import org.wearablecoach.kafka.Records;
import org.wearablecoach.kafka.local.LocalBroker;

/**
 * The topics of one test of a conformance suite. A split is a partition of one topic, or a topic of
 * its own; expected records hold their place, so that it is tested with them.
 */
final class TelemetryContext implements DataStreamSourceExternalContext<Envelope<Received>> {

    /** What a split of the suite is. */
    enum Splits {
        PARTITIONS,
        TOPICS
    }

    private static final AtomicInteger NUMBER = new AtomicInteger();

    private final Supplier<LocalBroker> broker;
    private final Splits splits;
    private final String prefix;
    private final List<KafkaProducer<byte[], byte[]>> open = new ArrayList<>();
    private final Map<Integer, Long> offsets = new HashMap<>();
    private int count;

    TelemetryContext(Supplier<LocalBroker> broker, Splits splits) {
        this.broker = broker;
        this.splits = splits;
        this.prefix = "suite-" + NUMBER.incrementAndGet() + ".";
    }

    @Override
    public Source<Envelope<Received>, ?, ?> createSource(TestingSourceSettings settings) {
        TelemetrySource.Builder builder =
                TelemetrySource.builder()
                        .bootstrapServers(broker.get().bootstrapServers())
                        .groupId(prefix + "group")
                        .property("fetch.max.wait.ms", "20")
                        .partitionDiscovery(Duration.ofMillis(100));
        if (splits == Splits.PARTITIONS) {
            builder.topic(prefix + "telemetry");
        } else {
            builder.topicPattern(Pattern.compile(Pattern.quote(prefix) + "telemetry-\\d+"));
        }
        if (settings.getBoundedness() == Boundedness.BOUNDED) {
            builder.bounded(Offsets.latest());
        }
        return builder.build();
    }

    @Override
    public ExternalSystemSplitDataWriter<Envelope<Received>> createSourceSplitDataWriter(
            TestingSourceSettings settings) {
        String topic = prefix + "telemetry";
        int split = count++;
        if (splits == Splits.TOPICS) {
            topic += "-" + split;
            broker.get().createTopic(topic, 1, Map.of());
            return writer(topic, 0);
        }
        if (split == 0) {
            broker.get().createTopic(topic, 1, Map.of());
        } else {
            addPartition(topic, split + 1);
        }
        return writer(topic, split);
    }

    private void addPartition(String topic, int total) {
        try {
            MorePartitions.add(broker.get().bootstrapServers(), topic, total);
        } catch (Exception e) {
            throw new IllegalStateException("Partition " + total + " was not added.", e);
        }
    }

    private ExternalSystemSplitDataWriter<Envelope<Received>> writer(String topic, int partition) {
        KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(
                        Map.of(
                                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                                broker.get().bootstrapServers()),
                        new ByteArraySerializer(),
                        new ByteArraySerializer());
        open.add(producer);
        RecordFormat<Telemetry> format = RecordFormat.telemetry();
        return new ExternalSystemSplitDataWriter<>() {
            @Override
            public void writeRecords(List<Envelope<Received>> records) {
                for (Envelope<Received> envelope : records) {
                    Received received = Objects.requireNonNull(envelope.value());
                    Telemetry telemetry = received.telemetry();
                    var unused =
                            producer.send(
                                    new ProducerRecord<>(
                                            topic,
                                            partition,
                                            received.ingestTime(),
                                            Partitioning.key(telemetry.userId()),
                                            format.encode(telemetry)));
                }
                producer.flush();
            }

            @Override
            public void close() {
                // The context closes the producer.
            }
        };
    }

    @Override
    public List<Envelope<Received>> generateTestData(
            TestingSourceSettings settings, int split, long seed) {
        Random random = new Random(seed);
        int size = 50 + random.nextInt(200);
        List<Envelope<Received>> records = new ArrayList<>();
        long offset = offsets.getOrDefault(split, 0L);
        for (int i = 0; i < size; i++, offset++) {
            long time = Records.TIME + offset * 1000;
            Payload payload =
                    switch (random.nextInt(4)) {
                        case 0 -> new Payload.HeartRate(40 + random.nextInt(140), false);
                        case 1 -> new Payload.Steps(random.nextInt(200), true);
                        case 2 -> new Payload.Glucose(40 + random.nextInt(300));
                        default -> new Payload.Consent(random.nextBoolean());
                    };
            Telemetry telemetry =
                    new Telemetry(
                            "person-" + split + "-" + random.nextInt(5),
                            "watch",
                            0,
                            offset,
                            time,
                            payload);
            records.add(
                    Envelope.of(
                            new Received(
                                    telemetry,
                                    time + 500,
                                    splits == Splits.PARTITIONS ? split : 0,
                                    offset)));
        }
        offsets.put(split, offset);
        return records;
    }

    @Override
    public TypeInformation<Envelope<Received>> getProducedType() {
        return EnvelopeTypeInfo.TELEMETRY;
    }

    @Override
    public List<URL> getConnectorJarPaths() {
        return List.of();
    }

    @Override
    public void close() {
        open.forEach(KafkaProducer::close);
        open.clear();
    }

    @Override
    public String toString() {
        return "telemetry, splits are " + splits;
    }
}
