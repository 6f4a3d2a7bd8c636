package org.wearablecoach.recordings;

import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.jspecify.annotations.Nullable;

/**
 * Gives each reader its inputs at once, and then says that there are no more: a reader merges all
 * of its inputs by time, so it must know them before it begins.
 */
final class RecordingEnumerator implements SplitEnumerator<RecordingSplit, List<RecordingSplit>> {

    private final SplitEnumeratorContext<RecordingSplit> context;
    private final List<RecordingSplit> unassigned;

    RecordingEnumerator(
            SplitEnumeratorContext<RecordingSplit> context, List<RecordingSplit> unassigned) {
        this.context = context;
        this.unassigned = new ArrayList<>(unassigned);
    }

    @Override
    public void start() {
        // Readers get their splits when they register.
    }

    @Override
    public void addReader(int subtask) {
        List<RecordingSplit> its = new ArrayList<>();
        for (RecordingSplit split : unassigned) {
            if (split.number() % context.currentParallelism() == subtask) {
                its.add(split);
            }
        }
        unassigned.removeAll(its);
        for (RecordingSplit split : its) {
            context.assignSplit(split, subtask);
        }
        context.signalNoMoreSplits(subtask);
    }

    @Override
    public void addSplitsBack(List<RecordingSplit> splits, int subtask) {
        // The reader registers anew after this, and is the one whose numbers they have.
        unassigned.addAll(splits);
    }

    @Override
    public void handleSplitRequest(int subtask, @Nullable String host) {
        // Readers do not ask.
    }

    @Override
    public List<RecordingSplit> snapshotState(long checkpointId) {
        return List.copyOf(unassigned);
    }

    @Override
    public void close() {
        // Holds nothing.
    }
}
