package org.wearablecoach.recordings;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.apache.flink.api.connector.source.ReaderOutput;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.core.io.InputStatus;
import org.jspecify.annotations.Nullable;
import org.wearablecoach.event.Received;
import org.wearablecoach.files.Recording;
import org.wearablecoach.files.Timed;

/**
 * Emits the records of its splits merged by ingest time. Files are parsed by a thread of its own,
 * so that barriers pass meanwhile; all other methods are the task thread's.
 */
final class RecordingReaderOfSplits implements SourceReader<Received, RecordingSplit> {

    /** One split on its way: the head is the next record to emit. */
    private static final class Cursor {

        private final RecordingSplit split;
        private final Iterator<Timed> records;
        private final int size;
        private Timed head;
        private long position;

        Cursor(RecordingSplit split, Iterator<Timed> records, int size, Timed head) {
            this.split = split;
            this.records = records;
            this.size = size;
            this.head = head;
            this.position = split.position();
        }
    }

    private static final Comparator<Cursor> BY_TIME =
            Comparator.<Cursor>comparingLong(c -> c.head.ingestTime())
                    .thenComparingInt(c -> c.split.number());

    private final Function<String, Recording> readers;
    private final double speed;
    private final ScheduledExecutorService worker;

    /** Splits that are not parsed yet, in the order in which they came. */
    private final List<RecordingSplit> unread = new ArrayList<>();

    private final PriorityQueue<Cursor> cursors = new PriorityQueue<>(BY_TIME);
    private CompletableFuture<Void> available = new CompletableFuture<>();
    private @Nullable CompletableFuture<Optional<Cursor>> loading;
    private boolean complete;
    private boolean begun;
    private long firstIngestTime;
    private long firstNanos;

    /**
     * A reader without splits.
     *
     * @param readers the recording of an input
     * @param speed times faster than recorded; 0 for as fast as possible
     */
    RecordingReaderOfSplits(Function<String, Recording> readers, double speed) {
        this.readers = readers;
        this.speed = speed;
        ScheduledThreadPoolExecutor executor =
                new ScheduledThreadPoolExecutor(
                        1,
                        task -> {
                            Thread thread = new Thread(task, "coach-recordings");
                            thread.setDaemon(true);
                            return thread;
                        });
        executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        this.worker = executor;
    }

    @Override
    public void start() {
        // The enumerator gives without being asked.
    }

    @Override
    public void addSplits(List<RecordingSplit> splits) {
        unread.addAll(splits);
    }

    @Override
    public void notifyNoMoreSplits() {
        complete = true;
        available.complete(null);
    }

    @Override
    public InputStatus pollNext(ReaderOutput<Received> output) {
        if (!complete) {
            return InputStatus.NOTHING_AVAILABLE;
        }
        if (!unread.isEmpty() && !isNextRead()) {
            return InputStatus.NOTHING_AVAILABLE;
        }
        if (!unread.isEmpty()) {
            return InputStatus.MORE_AVAILABLE;
        }
        Cursor next = cursors.peek();
        if (next == null) {
            return InputStatus.END_OF_INPUT;
        }
        if (speed > 0 && waits(next.head.ingestTime())) {
            return InputStatus.NOTHING_AVAILABLE;
        }
        emit(next, output);
        return InputStatus.MORE_AVAILABLE;
    }

    private boolean isNextRead() {
        CompletableFuture<Optional<Cursor>> pending = loading;
        if (pending == null) {
            RecordingSplit split = unread.get(0);
            CompletableFuture<Optional<Cursor>> started =
                    CompletableFuture.supplyAsync(() -> read(split), worker);
            loading = started;
            available = new CompletableFuture<>();
            CompletableFuture<Void> waiting = available;
            // Also where it failed: polling then throws what happened.
            var unused = started.whenComplete((cursor, failure) -> waiting.complete(null));
            return false;
        }
        if (!pending.isDone()) {
            return false;
        }
        loading = null;
        Optional<Cursor> cursor = pending.join();
        unread.remove(0);
        cursor.ifPresent(cursors::add);
        return true;
    }

    /** The split before its next record; empty when it has none, or no more. */
    private Optional<Cursor> read(RecordingSplit split) {
        Recording recording = readers.apply(split.input());
        int size = recording.size();
        if (split.size() != RecordingSplit.UNREAD && split.size() != size) {
            throw new IllegalStateException(
                    split.input()
                            + " had "
                            + split.size()
                            + " records when the checkpoint was taken and has "
                            + size
                            + " now; restore with the file as it was.");
        }
        Iterator<Timed> records = recording.iterator();
        for (long i = 0; i < split.position() && records.hasNext(); i++) {
            records.next();
        }
        return records.hasNext()
                ? Optional.of(new Cursor(split, records, size, records.next()))
                : Optional.empty();
    }

    /** Whether the record is not due yet; then its time makes the reader available again. */
    private boolean waits(long ingestTime) {
        long now = System.nanoTime();
        if (!begun) {
            begun = true;
            firstIngestTime = ingestTime;
            firstNanos = now;
        }
        double due = (ingestTime - firstIngestTime) / speed * 1_000_000;
        long wait = (long) Math.min(due, Long.MAX_VALUE / 2.0) - (now - firstNanos);
        if (wait <= 0) {
            return false;
        }
        CompletableFuture<Void> waiting = new CompletableFuture<>();
        available = waiting;
        var unused = worker.schedule(() -> waiting.complete(null), wait, TimeUnit.NANOSECONDS);
        return true;
    }

    private void emit(Cursor cursor, ReaderOutput<Received> output) {
        cursors.poll();
        Timed timed = cursor.head;
        output.collect(
                new Received(timed.telemetry(), timed.ingestTime(), -1, cursor.position),
                timed.ingestTime());
        cursor.position++;
        if (cursor.records.hasNext()) {
            cursor.head = cursor.records.next();
            cursors.add(cursor);
        }
    }

    @Override
    public CompletableFuture<Void> isAvailable() {
        return available;
    }

    @Override
    public List<RecordingSplit> snapshotState(long checkpointId) {
        List<RecordingSplit> state = new ArrayList<>(unread);
        for (Cursor cursor : cursors) {
            state.add(
                    new RecordingSplit(
                            cursor.split.number(),
                            cursor.split.input(),
                            cursor.position,
                            cursor.size));
        }
        return state;
    }

    @Override
    public void close() {
        worker.shutdownNow();
    }
}
