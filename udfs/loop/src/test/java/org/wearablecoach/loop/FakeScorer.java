package org.wearablecoach.loop;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.wearablecoach.loop.adapt.AdaptModels;
import org.wearablecoach.loop.adapt.ProximalOutcome;
import org.wearablecoach.onnx.FeatureSchema;
import org.wearablecoach.onnx.ModelManifest;
import org.wearablecoach.onnx.Scorer;
import org.wearablecoach.onnx.SelfTest;
import org.wearablecoach.onnx.TensorSpec;
import org.wearablecoach.signals.MotionFeatures;

/**
 * A scorer that looks its answer up: the first row of the table whose limit is above a feature of
 * the input answers.
 */
public final class FakeScorer implements Scorer {

    /** The classes of the activity fake, in their order. */
    public static final List<String> LABELS = List.of("still", "walk", "run", "stairs");

    /** Sizes of the batches that were scored. */
    public final List<Integer> batches = new ArrayList<>();

    /** Whether it was closed. */
    public boolean closed;

    private final ModelManifest manifest;
    private final Table table;

    /** What a row of inputs is answered with. */
    @FunctionalInterface
    public interface Table {
        /** Writes the outputs of one row. */
        void answer(float[] inputs, int from, float[] outputs, int to);
    }

    private FakeScorer(ModelManifest manifest, Table table) {
        this.manifest = manifest;
        this.table = table;
    }

    /** An activity model by ENMO in g: below .05 still, below .4 walk, above run. */
    public static FakeScorer activity() {
        return activity("fake-activity", "1");
    }

    /** An activity model of a name and version. */
    public static FakeScorer activity(String name, String version) {
        float[][] classes = {{.97f, .01f, .01f, .01f}, {.02f, .9f, .05f, .03f}, {0, .1f, .9f, 0}};
        float[] below = {.05f, .4f, Float.POSITIVE_INFINITY};
        return activity(
                name,
                version,
                (in, from, out, to) -> {
                    int row = 0;
                    while (in[from + MotionFeatures.ENMO] >= below[row]) {
                        row++;
                    }
                    System.arraycopy(classes[row], 0, out, to, LABELS.size());
                });
    }

    /** An activity model with a table of its own. */
    public static FakeScorer activity(String name, String version, Table table) {
        return new FakeScorer(
                manifest(
                        name,
                        version,
                        List.of(
                                new TensorSpec(
                                        "features",
                                        false,
                                        List.of(MotionFeatures.WIDTH),
                                        List.of("features"),
                                        List.of("1"))),
                        List.of(
                                new TensorSpec(
                                        "probabilities",
                                        false,
                                        List.of(LABELS.size()),
                                        List.of("probability"),
                                        List.of("1"))),
                        LABELS),
                table);
    }

    /** A model of beat intervals that gives the version as its answer. */
    public static FakeScorer arousal(String version) {
        ModelManifest manifest =
                new ModelManifest(
                        "fake-arousal",
                        version,
                        "cd".repeat(32),
                        List.of(
                                new TensorSpec(
                                        "features",
                                        false,
                                        List.of(6),
                                        List.of("features"),
                                        List.of("1"))),
                        List.of(scalar("arousal")),
                        new FeatureSchema("hrv-features", 1),
                        List.of(),
                        new SelfTest(0, List.of()),
                        "Apache-2.0",
                        "none.md");
        return new FakeScorer(manifest, (in, from, out, to) -> out[to] = Float.parseFloat(version));
    }

    /** The reward of the step outcome: ln(.5 + steps), less 0.1 when something was sent. */
    public static FakeScorer reward() {
        return new FakeScorer(
                manifest(
                        "fake-reward",
                        "1",
                        List.of(scalar("steps"), scalar("sent"), scalar("dosage")),
                        List.of(scalar("outcome"), scalar("burden"), scalar("reward")),
                        List.of()),
                (in, from, out, to) -> {
                    out[to] = (float) StrictMath.log(0.5 + in[from]);
                    out[to + 1] = 0.1f * in[from + 1];
                    out[to + 2] = out[to] - out[to + 1];
                });
    }

    /** The reward of any other outcome: what was observed, less 0.1 when something was sent. */
    public static FakeScorer rewardOfObserved() {
        return new FakeScorer(
                manifest(
                        "fake-reward-observed",
                        "1",
                        List.of(scalar("observed"), scalar("sent"), scalar("dosage")),
                        List.of(scalar("outcome"), scalar("burden"), scalar("reward")),
                        List.of()),
                (in, from, out, to) -> {
                    out[to] = in[from];
                    out[to + 1] = 0.1f * in[from + 1];
                    out[to + 2] = out[to] - out[to + 1];
                });
    }

    /**
     * A policy: from the advantage features to scores of arms.
     *
     * @param features entries of the advantage features that it takes
     * @param arms entries of its scores
     */
    public static FakeScorer policy(int features, int arms, Table table) {
        return new FakeScorer(
                manifest(
                        "fake-policy",
                        "1",
                        List.of(vector("advantage", features)),
                        List.of(vector("scores", arms)),
                        List.of()),
                table);
    }

    private static TensorSpec vector(String name, int entries) {
        return new TensorSpec(name, false, List.of(entries), List.of(name), List.of("1"));
    }

    /** A graph for each outcome, and no networks. */
    public static AdaptModels decisions() {
        Map<ProximalOutcome, Scorer> rewards = new EnumMap<>(ProximalOutcome.class);
        for (ProximalOutcome outcome : ProximalOutcome.values()) {
            rewards.put(outcome, outcome == ProximalOutcome.STEPS ? reward() : rewardOfObserved());
        }
        return new AdaptModels(rewards, AdaptModels.NO_NETWORKS);
    }

    private static TensorSpec scalar(String name) {
        return new TensorSpec(name, false, List.of(), List.of(name), List.of("1"));
    }

    private static ModelManifest manifest(
            String name,
            String version,
            List<TensorSpec> inputs,
            List<TensorSpec> outputs,
            List<String> labels) {
        String sha256 = Integer.toHexString((name + version).hashCode()).repeat(8);
        return new ModelManifest(
                name,
                version,
                sha256,
                inputs,
                outputs,
                new FeatureSchema(MotionFeatures.SCHEMA_NAME, MotionFeatures.SCHEMA),
                labels,
                new SelfTest(0, List.of()),
                "Apache-2.0",
                "none.md");
    }

    @Override
    public ModelManifest manifest() {
        return manifest;
    }

    @Override
    public boolean batchInvariant() {
        return true;
    }

    @Override
    public int maxBatch() {
        return 1024;
    }

    @Override
    public void score(float[] inputs, int rows, float[] outputs) {
        if (closed) {
            throw new IllegalStateException("a closed scorer was asked");
        }
        batches.add(rows);
        for (int row = 0; row < rows; row++) {
            table.answer(inputs, row * inputWidth(), outputs, row * outputWidth());
        }
    }

    @Override
    public void close() {
        closed = true;
    }
}
