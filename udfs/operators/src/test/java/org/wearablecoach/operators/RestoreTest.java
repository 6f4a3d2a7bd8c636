package org.wearablecoach.operators;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.runtime.state.StateBackend;
import org.apache.flink.state.rocksdb.EmbeddedRocksDBStateBackend;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.wearablecoach.event.ClosedBy;
import org.wearablecoach.event.Decision;
import org.wearablecoach.event.InteractionKind;
import org.wearablecoach.event.Payload;
import org.wearablecoach.event.Received;
import org.wearablecoach.event.Recommendation;
import org.wearablecoach.event.WindowScore;
import org.wearablecoach.loop.EdgeLoop;
import org.wearablecoach.loop.config.LoopConfig;
import org.wearablecoach.loop.sense.Disposition;

/**
 * A restart and a rescale leave no trace: in the middle of a window, of a batch, of a pending
 * decision. The edge, which never restarts, says what must come out.
 */
class RestoreTest {

    private static final LoopConfig CONFIG = Chain.config();

    /** Persons whose keys lie in both halves of the key groups. */
    private static final List<String> PERSONS = List.of("anna", "bert", "carla", "dora");

    private static List<Received> records = List.of();
    private static Rows expected = new Rows();
    private static Map<Disposition, Long> dispositions = Map.of();

    @TempDir private static Path folder = Path.of("");

    @BeforeAll
    static void live() {
        List<Received> first = telemetry(List.of());
        Rows once = edge(first, new EnumMap<>(Disposition.class));
        records = telemetry(once.recommendations);
        dispositions = new EnumMap<>(Disposition.class);
        expected = edge(records, dispositions);
    }

    /** Four persons of three hours; one was offline for an hour; messages are answered. */
    private static List<Received> telemetry(List<Recommendation> messages) {
        List<List<Received>> persons = new ArrayList<>();
        for (int i = 0; i < PERSONS.size(); i++) {
            Wearer wearer = new Wearer(PERSONS.get(i), i).enrolled();
            wearer.wears(
                    Wearer.START,
                    Wearer.START + 3 * Wearer.HOUR,
                    5,
                    i % 2 == 0 ? 12 : 0,
                    i == 3 ? 3600 : 0);
            for (Recommendation message : messages) {
                if (message.userId().equals(PERSONS.get(i))) {
                    long seen = message.decisionTime() + 3 * Wearer.MINUTE;
                    wearer.watch(
                            seen,
                            seen + 900,
                            new Payload.Interaction(
                                    message.decisionId(), InteractionKind.DELIVERED));
                    wearer.watch(
                            seen + Wearer.MINUTE,
                            seen + Wearer.MINUTE + 900,
                            new Payload.Interaction(
                                    message.decisionId(), InteractionKind.ACCEPTED));
                }
            }
            persons.add(wearer.records());
        }
        return Wearer.merge(persons);
    }

    private static Rows edge(List<Received> records, Map<Disposition, Long> counts) {
        Rows rows = new Rows();
        FakeModels models = new FakeModels();
        try (EdgeLoop edge =
                new EdgeLoop(
                        CONFIG,
                        Chain.CONFIG_HASH,
                        "telemetry",
                        models.slots(),
                        models.decisions(CONFIG),
                        models::load,
                        true,
                        rows)) {
            for (Received received : records) {
                counts.merge(edge.accept(received), 1L, Long::sum);
            }
            edge.end();
        }
        return rows;
    }

    private static @Nullable StateBackend backend(String name) {
        if (name.equals("heap")) {
            return null;
        }
        EmbeddedRocksDBStateBackend backend = new EmbeddedRocksDBStateBackend(false);
        backend.setDbStoragePath(folder.toString());
        return backend;
    }

    @Test
    void theTelemetryIsWorthComparing() {
        assertThat(expected.decisions).anyMatch(Decision::available).anyMatch(d -> !d.available());
        assertThat(expected.recommendations).hasSizeGreaterThan(3);
        assertThat(expected.rewards).hasSameSizeAs(expected.decisions);
        assertThat(expected.rewards)
                .anyMatch(r -> r.closedBy() == ClosedBy.DATA && r.answeredAt() != null)
                .anyMatch(r -> r.closedBy() == ClosedBy.CENSORED);
        assertThat(expected.scores)
                .anyMatch(WindowScore::backfill)
                .anyMatch(s -> s.scores().length > 0);
        assertThat(dispositions).containsKeys(Disposition.USED, Disposition.DUPLICATE);
    }

    @Test
    void theChainPutsOutWhatTheEdgePutsOut() throws Exception {
        try (Chain chain = new Chain(CONFIG, new FakeModels(), 1)) {
            for (Received received : records) {
                chain.accept(received);
            }
            chain.end();
            assertThat(chain.rows.byPerson()).isEqualTo(expected.byPerson());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"heap", "rocksdb"})
    void rescalesFromOneToTwoAndBackInTheMiddleOfEverything(String name) throws Exception {
        Chain chain =
                new Chain(
                        CONFIG,
                        new FakeModels(),
                        1,
                        backend(name),
                        null,
                        new Rows(),
                        new HashMap<>());
        int[] parallelism = {2, 1, 2, 1, 1, 2};
        boolean batchWaited = false;
        int next = 0;
        int stride = records.size() / (parallelism.length + 1) + 1;
        for (int i = 0; i < records.size(); i++) {
            chain.accept(records.get(i));
            if ((i + 1) % stride == 0) {
                batchWaited |= chain.infer.stream().anyMatch(one -> hasFlushTimer(one));
                chain = chain.restart(parallelism[next++], backend(name));
            }
        }
        chain.end();
        assertThat(next).isEqualTo(parallelism.length);
        assertThat(batchWaited).as("a window waited at a checkpoint").isTrue();
        assertThat(chain.rows.byPerson()).isEqualTo(expected.byPerson());
        long total = 0;
        for (Disposition disposition : Disposition.values()) {
            long counted = chain.counted(SenseFunction.ACCUMULATOR + disposition);
            assertThat(counted)
                    .as("%s, counted once", disposition)
                    .isEqualTo(dispositions.getOrDefault(disposition, 0L));
            total += counted;
        }
        assertThat(total).isEqualTo(records.size());
        chain.close();
    }

    private static boolean hasFlushTimer(
            org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness<?, ?> harness) {
        return harness.getProcessingTimeService().getNumActiveTimers() > 0;
    }

    @Test
    void aFailureGoesBackToTheCheckpointAndCountsNothingTwice() throws Exception {
        Chain chain = new Chain(CONFIG, new FakeModels(), 2);
        int checkpoint = records.size() / 2;
        for (int i = 0; i < checkpoint; i++) {
            chain.accept(records.get(i));
        }
        Chain.Snapshot snapshot = chain.snapshot();
        Rows before = new Rows();
        chain.rows.decisions.forEach(before::decision);
        chain.rows.rewards.forEach(before::reward);
        chain.rows.recommendations.forEach(before::recommendation);
        chain.rows.scores.forEach(before::windowScore);
        for (int i = checkpoint; i < checkpoint + 2000; i++) {
            chain.accept(records.get(i)); // lost with the machine
        }
        chain.close();
        Chain restored =
                new Chain(CONFIG, new FakeModels(), 2, null, snapshot, before, new HashMap<>());
        for (int i = checkpoint; i < records.size(); i++) {
            restored.accept(records.get(i));
        }
        restored.end();
        assertThat(restored.rows.byPerson()).isEqualTo(expected.byPerson());
        assertThat(restored.counted(SenseFunction.ACCUMULATOR + Disposition.USED))
                .isEqualTo(dispositions.get(Disposition.USED));
        restored.close();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 7, 20_000})
    void neitherTheWallClockNorTheWatermarkChangesWhatComesOut(long every) throws Exception {
        try (Chain chain = new Chain(CONFIG, new FakeModels(), 2)) {
            for (int i = 0; i < records.size(); i++) {
                chain.accept(records.get(i));
                if (i % every == 0) {
                    chain.wallClock(i * 1_000L);
                    chain.watermark(records.get(i).ingestTime() - 1);
                }
            }
            chain.end();
            assertThat(chain.rows.byPerson()).isEqualTo(expected.byPerson());
        }
    }

    @Test
    void everyRowHasTheIngestTimeOfItsCause() throws Exception {
        try (Chain chain = new Chain(CONFIG, new FakeModels(), 1)) {
            for (Received received : records) {
                chain.accept(received);
            }
            chain.end();
            chain.rows.decisions.forEach(
                    row ->
                            assertThat(chain.timestamps)
                                    .containsEntry(
                                            "decision " + row.decisionId(), row.ingestTime()));
            chain.rows.recommendations.forEach(
                    row ->
                            assertThat(chain.timestamps)
                                    .containsEntry(
                                            "recommendation " + row.decisionId(),
                                            row.ingestTime()));
            chain.rows.rewards.forEach(
                    row ->
                            assertThat(chain.timestamps)
                                    .containsEntry("reward " + row.decisionId(), row.closedAt()));
        }
    }
}
