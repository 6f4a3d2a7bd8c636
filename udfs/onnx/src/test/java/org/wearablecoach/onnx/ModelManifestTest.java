package org.wearablecoach.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.wearablecoach.onnx.TestModel.N;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ModelManifestTest {

    private static final String GOOD = TestModel.doubling().labels("twice").manifest();

    @Test
    void saysHowARowIsLaidOut() {
        ModelManifest manifest =
                ModelManifest.parse(
                        new TestModel()
                                .input("window", N, 150, 6)
                                .input("age", N)
                                .output("classes", N, 5)
                                .output("doubt", N)
                                .vector(
                                        "\"window\":" + zeros(900) + ",\"age\":41.5",
                                        "\"classes\":[1,0,0,0,0],\"doubt\":[0.25]")
                                .manifest());

        assertThat(manifest.inputWidth()).isEqualTo(901);
        assertThat(manifest.inputAt("window")).isZero();
        assertThat(manifest.inputAt("age")).isEqualTo(900);
        assertThat(manifest.outputWidth()).isEqualTo(6);
        assertThat(manifest.outputAt("doubt")).isEqualTo(5);
        assertThat(manifest.selfTest().vectors().get(0).inputs()[900]).isEqualTo(41.5f);
        assertThat(manifest.selfTest().vectors().get(0).outputs())
                .containsExactly(1, 0, 0, 0, 0, 0.25f);
        assertThatThrownBy(() -> manifest.outputAt("dobt"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("model test 1.0 has no output 'dobt'; it has classes, doubt");
    }

    @Test
    void keepsMeaningAndUnitOfEachElement() {
        ModelManifest manifest =
                ModelManifest.parse(
                        GOOD.replace("\"meaning\":\"a value\"", "\"meaning\":[\"steps\"]"));

        assertThat(manifest.inputs().get(0).meaning()).isEqualTo(List.of("steps"));
        assertThat(manifest.inputs().get(0).unit()).isEqualTo(List.of("1"));
        assertThat(manifest.labels()).containsExactly("twice");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"manifest\":1 | \"manifest\":2 | $.manifest: expected 1",
                "\"name\":\"test\" | \"name\":\"../test\" | $.name: expected lower-case letters",
                "\"version\":\"1.0\" | \"version\":\" \" | $.version: expected a text",
                "\"version\":\"1.0\", | '' | $.version: expected a value; found none",
                "\"sha256\":\" | \"sha256\":\"z | $.sha256: expected 64 lower-case hexadecimal",
                "\"licence\" | \"license\" | expected only the keys",
                "\"float32\" | \"int64\" | $.inputs[0].type: expected float32; put a Cast",
                "[\"N\",1] | [] | $.inputs[0].shape: expected the batch as first axis",
                "[\"N\",1] | [\"B\",1] | $.inputs[0].shape[0]: expected \"N\" or 1; found B",
                "[\"N\",1] | [8,1] | $.inputs[0].shape[0]: expected \"N\" or 1; found 8.0",
                "[\"N\",1] | [\"N\",0] | $.inputs[0].shape[1]: expected axes from 1",
                "[\"N\",1] | [\"N\",1.5] | $.inputs[0].shape[1]: expected a whole number",
                "[\"N\",1] | [\"N\",70000,70000] | at most 1048576 elements a row",
                "[\"N\",1] | [\"N\",\"T\"] | $.inputs[0].shape[1]: expected a number; found 'T'",
                "\"a value\" | [\"a\",\"b\"] | $.inputs[0].meaning: expected one text, or 1",
                "\"a value\" | 7 | $.inputs[0].meaning: expected a list; found '7.0'",
                "[\"twice\"] | [\"a\",\"b\"] | $.labels: expected 1 labels",
                "\"tolerance\":1.0E-5 | \"tolerance\":-1 | $.selfTest.tolerance: expected 0 or more",
                "\"x\":[3.0] | \"x\":[3.0,4.0] | vectors[0].inputs.x: expected 1 values",
                "\"x\":[3.0] | \"z\":[3.0] | $.selfTest.vectors[0].inputs: expected only the keys",
                "\"x\":[3.0] | \"x\":[null] | inputs.x[0]: expected a number; found null",
                "\"x\":[3.0] | \"x\":[NaN] | not a JSON document",
                "\"name\":\"test\" | \"name\":\"test\",\"name\":\"two\" | Duplicate field",
                "\"card\":\"test.md\"} | \"card\":\"test.md\"}{ | not a JSON document",
                "\"card\":\"test.md\"} | \"card\":\"test.md\" | not a JSON document"
            })
    void namesThePlaceAndTheRuleOfEveryMistake(String right, String wrong, String message) {
        String json = GOOD.replace(right, wrong);
        assertThat(json).isNotEqualTo(GOOD);

        assertThatThrownBy(() -> ModelManifest.parse(json))
                .isInstanceOfSatisfying(
                        ModelRejectedException.class,
                        refused ->
                                assertThat(refused.check())
                                        .isEqualTo(ModelRejectedException.Check.MANIFEST))
                .hasMessageContaining(message);
    }

    @Test
    void refusesDocumentsThatAreNoManifest() {
        for (String json :
                List.of("", "[]", "null", "7", "[".repeat(100_000), "{\"manifest\":{}}")) {
            assertThatThrownBy(() -> ModelManifest.parse(json))
                    .isInstanceOf(ModelRejectedException.class);
        }
        assertThatThrownBy(() -> ModelManifest.parse(" ".repeat(ManifestReader.MAX_CHARS + 1)))
                .hasMessageContaining("expected at most");
    }

    @Test
    void refusesATensorNamedTwice() {
        String json = new TestModel().input("x", N).input("x", N).output("y", N).manifest();

        assertThatThrownBy(() -> ModelManifest.parse(json))
                .hasMessageContaining("$.inputs[1].name: expected a name used once; found 'x'");
    }

    @Test
    void refusesAModelOfOtherFeatures() {
        ModelManifest none = ModelManifest.parse(GOOD);
        ModelManifest old =
                ModelManifest.parse(
                        GOOD.replace(
                                "\"labels\"",
                                "\"featureSchema\":{\"name\":\"motion\",\"version\":1},\"labels\""));

        old.requireFeatures("motion", 1, 1);
        assertThatThrownBy(() -> none.requireFeatures("motion", 2, 1))
                .hasMessageContaining("expected features motion version 2, found no featureSchema");
        assertThatThrownBy(() -> old.requireFeatures("motion", 2, 1))
                .hasMessageContaining("found motion version 1; use a model trained on these");
        assertThatThrownBy(() -> old.requireFeatures("motion", 1, 22))
                .hasMessageContaining("expected 22 inputs per row");
    }

    @Property(tries = 2000, seed = "20160412")
    void mutatedManifestsAreReadOrRefused(
            @ForAll @IntRange(max = 2000) int place, @ForAll char with) {
        StringBuilder json = new StringBuilder(GOOD);
        json.setCharAt(place % json.length(), with);
        try {
            ModelManifest.parse(json.toString());
        } catch (ModelRejectedException refused) {
            assertThat(refused.check()).isEqualTo(ModelRejectedException.Check.MANIFEST);
        }
    }

    private static String zeros(int n) {
        return "[" + "0,".repeat(n - 1) + "0]";
    }
}
