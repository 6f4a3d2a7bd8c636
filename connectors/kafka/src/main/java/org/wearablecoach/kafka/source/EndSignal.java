package org.wearablecoach.kafka.source;

import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.BiConsumer;
import org.apache.flink.api.connector.source.SourceSplit;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.jspecify.annotations.Nullable;

/**
 * The context of a restored enumerator, which tells each reader once that no more splits come, as
 * soon as the enumerator's one search for partitions is over. The search is a chain of asynchronous
 * calls; it is over when none is under way. Runs on the coordinator's thread only.
 */
final class EndSignal<S extends SourceSplit> extends ForwardingContext<S> {

    private final Set<Integer> told = new HashSet<>();
    private int underWay;
    private boolean over;

    EndSignal(SplitEnumeratorContext<S> context) {
        super(context);
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
        super.signalNoMoreSplits(subtask);
    }

    @Override
    public <T> void callAsync(Callable<T> call, BiConsumer<T, Throwable> handler) {
        underWay++;
        super.callAsync(
                call,
                (T result, @Nullable Throwable failure) -> {
                    handle(handler, result, failure);
                    underWay--;
                    if (underWay == 0) {
                        over = true;
                        registeredReaders().keySet().forEach(this::tell);
                    }
                });
    }
}
