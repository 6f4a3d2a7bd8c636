package org.wearablecoach.kafka.source;

import java.io.IOException;
import java.util.List;
import org.apache.flink.api.connector.source.SourceEvent;
import org.apache.flink.api.connector.source.SourceSplit;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.jspecify.annotations.Nullable;

/** A restored enumerator whose readers hear of the end from an {@link EndSignal}. */
final class RestoredEnumerator<S extends SourceSplit, C> implements SplitEnumerator<S, C> {

    private final SplitEnumerator<S, C> enumerator;
    private final EndSignal<S> signal;

    RestoredEnumerator(SplitEnumerator<S, C> enumerator, EndSignal<S> signal) {
        this.enumerator = enumerator;
        this.signal = signal;
    }

    @Override
    public void start() {
        enumerator.start();
    }

    @Override
    public void addReader(int subtask) {
        signal.expect(subtask);
        enumerator.addReader(subtask);
        signal.tell(subtask);
    }

    @Override
    public void addSplitsBack(List<S> splits, int subtask) {
        enumerator.addSplitsBack(splits, subtask);
    }

    @Override
    public void handleSplitRequest(int subtask, @Nullable String host) {
        enumerator.handleSplitRequest(subtask, host);
    }

    @Override
    public void handleSourceEvent(int subtask, SourceEvent event) {
        enumerator.handleSourceEvent(subtask, event);
    }

    @Override
    public C snapshotState(long checkpointId) throws Exception {
        return enumerator.snapshotState(checkpointId);
    }

    @Override
    public void notifyCheckpointComplete(long checkpointId) throws Exception {
        enumerator.notifyCheckpointComplete(checkpointId);
    }

    @Override
    public void notifyCheckpointAborted(long checkpointId) throws Exception {
        enumerator.notifyCheckpointAborted(checkpointId);
    }

    @Override
    public void close() throws IOException {
        enumerator.close();
    }
}
