package org.wearablecoach.kafka;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.flink.api.common.functions.MapFunction;
import org.apache.flink.api.common.state.CheckpointListener;
import org.apache.flink.runtime.state.FunctionInitializationContext;
import org.apache.flink.runtime.state.FunctionSnapshotContext;
import org.apache.flink.streaming.api.checkpoint.CheckpointedFunction;
import org.wearablecoach.event.Received;

/**
 * Fails once, some records after a checkpoint that holds a known number of records. One subtask,
 * one test at a time: what the test waits for is static.
 */
public final class FailOnce
        implements MapFunction<Received, Received>, CheckpointedFunction, CheckpointListener {

    private static final long serialVersionUID = 1L;

    private static final AtomicBoolean FAILED = new AtomicBoolean();
    private static volatile CountDownLatch stored = new CountDownLatch(1);

    private final long before;
    private final long after;
    private long seen;
    private long seenAtSnapshot;

    private FailOnce(long before, long after) {
        this.before = before;
        this.after = after;
    }

    /** Fails at the record {@code before + after}, once {@code before} records are stored. */
    public static FailOnce after(long before, long after) {
        FAILED.set(false);
        stored = new CountDownLatch(1);
        return new FailOnce(before, after);
    }

    /** Waits for the checkpoint. */
    public static void awaitCheckpoint() throws InterruptedException {
        if (!stored.await(5, TimeUnit.MINUTES)) {
            throw new IllegalStateException("No checkpoint was completed.");
        }
    }

    /** Whether it has failed. */
    public static boolean hasFailed() {
        return FAILED.get();
    }

    @Override
    public Received map(Received received) {
        seen++;
        if (seen == before + after && FAILED.compareAndSet(false, true)) {
            throw new IllegalStateException("The failure that the test asks for.");
        }
        return received;
    }

    @Override
    public void snapshotState(FunctionSnapshotContext context) {
        seenAtSnapshot = seen;
    }

    @Override
    public void notifyCheckpointComplete(long checkpointId) {
        if (seenAtSnapshot == before) {
            stored.countDown();
        }
    }

    @Override
    public void initializeState(FunctionInitializationContext context) {
        // Nothing is restored: after the failure it only passes records on.
    }
}
