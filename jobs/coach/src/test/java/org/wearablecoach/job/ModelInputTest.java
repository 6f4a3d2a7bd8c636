package org.wearablecoach.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.apache.flink.configuration.Configuration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.wearablecoach.event.Cause;
import org.wearablecoach.event.DeadLetter;
import org.wearablecoach.event.ModelUpdate;
import org.wearablecoach.event.Payload;
import org.wearablecoach.event.RecordFormat;
import org.wearablecoach.event.Telemetry;
import org.wearablecoach.job.config.CoachConfig;
import org.wearablecoach.kafka.Partitioning;
import org.wearablecoach.loop.adapt.ProximalOutcome;
import org.wearablecoach.loop.infer.ModelSlot;
import org.wearablecoach.loop.sense.Disposition;
import org.wearablecoach.onnx.ModelManifest;
import org.wearablecoach.onnx.Scorer;
import org.wearablecoach.operators.ModelSource;

/** A window that the model cannot score is a dead letter, and the job goes on. */
class ModelInputTest {

    private static final long AT = 1_460_000_000_000L;
    private static final int SECONDS = 30;

    @Test
    void aWindowThatTheModelCannotScoreIsADeadLetter() throws Exception {
        try (JobFixture fixture = new JobFixture()) {
            fixture.create("unscored");
            for (int i = 0; i < SECONDS; i++) {
                long time = AT + i * 1000L;
                Telemetry chunk =
                        new Telemetry(
                                "ann",
                                "watch",
                                0,
                                i,
                                time,
                                new Payload.Acceleration(32, 1 / 64f, new byte[32 * 3 * 2]));
                fixture.publishBytes(
                        "unscored",
                        null,
                        time,
                        Partitioning.key("ann"),
                        RecordFormat.telemetry().encode(chunk));
            }
            CoachConfig config = fixture.config("unscored");
            JobFixture.Run run =
                    fixture.job(
                            "unscored",
                            1,
                            new Configuration(),
                            config,
                            new Speechless(new ConfiguredModels(config.loop())));
            assertThat(run.count(Disposition.USED)).isEqualTo(SECONDS);
            assertThat(run.outcome().letters)
                    .isNotEmpty()
                    .allSatisfy(letter -> assertThat(letter.cause()).isEqualTo(Cause.MODEL_INPUT))
                    .extracting(DeadLetter::userId)
                    .containsOnly("ann");
            assertThat(run.outcome().letters.get(0).detail())
                    .contains("the model gave no finite score for the window", "model activity");
        }
    }

    /** Models of which that of activity never gives a number. */
    private static final class Speechless implements ModelSource, Serializable {

        private static final long serialVersionUID = 1L;

        private final ModelSource models;

        Speechless(ModelSource models) {
            this.models = models;
        }

        @Override
        public List<ModelSlot> slots() {
            return models.slots().stream()
                    .map(
                            slot ->
                                    slot.name().equals(ModelSlot.ACTIVITY)
                                            ? new ModelSlot(slot.name(), silent(slot.scorer()))
                                            : slot)
                    .toList();
        }

        private static Scorer silent(Scorer scorer) {
            return new Scorer() {
                @Override
                public ModelManifest manifest() {
                    return scorer.manifest();
                }

                @Override
                public boolean batchInvariant() {
                    return scorer.batchInvariant();
                }

                @Override
                public int maxBatch() {
                    return scorer.maxBatch();
                }

                @Override
                public void score(float[] inputs, int rows, float[] outputs) {
                    Arrays.fill(outputs, Float.NaN);
                }

                @Override
                public void close() {
                    scorer.close();
                }
            };
        }

        @Override
        public List<String> activityLabels() {
            return models.activityLabels();
        }

        @Override
        public Scorer load(ModelUpdate update, Consumer<ModelManifest> fits) {
            return models.load(update, fits);
        }

        @Override
        public Scorer policy(String model, byte @Nullable [] onnx, @Nullable String manifest) {
            return models.policy(model, onnx, manifest);
        }

        @Override
        public Scorer reward(ProximalOutcome outcome) {
            return models.reward(outcome);
        }
    }
}
