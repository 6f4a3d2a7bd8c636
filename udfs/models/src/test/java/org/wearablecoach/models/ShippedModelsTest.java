package org.wearablecoach.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.wearablecoach.onnx.ModelBundle;
import org.wearablecoach.onnx.ModelManifest;
import org.wearablecoach.onnx.OnnxScorer;
import org.wearablecoach.onnx.Scorer;
import org.wearablecoach.onnx.ScorerOptions;
import org.wearablecoach.signals.AccelerationWindow;
import org.wearablecoach.signals.GlucoseHistory;
import org.wearablecoach.signals.MotionFeatures;

class ShippedModelsTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "activity",
                "glucose-outlook",
                "baseline-activity",
                "baseline-reward-move",
                "baseline-reward-arousal",
                "baseline-reward-zone",
                "baseline-reward-still"
            })
    void everyModelPassesItsChecksAndHasItsCard(String name) throws IOException {
        try (Scorer scorer = OnnxScorer.open(ModelBundle.shipped(name), ScorerOptions.defaults())) {
            ModelManifest manifest = scorer.manifest();
            assertThat(manifest.name()).isEqualTo(name);
            assertThat(resource(manifest.card()))
                    .startsWith("# " + manifest.reference())
                    .contains("Apache-2.0");
        }
    }

    /**
     * What a run printed is not edited by hand: the page has the tables of the card as they are.
     */
    @Test
    void thePageOnQualityShowsAdaptationAsTheCardDoes() throws IOException {
        String card = resource("activity.md");
        String section =
                card.substring(
                        card.indexOf("## Adaptation to a person"), card.indexOf("## What to know"));
        List<String> rows = section.lines().filter(line -> line.startsWith("|")).toList();
        assertThat(rows).hasSizeGreaterThan(38);
        assertThat(Files.readAllLines(Path.of("../../docs/models-quality.md")))
                .containsSubsequence(rows);
    }

    @Test
    void activityIsScoredFromTheFeaturesThatServingComputes() {
        ModelBundle bundle = ModelBundle.shipped("baseline-activity");
        bundle.manifest()
                .requireFeatures(
                        MotionFeatures.SCHEMA_NAME, MotionFeatures.SCHEMA, MotionFeatures.WIDTH);
        assertThat(bundle.manifest().inputs().get(0).meaning())
                .containsExactly(MotionFeatures.names());
        assertThat(bundle.manifest().inputs().get(0).unit())
                .containsExactly(MotionFeatures.units());
        assertThat(bundle.manifest().labels()).containsExactly("still", "walk", "run", "stairs");
    }

    @ParameterizedTest
    @ValueSource(strings = {"activity", "glucose-outlook", "baseline-activity"})
    void windowsKeepTheirBitsInEveryBatch(String name) {
        try (Scorer scorer = OnnxScorer.open(ModelBundle.shipped(name), ScorerOptions.defaults())) {
            assertThat(scorer.batchInvariant()).isTrue();
            assertThat(scorer.maxBatch()).isEqualTo(128);
        }
    }

    @ParameterizedTest
    // Computed by hand from the cards: outcome, burden = sent (cost + cost of dosage x dosage).
    @CsvSource({
        "arousal, 1.25, 1, 4, 1.25, 0.09, 1.16",
        "arousal, -2, 1, 0, -2, 0.05, -2.05",
        "arousal, -2, 0, 12, -2, 0, -2",
        "zone, 1, 1, 10, 1, 0.06, 0.94",
        "zone, 0, 1, 0, 0, 0.02, -0.02",
        "zone, 1, 0, 10, 1, 0, 1",
        "still, 0, 1, 2.5, 0, 0.03, -0.03",
        "still, 1, 1, 5, 1, 0.04, 0.96",
        "still, 1, 0, 5, 1, 0, 1",
        "move, 0, 0, 0, -0.6931472, 0, -0.6931472"
    })
    void rewardsAreTheOutcomeLessTheBurden(
            String graph,
            float observed,
            float sent,
            float dosage,
            double outcome,
            double burden,
            double reward) {
        try (Scorer scorer =
                OnnxScorer.open(
                        ModelBundle.shipped("baseline-reward-" + graph),
                        ScorerOptions.oneByOne())) {
            ModelManifest manifest = scorer.manifest();
            float[] in = new float[scorer.inputWidth()];
            in[manifest.inputAt(graph.equals("move") ? "steps" : "observed")] = observed;
            in[manifest.inputAt("sent")] = sent;
            in[manifest.inputAt("dosage")] = dosage;
            float[] out = new float[scorer.outputWidth()];
            scorer.score(in, 1, out);
            assertThat(out[manifest.outputAt("outcome")]).isEqualTo((float) outcome, within(1e-6f));
            assertThat(out[manifest.outputAt("burden")]).isEqualTo((float) burden, within(1e-6f));
            assertThat(out[manifest.outputAt("reward")]).isEqualTo((float) reward, within(1e-6f));
        }
    }

    @ParameterizedTest
    // A watch on a table; an arm that swings twice a second; one that swings hard, thrice a second.
    @CsvSource({"0, 0, still", "0.35, 1.9, walk", "1.5, 2.8, run"})
    void synthesisedMovementIsRecognised(double g, double hertz, String label) {
        float[] xyz = new float[3 * 100];
        for (int i = 0; i < 100; i++) {
            double swing = g * Math.sin(2 * Math.PI * hertz * i / 20);
            xyz[3 * i] = (float) (0.6 + swing);
            xyz[3 * i + 1] = (float) (0.8 + 0.4 * g * Math.sin(Math.PI * hertz * i / 20));
            xyz[3 * i + 2] = (float) (0.5 * g * Math.cos(2 * Math.PI * hertz * i / 20));
        }
        float[] features = new float[MotionFeatures.WIDTH];
        MotionFeatures.compute(xyz, 100, 20, features, 0);
        float[] scores = new float[4];
        try (Scorer scorer =
                OnnxScorer.open(
                        ModelBundle.shipped("baseline-activity"), ScorerOptions.defaults())) {
            scorer.score(features, 1, scores);
            int best = 0;
            for (int i = 1; i < 4; i++) {
                best = scores[i] > scores[best] ? i : best;
            }
            assertThat(scorer.manifest().labels().get(best)).isEqualTo(label);
        }
        assertThat((double) scores[0] + scores[1] + scores[2] + scores[3])
                .isEqualTo(1, within(1e-6));
    }

    @ParameterizedTest
    // The same movements at any rate, however the sensor is turned.
    @CsvSource({
        "0, 0, 20, still", "0.35, 1.9, 20, walk", "1.5, 2.8, 20, run",
        "0, 0, 64, still", "0.35, 1.9, 32, walk", "1.5, 2.8, 100, run"
    })
    void theNetworkRecognisesSynthesisedMovement(double g, double hertz, int rate, String label) {
        int samples = 5 * rate;
        float[] xyz = new float[3 * samples];
        float[] times = new float[samples];
        for (int i = 0; i < samples; i++) {
            double t = (double) i / rate;
            times[i] = (float) Math.floor(1000 * t);
            double swing = g * Math.sin(2 * Math.PI * hertz * t);
            xyz[3 * i + 1] = (float) -(0.6 + swing);
            xyz[3 * i + 2] = (float) (0.8 + 0.4 * g * Math.sin(Math.PI * hertz * t));
            xyz[3 * i] = (float) (0.5 * g * Math.cos(2 * Math.PI * hertz * t));
        }
        float[] window = new float[AccelerationWindow.WIDTH];
        AccelerationWindow.compute(xyz, times, samples, rate, window, 0);
        try (Scorer scorer =
                OnnxScorer.open(ModelBundle.shipped("activity"), ScorerOptions.defaults())) {
            float[] scores = new float[scorer.outputWidth()];
            scorer.score(window, 1, scores);
            int best = 0;
            double sum = 0;
            for (int i = 0; i < scorer.manifest().labels().size(); i++) {
                best = scores[i] > scores[best] ? i : best;
                sum += scores[i];
            }
            assertThat(scorer.manifest().labels().get(best)).isEqualTo(label);
            assertThat(sum).isEqualTo(1, within(1e-5));
        }
    }

    @ParameterizedTest
    // Now, change in 5 minutes; what is to be expected in half an hour, roughly.
    @CsvSource({"120, 0, 110, 130", "100, -3, 60, 98", "150, 4, 152, 190"})
    void glucoseIsForecastInTheDirectionItGoes(float now, float change, double least, double most) {
        float[] row = new float[GlucoseHistory.WIDTH];
        for (int slot = 0; slot < GlucoseHistory.SLOTS; slot++) {
            row[slot] = now - change * slot;
        }
        row[GlucoseHistory.SLOTS] = GlucoseHistory.SLOTS;
        try (Scorer scorer =
                OnnxScorer.open(ModelBundle.shipped("glucose-outlook"), ScorerOptions.defaults())) {
            ModelManifest manifest = scorer.manifest();
            float[] out = new float[scorer.outputWidth()];
            scorer.score(row, 1, out);
            float forecast = out[manifest.outputAt("forecast")];
            assertThat((double) forecast).isBetween(least, most);
            assertThat(out[manifest.outputAt("low")]).isLessThan(forecast);
            assertThat(out[manifest.outputAt("high")]).isGreaterThan(forecast);
            assertThat(out[manifest.outputAt("lowRisk")]).isBetween(0f, 1f);
        }
    }

    @ParameterizedTest
    // By hand: ln 0.5, ln 1, ln 100.5, ln 1000.5 from a table of logarithms; cost 0.05 + 0.01
    // dosage.
    @CsvSource({
        "0, 0, 0, -0.69314718, 0",
        "0.5, 1, 0, 0, 0.05",
        "100, 1, 4, 4.61015773, 0.09",
        "1000, 1, 10, 6.90825515, 0.15",
        "1000, 0, 10, 6.90825515, 0"
    })
    void moveIsRewardedByItsStepsLessItsBurden(
            float steps, float sent, float dosage, double outcome, double burden) {
        float[] out = new float[3];
        try (Scorer scorer =
                OnnxScorer.open(
                        ModelBundle.shipped("baseline-reward-move"), ScorerOptions.oneByOne())) {
            ModelManifest manifest = scorer.manifest();
            float[] in = new float[3];
            in[manifest.inputAt("steps")] = steps;
            in[manifest.inputAt("sent")] = sent;
            in[manifest.inputAt("dosage")] = dosage;
            scorer.score(in, 1, out);
            assertThat((double) out[manifest.outputAt("outcome")]).isEqualTo(outcome, within(1e-6));
            assertThat((double) out[manifest.outputAt("burden")]).isEqualTo(burden, within(1e-6));
            assertThat((double) out[manifest.outputAt("reward")])
                    .isEqualTo(outcome - burden, within(1e-6));
        }
    }

    private static String resource(String name) throws IOException {
        try (InputStream in =
                ModelBundle.class.getResourceAsStream("/org/wearablecoach/models/" + name)) {
            assertThat(in).as(name).isNotNull();
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
