package org.wearablecoach.loop.infer;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.wearablecoach.event.Cause;
import org.wearablecoach.event.ControlKind;
import org.wearablecoach.event.ControlStatus;
import org.wearablecoach.event.DeadLetter;
import org.wearablecoach.event.ModelUpdate;
import org.wearablecoach.event.SignalKind;
import org.wearablecoach.event.VersionRef;
import org.wearablecoach.loop.Element;
import org.wearablecoach.onnx.Scorer;
import org.wearablecoach.onnx.ScoringException;
import org.wearablecoach.signals.MotionFeatures;

/**
 * Scores windows in batches and keeps the order of the stream: what arrives behind a waiting window
 * waits with it. Whoever holds it decides only <em>when</em> to {@link #flush}; what comes out does
 * not depend on it.
 *
 * <p>Models are a {@link Timeline} by window end. An update that is refused leaves the others in
 * force and says so in the stream.
 */
public final class Infer implements AutoCloseable {

    /** The name under which updates address the activity model, as in {@code models.activity}. */
    public static final String ACTIVITY = "activity";

    private static final String OPERATOR = "infer";

    /** Elements that may wait, however few windows are among them. */
    private static final int MOST_WAITING = 4_096;

    /** A model version that can score. */
    private static final class Version {
        final VersionRef ref;
        final Scorer scorer;
        final @Nullable ModelUpdate update;

        Version(Scorer scorer, @Nullable ModelUpdate update) {
            this.ref =
                    new VersionRef(
                            scorer.manifest().name(),
                            scorer.manifest().version(),
                            scorer.manifest().sha256());
            this.scorer = scorer;
            this.update = update;
        }
    }

    private final Timeline<Version> activity;
    private final ModelLoader loader;
    private final int batchSize;
    private final int subtask;
    private final int parallelism;
    private final Element.Sink out;

    private final List<Element> waiting = new ArrayList<>();
    private final List<Element.Window> windows = new ArrayList<>();
    private Version batchVersion;
    private final float[] inputs;
    private final float[] row = new float[MotionFeatures.WIDTH];
    private float[] outputs = {};
    private long scored;
    private long failed;
    private long batches;

    /**
     * @param activity the configured activity model; closed with this
     * @param loader turns updates into scorers
     * @param batchSize windows that are scored at once
     * @param subtask index, for acknowledgements
     * @param parallelism number of subtasks, for acknowledgements
     * @param out takes the stream
     */
    public Infer(
            Scorer activity,
            ModelLoader loader,
            int batchSize,
            int subtask,
            int parallelism,
            Element.Sink out) {
        Version first = new Version(activity, null);
        this.activity = new Timeline<>(first);
        this.batchVersion = first;
        this.loader = loader;
        this.batchSize = batchSize;
        this.subtask = subtask;
        this.parallelism = parallelism;
        this.out = out;
        this.inputs = new float[batchSize * MotionFeatures.WIDTH];
    }

    /** Takes the next element. */
    public void accept(Element element) {
        if (element instanceof Element.Window window && isScored(window)) {
            enqueue(window);
        } else if (element instanceof Element.Update update) {
            flush();
            update(update);
        } else if (waiting.isEmpty()) {
            out.emit(element);
        } else {
            waiting.add(element);
        }
        if (windows.size() >= batchSize || waiting.size() >= MOST_WAITING) {
            flush();
        }
    }

    /** Whether anything waits. */
    public boolean isWaiting() {
        return !waiting.isEmpty();
    }

    /** Windows scored so far. */
    public long scored() {
        return scored;
    }

    /** Windows that no model could score so far. */
    public long failed() {
        return failed;
    }

    /** Batches run so far. */
    public long batches() {
        return batches;
    }

    /** Scores what waits and sends everything on, in order. */
    public void flush() {
        if (waiting.isEmpty()) {
            return;
        }
        if (!windows.isEmpty()) {
            score();
        }
        int width = batchVersion.scorer.outputWidth();
        int next = 0;
        for (int i = 0; i < waiting.size(); i++) {
            Element element = waiting.get(i);
            if (isNext(element, next)) {
                emit(windows.get(next), next * width, width);
                next++;
            } else {
                out.emit(element);
            }
        }
        waiting.clear();
        windows.clear();
    }

    /** Whether an element is the next scored window: the very same object, as it was queued. */
    @SuppressWarnings("ReferenceEquality")
    private boolean isNext(Element element, int next) {
        return next < windows.size() && element == windows.get(next);
    }

    /**
     * Puts an update in force that was in force before, as after a restart, without acknowledging
     * it again.
     */
    public void restore(ModelUpdate update) {
        add(update);
    }

    /** Updates in force or scheduled, in order of time. */
    public List<ModelUpdate> updates() {
        List<ModelUpdate> updates = new ArrayList<>();
        for (Timeline.Entry<Version> entry : activity.entries()) {
            ModelUpdate update = entry.version().update;
            if (update != null) {
                updates.add(update);
            }
        }
        return updates;
    }

    /** Frees the models. What waits is dropped: a stream that ends in order was flushed. */
    @Override
    public void close() {
        for (Timeline.Entry<Version> entry : activity.entries()) {
            entry.version().scorer.close();
        }
    }

    private static boolean isScored(Element.Window window) {
        return window.signal() == SignalKind.ACCELERATION
                && window.features().length == MotionFeatures.WIDTH;
    }

    private void enqueue(Element.Window window) {
        for (float feature : window.features()) {
            if (!Float.isFinite(feature)) {
                refuse(window, "a feature of the window is not a finite number", waiting::add);
                waiting.add(window);
                return;
            }
        }
        Version version = activity.at(window.end());
        if (version != batchVersion) {
            flush();
            batchVersion = version;
        }
        System.arraycopy(
                window.features(),
                0,
                inputs,
                windows.size() * MotionFeatures.WIDTH,
                MotionFeatures.WIDTH);
        windows.add(window);
        waiting.add(window);
    }

    private void score() {
        Scorer scorer = batchVersion.scorer;
        int needed = windows.size() * scorer.outputWidth();
        if (outputs.length < needed) {
            outputs = new float[batchSize * scorer.outputWidth()];
        }
        batches++;
        try {
            scorer.score(inputs, windows.size(), outputs);
        } catch (ScoringException e) {
            scoreOneByOne(scorer);
        }
    }

    /** A batch that failed: the rows that can be scored still are; NaN marks the others. */
    private void scoreOneByOne(Scorer scorer) {
        int width = scorer.outputWidth();
        float[] one = new float[width];
        for (int i = 0; i < windows.size(); i++) {
            System.arraycopy(inputs, i * MotionFeatures.WIDTH, row, 0, MotionFeatures.WIDTH);
            try {
                scorer.score(row, 1, one);
            } catch (ScoringException e) {
                java.util.Arrays.fill(one, Float.NaN);
            }
            System.arraycopy(one, 0, outputs, i * width, width);
        }
    }

    private void emit(Element.Window window, int from, int width) {
        for (int i = from; i < from + width; i++) {
            if (!Float.isFinite(outputs[i])) {
                refuse(window, "the model gave no finite score for the window", out);
                out.emit(window);
                return;
            }
        }
        scored++;
        out.emit(
                window.scored(
                        batchVersion.ref,
                        java.util.Arrays.copyOfRange(outputs, from, from + width)));
    }

    private void refuse(Element.Window window, String detail, Element.Sink to) {
        failed++;
        to.emit(
                new Element.Refused(
                        window.userId(),
                        window.ingestTime(),
                        new DeadLetter(
                                Cause.MODEL_INPUT,
                                detail + " (" + window.signal() + ", end " + window.end() + ")",
                                null,
                                -1,
                                -1,
                                window.ingestTime(),
                                window.userId(),
                                0,
                                null,
                                null)));
    }

    private void update(Element.Update element) {
        if (!(element.control() instanceof ModelUpdate update)) {
            out.emit(element);
            return;
        }
        String refusal = null;
        try {
            add(update);
        } catch (RuntimeException e) {
            // Whatever an update does while it is loaded, the models in force go on.
            refusal = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
        }
        out.emit(
                new Element.Acknowledgement(
                        element.ingestTime(),
                        new ControlStatus(
                                ControlKind.MODEL,
                                update.name(),
                                update.version(),
                                update.sha256(),
                                update.effectiveFrom(),
                                refusal == null,
                                refusal == null ? "" : refusal,
                                OPERATOR,
                                subtask,
                                parallelism)));
        if (refusal != null && subtask == 0) {
            out.emit(
                    refusedUpdate(
                            element.ingestTime(),
                            "model " + update.name() + " " + update.version() + ": " + refusal));
        }
    }

    /** The dead letter of a refused update; one is enough, so only the first subtask sends it. */
    public static Element refusedUpdate(long ingestTime, String detail) {
        return new Element.Refused(
                "",
                ingestTime,
                new DeadLetter(
                        Cause.CONTROL, detail, null, -1, -1, ingestTime, null, 0, null, null));
    }

    private void add(ModelUpdate update) {
        if (!update.name().equals(ACTIVITY)) {
            throw new IllegalArgumentException(
                    "no model is configured as \""
                            + update.name()
                            + "\"; name the update \""
                            + ACTIVITY
                            + "\"");
        }
        Scorer scorer = loader.load(update);
        Version dropped = activity.add(update.effectiveFrom(), new Version(scorer, update));
        if (dropped != null) {
            dropped.scorer.close();
            if (dropped == batchVersion) {
                batchVersion = activity.at(Long.MIN_VALUE);
            }
        }
    }
}
