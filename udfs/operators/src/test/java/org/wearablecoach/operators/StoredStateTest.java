package org.wearablecoach.operators;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Objects;
import java.util.Properties;
import java.util.stream.Stream;
import org.apache.flink.runtime.state.StateBackend;
import org.apache.flink.state.rocksdb.EmbeddedRocksDBStateBackend;
import org.apache.flink.streaming.util.OperatorSnapshotUtil;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.wearablecoach.event.ClosedBy;
import org.wearablecoach.event.Decision;
import org.wearablecoach.event.Payload;
import org.wearablecoach.event.Received;
import org.wearablecoach.event.Reward;
import org.wearablecoach.event.SignalKind;
import org.wearablecoach.event.Telemetry;
import org.wearablecoach.event.WindowScore;

/**
 * Savepoints of every released version of the state go on where they stopped: the open window, the
 * known sequence numbers, the log's hash, the pending decisions, the models and policies.
 */
class StoredStateTest {

    /** Versions of which a savepoint is kept; {@link StoredStateWriter} wrote them. */
    private static final List<String> VERSIONS = List.of("1");

    private static final long CUT = StoredStateWriter.CUT;

    @TempDir private static Path folder = Path.of("");

    static Stream<Arguments> versions() {
        List<Arguments> all = new ArrayList<>();
        for (String version : VERSIONS) {
            for (String backend : List.of("heap", "rocksdb")) {
                for (int parallelism : new int[] {1, 3}) {
                    all.add(Arguments.of(version, backend, parallelism));
                }
            }
        }
        return all.stream();
    }

    /** With {@code -Dcoach.state.write=V} the savepoint of a version is written first. */
    @BeforeAll
    static void write() throws Exception {
        String version = System.getProperty("coach.state.write");
        if (version != null) {
            StoredStateWriter.write(stored(version));
        }
    }

    private static Path stored(String version) {
        return Path.of("src", "test", "resources", "state", version);
    }

    private static @Nullable StateBackend backend(String name) {
        if (name.equals("heap")) {
            return null;
        }
        EmbeddedRocksDBStateBackend rocks = new EmbeddedRocksDBStateBackend(false);
        rocks.setDbStoragePath(folder.toString());
        return rocks;
    }

    @ParameterizedTest
    @MethodSource("versions")
    void goesOnWhereItStopped(String version, String backend, int parallelism) throws Exception {
        goesOn(stored(version), backend, parallelism);
    }

    @Test
    void whatIsWrittenNowGoesOnToo() throws Exception {
        Path now = folder.resolve("now");
        StoredStateWriter.write(now);
        goesOn(now, "heap", 1);
    }

    private static void goesOn(Path savepoint, String backend, int parallelism) throws Exception {
        Properties expected = new Properties();
        try (InputStream in = Files.newInputStream(savepoint.resolve("expected.properties"))) {
            expected.load(in);
        }
        Chain.Snapshot snapshot =
                new Chain.Snapshot(
                        OperatorSnapshotUtil.readStateHandle(savepoint.resolve("sense").toString()),
                        OperatorSnapshotUtil.readStateHandle(savepoint.resolve("infer").toString()),
                        OperatorSnapshotUtil.readStateHandle(savepoint.resolve("adapt").toString()),
                        1);
        long sequence = Long.parseLong(expected.getProperty("lastSequence"));
        try (Chain chain =
                new Chain(
                        Chain.config(),
                        new FakeModels(),
                        parallelism,
                        backend(backend),
                        snapshot,
                        new Rows(),
                        new HashMap<>())) {
            assertThat(chain.rows.statuses).as("nothing was refused").isEmpty();
            assertThat(chain.counted("sense.USED"))
                    .isEqualTo(Long.parseLong(expected.getProperty("recordsUsed")));

            long duplicates = chain.counted("sense.DUPLICATE");
            chain.accept(heart(sequence, StoredStateWriter.LAST, 77));
            assertThat(chain.counted("sense.DUPLICATE")).isEqualTo(duplicates + 1);
            chain.accept(heart(sequence, StoredStateWriter.LAST, 78));
            assertThat(chain.rows.letters).as("the body is remembered too").hasSize(1);

            live(chain, sequence + 1);
            chain.wallClock(100_000);
            afterwards(chain.rows, expected);
        }
    }

    /** Forty more minutes: heart rate, steps, and motion for half a minute. */
    private static void live(Chain chain, long first) throws Exception {
        long sequence = first;
        for (long t = CUT + 40 * Wearer.SECOND;
                t < CUT + 40 * Wearer.MINUTE;
                t += 10 * Wearer.SECOND) {
            chain.accept(heart(sequence++, t, 70));
            if (t < CUT + 70 * Wearer.SECOND) {
                for (int second = 0; second < 10; second++) {
                    byte[] still = new byte[6 * 25];
                    for (int i = 0; i < 25; i++) {
                        still[6 * i + 4] = 100;
                    }
                    chain.accept(
                            watch(
                                    sequence++,
                                    t + second * Wearer.SECOND,
                                    new Payload.Acceleration(25, 0.01f, still)));
                }
            }
            if ((t - CUT) % Wearer.MINUTE == 50 * Wearer.SECOND) {
                chain.accept(watch(sequence++, t, new Payload.Steps(20, false)));
            }
        }
    }

    private static void afterwards(Rows rows, Properties expected) {
        WindowScore minute =
                rows.scores.stream()
                        .filter(row -> row.signal() == SignalKind.HEART_RATE && row.start() == CUT)
                        .findFirst()
                        .orElseThrow();
        int before = Integer.parseInt(expected.getProperty("heartRatesOfOpenMinute"));
        assertThat(minute.samples()).as("both halves of the minute").isEqualTo(before + 2);

        assertThat(rows.scores)
                .filteredOn(
                        row ->
                                row.signal() == SignalKind.ACCELERATION
                                        && row.start() > CUT + 35_000)
                .isNotEmpty()
                .allSatisfy(
                        row ->
                                assertThat(Objects.requireNonNull(row.model()).version())
                                        .isEqualTo("stored-model"));

        Decision next = rows.decisions.get(0);
        assertThat(next.index()).isEqualTo(Long.parseLong(expected.getProperty("nextIndex")));
        assertThat(next.previousHash()).isEqualTo(expected.getProperty("previousHash"));
        assertThat(rows.decisions)
                .allSatisfy(row -> assertThat(row.policy().version()).isEqualTo("stored-policy"));

        List<String> closed =
                rows.rewards.stream()
                        .filter(row -> row.closedBy() == ClosedBy.DATA)
                        .map(Reward::decisionId)
                        .toList();
        List<String> pending = Arrays.asList(expected.getProperty("pending").split(",", -1));
        assertThat(pending).hasSizeGreaterThan(3);
        assertThat(closed).containsAll(pending);
    }

    private static Received heart(long sequence, long time, float bpm) {
        return watch(sequence, time, new Payload.HeartRate(bpm, false));
    }

    private static Received watch(long sequence, long time, Payload payload) {
        return new Received(
                new Telemetry(StoredStateWriter.PERSON, "watch", 7, sequence, time, payload),
                time + 500,
                0,
                sequence);
    }
}
