package org.wearablecoach.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Open Bandit samples (ZOZO, CC BY 4.0) towards the published Bernoulli Thompson policy. */
class OffPolicyTest {

    private static OffPolicy.Estimates towardsThompson(String who) {
        List<Map<String, String>> log = Published.csv("open-bandit/random_" + who + ".csv");
        double[][] target = table("open-bandit/bts_action_dist_" + who + ".csv");
        double[][] q = table("open-bandit/qhat_" + who + "_random.csv");
        OffPolicy estimator = new OffPolicy();
        for (Map<String, String> row : log) {
            int item = (int) Published.number(row, "item_id");
            int position = (int) Published.number(row, "position") - 1;
            double expected = 0;
            for (int i = 0; i < q.length; i++) {
                expected += target[i][position] * q[i][position];
            }
            estimator.add(
                    Published.number(row, "click"),
                    Published.number(row, "propensity_score"),
                    target[item][position],
                    q[item][position],
                    expected,
                    true);
        }
        return estimator.estimates();
    }

    private static double[][] table(String file) {
        List<Map<String, String>> rows = Published.csv(file);
        double[][] table = new double[rows.size()][3];
        for (Map<String, String> row : rows) {
            for (int position = 0; position < 3; position++) {
                table[(int) Published.number(row, "item_id")][position] =
                        Published.number(row, "pos" + (position + 1));
            }
        }
        return table;
    }

    @Test
    void men() {
        OffPolicy.Estimates men = towardsThompson("men");
        assertThat(men.onPolicy()).isCloseTo(.0046, within(1e-12));
        assertThat(men.ipw()).isCloseTo(.00453356, within(1e-9));
        assertThat(men.snipw()).isCloseTo(.004604232164, within(1e-9));
        assertThat(men.dm()).isCloseTo(.004632039798, within(1e-9));
        assertThat(men.dr()).isCloseTo(.004634689051, within(1e-9));
        assertThat(men.sndr()).isCloseTo(.004634730349, within(1e-9));
        assertThat(men.switchDr1()).isCloseTo(.004645536602, within(1e-9));
        assertThat(men.switchDr10()).isCloseTo(.004678625937, within(1e-9));
        assertThat(men.dros1()).isCloseTo(.004634799135, within(1e-9));
        assertThat(men.dros100()).isCloseTo(.004656234727, within(1e-9));
        assertThat(men.ess()).isCloseTo(2467.40241805, within(1e-7));
        assertThat(men.ipwSe()).isCloseTo(.001181524512, within(1e-9));
        assertThat(men.drSe()).isCloseTo(.001175232857, within(1e-9));
        assertThat(men.overlapWarning()).isFalse();
    }

    @Test
    void women() {
        OffPolicy.Estimates women = towardsThompson("women");
        assertThat(women.onPolicy()).isCloseTo(.0046, within(1e-12));
        assertThat(women.ipw()).isCloseTo(.006813474, within(1e-9));
        assertThat(women.snipw()).isCloseTo(.006810965195, within(1e-9));
        assertThat(women.dm()).isCloseTo(.006708387563, within(1e-9));
        assertThat(women.dr()).isCloseTo(.007000441717, within(1e-9));
        assertThat(women.sndr()).isCloseTo(.007000334179, within(1e-9));
        assertThat(women.switchDr1()).isCloseTo(.006695380244, within(1e-9));
        assertThat(women.switchDr10()).isCloseTo(.006963417347, within(1e-9));
        assertThat(women.dros1()).isCloseTo(.006712754196, within(1e-9));
        assertThat(women.dros100()).isCloseTo(.006930923107, within(1e-9));
        assertThat(women.ess()).isCloseTo(1954.26783421, within(1e-7));
        assertThat(women.ipwSe()).isCloseTo(.001885882576, within(1e-9));
        assertThat(women.drSe()).isCloseTo(.001871401660, within(1e-9));
        assertThat(women.overlapWarning()).isFalse();
    }

    @Test
    void aLogWithoutSupportWarns() {
        List<Map<String, String>> log = Published.csv("open-bandit/bts_women.csv");
        double[][] q = table("open-bandit/qhat_women_random.csv");
        double uniform = 1.0 / q.length;
        OffPolicy estimator = new OffPolicy();
        double largest = 0;
        double sum = 0;
        for (Map<String, String> row : log) {
            double logged = Published.number(row, "propensity_score");
            estimator.add(Published.number(row, "click"), logged, uniform, 0, 0, true);
            largest = Math.max(largest, uniform / logged);
            sum += uniform / logged;
        }
        OffPolicy.Estimates trap = estimator.estimates();
        assertThat(trap.ess()).isCloseTo(2.07782269, within(1e-7));
        assertThat(largest / sum).isCloseTo(0.69, within(0.01));
        assertThat(trap.overlapWarning()).isTrue();
    }

    @Test
    void massWithoutSupportWarnsThoughTheWeightsLookFine() {
        OffPolicy estimator = new OffPolicy();
        for (int i = 0; i < 1000; i++) {
            estimator.add(1, 0.5, 0.5, 0, 0, i != 500);
        }
        assertThat(estimator.estimates().overlapWarning()).isTrue();
    }

    @Test
    void refusesRowsThatWereNotRandomised() {
        assertThatThrownBy(() -> new OffPolicy().add(1, 0, 0.5, 0, 0, true))
                .hasMessageContaining("must be above 0");
    }

    @Test
    void clippingBoundsOneRow() {
        OffPolicy clipped = new OffPolicy(2);
        clipped.add(1, 0.01, 0.5, 0, 0, true);
        clipped.add(0, 0.5, 0.5, 0, 0, true);
        assertThat(clipped.estimates().ipw()).isEqualTo(1);
    }
}
