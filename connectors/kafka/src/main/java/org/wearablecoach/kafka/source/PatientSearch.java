package org.wearablecoach.kafka.source;

import java.util.concurrent.Callable;
import java.util.function.BiConsumer;
import org.apache.flink.api.connector.source.SourceSplit;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The context of an enumerator whose repeated search for partitions may fail once it has succeeded.
 *
 * <p>Flink's enumerator fails the job when a search fails, so that brokers which are away for
 * longer than a request of the admin client lasts (a minute) would restart every job that reads
 * them. A search that is left out loses nothing: partitions are read from their beginning whenever
 * they are found. The first search still fails the job, since then there is nothing to read. Runs
 * on the coordinator's thread only.
 */
final class PatientSearch<S extends SourceSplit> extends ForwardingContext<S> {

    private static final Logger LOG = LoggerFactory.getLogger(PatientSearch.class);

    private boolean hasSucceeded;

    PatientSearch(SplitEnumeratorContext<S> context) {
        super(context);
    }

    @Override
    public <T> void callAsync(
            Callable<T> call, BiConsumer<T, Throwable> handler, long delay, long period) {
        super.callAsync(
                call,
                (T result, @Nullable Throwable failure) -> {
                    if (failure != null && hasSucceeded) {
                        LOG.warn(
                                "New partitions were not looked for, because the brokers gave no"
                                        + " list of topics ({}); they are next after {} ms.",
                                String.valueOf(failure.getMessage()),
                                period);
                        return;
                    }
                    hasSucceeded |= failure == null;
                    handle(handler, result, failure);
                },
                delay,
                period);
    }
}
