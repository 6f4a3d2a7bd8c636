package org.wearablecoach.operators;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.junit.jupiter.api.Test;
import org.wearablecoach.event.Cause;
import org.wearablecoach.event.ControlKind;
import org.wearablecoach.event.ControlStatus;
import org.wearablecoach.event.DeadLetter;
import org.wearablecoach.event.InteractionKind;
import org.wearablecoach.event.ModelUpdate;
import org.wearablecoach.event.Payload;
import org.wearablecoach.event.PolicyUpdate;
import org.wearablecoach.event.Received;
import org.wearablecoach.loop.Element;

/** What every serializer promises Flink, on the state and the elements of a real run. */
class StateFormsTest {

    private static <T> byte[] bytes(TypeSerializer<T> serializer, T value) throws IOException {
        DataOutputSerializer out = new DataOutputSerializer(256);
        serializer.serialize(value, out);
        return out.getCopyOfBuffer();
    }

    private static <T> void keepsItsPromises(TypeSerializer<T> serializer, T value)
            throws IOException {
        byte[] bytes = bytes(serializer, value);
        String what = value.getClass().getSimpleName();

        DataInputDeserializer in = new DataInputDeserializer(bytes);
        T read = serializer.deserialize(in);
        assertThat(in.available()).as("%s is read to its end", what).isZero();
        assertThat(bytes(serializer, read)).as("%s comes back", what).isEqualTo(bytes);
        assertThat(bytes(serializer, serializer.copy(value))).as(what).isEqualTo(bytes);
        assertThat(bytes(serializer, serializer.copy(value, read))).as(what).isEqualTo(bytes);
        assertThat(bytes(serializer.duplicate(), value)).as(what).isEqualTo(bytes);

        // Two after each other, copied as bytes: neither reads into the other.
        DataOutputSerializer two = new DataOutputSerializer(512);
        two.write(bytes);
        two.write(bytes);
        DataInputDeserializer source = new DataInputDeserializer(two.getCopyOfBuffer());
        DataOutputSerializer copied = new DataOutputSerializer(512);
        serializer.copy(source, copied);
        serializer.copy(source, copied);
        assertThat(copied.getCopyOfBuffer()).as(what).isEqualTo(two.getCopyOfBuffer());
        assertThat(serializer.getLength()).isIn(-1, bytes.length);
    }

    private static <T> void keepsItsPromises(States.Stored<T> stored) throws IOException {
        keepsItsPromises(stored.serializer(), stored.value());
    }

    private static <T> void keepsItsPromises(TypeInformation<T> type, Iterable<T> values)
            throws IOException {
        TypeSerializer<T> serializer = type.createSerializer(new SerializerConfigImpl());
        int seen = 0;
        for (T value : values) {
            keepsItsPromises(serializer, value);
            seen++;
        }
        assertThat(seen).as("values of %s", type).isPositive();
    }

    private static List<Received> records() {
        return new Wearer("anna", 2)
                .enrolled()
                .wears(Wearer.START, Wearer.START + 2 * Wearer.HOUR, 10, 12, 1_200)
                .records();
    }

    private static List<States.Stored<?>> stored(Chain chain) throws Exception {
        List<States.Stored<?>> all = new ArrayList<>();
        States.of(chain.sense.get(0), States.SENSE, "anna")
                .values()
                .forEach(content -> all.addAll(content.values()));
        States.of(chain.adapt.get(0), States.ADAPT, "anna")
                .values()
                .forEach(content -> all.addAll(content.values()));
        return all;
    }

    @Test
    void everyStateOfARunIsWrittenReadAndCopied() throws Exception {
        try (Chain chain = new Chain(Chain.config(), new FakeModels(), 1)) {
            int seen = 0;
            List<Received> records = records();
            for (int i = 0; i < records.size(); i++) {
                chain.accept(records.get(i));
                if (i % 500 == 499) {
                    for (States.Stored<?> stored : stored(chain)) {
                        keepsItsPromises(stored);
                        seen++;
                    }
                }
            }
            assertThat(seen).isGreaterThan(100);
        }
    }

    private static <T> States.Stored<T> copy(States.Stored<T> stored) {
        return new States.Stored<>(stored.serializer().copy(stored.value()), stored.serializer());
    }

    @Test
    void aCopyDoesNotFollowTheState() throws Exception {
        // The heap hands out the object that it keeps, and a snapshot writes copies.
        try (Chain chain = new Chain(Chain.config(), new FakeModels(), 1)) {
            List<Received> records = records();
            int half = records.size() / 2;
            for (Received received : records.subList(0, half)) {
                chain.accept(received);
            }
            List<States.Stored<?>> copies = new ArrayList<>();
            List<byte[]> originals = new ArrayList<>();
            for (States.Stored<?> stored : stored(chain)) {
                copies.add(copy(stored));
                originals.add(stored.bytes());
            }
            for (Received received : records.subList(half, records.size())) {
                chain.accept(received);
            }
            for (int i = 0; i < copies.size(); i++) {
                assertThat(copies.get(i).bytes())
                        .as("copy of %s", copies.get(i).value().getClass())
                        .isEqualTo(originals.get(i));
            }
            List<byte[]> now = new ArrayList<>();
            for (States.Stored<?> stored : stored(chain)) {
                now.add(stored.bytes());
            }
            assertThat(now).as("the state itself went on").isNotEqualTo(originals);
        }
    }

    @Test
    void everyRowThatLeavesIsWrittenAndRead() throws Exception {
        try (Chain chain = new Chain(Chain.config(), new FakeModels(), 1)) {
            for (Received received : records()) {
                chain.accept(received);
            }
            chain.end();
            keepsItsPromises(Streams.DECISION, chain.rows.decisions);
            keepsItsPromises(Streams.RECOMMENDATIONS.getTypeInfo(), chain.rows.recommendations);
            keepsItsPromises(Streams.REWARDS.getTypeInfo(), chain.rows.rewards);
            keepsItsPromises(Streams.WINDOW_SCORES.getTypeInfo(), chain.rows.scores);
            keepsItsPromises(Streams.DEAD_LETTERS.getTypeInfo(), List.of(letter()));
            keepsItsPromises(Streams.CONTROL_STATUS.getTypeInfo(), List.of(status()));
        }
    }

    private static DeadLetter letter() {
        return new DeadLetter(
                Cause.LATE, "detail", "telemetry", 3, 4, 5, "anna", 6, null, new byte[] {1});
    }

    private static ControlStatus status() {
        return new ControlStatus(
                ControlKind.MODEL, "activity", "2", "0".repeat(64), 7, true, "", "infer", 1, 2);
    }

    @Test
    void everyElementBetweenTheOperatorsIsWrittenAndRead() throws Exception {
        keepsItsPromises(
                Streams.ELEMENT,
                List.of(
                        InferOperatorTest.window("anna", 5_000),
                        InferOperatorTest.tick("anna", 5_000),
                        new Element.Reaction("anna", 1, 2, "id", InteractionKind.OPENED),
                        new Element.ProfileChange(
                                "anna",
                                1,
                                2,
                                new Payload.Profile("UTC", "de", true, 58f, null, true)),
                        new Element.ConsentChange("anna", 1, 2, false),
                        new Element.Erasure("anna", 3),
                        new Element.Expired("anna", 4, 3, true),
                        new Element.Refused("anna", 5, letter()),
                        new Element.Update(
                                6,
                                new ModelUpdate(
                                        "activity",
                                        "2",
                                        "0".repeat(64),
                                        7,
                                        "{}",
                                        new byte[] {1, 2},
                                        null,
                                        null,
                                        null)),
                        new Element.Update(
                                6, new PolicyUpdate("coach", "2", "0".repeat(64), 7, "{}")),
                        new Element.Acknowledgement(8, status())));
    }
}
