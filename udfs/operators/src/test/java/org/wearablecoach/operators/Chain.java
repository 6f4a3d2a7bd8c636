package org.wearablecoach.operators;

import java.time.Duration;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.state.AbstractKeyedStateBackend;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.apache.flink.runtime.state.KeyedStateBackend;
import org.apache.flink.runtime.state.StateBackend;
import org.apache.flink.streaming.api.operators.co.CoBroadcastWithKeyedOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;
import org.apache.flink.streaming.util.KeyedBroadcastOperatorTestHarness;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.jspecify.annotations.Nullable;
import org.wearablecoach.event.Control;
import org.wearablecoach.event.Decision;
import org.wearablecoach.event.Received;
import org.wearablecoach.loop.Element;
import org.wearablecoach.loop.config.DecisionOptions;
import org.wearablecoach.loop.config.LoopConfig;
import org.wearablecoach.loop.config.ModelOptions;
import org.wearablecoach.loop.config.PolicyOptions;

/**
 * Sense, Infer and Adapt as harnesses, one behind the other, in a number of subtasks: what Flink
 * makes of the topology, with every watermark, flush and checkpoint in the hands of the test.
 */
final class Chain implements AutoCloseable {

    static final int MAX_PARALLELISM = 128;
    static final String CONFIG_HASH = "f".repeat(64);

    /** Batches that seldom fill, so that windows wait; messages that are often sent. */
    static LoopConfig config() {
        LoopConfig defaults = LoopConfig.defaults();
        DecisionOptions decision = defaults.decision();
        return new LoopConfig(
                defaults.signals(),
                ModelOptions.with("fake", 64, Duration.ofSeconds(5)),
                new DecisionOptions(
                        "test",
                        decision.interval(),
                        "",
                        "",
                        "",
                        decision.lateSync(),
                        decision.freshness(),
                        LocalTime.MIDNIGHT,
                        LocalTime.MIDNIGHT,
                        Duration.ofMinutes(10),
                        100,
                        0.5),
                defaults.safety(),
                PolicyOptions.fixed(0.5, 0.2, 0.8, 0.05),
                defaults.reward(),
                defaults.interventions());
    }

    /** What a checkpoint of all subtasks holds, by operator. */
    record Snapshot(
            OperatorSubtaskState sense,
            OperatorSubtaskState infer,
            OperatorSubtaskState adapt,
            int parallelism) {}

    final LoopConfig config;
    final ModelSource models;
    final int parallelism;
    final List<KeyedBroadcastOperatorTestHarness<String, Received, Element, Element>> sense =
            new ArrayList<>();
    final List<OneInputStreamOperatorTestHarness<Element, Element>> infer = new ArrayList<>();
    final List<KeyedOneInputStreamOperatorTestHarness<String, Element, Decision>> adapt =
            new ArrayList<>();
    final Rows rows;

    /** Kafka timestamps by topic and decision id. */
    final Map<String, Long> timestamps;

    /** A fault to inject: elements overtake each other between Sense and Infer. */
    boolean disorder;

    private @Nullable Object held;

    private long checkpoint;

    /** A chain from empty state on the heap. */
    Chain(LoopConfig config, ModelSource models, int parallelism) throws Exception {
        this(config, models, parallelism, null, null, new Rows(), new HashMap<>());
    }

    Chain(
            LoopConfig config,
            ModelSource models,
            int parallelism,
            @Nullable StateBackend backend,
            @Nullable Snapshot from,
            Rows rows,
            Map<String, Long> timestamps)
            throws Exception {
        this.config = config;
        this.models = models;
        this.parallelism = parallelism;
        this.rows = rows;
        this.timestamps = timestamps;
        for (int subtask = 0; subtask < parallelism; subtask++) {
            KeyedBroadcastOperatorTestHarness<String, Received, Element, Element> first =
                    new KeyedBroadcastOperatorTestHarness<>(
                            new CoBroadcastWithKeyedOperator<>(
                                    new SenseFunction(config, "telemetry"),
                                    List.of(SenseFunction.CONTROL)),
                            received -> received.telemetry().userId(),
                            Types.STRING,
                            MAX_PARALLELISM,
                            parallelism,
                            subtask);
            start(
                    first,
                    Streams.ELEMENT,
                    backend,
                    from == null ? null : from.sense(),
                    from,
                    subtask);
            // The control stream is at the end of time from its start.
            first.processBroadcastWatermark(Long.MAX_VALUE);
            sense.add(first);
            OneInputStreamOperatorTestHarness<Element, Element> second =
                    new OneInputStreamOperatorTestHarness<>(
                            new InferOperator.Factory(config.models(), models),
                            MAX_PARALLELISM,
                            parallelism,
                            subtask);
            start(
                    second,
                    Streams.ELEMENT,
                    backend,
                    from == null ? null : from.infer(),
                    from,
                    subtask);
            infer.add(second);
            KeyedOneInputStreamOperatorTestHarness<String, Element, Decision> third =
                    new KeyedOneInputStreamOperatorTestHarness<>(
                            new AdaptOperator(config, CONFIG_HASH, models, true),
                            Element::userId,
                            Types.STRING,
                            MAX_PARALLELISM,
                            parallelism,
                            subtask);
            start(
                    third,
                    Streams.DECISION,
                    backend,
                    from == null ? null : from.adapt(),
                    from,
                    subtask);
            adapt.add(third);
            pump(subtask);
        }
    }

    private <T> void start(
            AbstractStreamOperatorTestHarness<T> harness,
            TypeInformation<T> type,
            @Nullable StateBackend backend,
            @Nullable OperatorSubtaskState state,
            @Nullable Snapshot from,
            int subtask)
            throws Exception {
        if (backend != null) {
            harness.setStateBackend(backend);
        }
        harness.setup(type.createSerializer(new SerializerConfigImpl()));
        if (state != null && from != null) {
            harness.initializeState(
                    AbstractStreamOperatorTestHarness.repartitionOperatorState(
                            state, MAX_PARALLELISM, from.parallelism(), parallelism, subtask));
        }
        harness.open();
    }

    int subtask(String userId) {
        return KeyGroupRangeAssignment.assignKeyToParallelOperator(
                userId, MAX_PARALLELISM, parallelism);
    }

    /** A record of telemetry, with its ingest time as its timestamp. */
    void accept(Received received) throws Exception {
        int subtask = subtask(received.telemetry().userId());
        sense.get(subtask).processElement(new StreamRecord<>(received, received.ingestTime()));
        pump(subtask);
    }

    /** A control record: every subtask sees it. */
    void control(Control control, long ingestTime) throws Exception {
        for (int subtask = 0; subtask < parallelism; subtask++) {
            sense.get(subtask)
                    .processBroadcastElement(new Element.Update(ingestTime, control), ingestTime);
            pump(subtask);
        }
    }

    /** The ingest clock of all subtasks. */
    void watermark(long time) throws Exception {
        for (int subtask = 0; subtask < parallelism; subtask++) {
            sense.get(subtask).processWatermark(time);
            pump(subtask);
        }
    }

    /** The wall clock of all subtasks. */
    void wallClock(long millis) throws Exception {
        for (int subtask = 0; subtask < parallelism; subtask++) {
            infer.get(subtask).setProcessingTime(millis);
            pump(subtask);
        }
    }

    /** The end of the input. */
    void end() throws Exception {
        watermark(Long.MAX_VALUE);
        for (int subtask = 0; subtask < parallelism; subtask++) {
            infer.get(subtask).endInput();
            pump(subtask);
        }
    }

    /** A checkpoint: what waits goes before the barrier. */
    Snapshot snapshot() throws Exception {
        checkpoint++;
        OperatorSubtaskState[][] states = new OperatorSubtaskState[3][parallelism];
        for (int subtask = 0; subtask < parallelism; subtask++) {
            infer.get(subtask).prepareSnapshotPreBarrier(checkpoint);
            pump(subtask);
            states[0][subtask] = sense.get(subtask).snapshot(checkpoint, checkpoint);
            states[1][subtask] = infer.get(subtask).snapshot(checkpoint, checkpoint);
            states[2][subtask] = adapt.get(subtask).snapshot(checkpoint, checkpoint);
        }
        return new Snapshot(
                AbstractStreamOperatorTestHarness.repackageState(states[0]),
                AbstractStreamOperatorTestHarness.repackageState(states[1]),
                AbstractStreamOperatorTestHarness.repackageState(states[2]),
                parallelism);
    }

    /** Stops with a snapshot and goes on from it in a number of subtasks. */
    Chain restart(int subtasks, @Nullable StateBackend backend) throws Exception {
        Snapshot snapshot = snapshot();
        close();
        return new Chain(config, models, subtasks, backend, snapshot, rows, timestamps);
    }

    /** Hands on what an operator put out, in order, until all of it has left. */
    void pump(int subtask) throws Exception {
        if (infer.size() <= subtask || adapt.size() <= subtask) {
            return;
        }
        OneInputStreamOperatorTestHarness<Element, Element> second = infer.get(subtask);
        KeyedOneInputStreamOperatorTestHarness<String, Element, Decision> third =
                adapt.get(subtask);
        Queue<Object> sensed = sense.get(subtask).getOutput();
        if (disorder) {
            swap(sensed);
        }
        forward(sensed, second);
        forward(second.getOutput(), third);
        for (Object out : third.getOutput()) {
            if (out instanceof StreamRecord<?> record
                    && record.getValue() instanceof Decision decision) {
                rows.decision(decision);
                timestamps.put("decision " + decision.decisionId(), record.getTimestamp());
            }
        }
        third.getOutput().clear();
        for (StreamRecord<org.wearablecoach.event.Reward> record : side(third, Streams.REWARDS)) {
            rows.reward(record.getValue());
            timestamps.put("reward " + record.getValue().decisionId(), record.getTimestamp());
        }
        for (StreamRecord<org.wearablecoach.event.Recommendation> record :
                side(third, Streams.RECOMMENDATIONS)) {
            rows.recommendation(record.getValue());
            timestamps.put(
                    "recommendation " + record.getValue().decisionId(), record.getTimestamp());
        }
        side(third, Streams.WINDOW_SCORES).forEach(record -> rows.windowScore(record.getValue()));
        side(third, Streams.DEAD_LETTERS).forEach(record -> rows.deadLetter(record.getValue()));
        side(third, Streams.CONTROL_STATUS)
                .forEach(record -> rows.controlStatus(record.getValue()));
    }

    /** Every second element overtakes the one before it. */
    private void swap(Queue<Object> elements) {
        List<Object> in = new ArrayList<>(elements);
        elements.clear();
        for (Object next : in) {
            if (held != null) {
                elements.add(next);
                elements.add(held);
                held = null;
            } else if (next instanceof Watermark) {
                elements.add(next);
            } else {
                held = next;
            }
        }
    }

    private static <T> List<StreamRecord<T>> side(
            AbstractStreamOperatorTestHarness<?> harness, org.apache.flink.util.OutputTag<T> tag) {
        Queue<StreamRecord<T>> queue = harness.getSideOutput(tag);
        if (queue == null) {
            return List.of();
        }
        List<StreamRecord<T>> records = new ArrayList<>(queue);
        queue.clear();
        return records;
    }

    @SuppressWarnings("unchecked") // the streams between the operators have elements only
    private static void forward(
            Queue<Object> from, OneInputStreamOperatorTestHarness<Element, ?> to) throws Exception {
        for (Object next = from.poll(); next != null; next = from.poll()) {
            if (next instanceof Watermark watermark) {
                to.processWatermark(watermark);
            } else if (next instanceof StreamRecord<?> record) {
                to.processElement((StreamRecord<Element>) record);
            }
        }
    }

    /** What a counter of Sense says, over all subtasks. */
    long counted(String accumulator) {
        long total = 0;
        for (KeyedBroadcastOperatorTestHarness<String, Received, Element, Element> one : sense) {
            Object value =
                    one.getOperator()
                            .getRuntimeContext()
                            .getAccumulator(accumulator)
                            .getLocalValue();
            total += (Long) value;
        }
        return total;
    }

    /** Entries of keyed state of an operator. */
    static int entries(AbstractStreamOperatorTestHarness<?> harness) {
        KeyedStateBackend<?> backend = harness.getOperator().getKeyedStateBackend();
        return ((AbstractKeyedStateBackend<?>) backend).numKeyValueStateEntries();
    }

    /** Entries of keyed state and timers of all operators and subtasks. */
    int entriesAndTimers() {
        int total = 0;
        for (AbstractStreamOperatorTestHarness<?> one : sense) {
            total += entries(one) + one.numEventTimeTimers();
        }
        for (AbstractStreamOperatorTestHarness<?> one : adapt) {
            total += entries(one) + one.numEventTimeTimers();
        }
        return total;
    }

    @Override
    public void close() {
        List<AbstractStreamOperatorTestHarness<?>> all = new ArrayList<>(sense);
        all.addAll(infer);
        all.addAll(adapt);
        for (AbstractStreamOperatorTestHarness<?> one : all) {
            try {
                one.close();
            } catch (Exception e) {
                throw new IllegalStateException("a harness cannot be closed", e);
            }
        }
    }
}
