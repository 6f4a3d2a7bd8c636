package org.wearablecoach.operators;

import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.apache.flink.api.common.operators.MailboxExecutor;
import org.apache.flink.util.FlinkRuntimeException;
import org.wearablecoach.event.ModelUpdate;
import org.wearablecoach.loop.infer.ModelLoader;
import org.wearablecoach.onnx.ModelManifest;
import org.wearablecoach.onnx.Scorer;

/**
 * Loads models on a thread of its own, while the task thread waits at its mailbox: the stream
 * stands still, so that what comes out does not depend on how long a load takes, and the task still
 * hears that it is cancelled. While it waits only mails of this operator and of those behind it are
 * run, so nothing overtakes the update.
 */
final class OffThreadLoader implements ModelLoader, AutoCloseable {

    private final ModelSource models;
    private final MailboxExecutor mailbox;
    private final ExecutorService thread =
            Executors.newSingleThreadExecutor(
                    work -> {
                        Thread loader = new Thread(work, "wearable-coach-model-loader");
                        loader.setDaemon(true);
                        return loader;
                    });

    OffThreadLoader(ModelSource models, MailboxExecutor mailbox) {
        this.models = models;
        this.mailbox = mailbox;
    }

    @Override
    public Scorer load(ModelUpdate update, Consumer<ModelManifest> fits) {
        CompletableFuture<Scorer> loading = new CompletableFuture<>();
        thread.execute(() -> load(update, fits, loading));
        try {
            while (!loading.isDone()) {
                mailbox.yield();
            }
            return loading.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw abandoned(loading, e);
        } catch (FlinkRuntimeException e) {
            throw abandoned(loading, e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException refusal) {
                throw refusal;
            }
            if (e.getCause() instanceof OutOfMemoryError) {
                throw new IllegalStateException(
                        "there is no memory for the model; raise taskmanager.memory.task"
                                + ".off-heap.size, or make the model or models.batchSize smaller",
                        e);
            }
            throw new IllegalStateException("the model cannot be loaded: " + e.getCause(), e);
        }
    }

    private void load(
            ModelUpdate update, Consumer<ModelManifest> fits, CompletableFuture<Scorer> loading) {
        try {
            Scorer scorer = models.load(update, fits);
            if (!loading.complete(scorer)) {
                scorer.close(); // nobody waits any more
            }
        } catch (RuntimeException | Error e) {
            loading.completeExceptionally(e);
        }
        try {
            mailbox.execute(() -> {}, "a model was loaded");
        } catch (RejectedExecutionException e) {
            // The task has ended, and with it whoever waited.
        }
    }

    private static CancellationException abandoned(
            CompletableFuture<Scorer> loading, Exception cause) {
        if (!loading.cancel(false) && !loading.isCompletedExceptionally()) {
            loading.join().close();
        }
        CancellationException abandoned =
                new CancellationException("the task ended while a model was loaded");
        abandoned.initCause(cause);
        return abandoned;
    }

    @Override
    public void close() {
        thread.shutdown();
    }
}
