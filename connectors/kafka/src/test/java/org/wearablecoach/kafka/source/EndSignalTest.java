package org.wearablecoach.kafka.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.BiConsumer;
import org.apache.flink.api.connector.source.ReaderInfo;
import org.apache.flink.api.connector.source.SourceEvent;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.api.connector.source.SplitsAssignment;
import org.apache.flink.connector.kafka.source.split.KafkaPartitionSplit;
import org.apache.flink.metrics.groups.SplitEnumeratorMetricGroup;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class EndSignalTest {

    private final Context context = new Context();
    private final EndSignal<KafkaPartitionSplit> signal = new EndSignal<>(context);

    @Test
    void waitsForTheWholeSearch() {
        RestoredEnumerator<KafkaPartitionSplit, String> enumerator = enumerator(2);
        enumerator.start();
        context.register(0);
        enumerator.addReader(0);
        context.runOne();
        assertThat(context.ended).isEmpty();
        context.runOne();
        assertThat(context.ended).containsExactly(0);
    }

    @Test
    void tellsAReaderThatComesLateAndOneThatComesAgain() {
        RestoredEnumerator<KafkaPartitionSplit, String> enumerator = enumerator(1);
        enumerator.start();
        context.runOne();
        assertThat(context.ended).isEmpty();
        context.register(1);
        enumerator.addReader(1);
        enumerator.addReader(1);
        assertThat(context.ended).containsExactly(1, 1);
    }

    @Test
    void doesNotRepeatWhatTheEnumeratorHasSaid() {
        RestoredEnumerator<KafkaPartitionSplit, String> enumerator = enumerator(1);
        enumerator.start();
        context.register(0);
        enumerator.addReader(0);
        signal.signalNoMoreSplits(0);
        context.runOne();
        assertThat(context.ended).containsExactly(0);
    }

    private RestoredEnumerator<KafkaPartitionSplit, String> enumerator(int calls) {
        return new RestoredEnumerator<>(new Searching(signal, calls), signal);
    }

    /** Searches in a chain of calls, each made while the one before is handled. */
    private record Searching(SplitEnumeratorContext<KafkaPartitionSplit> context, int calls)
            implements SplitEnumerator<KafkaPartitionSplit, String> {

        @Override
        public void start() {
            if (calls > 0) {
                context.callAsync(
                        () -> "", (result, failure) -> new Searching(context, calls - 1).start());
            }
        }

        @Override
        public void handleSplitRequest(int subtask, @Nullable String host) {}

        @Override
        public void addSplitsBack(List<KafkaPartitionSplit> splits, int subtask) {}

        @Override
        public void addReader(int subtask) {}

        @Override
        public String snapshotState(long checkpointId) {
            return "";
        }

        @Override
        public void close() {}
    }

    static final class Context implements SplitEnumeratorContext<KafkaPartitionSplit> {

        private final Deque<Runnable> calls = new ArrayDeque<>();
        private final List<Integer> ended = new ArrayList<>();
        private final Map<Integer, ReaderInfo> readers = new HashMap<>();

        void register(int subtask) {
            readers.put(subtask, new ReaderInfo(subtask, ""));
        }

        void runOne() {
            calls.remove().run();
        }

        @Override
        public SplitEnumeratorMetricGroup metricGroup() {
            return UnregisteredMetricsGroup.createSplitEnumeratorMetricGroup();
        }

        @Override
        public void sendEventToSourceReader(int subtask, SourceEvent event) {}

        @Override
        public int currentParallelism() {
            return 2;
        }

        @Override
        public Map<Integer, ReaderInfo> registeredReaders() {
            return readers;
        }

        @Override
        public void assignSplits(SplitsAssignment<KafkaPartitionSplit> assignment) {}

        @Override
        public void signalNoMoreSplits(int subtask) {
            ended.add(subtask);
        }

        @Override
        @SuppressWarnings("NullAway") // Without a failure there is none.
        public <T> void callAsync(Callable<T> call, BiConsumer<T, Throwable> handler) {
            calls.add(
                    () -> {
                        try {
                            handler.accept(call.call(), null);
                        } catch (Exception e) {
                            throw new IllegalStateException(e);
                        }
                    });
        }

        /** Runs once for each {@link #runOne}, with what the call gives or throws. */
        @Override
        @SuppressWarnings("NullAway") // A handler is given either a result or a failure.
        public <T> void callAsync(
                Callable<T> call, BiConsumer<T, Throwable> handler, long delay, long period) {
            calls.add(
                    () -> {
                        T result = null;
                        Exception failure = null;
                        try {
                            result = call.call();
                        } catch (Exception e) {
                            failure = e;
                        }
                        callAsync(call, handler, delay, period);
                        handler.accept(result, failure);
                    });
        }

        @Override
        public void runInCoordinatorThread(Runnable runnable) {
            runnable.run();
        }
    }
}
