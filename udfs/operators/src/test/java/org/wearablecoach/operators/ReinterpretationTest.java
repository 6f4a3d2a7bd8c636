package org.wearablecoach.operators;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.apache.flink.runtime.state.StateBackend;
import org.apache.flink.state.rocksdb.EmbeddedRocksDBStateBackend;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.wearablecoach.event.Decision;
import org.wearablecoach.event.Payload;
import org.wearablecoach.event.Received;
import org.wearablecoach.loop.Element;
import org.wearablecoach.loop.config.ModelOptions;

/**
 * Adapt takes the stream behind Infer as keyed without a shuffle. That holds as long as Infer keeps
 * the person, both have one max parallelism, and a person's elements keep their order. Each is
 * broken here, to see what would go wrong.
 */
class ReinterpretationTest {

    @TempDir private static Path folder = Path.of("");

    private static KeyedOneInputStreamOperatorTestHarness<String, Element, Decision> adapt(
            int maxParallelism, int parallelism, int subtask, String backend) throws Exception {
        KeyedOneInputStreamOperatorTestHarness<String, Element, Decision> harness =
                new KeyedOneInputStreamOperatorTestHarness<>(
                        new AdaptOperator(
                                Chain.config(), Chain.CONFIG_HASH, new FakeModels(), false),
                        Element::userId,
                        Types.STRING,
                        maxParallelism,
                        parallelism,
                        subtask);
        if (backend.equals("rocksdb")) {
            EmbeddedRocksDBStateBackend rocks = new EmbeddedRocksDBStateBackend(false);
            rocks.setDbStoragePath(folder.toString());
            harness.setStateBackend((StateBackend) rocks);
        }
        harness.setup(Streams.DECISION.createSerializer(new SerializerConfigImpl()));
        harness.open();
        return harness;
    }

    private static Element profile(String userId) {
        return new Element.ProfileChange(
                userId, 1_000, 1_000, new Payload.Profile("UTC", "en", true, null, null, false));
    }

    private static String personOf(int maxParallelism, int parallelism, int subtask) {
        for (int i = 0; ; i++) {
            String userId = "person-" + i;
            if (KeyGroupRangeAssignment.assignKeyToParallelOperator(
                            userId, maxParallelism, parallelism)
                    == subtask) {
                return userId;
            }
        }
    }

    @Test
    void inferKeepsThePersonAndTheOrderOfEveryElement() throws Exception {
        SplittableRandom random = new SplittableRandom(7);
        for (int batch : new int[] {1, 3, 64}) {
            List<Element> in = new ArrayList<>();
            List<Element> out = new ArrayList<>();
            try (InferHarness harness =
                    new InferHarness(
                            ModelOptions.with("fake", batch, Duration.ofMillis(20)),
                            new FakeModels(),
                            1,
                            0,
                            null)) {
                for (int i = 0; i < 2_000; i++) {
                    String userId = "person-" + random.nextInt(5);
                    Element element =
                            switch (random.nextInt(5)) {
                                case 0, 1 -> InferOperatorTest.window(userId, 5_000L * i);
                                case 2 -> InferOperatorTest.tick(userId, 5_000L * i);
                                case 3 -> new Element.Erasure(userId, i);
                                default -> new Element.ConsentChange(userId, i, i, true);
                            };
                    in.add(element);
                    harness.accept(element);
                    if (random.nextInt(10) == 0) {
                        harness.setProcessingTime(10L * i);
                    }
                    if (random.nextInt(50) == 0) {
                        harness.prepareSnapshotPreBarrier(i);
                    }
                    out.addAll(harness.drain());
                }
                harness.endInput();
                out.addAll(harness.drain());
            }
            assertThat(persons(out)).isEqualTo(persons(in));
        }
    }

    private static Map<String, List<String>> persons(List<Element> elements) {
        Map<String, List<String>> persons = new HashMap<>();
        for (Element element : elements) {
            String what =
                    element instanceof Element.Window window
                            ? "window " + window.end()
                            : element.toString();
            persons.computeIfAbsent(element.userId(), id -> new ArrayList<>()).add(what);
        }
        return persons;
    }

    @ParameterizedTest
    @ValueSource(strings = {"heap", "rocksdb"})
    void aPersonOfAnotherSubtaskIsRefusedByFlink(String backend) throws Exception {
        String mine = personOf(Chain.MAX_PARALLELISM, 2, 0);
        String theirs = personOf(Chain.MAX_PARALLELISM, 2, 1);
        KeyedOneInputStreamOperatorTestHarness<String, Element, Decision> harness =
                adapt(Chain.MAX_PARALLELISM, 2, 0, backend);
        harness.processElement(new StreamRecord<>(profile(mine), 1));
        assertThatThrownBy(() -> harness.processElement(new StreamRecord<>(profile(theirs), 1)))
                .rootCause()
                .hasMessageContaining("is not in KeyGroupRange")
                .hasMessageNotContaining(theirs);
        harness.close();
    }

    @Test
    void aPersonMistakenWithinASubtaskIsSeenByNobody() throws Exception {
        // Why Infer copies elements whole and never makes one of its own for a person.
        KeyedOneInputStreamOperatorTestHarness<String, Element, Decision> harness =
                adapt(Chain.MAX_PARALLELISM, 1, 0, "heap");
        harness.processElement(new StreamRecord<>(profile("anna"), 1));
        harness.processElement(new StreamRecord<>(new Element.Erasure("bert", 2), 2));
        assertThat(harness.numKeyedStateEntries()).as("anna is not erased").isPositive();
        harness.close();
    }

    @Test
    void anotherMaxParallelismSendsPersonsToSubtasksThatDoNotHaveThem() throws Exception {
        int refused = 0;
        KeyedOneInputStreamOperatorTestHarness<String, Element, Decision> harness =
                adapt(100, 2, 0, "heap");
        for (int i = 0; i < 200; i++) {
            String userId = "person-" + i;
            if (KeyGroupRangeAssignment.assignKeyToParallelOperator(
                            userId, Chain.MAX_PARALLELISM, 2)
                    == 0) {
                try {
                    harness.processElement(new StreamRecord<>(profile(userId), 1));
                } catch (RuntimeException e) {
                    assertThat(e).rootCause().hasMessageContaining("is not in KeyGroupRange");
                    refused++;
                }
            }
        }
        harness.close();
        assertThat(refused).as("persons that Flink refuses aloud").isPositive();
    }

    @Test
    void anotherOrderWithinAPersonIsAnotherDecision() throws Exception {
        assertThat(decisions(true)).isNotEqualTo(decisions(false));
    }

    private static List<String> decisions(boolean inOrder) throws Exception {
        List<Received> records =
                new Wearer("anna", 3)
                        .enrolled()
                        .wears(Wearer.START, Wearer.START + Wearer.HOUR, 10, 6, 0)
                        .records();
        try (Chain chain = new Chain(Chain.config(), new FakeModels(), 1)) {
            chain.disorder = !inOrder;
            for (Received received : records) {
                chain.accept(received);
            }
            chain.end();
            return chain.rows.byPerson().getOrDefault("decisions anna", List.of());
        }
    }
}
