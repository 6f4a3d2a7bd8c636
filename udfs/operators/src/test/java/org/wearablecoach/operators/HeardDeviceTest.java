package org.wearablecoach.operators;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.apache.flink.runtime.state.StateBackend;
import org.apache.flink.state.rocksdb.EmbeddedRocksDBStateBackend;
import org.apache.flink.streaming.api.operators.co.CoBroadcastWithKeyedOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedBroadcastOperatorTestHarness;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wearablecoach.event.Payload;
import org.wearablecoach.event.Received;
import org.wearablecoach.event.Telemetry;
import org.wearablecoach.loop.Element;
import org.wearablecoach.loop.config.LoopConfig;
import org.wearablecoach.loop.sense.HeapSenseStore;
import org.wearablecoach.loop.sense.Sense;

/**
 * The device heard last has its place beside the person's clocks, the others have theirs: whichever
 * speaks, what comes out is what comes out of a store that keeps each by itself.
 */
class HeardDeviceTest {

    private static final String PERSON = "anna";

    @TempDir private static Path folder = Path.of("");

    /** Records of several devices and runs in any order, some twice, some with another body. */
    private static List<Received> records(long seed) {
        Random random = new Random(seed);
        String[] devices = {"watch", "phone", "ring", "strap", "patch"};
        long[] sequences = new long[devices.length];
        long[] boots = new long[devices.length];
        List<Received> records = new ArrayList<>();
        long now = Wearer.START;
        int device = 0;
        for (int i = 0; i < 1_500; i++) {
            now += random.nextInt(700) == 0 ? 8 * 86_400_000L : random.nextInt(9_000);
            if (random.nextInt(i < 750 ? 2 : 20) == 0) {
                device = random.nextInt(devices.length);
            }
            if (random.nextInt(300) == 0) {
                boots[device]++;
                sequences[device] = 0;
            }
            if (!records.isEmpty() && random.nextInt(15) == 0) {
                Telemetry before =
                        records.get(Math.max(0, records.size() - 1 - random.nextInt(30)))
                                .telemetry();
                records.add(new Received(before, now, 0, i));
                continue;
            }
            long time = now - (random.nextInt(10) == 0 ? random.nextInt(900_000) : 500);
            Payload payload =
                    switch (random.nextInt(8)) {
                        case 0 -> new Payload.Steps(random.nextInt(50), false);
                        case 1 -> new Payload.Glucose(90 + random.nextInt(30));
                        case 2, 3 ->
                                new Payload.BeatIntervals(
                                        new float[] {800 + random.nextInt(90), 820});
                        case 4 ->
                                random.nextInt(100) == 0
                                        ? new Payload.Erase()
                                        : new Payload.Profile("UTC", "en", true, 60f, null, false);
                        default -> new Payload.HeartRate(60 + random.nextInt(40), false);
                    };
            long sequence =
                    random.nextInt(20) == 0
                            ? Math.max(0, sequences[device] - random.nextInt(20))
                            : sequences[device]++;
            records.add(
                    new Received(
                            new Telemetry(
                                    PERSON,
                                    devices[device],
                                    boots[device],
                                    sequence,
                                    time,
                                    payload),
                            now,
                            0,
                            i));
        }
        return records;
    }

    private static String text(Element element) throws IOException {
        DataOutputSerializer out = new DataOutputSerializer(256);
        Streams.ELEMENT.createSerializer(new SerializerConfigImpl()).serialize(element, out);
        return new String(out.getCopyOfBuffer(), StandardCharsets.ISO_8859_1);
    }

    /** What Sense puts out over a store that keeps every device and signal by itself. */
    private static List<String> plain(LoopConfig config, List<Received> records)
            throws IOException {
        Sense sense = new Sense(config, "telemetry");
        HeapSenseStore store = new HeapSenseStore();
        List<Element> elements = new ArrayList<>();
        for (Received received : records) {
            sense.accept(received, store, elements::add);
        }
        return texts(elements);
    }

    private static List<String> texts(List<Element> elements) throws IOException {
        List<String> texts = new ArrayList<>();
        for (Element element : elements) {
            texts.add(text(element));
        }
        return texts;
    }

    /** As in a job; on the heap with snapshots in between, which share the objects of the state. */
    private static List<String> inFlink(
            LoopConfig config, List<Received> records, @Nullable StateBackend backend)
            throws Exception {
        KeyedBroadcastOperatorTestHarness<String, Received, Element, Element> harness =
                new KeyedBroadcastOperatorTestHarness<>(
                        new CoBroadcastWithKeyedOperator<>(
                                new SenseFunction(config, "telemetry"),
                                List.of(SenseFunction.CONTROL)),
                        received -> received.telemetry().userId(),
                        Types.STRING,
                        128,
                        1,
                        0);
        try {
            if (backend != null) {
                harness.setStateBackend(backend);
            }
            harness.setup(Streams.ELEMENT.createSerializer(new SerializerConfigImpl()));
            harness.open();
            int checkpoint = 0;
            for (Received received : records) {
                harness.processElement(new StreamRecord<>(received, received.ingestTime()));
                if (backend == null && received.offset() % 150 == 149) {
                    harness.snapshot(++checkpoint, checkpoint);
                }
            }
            return texts(harness.extractOutputValues());
        } finally {
            harness.close();
        }
    }

    private static EmbeddedRocksDBStateBackend rocksDb() {
        EmbeddedRocksDBStateBackend rocks = new EmbeddedRocksDBStateBackend(false);
        rocks.setDbStoragePath(folder.toString());
        return rocks;
    }

    @Test
    void whicheverDeviceSpeaksTheOutputIsThatOfDevicesKeptByThemselves() throws Exception {
        LoopConfig config = LoopConfig.defaults();
        for (long seed = 1; seed <= 2; seed++) {
            List<Received> records = records(seed);
            List<String> expected = plain(config, records);
            assertThat(expected).hasSizeGreaterThan(300);
            assertThat(inFlink(config, records, null)).as("heap, %d", seed).isEqualTo(expected);
            assertThat(inFlink(config, records, rocksDb()))
                    .as("RocksDB, %d", seed)
                    .isEqualTo(expected);
        }
    }
}
