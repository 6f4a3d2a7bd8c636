package org.wearablecoach.flink.model.onnx;

import java.util.Collection;
import java.util.Collections;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.functions.AsyncPredictFunction;
import org.apache.flink.table.functions.FunctionContext;
import org.apache.flink.util.Preconditions;
import org.jspecify.annotations.Nullable;
import org.wearablecoach.flink.model.onnx.OnnxModelOptions.OnError;
import org.wearablecoach.onnx.GraphRunner;
import org.wearablecoach.onnx.ScoringException;

/**
 * Collects rows and scores them together: as soon as a batch is full, on the thread of the task;
 * and when the oldest row has waited long enough, on a thread that does nothing else. Inputs are
 * copied into the tensors on arrival, so no row is kept. The order of results is Flink's business.
 */
public final class OnnxAsyncPredictFunction extends AsyncPredictFunction {

    private static final long serialVersionUID = 1L;

    private final Planned planned;

    private transient @Nullable Batcher batcher;
    private transient @Nullable GenericRowData arguments;

    OnnxAsyncPredictFunction(Planned planned) {
        this.planned = planned;
    }

    @Override
    public void open(FunctionContext context) throws Exception {
        super.open(context);
        arguments = new GenericRowData(planned.binding().inputs().length);
        batcher = new Batcher(planned, planned.open(planned.batchSize()), new Counts(context));
    }

    /**
     * Called by generated code for each row. Instead of the inherited one, which wraps each row and
     * each result once more, and prints the row when it fails.
     */
    @Override
    public void eval(CompletableFuture<Collection<RowData>> future, Object... args) {
        GenericRowData row = Preconditions.checkNotNull(arguments);
        for (int i = 0; i < args.length; i++) {
            row.setField(i, args[i]);
        }
        Preconditions.checkNotNull(batcher).add(row, future);
    }

    @Override
    public CompletableFuture<Collection<RowData>> asyncPredict(RowData row) {
        CompletableFuture<Collection<RowData>> future = new CompletableFuture<>();
        Preconditions.checkNotNull(batcher).add(row, future);
        return future;
    }

    @Override
    public void close() throws Exception {
        if (batcher != null) {
            batcher.close();
        }
        super.close();
    }

    /** Rows that wait, and the two ways to score them. */
    private static final class Batcher implements AutoCloseable {

        private final Planned planned;
        private final GraphRunner runner;
        private final Rows rows;
        private final Counts counts;
        private final int size;
        private final long waitNanos;
        private final ScheduledThreadPoolExecutor timer;

        // Guarded by this object.
        private @Nullable CompletableFuture<Collection<RowData>>[] waiting;
        private int count;
        private long oldest;
        private boolean timed;
        private boolean closed;

        Batcher(Planned planned, GraphRunner runner, Counts counts) {
            this.planned = planned;
            this.runner = runner;
            this.counts = counts;
            rows = new Rows(planned.binding(), runner);
            size = Math.min(planned.batchSize(), runner.maxBatch());
            waitNanos = TimeUnit.MILLISECONDS.toNanos(planned.flushMillis());
            waiting = futures(size);
            timer =
                    new ScheduledThreadPoolExecutor(
                            1,
                            work -> {
                                Thread thread = new Thread(work, "onnx-flush");
                                thread.setDaemon(true);
                                return thread;
                            });
        }

        void add(RowData row, CompletableFuture<Collection<RowData>> future) {
            RuntimeException bad = null;
            boolean isNull = false;
            Done done = null;
            synchronized (this) {
                if (closed) {
                    return;
                }
                try {
                    isNull = rows.write(row, count) == Rows.Written.NULL;
                } catch (BadRowException e) {
                    bad = e;
                }
                if (bad != null) {
                    counts.failed.inc();
                } else if (isNull) {
                    counts.nulls.inc();
                } else {
                    waiting[count++] = future;
                    if (count == size) {
                        done = score();
                    } else if (count == 1) {
                        oldest = System.nanoTime();
                        if (!timed) {
                            timed = true;
                            schedule(waitNanos);
                        }
                    }
                }
            }
            // Futures are completed outside the lock: what hangs on them is not ours.
            if (bad != null) {
                fail(future, bad);
            } else if (isNull) {
                future.complete(Collections.singletonList(rows.nulls()));
            } else if (done != null) {
                done.tell();
            }
        }

        /** One timer for many batches: it looks when the oldest row would have waited enough. */
        private void tick() {
            Done done = null;
            synchronized (this) {
                timed = false;
                if (closed || count == 0) {
                    return;
                }
                long left = oldest + waitNanos - System.nanoTime();
                if (left > 0) {
                    timed = true;
                    schedule(left);
                } else {
                    done = score();
                }
            }
            if (done != null) {
                done.tell();
            }
        }

        private void schedule(long nanos) {
            try {
                // Its result is told to the rows, so nobody looks at this one.
                ScheduledFuture<?> unused = timer.schedule(this::tick, nanos, TimeUnit.NANOSECONDS);
            } catch (RejectedExecutionException e) {
                // Closed meanwhile: nobody waits any more.
                timed = false;
            }
        }

        /** Scores what waits and empties the batch. */
        private Done score() {
            int n = count;
            @Nullable CompletableFuture<Collection<RowData>>[] futures = waiting;
            waiting = futures(size);
            count = 0;
            boolean @Nullable [] failed = null;
            RuntimeException why = null;
            try {
                runner.run(n);
            } catch (ScoringException e) {
                why = e;
                failed = runner.runEach(n);
            } catch (RuntimeException e) {
                // A defect, not a row: nobody may wait for ever.
                return new Done(futures, new RowData[n], e);
            }
            RowData[] results = new RowData[n];
            for (int i = 0; i < n; i++) {
                if (failed == null || !failed[i]) {
                    results[i] = rows.read(i);
                    counts.rows.inc();
                } else {
                    counts.failed.inc();
                }
            }
            counts.batches.inc();
            return new Done(futures, results, why);
        }

        private void fail(CompletableFuture<Collection<RowData>> future, RuntimeException why) {
            if (planned.onError() == OnError.NULL) {
                future.complete(Collections.singletonList(rows.nulls()));
            } else {
                future.completeExceptionally(Failure.of(planned, why));
            }
        }

        @Override
        public void close() {
            timer.shutdownNow();
            synchronized (this) {
                if (!closed) {
                    closed = true;
                    runner.close();
                }
            }
        }

        @SuppressWarnings({"unchecked", "rawtypes"}) // An array of a generic type.
        private static @Nullable CompletableFuture<Collection<RowData>>[] futures(int size) {
            return new CompletableFuture[size];
        }

        /** A scored batch whose rows are not told yet. */
        private final class Done {

            private final @Nullable CompletableFuture<Collection<RowData>>[] futures;
            private final @Nullable RowData[] results;
            private final @Nullable RuntimeException why;

            Done(
                    @Nullable CompletableFuture<Collection<RowData>>[] futures,
                    @Nullable RowData[] results,
                    @Nullable RuntimeException why) {
                this.futures = futures;
                this.results = results;
                this.why = why;
            }

            void tell() {
                for (int i = 0; i < results.length; i++) {
                    CompletableFuture<Collection<RowData>> future =
                            Preconditions.checkNotNull(futures[i]);
                    RowData result = results[i];
                    if (result != null) {
                        future.complete(Collections.singletonList(result));
                    } else {
                        fail(future, Preconditions.checkNotNull(why));
                    }
                }
            }
        }
    }
}
