package org.wearablecoach.operators;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.runtime.checkpoint.CheckpointOptions;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.state.memory.MemCheckpointStreamFactory;
import org.apache.flink.streaming.api.operators.OperatorSnapshotFinalizer;
import org.apache.flink.streaming.api.operators.OperatorSnapshotFutures;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;
import org.wearablecoach.event.Received;

/** A snapshot on the heap is written while records go on; it holds none of what they change. */
class SnapshotWhileRunningTest {

    private static final List<String> PERSONS = List.of("anna", "bert");

    private static List<Received> records() {
        List<List<Received>> all = new ArrayList<>();
        for (String person : PERSONS) {
            all.add(
                    new Wearer(person, person.hashCode())
                            .enrolled()
                            .wears(Wearer.START, Wearer.START + Wearer.HOUR, 1, 60, 0)
                            .records());
        }
        return Wearer.merge(all);
    }

    /** What Sense keeps of the persons, as bytes by state, in no particular order. */
    private static Map<String, List<String>> contents(Chain chain) throws Exception {
        Map<String, List<String>> all = new TreeMap<>();
        for (String person : PERSONS) {
            States.of(chain.sense.get(0), States.SENSE, person)
                    .forEach(
                            (name, content) -> {
                                List<String> rows = new ArrayList<>();
                                for (States.Stored<?> stored : content.values()) {
                                    rows.add(text(stored));
                                }
                                rows.sort(null);
                                all.put(person + " " + name, rows);
                            });
        }
        return all;
    }

    private static String text(States.Stored<?> stored) {
        try {
            return new String(stored.bytes(), StandardCharsets.ISO_8859_1);
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static Chain restored(Chain chain, OperatorSubtaskState sense) throws Exception {
        Chain.Snapshot others = chain.snapshot();
        OperatorSubtaskState packed = AbstractStreamOperatorTestHarness.repackageState(sense);
        return new Chain(
                chain.config,
                chain.models,
                1,
                null,
                new Chain.Snapshot(packed, others.infer(), others.adapt(), 1),
                new Rows(),
                new HashMap<>());
    }

    @Test
    void whatComesAfterASnapshotIsNotInIt() throws Exception {
        List<Received> records = records();
        int half = records.size() / 2;
        try (Chain chain = new Chain(Chain.config(), new FakeModels(), 1)) {
            for (Received received : records.subList(0, half)) {
                chain.accept(received);
            }
            Map<String, List<String>> then = contents(chain);
            OperatorSnapshotFutures futures =
                    chain.sense
                            .get(0)
                            .getOperator()
                            .snapshotState(
                                    7,
                                    7,
                                    CheckpointOptions.forCheckpointWithDefaultLocation(),
                                    new MemCheckpointStreamFactory(64 << 20));
            for (Received received : records.subList(half, half + 2_000)) {
                chain.accept(received);
            }
            OperatorSubtaskState written =
                    OperatorSnapshotFinalizer.create(futures).getJobManagerOwnedState();
            assertThat(contents(chain)).as("the state itself went on").isNotEqualTo(then);
            try (Chain again = restored(chain, written)) {
                assertThat(contents(again)).isEqualTo(then);
            }
        }
    }
}
