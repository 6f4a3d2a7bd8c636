package org.wearablecoach.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SoftmaxRegressionTest {

    /**
     * Closed form: with one two-valued feature and hardly any ridge the fitted probabilities are
     * the observed shares.
     */
    @Test
    void reproducesTheSharesOfASaturatedTable() {
        // x = 0: 30 of class 0, 10 of class 1; x = 1: 10 of class 0, 30 of class 1.
        List<float[]> rows = new ArrayList<>();
        int[] labels = new int[80];
        for (int i = 0; i < 80; i++) {
            rows.add(new float[] {i < 40 ? 0 : 1});
            labels[i] = (i < 30 || i >= 70) ? 0 : 1;
        }
        SoftmaxRegression model = SoftmaxRegression.fit(rows, labels, 2, 1e-9);

        assertThat(model.probabilities(new float[] {0})[0]).isEqualTo(0.75, within(1e-4));
        assertThat(model.probabilities(new float[] {1})[0]).isEqualTo(0.25, within(1e-4));
    }

    @Test
    void foldsTheStandardisationIntoWhatTheGraphHolds() {
        List<float[]> rows = new ArrayList<>();
        int[] labels = new int[90];
        for (int i = 0; i < 90; i++) {
            labels[i] = i % 3;
            rows.add(new float[] {1000 + 5 * labels[i] + i % 7, -0.01f * (i % 11), 3});
        }
        SoftmaxRegression model = SoftmaxRegression.fit(rows, labels, 3, 1e-3);

        for (float[] row : rows) {
            double[] exact = model.probabilities(row);
            float[] served = model.served(row);
            for (int c = 0; c < 3; c++) {
                assertThat((double) served[c]).isEqualTo(exact[c], within(2e-3));
            }
        }
    }

    @Test
    void refusesAClassThatNeverOccurs() {
        assertThatThrownBy(
                        () ->
                                SoftmaxRegression.fit(
                                        List.of(new float[1], new float[1]),
                                        new int[] {0, 2},
                                        3,
                                        1))
                .hasMessageContaining("class 1 has no row");
    }
}
