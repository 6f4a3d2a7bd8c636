package org.wearablecoach.kafka.source;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.BiConsumer;
import org.apache.flink.api.connector.source.ReaderInfo;
import org.apache.flink.api.connector.source.SourceEvent;
import org.apache.flink.api.connector.source.SourceSplit;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.api.connector.source.SplitsAssignment;
import org.apache.flink.metrics.groups.SplitEnumeratorMetricGroup;
import org.jspecify.annotations.Nullable;

/**
 * The context of a restored enumerator, which tells each reader once that no more splits come, as
 * soon as the enumerator's one search for partitions is over. The search is a chain of asynchronous
 * calls; it is over when none is under way. Runs on the coordinator's thread only.
 */
final class EndSignal<S extends SourceSplit> implements SplitEnumeratorContext<S> {

    private final SplitEnumeratorContext<S> context;
    private final Set<Integer> told = new HashSet<>();
    private int underWay;
    private boolean over;

    EndSignal(SplitEnumeratorContext<S> context) {
        this.context = context;
    }

    /** A reader has come, perhaps again, and the enumerator has not yet given it its splits. */
    void expect(int subtask) {
        told.remove(subtask);
    }

    /** Tells the reader, unless it knows or splits may still come. */
    void tell(int subtask) {
        if (over && !told.contains(subtask)) {
            signalNoMoreSplits(subtask);
        }
    }

    @Override
    public void signalNoMoreSplits(int subtask) {
        told.add(subtask);
        context.signalNoMoreSplits(subtask);
    }

    @Override
    public <T> void callAsync(Callable<T> call, BiConsumer<T, Throwable> handler) {
        underWay++;
        context.callAsync(
                call,
                (T result, @Nullable Throwable failure) -> {
                    handle(handler, result, failure);
                    underWay--;
                    if (underWay == 0) {
                        over = true;
                        context.registeredReaders().keySet().forEach(this::tell);
                    }
                });
    }

    @SuppressWarnings("NullAway") // The handler is given either a result or a failure.
    private static <T> void handle(
            BiConsumer<T, Throwable> handler, T result, @Nullable Throwable failure) {
        handler.accept(result, failure);
    }

    @Override
    public <T> void callAsync(
            Callable<T> call, BiConsumer<T, Throwable> handler, long delay, long period) {
        // A search that is repeated has no end.
        context.callAsync(call, handler, delay, period);
    }

    @Override
    public SplitEnumeratorMetricGroup metricGroup() {
        return context.metricGroup();
    }

    @Override
    public void sendEventToSourceReader(int subtask, SourceEvent event) {
        context.sendEventToSourceReader(subtask, event);
    }

    @Override
    public void sendEventToSourceReader(int subtask, int attempt, SourceEvent event) {
        context.sendEventToSourceReader(subtask, attempt, event);
    }

    @Override
    public int currentParallelism() {
        return context.currentParallelism();
    }

    @Override
    public Map<Integer, ReaderInfo> registeredReaders() {
        return context.registeredReaders();
    }

    @Override
    public Map<Integer, Map<Integer, ReaderInfo>> registeredReadersOfAttempts() {
        return context.registeredReadersOfAttempts();
    }

    @Override
    public void assignSplits(SplitsAssignment<S> assignment) {
        context.assignSplits(assignment);
    }

    @Override
    public void runInCoordinatorThread(Runnable runnable) {
        context.runInCoordinatorThread(runnable);
    }

    @Override
    public void setIsProcessingBacklog(boolean isProcessingBacklog) {
        context.setIsProcessingBacklog(isProcessingBacklog);
    }
}
