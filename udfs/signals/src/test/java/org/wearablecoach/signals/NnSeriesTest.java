package org.wearablecoach.signals;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class NnSeriesTest {

    @Test
    void leavesACleanSeriesAsItIs() {
        NnSeries series = NnSeries.of(new float[] {800, 810, 790}, ArtefactRule.NONE);
        assertThat(series.timeDomain())
                .usingRecursiveComparison()
                .isEqualTo(TimeDomainHrvTest.of(800, 810, 790));
        assertThat(series.correctedPercent()).isZero();
        assertThat(series.coveragePercent()).isEqualTo(100);
    }

    @Test
    void leavesArtefactsOutWithTheirDifferences() {
        NnSeries series = NnSeries.of(new float[] {800, 810, 2500, 820, 830}, ArtefactRule.KAMATH);
        assertThat(series.artefacts()).isEqualTo(1);
        assertThat(series.isArtefact(2)).isTrue();
        assertThat(series.ms(2)).isEqualTo(2500);
        assertThat(series.timeDomain().beats()).isEqualTo(4);
        assertThat(series.timeDomain().differences()).isEqualTo(2);
        assertThat(series.bridged()).containsExactly(800, 810, 815, 820, 830);
        assertThat(series.correctedPercent()).isEqualTo(20);
        assertThat(series.coveragePercent()).isCloseTo(100 * 3260.0 / 5760, within(1e-9));
    }

    @Test
    void bridgesTheEndsWithTheirOnlyNeighbour() {
        NnSeries series = NnSeries.of(new float[] {100, 800, 810, 3000}, ArtefactRule.MALIK);
        assertThat(series.bridged()).containsExactly(800, 800, 810, 810);
    }

    @Test
    void judgesAHeartOfAnotherScaleByTheRuleAlone() {
        NnSeries mouse = NnSeries.of(new float[] {100, 102, 101, 150, 99}, ArtefactRule.MALIK);
        assertThat(mouse.correctedPercent()).isEqualTo(20);
        assertThat(mouse.isArtefact(3)).isTrue();
    }

    @Test
    void keepsASeriesOfNothingButArtefactsAndAnEmptyOne() {
        NnSeries wrong = NnSeries.of(new float[] {100, 100}, ArtefactRule.CAUSAL);
        assertThat(wrong.correctedPercent()).isEqualTo(100);
        assertThat(wrong.coveragePercent()).isZero();
        assertThat(wrong.timeDomain().rmssdMs()).isNaN();
        NnSeries empty = NnSeries.of(new float[0], ArtefactRule.CAUSAL);
        assertThat(empty.correctedPercent()).isZero();
        assertThat(empty.coveragePercent()).isZero();
        assertThat(empty.frequencyDomain().lfMs2()).isNaN();
    }

    @Test
    void usesTheRuleOfTheStreamUnderTheNameCausal() {
        HrvWindowTest.Beats beats = HrvWindowTest.Beats.random(7, 300);
        float[] ms = java.util.Arrays.copyOf(beats.ms, beats.size);
        NnSeries series = NnSeries.of(ms, ArtefactRule.CAUSAL);
        HrvWindowTest.Beats gapless = new HrvWindowTest.Beats();
        gapless.add(ms);
        HrvWindow window = gapless.window(0, gapless.end() + 1);
        assertThat(window.timeDomain()).usingRecursiveComparison().isEqualTo(series.timeDomain());
    }

    @Test
    void namesAnIntervalThatIsNone() {
        for (float wrong : new float[] {0, -800, Float.NaN, 1e9f}) {
            float[] ms = {800, wrong};
            assertThatThrownBy(() -> NnSeries.of(ms, ArtefactRule.NONE))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("interval number 2 is");
        }
    }

    @Test
    void endsWithASeriesOfHalfHours() {
        float[] ms = new float[5000];
        java.util.Arrays.fill(ms, 1_800_000);
        NnSeries series = NnSeries.of(ms, ArtefactRule.NONE);
        assertThat(series.frequencyDomain().segments()).isZero();
        assertThat(series.timeDomain().sdnnMs()).isZero();
    }

    @Test
    void recognisesSeconds() {
        assertThat(NnSeries.looksLikeSeconds(new float[] {0.8f, 0.9f, 1.1f})).isTrue();
        assertThat(NnSeries.looksLikeSeconds(new float[] {800, 0.9f, 900})).isFalse();
        assertThat(NnSeries.looksLikeSeconds(new float[0])).isFalse();
    }
}
