package org.wearablecoach.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wearablecoach.evaluation.ActivityScore;
import org.wearablecoach.onnx.ModelBundle;
import org.wearablecoach.onnx.OnnxModel;
import org.wearablecoach.onnx.ScorerOptions;
import org.wearablecoach.signals.Activity;

class TrainModelsTest {

    @Test
    void theShippedRewardIsMadeAgainToTheByte() throws IOException {
        sameAsShipped(MoveRewardBaseline.make());
    }

    @Test
    void theOtherShippedRewardsAreMadeAgainToTheByteWithTheirCards() throws IOException {
        assertThat(PlainRewardBaselines.names())
                .containsExactly(
                        "baseline-reward-arousal", "baseline-reward-zone", "baseline-reward-still");
        for (String name : PlainRewardBaselines.names()) {
            sameAsShipped(PlainRewardBaselines.make(name));
        }
    }

    @Test
    void theShippedActivityModelIsMadeAgainToTheByteWithItsCard() throws IOException {
        sameAsShipped(ActivityBaseline.make(data()));
    }

    /** About four minutes, and one through the loop of the job. */
    @Test
    @Tag("long")
    void theActivityNetworkIsMadeAgainToTheByteWithItsCardAndPictureAndHelpsWhoTells()
            throws IOException {
        ActivityTraining.Made made = ActivityTraining.make(data());
        sameAsShipped(made.shipped());

        PersonalStudy personal = made.personal();
        assertThat(personal.told.before.persons()).hasSize(30);
        // First do no harm: nobody loses where nobody told anything, on neither day.
        for (PersonalStudy.Pair day : List.of(personal.balanced, personal.mostlyStill)) {
            assertThat(day.before.persons()).hasSize(30);
            assertThat(PersonalStudy.leastChange(day))
                    .isGreaterThanOrEqualTo(PersonalStudy.NO_HARM);
        }
        double still = personal.mostlyStill.before.count(Activity.STILL);
        assertThat(still / personal.mostlyStill.before.windows()).isEqualTo(0.9, within(0.005));
        // Windows one by one, and smoothed as in the stream.
        for (PersonalStudy.Pair told : List.of(personal.told, personal.toldInStream)) {
            assertThat(PersonalStudy.worstQuarterChange(told)).isLessThanOrEqualTo(-0.2);
            for (Activity activity : ActivityScore.CLASSES) {
                assertThat(PersonalStudy.change(told, activity))
                        .as(activity.label())
                        .isGreaterThanOrEqualTo(-0.02);
            }
        }
        // It is the person: what somebody else told does not do it.
        for (PersonalStudy.Pair placebo : List.of(personal.placebo, personal.placeboInStream)) {
            assertThat(PersonalStudy.worstQuarterChange(placebo)).isGreaterThan(-0.1);
        }
    }

    /** About three minutes. */
    @Test
    @Tag("long")
    void theGlucoseNetworkIsMadeAgainToTheByteWithItsCardAndPicture() throws IOException {
        sameAsShipped(GlucoseTraining.make(data()));
    }

    @Test
    void aManifestHasTheOrderOfItsTensorsInEveryRun() {
        Map<String, float[]> backwards = new LinkedHashMap<>();
        for (String name : List.of("d", "c", "b", "a")) {
            backwards.put(name, new float[] {1});
        }
        Manifest manifest = new Manifest("m", "1", new byte[0], 1).input("x", "x", "1");
        for (String name : List.of("a", "b", "c", "d")) {
            manifest.output(name, name, "1");
        }

        String json = manifest.vector(Map.of("x", new float[] {0}), backwards).json();

        assertThat(json.substring(json.indexOf("selfTest")))
                .containsSubsequence("\"a\" : 1", "\"b\" : 1", "\"c\" : 1", "\"d\" : 1");
    }

    @Test
    void validationIsChosenByNameAlone() {
        List<String> persons = new ArrayList<>();
        for (int person = 1600; person < 1630; person++) {
            persons.add(String.valueOf(person));
        }
        // Computed with sha256sum.
        assertThat(Split.validation(persons))
                .containsExactly("1610", "1612", "1614", "1624", "1625", "1626");
    }

    @Test
    void writesWhatServingLoads(@TempDir Path folder) throws IOException {
        MoveRewardBaseline.make().write(folder);

        ModelBundle bundle =
                ModelBundle.read(
                        folder.resolve("baseline-reward-move.onnx"),
                        folder.resolve("baseline-reward-move.json"),
                        ScorerOptions.defaults());
        OnnxModel.load(bundle, ScorerOptions.oneByOne()).close();
        assertThat(folder.resolve("baseline-reward-move.md")).isNotEmptyFile();
    }

    @Test
    void readsThirtyPersonsWithoutKickingAndWithoutRepetition() throws IOException {
        List<Wisdm.Segment> segments = Wisdm.read(data().resolve("wisdm-watch"));

        assertThat(segments.stream().map(Wisdm.Segment::person).distinct()).hasSize(30);
        // Two still, one each of walk, run, stairs; nobody has more, 1616 never ran.
        assertThat(segments.stream().filter(s -> s.person() == 1629)).hasSize(5);
        assertThat(segments.stream().filter(s -> s.person() == 1616)).hasSize(4);
        assertThat(segments).hasSize(30 * 5 - 1);
    }

    @Test
    void convertsToG(@TempDir Path folder) throws IOException {
        Files.writeString(folder.resolve("a.txt"), "7,D,0.0,-9.80665,19.6133;\n7,M,1,2,3;\n");

        List<Wisdm.Segment> segments = Wisdm.read(folder);
        assertThat(segments).hasSize(1);
        assertThat(segments.get(0).activity()).isEqualTo(Wisdm.Activity.STILL);
        assertThat(segments.get(0).xyz()).containsExactly(0, -1, 2);
    }

    @Test
    void nobodyIsScoredByAModelThatSawThem() {
        // Each person has private features that give the class away; they must not help.
        Rows rows = new Rows();
        for (int person = 0; person < 9; person++) {
            for (int i = 0; i < 80; i++) {
                Wisdm.Activity activity = List.of(Wisdm.Activity.values()).get(i % 4);
                float[] row = new float[36];
                row[4 * person + activity.output()] = 1;
                rows.add(row, activity, person);
            }
        }
        Confusion honest = ActivityBaseline.crossValidate(rows, rows)[0];

        assertThat(honest.windows()).isEqualTo(9 * 80);
        assertThat(honest.macroF1()).isLessThan(0.4);
    }

    @Test
    void figuresFollowTheirDefinitions() {
        Confusion confusion = new Confusion(3);
        // Person 1: class 0 always right; person 2: one class 1 taken for 2, one right.
        confusion.add(1, 0, 0);
        confusion.add(1, 0, 0);
        confusion.add(2, 1, 1);
        confusion.add(2, 1, 2);
        confusion.add(2, 2, 2);

        assertThat(confusion.recall(1)).isEqualTo(0.5);
        assertThat(confusion.precision(2)).isEqualTo(0.5);
        assertThat(confusion.rate(1, 2)).isEqualTo(0.5);
        assertThat(confusion.macroF1()).isEqualTo((1 + 2.0 / 3 + 2.0 / 3) / 3, within(1e-12));
        assertThat(confusion.macroF1Merged(2, 1)).isEqualTo(1);
        assertThat(confusion.personCount()).isEqualTo(2);
        double[] interval = confusion.macroF1Interval(1);
        assertThat(interval[0]).isLessThan(interval[1]);
    }

    private static void sameAsShipped(Shipped made) throws IOException {
        assertThat(made.onnx()).isEqualTo(resource(made.name() + ".onnx"));
        assertThat(made.manifest()).isEqualTo(text(made.name() + ".json"));
        assertThat(made.card()).isEqualTo(text(made.name() + ".md"));
        for (Map.Entry<String, String> picture : made.pictures().entrySet()) {
            assertThat(picture.getValue()).isEqualTo(text(picture.getKey()));
        }
    }

    private static String text(String name) throws IOException {
        return new String(resource(name), StandardCharsets.UTF_8);
    }

    private static byte[] resource(String name) throws IOException {
        try (InputStream in =
                ModelBundle.class.getResourceAsStream("/org/wearablecoach/models/" + name)) {
            assertThat(in).as(name).isNotNull();
            return in.readAllBytes();
        }
    }

    /** The folder with the public data; without it the test is skipped, saying so. */
    private static Path data() {
        Path data = Path.of(System.getProperty("coach.data", "../../../shared/data"));
        assumeTrue(Files.isDirectory(data), () -> "skipped: no public data at " + data);
        return data;
    }
}
