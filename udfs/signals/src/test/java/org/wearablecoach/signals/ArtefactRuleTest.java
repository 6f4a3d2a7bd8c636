package org.wearablecoach.signals;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ArtefactRuleTest {

    private static final String CASES = "hrv/artefact_cases.json";

    /** data/hrv/artefact_cases.json: published cases of each rule, exactly. */
    @ParameterizedTest
    @EnumSource(
            value = ArtefactRule.class,
            names = {"MALIK", "KAMATH", "KARLSSON", "ACAR"})
    void decidesThePublishedCases(ArtefactRule rule) {
        JsonNode both = RealData.json(CASES).get(rule.label());
        float[] in = floats(both.get("in"));
        boolean[] artefact = new boolean[in.length];
        int marked = rule.mark(in, in.length, artefact);
        int expected = 0;
        for (int i = 0; i < in.length; i++) {
            boolean missing = both.get("out").get(i).isNull();
            assertThat(artefact[i]).as("beat %d of %s", i, rule).isEqualTo(missing);
            expected += missing ? 1 : 0;
        }
        assertThat(marked).isEqualTo(expected).isPositive();
    }

    @Test
    void decidesThePublishedCaseOfPlausibleIntervals() {
        JsonNode both = RealData.json(CASES).get("remove_outliers(300..2000)");
        float[] in = floats(both.get("in"));
        for (int i = 0; i < in.length; i++) {
            assertThat(Plausible.isNormalInterval(in[i]))
                    .isEqualTo(!both.get("out").get(i).isNull());
        }
    }

    @Test
    void bridgesThePublishedCase() {
        JsonNode both = RealData.json(CASES).get("get_nn_intervals(kamath,linear)");
        NnSeries series = NnSeries.of(floats(both.get("in")), ArtefactRule.KAMATH);
        assertThat(series.bridged()).containsExactly(floats(both.get("out")));
    }

    @Test
    void takesEveryBeatWithoutARule() {
        boolean[] artefact = {true, true};
        assertThat(ArtefactRule.NONE.mark(new float[] {1, 9999}, 2, artefact)).isZero();
        assertThat(artefact).containsOnly(false);
    }

    @Test
    void startsAgainAfterNineArtefactsByAcar() {
        float[] ms = new float[25];
        Arrays.fill(ms, 0, 9, 1000);
        Arrays.fill(ms, 9, 25, 600);
        boolean[] artefact = new boolean[25];
        ArtefactRule.ACAR.mark(ms, 25, artefact);
        for (int i = 0; i < 25; i++) {
            assertThat(artefact[i]).as("beat %d", i).isEqualTo(i >= 9 && i < 18);
        }
    }

    @Test
    void isFoundByItsName() {
        for (ArtefactRule rule : ArtefactRule.values()) {
            assertThat(ArtefactRule.ofLabel(rule.label())).isEqualTo(rule);
        }
        assertThat(ArtefactRule.ofLabel("lipponen")).isNull();
        assertThat(Arrays.stream(ArtefactRule.values()).map(ArtefactRule::label))
                .containsExactly("none", "malik", "kamath", "karlsson", "acar", "causal");
    }

    private static float[] floats(JsonNode values) {
        float[] floats = new float[values.size()];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = (float) values.get(i).asDouble();
        }
        return floats;
    }
}
