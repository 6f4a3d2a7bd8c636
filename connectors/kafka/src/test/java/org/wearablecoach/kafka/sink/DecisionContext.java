package org.wearablecoach.kafka.sink;

import java.net.URL;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.flink.api.common.serialization.SerializationSchema;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.flink.connector.testframe.external.ExternalSystemDataReader;
import org.apache.flink.connector.testframe.external.sink.DataStreamSinkV2ExternalContext;
import org.apache.flink.connector.testframe.external.sink.TestingSinkSettings;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;
import org.wearablecoach.event.Decision;
import org.wearablecoach.event.RecordFormat;
import org.wearablecoach.kafka.BrokerResource;
import org.wearablecoach.kafka.Records;
import org.wearablecoach.kafka.TopicReader;
import org.wearablecoach.kafka.Topics;

/**
 * The topic of decisions of one test of a conformance suite. The suite sorts what it writes, which
 * decisions do not let it do; it writes their numbers, and decisions are made of them as they are
 * encoded. All else is the sink as jobs have it.
 */
final class DecisionContext implements DataStreamSinkV2ExternalContext<Long> {

    private static final AtomicInteger NUMBER = new AtomicInteger();

    private final BrokerResource broker;
    private final Topics topics;
    private final List<TopicReader<Decision>> open = new ArrayList<>();

    DecisionContext(BrokerResource broker) {
        this.broker = broker;
        this.topics = new Topics("suite-" + NUMBER.incrementAndGet() + ".");
        broker.broker().createTopic(topics.decisions(), 4, Map.of());
    }

    @Override
    @SuppressWarnings("deprecation") // The suite still speaks in this type.
    public Sink<Long> createSink(TestingSinkSettings settings) {
        boolean once =
                settings.getCheckpointingMode()
                        == org.apache.flink.streaming.api.CheckpointingMode.EXACTLY_ONCE;
        return CoachSinks.builder()
                .bootstrapServers(broker.broker().bootstrapServers())
                .topics(topics)
                .delivery(once ? Delivery.EXACTLY_ONCE : Delivery.AT_LEAST_ONCE)
                .transactionalIdPrefix("suite")
                .build()
                .sink(Result.DECISIONS, "", new OfNumbers(topics.decisions()));
    }

    @Override
    public ExternalSystemDataReader<Long> createSinkDataReader(TestingSinkSettings settings) {
        TopicReader<Decision> reader =
                new TopicReader<>(
                        broker.broker().bootstrapServers(),
                        topics.decisions(),
                        RecordFormat.decision(),
                        Map.of());
        open.add(reader);
        return new ExternalSystemDataReader<>() {
            @Override
            public List<Long> poll(Duration timeout) {
                return reader.poll(timeout).stream().map(e -> e.value().index()).toList();
            }

            @Override
            public void close() {
                // The context closes the reader.
            }
        };
    }

    @Override
    public List<Long> generateTestData(TestingSinkSettings settings, long seed) {
        Random random = new Random(seed);
        List<Long> numbers = new ArrayList<>();
        int size = 100 + random.nextInt(200);
        for (int i = 0; i < size; i++) {
            numbers.add(random.nextLong(1L << 40));
        }
        return numbers;
    }

    @Override
    public TypeInformation<Long> getProducedType() {
        return Types.LONG;
    }

    @Override
    public List<URL> getConnectorJarPaths() {
        return List.of();
    }

    @Override
    public void close() {
        open.forEach(TopicReader::close);
        open.clear();
    }

    @Override
    public String toString() {
        return "decisions";
    }

    /** The serializer of decisions, before which a number becomes one. */
    private static final class OfNumbers implements KafkaRecordSerializationSchema<Long> {

        private static final long serialVersionUID = 1L;

        private final RecordSerializer<Decision> decisions;

        OfNumbers(String topic) {
            decisions =
                    new RecordSerializer<>(topic, RecordFormat.decision(), Decision::userId, null);
        }

        @Override
        public void open(
                SerializationSchema.InitializationContext context, KafkaSinkContext sinkContext) {
            decisions.open(context, sinkContext);
        }

        @Override
        public ProducerRecord<byte[], byte[]> serialize(
                Long number, KafkaSinkContext context, @Nullable Long timestamp) {
            return decisions.serialize(Records.decision(number), context, timestamp);
        }
    }
}
