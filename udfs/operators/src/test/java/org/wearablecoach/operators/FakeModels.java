package org.wearablecoach.operators;

import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.wearablecoach.event.ModelUpdate;
import org.wearablecoach.loop.adapt.ProximalOutcome;
import org.wearablecoach.loop.infer.ModelSlot;
import org.wearablecoach.onnx.FeatureSchema;
import org.wearablecoach.onnx.ModelManifest;
import org.wearablecoach.onnx.Scorer;
import org.wearablecoach.onnx.SelfTest;
import org.wearablecoach.onnx.TensorSpec;
import org.wearablecoach.signals.MotionFeatures;

/**
 * Models in a few lines of Java: activity by a threshold on ENMO, a reward that is the number of
 * steps less a burden. Versions can be made to fail when they are loaded.
 */
class FakeModels implements ModelSource {

    private static final long serialVersionUID = 1L;

    static final List<String> LABELS = List.of("still", "walk", "run");

    /** Scorers that are open, of all instances. */
    static final AtomicInteger OPEN = new AtomicInteger();

    private final Set<String> unloadable;

    /** Models of which some versions cannot be loaded. */
    FakeModels(String... unloadable) {
        this.unloadable = Set.of(unloadable);
    }

    @Override
    public List<ModelSlot> slots() {
        return List.of(
                new ModelSlot(ModelSlot.ACTIVITY, new Activity("configured", "0".repeat(64))));
    }

    @Override
    public List<String> activityLabels() {
        return LABELS;
    }

    @Override
    public Scorer policy(String model, byte @Nullable [] onnx, @Nullable String manifest) {
        throw new IllegalArgumentException("no policy comes here");
    }

    @Override
    public Scorer reward(ProximalOutcome outcome) {
        return new RewardOfSteps(outcome == ProximalOutcome.STEPS ? "steps" : "observed");
    }

    @Override
    public Scorer load(ModelUpdate update, Consumer<ModelManifest> fits) {
        if (unloadable.contains(update.version())) {
            throw new IllegalArgumentException("the bytes are no model; publish the update again");
        }
        Activity model = new Activity(update.version(), update.sha256());
        fits.accept(model.manifest());
        return model;
    }

    private static TensorSpec tensor(String name, int width) {
        return new TensorSpec(
                name, false, width == 1 ? List.of() : List.of(width), List.of(name), List.of("1"));
    }

    private static ModelManifest manifest(
            String name,
            String version,
            String sha256,
            List<TensorSpec> inputs,
            List<TensorSpec> outputs,
            List<String> labels) {
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

    /** What all fakes share: they count those that are open. */
    private abstract static class Fake implements Scorer {
        private final ModelManifest manifest;
        private boolean closed;

        Fake(ModelManifest manifest) {
            this.manifest = manifest;
            OPEN.incrementAndGet();
        }

        @Override
        public final ModelManifest manifest() {
            return manifest;
        }

        @Override
        public final boolean batchInvariant() {
            return true;
        }

        @Override
        public final int maxBatch() {
            return 1024;
        }

        @Override
        public final void close() {
            if (!closed) {
                closed = true;
                OPEN.decrementAndGet();
            }
        }
    }

    private static final class Activity extends Fake {

        Activity(String version, String sha256) {
            super(
                    FakeModels.manifest(
                            "fake-activity",
                            version,
                            sha256,
                            List.of(tensor("features", MotionFeatures.WIDTH)),
                            List.of(tensor("scores", LABELS.size())),
                            LABELS));
        }

        @Override
        public void score(float[] inputs, int rows, float[] outputs) {
            for (int row = 0; row < rows; row++) {
                float enmo = inputs[row * MotionFeatures.WIDTH + MotionFeatures.ENMO];
                outputs[3 * row] = 0.1f;
                outputs[3 * row + 1] = enmo;
                outputs[3 * row + 2] = enmo - 0.3f;
            }
        }
    }

    private static final class RewardOfSteps extends Fake {

        RewardOfSteps(String observed) {
            super(
                    FakeModels.manifest(
                            "fake-reward",
                            "1",
                            "1".repeat(64),
                            List.of(tensor(observed, 1), tensor("sent", 1), tensor("dosage", 1)),
                            List.of(tensor("outcome", 1), tensor("burden", 1), tensor("reward", 1)),
                            List.of()));
        }

        @Override
        public void score(float[] inputs, int rows, float[] outputs) {
            outputs[0] = inputs[0];
            outputs[1] = inputs[1] * inputs[2];
            outputs[2] = outputs[0] - outputs[1];
        }
    }
}
