package org.wearablecoach.loop.infer;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;
import org.wearablecoach.event.Cause;
import org.wearablecoach.event.ControlKind;
import org.wearablecoach.event.ControlStatus;
import org.wearablecoach.event.DeadLetter;
import org.wearablecoach.event.ModelAction;
import org.wearablecoach.event.ModelUpdate;
import org.wearablecoach.event.VersionRef;
import org.wearablecoach.loop.Element;
import org.wearablecoach.loop.Score;
import org.wearablecoach.onnx.ModelManifest;
import org.wearablecoach.onnx.Scorer;
import org.wearablecoach.onnx.ScoringException;
import org.wearablecoach.onnx.TensorSpec;

/**
 * Scores windows in batches and keeps the order of the stream: what arrives behind a waiting window
 * waits with it. Whoever holds it decides only <em>when</em> to {@link #flush}; what comes out does
 * not depend on it.
 *
 * <p>There is a slot for each thing that is scored for. In each, models are a {@link Timeline} by
 * window end, and so are the candidates in its shadow, whose scores are recorded and never used. An
 * update that is refused leaves the others in force and says so in the stream.
 */
public final class Infer implements AutoCloseable {

    private static final String OPERATOR = "infer";

    /** Elements that may wait, however few windows are among them. */
    private static final int MOST_WAITING = 4_096;

    /** Row of a window whose numbers no model can be given. */
    private static final int NO_ROW = -1;

    private final List<Slot> slots = new ArrayList<>();
    private final ModelLoader loader;
    private final InferListener listener;
    private final int batchSize;
    private final int subtask;
    private final int parallelism;
    private final Element.Sink out;

    private final List<Element> waiting = new ArrayList<>();

    /** Where the places of the i-th waiting element end; they begin where those before it end. */
    private final int[] placesUntil = new int[MOST_WAITING];

    private final List<Version> places = new ArrayList<>();
    private int[] placeRows = new int[64];
    private boolean[] placeShadows = new boolean[64];
    private final List<Version> filled = new ArrayList<>();
    private int limit;
    private long scored;
    private long failed;
    private long batches;
    private long rows;

    /** One thing that is scored for. */
    private static final class Slot {
        final String name;
        final Version configured;
        final Timeline<Entry> serving;
        final Timeline<Entry> shadow = new Timeline<>(new Entry(null, null));

        Slot(String name, Version configured) {
            this.name = name;
            this.configured = configured;
            this.serving = new Timeline<>(configured.entry(null));
        }
    }

    /**
     * What is in force from a time on.
     *
     * @param version null when no candidate is in the shadow
     * @param update that brings this entry back after a restart, on its own; null for what is
     *     configured
     */
    private record Entry(@Nullable Version version, Element.@Nullable Update update) {}

    /** A model version that can score, and the rows that wait for it. */
    private static final class Version {
        final VersionRef ref;
        final String slot;
        final Scorer scorer;
        final WindowInput input;
        final float[] inputs;
        final float[] outputs;
        final int outputWidth;
        int rows;
        int entries;

        Version(String slot, Scorer scorer, @Nullable WindowInput given, int batchSize) {
            ModelManifest manifest = scorer.manifest();
            this.slot = slot;
            this.scorer = scorer;
            this.ref = new VersionRef(manifest.name(), manifest.version(), manifest.sha256());
            this.input = given == null ? WindowInputs.of(manifest) : given;
            this.outputWidth = scorer.outputWidth();
            this.inputs = new float[Math.multiplyExact(batchSize, input.width())];
            this.outputs = new float[Math.multiplyExact(batchSize, outputWidth)];
        }

        Entry entry(Element.@Nullable Update update) {
            entries++;
            return new Entry(this, update);
        }
    }

    /**
     * @param models the configured models, each in a slot of its own; closed with this
     * @param loader turns updates into scorers
     * @param batchSize most windows that are scored at once
     * @param subtask index, for acknowledgements
     * @param parallelism number of subtasks, for acknowledgements
     * @param out takes the stream
     * @param listener hears what is done
     * @throws IllegalArgumentException when a model wants features that windows do not have
     */
    public Infer(
            List<ModelSlot> models,
            ModelLoader loader,
            int batchSize,
            int subtask,
            int parallelism,
            Element.Sink out,
            InferListener listener) {
        this.loader = loader;
        this.listener = listener;
        this.batchSize = batchSize;
        this.limit = batchSize;
        this.subtask = subtask;
        this.parallelism = parallelism;
        this.out = out;
        boolean made = false;
        try {
            for (ModelSlot model : models) {
                Version configured =
                        new Version(model.name(), model.scorer(), model.input(), batchSize);
                slots.add(new Slot(model.name(), configured));
            }
            made = true;
        } finally {
            if (!made) {
                models.forEach(model -> model.scorer().close());
            }
        }
    }

    /** As the other constructor, with nobody who listens. */
    public Infer(
            List<ModelSlot> models,
            ModelLoader loader,
            int batchSize,
            int subtask,
            int parallelism,
            Element.Sink out) {
        this(models, loader, batchSize, subtask, parallelism, out, InferListener.NONE);
    }

    /** Takes the next element. */
    public void accept(Element element) {
        if (element instanceof Element.Update update) {
            flush();
            update(update);
            return;
        }
        int before = places.size();
        boolean full = false;
        if (element instanceof Element.Window window) {
            full = place(window);
        }
        if (places.size() == before && waiting.isEmpty()) {
            out.emit(element);
            return;
        }
        placesUntil[waiting.size()] = places.size();
        waiting.add(element);
        if (full || waiting.size() == MOST_WAITING) {
            flush();
        }
    }

    /** Whether anything waits. */
    public boolean isWaiting() {
        return !waiting.isEmpty();
    }

    /**
     * How many rows of a model make a batch from now on, up to the size given at the beginning.
     * Changes when windows are scored, never what comes out.
     */
    public void batchLimit(int rows) {
        limit = Math.max(1, Math.min(rows, batchSize));
    }

    /** How many rows of a model make a batch now. */
    public int batchLimit() {
        return limit;
    }

    /** Windows scored so far, by each model that serves. */
    public long scored() {
        return scored;
    }

    /** Windows that a serving model could not score so far. */
    public long failed() {
        return failed;
    }

    /** Batches run so far. */
    public long batches() {
        return batches;
    }

    /** Rows in the batches run so far, with those of candidates in the shadow. */
    public long rows() {
        return rows;
    }

    /** Scores what waits and sends everything on, in order. */
    public void flush() {
        if (waiting.isEmpty()) {
            return;
        }
        for (int i = 0; i < filled.size(); i++) {
            score(filled.get(i));
        }
        int place = 0;
        for (int i = 0; i < waiting.size(); i++) {
            int until = placesUntil[i];
            Element element = waiting.get(i);
            if (place < until) {
                emit((Element.Window) element, place, until);
                place = until;
            } else {
                out.emit(element);
            }
        }
        waiting.clear();
        places.clear();
        for (int i = 0; i < filled.size(); i++) {
            filled.get(i).rows = 0;
        }
        filled.clear();
    }

    /**
     * Puts an update in force that was in force before, as after a restart, without acknowledging
     * it again.
     *
     * @param update as {@link #updates} gave it
     * @throws ModelUnavailableException when its bytes cannot be fetched now
     * @throws RuntimeException saying why it can no longer be in force; hand it to {@link #refuse}
     *     when the stream takes elements
     */
    public void restore(Element.Update update) {
        apply(update, (ModelUpdate) update.control(), true);
    }

    /** Says in the stream that an update is not, or no longer, in force. */
    public void refuse(Element.Update update, RuntimeException why) {
        acknowledge(update, (ModelUpdate) update.control(), reason(why));
    }

    /**
     * What is in force or scheduled besides what is configured, in order of time: restored one by
     * one it is in force again. The same objects as long as nothing has changed.
     */
    public List<Element.Update> updates() {
        List<Element.Update> updates = new ArrayList<>();
        for (Slot slot : slots) {
            for (Timeline<Entry> track : List.of(slot.serving, slot.shadow)) {
                for (Timeline.Entry<Entry> entry : track.entries()) {
                    Element.Update update = entry.version().update();
                    if (update != null) {
                        updates.add(update);
                    }
                }
            }
        }
        return updates;
    }

    /** Frees the models. What waits is dropped: a stream that ends in order was flushed. */
    @Override
    public void close() {
        for (Slot slot : slots) {
            slot.configured.scorer.close();
            slot.serving.cut(Long.MIN_VALUE).forEach(this::drop);
            slot.shadow.cut(Long.MIN_VALUE).forEach(this::drop);
        }
    }

    // --- windows --------------------------------------------------------------------------------

    /** Gives the window a row with every version that scores it; says whether a batch is full. */
    private boolean place(Element.Window window) {
        boolean full = false;
        for (int i = 0; i < slots.size(); i++) {
            Slot slot = slots.get(i);
            if (slot.configured.input.signal() != window.signal()) {
                continue;
            }
            Version serving = slot.serving.at(window.end()).version();
            if (serving != null) {
                full |= place(window, serving, false);
            }
            Version candidate = slot.shadow.at(window.end()).version();
            // A version that serves already says nothing new in its own shadow.
            if (candidate != null && !candidate.ref.equals(serving == null ? null : serving.ref)) {
                full |= place(window, candidate, true);
            }
        }
        return full;
    }

    private boolean place(Element.Window window, Version version, boolean shadow) {
        float[] values = version.input.of(window);
        if (values == null) {
            return false;
        }
        int place = places.size();
        if (place == placeRows.length) {
            placeRows = Arrays.copyOf(placeRows, 2 * place);
            placeShadows = Arrays.copyOf(placeShadows, 2 * place);
        }
        places.add(version);
        placeShadows[place] = shadow;
        for (float value : values) {
            if (!Float.isFinite(value)) {
                placeRows[place] = NO_ROW;
                return false;
            }
        }
        int row = version.rows++;
        if (row == 0) {
            filled.add(version);
        }
        placeRows[place] = row;
        System.arraycopy(values, 0, version.inputs, row * values.length, values.length);
        return version.rows >= limit;
    }

    private void score(Version version) {
        batches++;
        rows += version.rows;
        listener.scoring();
        try {
            version.scorer.score(version.inputs, version.rows, version.outputs);
        } catch (ScoringException e) {
            scoreOneByOne(version);
        }
        listener.scored(version.slot, version.ref, version.rows);
    }

    /** A batch that failed: the rows that can be scored still are; NaN marks the others. */
    private static void scoreOneByOne(Version version) {
        int in = version.input.width();
        int width = version.outputWidth;
        float[] row = new float[in];
        float[] one = new float[width];
        for (int i = 0; i < version.rows; i++) {
            System.arraycopy(version.inputs, i * in, row, 0, in);
            try {
                version.scorer.score(row, 1, one);
            } catch (ScoringException e) {
                Arrays.fill(one, Float.NaN);
            }
            System.arraycopy(one, 0, version.outputs, i * width, width);
        }
    }

    private void emit(Element.Window window, int from, int until) {
        List<Score> scores = null;
        for (int place = from; place < until; place++) {
            Version version = places.get(place);
            boolean shadow = placeShadows[place];
            float[] outputs = outputs(window, version, placeRows[place], shadow);
            if (outputs != null) {
                Score score = new Score(version.slot, shadow, version.ref, outputs);
                if (scores == null && place == until - 1) {
                    scores = List.of(score);
                } else {
                    scores = scores == null ? new ArrayList<>(until - from) : scores;
                    scores.add(score);
                }
            }
        }
        out.emit(scores == null ? window : window.scored(scores));
    }

    /**
     * A copy of the outputs of a row; null, and a dead letter if it serves, when there are none.
     */
    private float @Nullable [] outputs(
            Element.Window window, Version version, int row, boolean shadow) {
        String detail = null;
        if (row == NO_ROW) {
            detail = "a feature of the window is not a finite number";
        } else {
            int width = version.outputWidth;
            for (int i = row * width; i < (row + 1) * width; i++) {
                if (!Float.isFinite(version.outputs[i])) {
                    detail = "the model gave no finite score for the window";
                }
            }
        }
        if (detail == null) {
            scored += shadow ? 0 : 1;
            return Arrays.copyOfRange(
                    version.outputs, row * version.outputWidth, (row + 1) * version.outputWidth);
        }
        listener.failed(version.slot, version.ref);
        if (!shadow) {
            failed++;
            out.emit(refused(window, version, detail));
        }
        return null;
    }

    private static Element refused(Element.Window window, Version version, String detail) {
        return new Element.Refused(
                window.userId(),
                window.ingestTime(),
                new DeadLetter(
                        Cause.MODEL_INPUT,
                        String.format(
                                Locale.ROOT,
                                "%s (%s, end %d, model %s %s)",
                                detail,
                                window.signal(),
                                window.end(),
                                version.ref.name(),
                                version.ref.version()),
                        null,
                        -1,
                        -1,
                        window.ingestTime(),
                        window.userId(),
                        0,
                        null,
                        null));
    }

    // --- updates --------------------------------------------------------------------------------

    private void update(Element.Update element) {
        if (!(element.control() instanceof ModelUpdate update)) {
            out.emit(element);
            return;
        }
        String refusal = "";
        try {
            apply(element, update, false);
        } catch (CancellationException e) {
            throw e; // nobody waits for the answer any more
        } catch (RuntimeException e) {
            // Whatever an update does while it is loaded, the models in force go on.
            refusal = reason(e);
        }
        acknowledge(element, update, refusal);
    }

    private static String reason(RuntimeException e) {
        String message = e.getMessage();
        return message == null || message.isBlank() ? e.getClass().getSimpleName() : message;
    }

    private void acknowledge(Element.Update element, ModelUpdate update, String refusal) {
        out.emit(
                new Element.Acknowledgement(
                        element.ingestTime(),
                        new ControlStatus(
                                ControlKind.MODEL,
                                update.name(),
                                update.version(),
                                update.sha256(),
                                update.effectiveFrom(),
                                refusal.isEmpty(),
                                refusal,
                                OPERATOR,
                                subtask,
                                parallelism,
                                update.action())));
        if (!refusal.isEmpty() && subtask == 0) {
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

    private void apply(Element.Update element, ModelUpdate update, boolean restoring) {
        Slot slot = slot(update.name());
        long from = update.effectiveFrom();
        switch (update.action()) {
            case SERVE -> {
                Version version = load(slot, update);
                put(slot.serving, from, version.entry(element));
            }
            case SHADOW -> {
                Version version = load(slot, update);
                put(slot.shadow, from, version.entry(element));
            }
            case PROMOTE -> {
                Version version = known(slot.shadow, update.sha256());
                if (version == null) {
                    version = known(slot.serving, update.sha256());
                }
                if (version == null) {
                    version = load(slot, complete(update, "promote"));
                }
                put(slot.serving, from, version.entry(stored(slot, version, element, update)));
                endShadow(slot, element, from);
            }
            case ROLLBACK -> {
                Version version = known(slot.serving, update.sha256());
                if (version == null && restoring && !hasBytes(update)) {
                    // What is configured was another one then; it is what to go back to now.
                    version = slot.configured;
                }
                if (version == null) {
                    version = load(slot, complete(update, "roll back to"));
                }
                Entry entry = version.entry(stored(slot, version, element, update));
                slot.serving.cut(from).forEach(this::drop);
                put(slot.serving, from, entry);
            }
            case WITHDRAW -> {
                if (!restoring && slot.shadow.at(Long.MAX_VALUE).version() == null) {
                    throw new IllegalArgumentException(
                            "no candidate is in the shadow of \"" + slot.name + "\"");
                }
                endShadow(slot, element, from);
            }
            case UNKNOWN ->
                    throw new IllegalArgumentException(
                            "the action of the update is not known to this release; publish it"
                                    + " with the release that runs");
        }
    }

    private Slot slot(String name) {
        List<String> names = new ArrayList<>();
        for (Slot slot : slots) {
            if (slot.name.equals(name)) {
                return slot;
            }
            names.add('"' + slot.name + '"');
        }
        throw new IllegalArgumentException(
                "no model is configured as \""
                        + name
                        + "\"; configure models."
                        + name
                        + " first, or name the update "
                        + String.join(" or ", names));
    }

    private void endShadow(Slot slot, Element.Update element, long from) {
        if (slot.shadow.at(Long.MAX_VALUE).version() == null) {
            return;
        }
        ModelUpdate update = (ModelUpdate) element.control();
        ModelUpdate withdraw =
                new ModelUpdate(
                        update.name(),
                        update.version(),
                        update.sha256(),
                        from,
                        "",
                        null,
                        null,
                        null,
                        null,
                        ModelAction.WITHDRAW);
        slot.shadow.cut(from).forEach(this::drop);
        put(slot.shadow, from, new Entry(null, new Element.Update(element.ingestTime(), withdraw)));
    }

    /** The update that brought a version, or the one at hand when it brings the bytes itself. */
    private static ModelUpdate source(Slot slot, ModelUpdate update) {
        for (Timeline<Entry> track : List.of(slot.shadow, slot.serving)) {
            for (Timeline.Entry<Entry> entry : track.entries()) {
                Version version = entry.version().version();
                Element.Update brought = entry.version().update();
                if (version != null
                        && brought != null
                        && version.ref.sha256().equals(update.sha256())) {
                    return (ModelUpdate) brought.control();
                }
            }
        }
        return update;
    }

    /** What is stored of an update: it needs no other one, so that it can come back on its own. */
    private static Element.Update stored(
            Slot slot, Version version, Element.Update element, ModelUpdate update) {
        ModelUpdate stored =
                version == slot.configured
                        ? update.with(ModelAction.ROLLBACK, update.effectiveFrom())
                        : source(slot, update).with(ModelAction.SERVE, update.effectiveFrom());
        return new Element.Update(element.ingestTime(), stored);
    }

    private static @Nullable Version known(Timeline<Entry> track, String sha256) {
        for (Timeline.Entry<Entry> entry : track.entries()) {
            Version version = entry.version().version();
            if (version != null && version.ref.sha256().equals(sha256)) {
                return version;
            }
        }
        return null;
    }

    private static boolean hasBytes(ModelUpdate update) {
        return update.model() != null || update.uri() != null;
    }

    private static ModelUpdate complete(ModelUpdate update, String what) {
        if (!hasBytes(update)) {
            throw new IllegalArgumentException(
                    "no version with SHA-256 "
                            + update.sha256()
                            + " is known here to "
                            + what
                            + "; publish the update with the bytes of the model");
        }
        return update;
    }

    private Version load(Slot slot, ModelUpdate update) {
        Scorer scorer = loader.load(update, manifest -> fits(slot, update, manifest));
        boolean made = false;
        try {
            Version version = new Version(slot.name, scorer, null, batchSize);
            made = true;
            return version;
        } finally {
            if (!made) {
                scorer.close();
            }
        }
    }

    @SuppressWarnings("ReferenceEquality") // the very entry that was added
    private void put(Timeline<Entry> track, long from, Entry entry) {
        Entry dropped = track.add(from, entry);
        if (dropped != null) {
            drop(dropped);
        }
        if (dropped == entry) {
            throw new IllegalArgumentException(
                    Timeline.MOST
                            + " later versions are in force or scheduled; publish a version with a"
                            + " later effectiveFrom");
        }
    }

    private void drop(Entry entry) {
        Version version = entry.version();
        if (version != null && --version.entries == 0) {
            version.scorer.close();
        }
    }

    /**
     * Whether a model can stand in a slot: it says of itself what the update says, is made for what
     * windows give, and answers in the form of the configured one, which is what others read.
     */
    private static void fits(Slot slot, ModelUpdate update, ModelManifest manifest) {
        if (!manifest.version().equals(update.version())
                || !manifest.sha256().equals(update.sha256())) {
            throw new IllegalArgumentException(
                    "the update names version "
                            + update.version()
                            + " and SHA-256 "
                            + update.sha256()
                            + ", its manifest "
                            + manifest.version()
                            + " and "
                            + manifest.sha256()
                            + "; publish the update of one release");
        }
        WindowInput input = WindowInputs.of(manifest);
        if (input.signal() != slot.configured.input.signal()) {
            throw new IllegalArgumentException(
                    "the model scores windows of "
                            + input.signal()
                            + ", and \""
                            + slot.name
                            + "\" is about "
                            + slot.configured.input.signal()
                            + "; name the update by what it scores");
        }
        ModelManifest configured = slot.configured.scorer.manifest();
        if (!manifest.labels().equals(configured.labels())) {
            throw new IllegalArgumentException(
                    "the model has the classes "
                            + manifest.labels()
                            + ", the configured one "
                            + configured.labels()
                            + "; train both for the same classes in the same order");
        }
        if (!outputs(manifest).equals(outputs(configured))) {
            throw new IllegalArgumentException(
                    "the model gives the outputs "
                            + outputs(manifest)
                            + ", the configured one "
                            + outputs(configured)
                            + "; export both with the same outputs in the same order");
        }
    }

    private static List<String> outputs(ModelManifest manifest) {
        List<String> outputs = new ArrayList<>();
        for (TensorSpec tensor : manifest.outputs()) {
            outputs.add(tensor.name() + tensor.rowShape());
        }
        return outputs;
    }
}
