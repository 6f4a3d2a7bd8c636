package org.wearablecoach.onnx;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One session for each model of a process, however many threads score with it. A session is thread
 * safe and holds the weights; what a thread needs for itself is in its scorer.
 *
 * <p>A session lives as long as a scorer of it: the first one loads it, the last one to close frees
 * it. Shared within a class loader, so by the subtasks of a job in one TaskManager.
 */
public final class SharedModels {

    private static final Map<String, OnnxModel> MODELS = new HashMap<>();

    private SharedModels() {}

    /**
     * A scorer of its own buffers over the shared session.
     *
     * @throws ModelRejectedException as {@link OnnxModel#load}
     */
    public static Scorer open(ModelBundle bundle, ScorerOptions options) {
        // The manifest holds the digest of the model, and says how to read its tensors.
        String key =
                ModelBundle.sha256(bundle.manifestJson().getBytes(StandardCharsets.UTF_8))
                        + options.batchSizes()
                        + options.executionProvider();
        synchronized (MODELS) {
            OnnxModel known = MODELS.get(key);
            Scorer scorer = known == null ? null : scorer(known);
            if (scorer != null) {
                return scorer;
            }
            // Given up at once, so that only the scorers hold it.
            try (OnnxModel loaded = OnnxModel.load(bundle, options)) {
                MODELS.values().removeIf(model -> !model.isOpen());
                MODELS.put(key, loaded);
                return loaded.newScorer();
            }
        }
    }

    /**
     * Frees every session, whoever holds it: for the end of a class loader, when a task that ended
     * badly may have left scorers open. A scorer that is still used afterwards throws.
     */
    public static void releaseAll() {
        synchronized (MODELS) {
            MODELS.values().forEach(OnnxModel::abandon);
            MODELS.clear();
        }
    }

    /** How many sessions are open. */
    public static int open() {
        synchronized (MODELS) {
            MODELS.values().removeIf(model -> !model.isOpen());
            return MODELS.size();
        }
    }

    /** Null when the last scorer was closed, on any thread, since the session was put here. */
    private static @Nullable Scorer scorer(OnnxModel model) {
        try {
            return model.newScorer();
        } catch (IllegalStateException e) {
            return null;
        }
    }
}
