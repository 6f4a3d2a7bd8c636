package org.wearablecoach.policy;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Oralytics (arXiv 2406.13127) and MiWaves (arXiv 2402.17739): posteriors and probabilities. */
class SmoothGoldenTest {

    private static final int F = 5;

    private static ThompsonSampling oralytics(JsonNode golden) {
        return new ThompsonSampling(
                new ThompsonSampling.Model(F, F, List.of("message"), 0),
                GaussianPrior.independent(
                        Published.doubles(golden.get("prior_mean")),
                        Published.doubles(golden.get("prior_var_diag"))),
                golden.get("sigma2_n").asDouble(),
                Allocation.ORALYTICS,
                null);
    }

    private static DecisionPoint point(double... f) {
        return new DecisionPoint(0, f, f, 0, new boolean[] {true}, "c");
    }

    @Test
    void oralyticsProbabilitiesOfThePrior() {
        ThompsonSampling agent =
                oralytics(
                        Published.json("oralytics-miwaves/oralytics_golden_posterior_6rows.json"));
        for (Map<String, String> row :
                Published.csv("oralytics-miwaves/oralytics_golden_probs.csv")) {
            Proposal proposal =
                    agent.propose(
                            point(
                                    Published.number(row, "time_of_day"),
                                    Published.number(row, "b_bar_norm"),
                                    Published.number(row, "a_bar_norm"),
                                    Published.number(row, "app_engagement"),
                                    1),
                            agent.newStatistics());
            assertThat(Math.sqrt(proposal.advantages().get(0).variance()))
                    .isCloseTo(Published.number(row, "post_sd"), within(1e-8));
            assertThat(proposal.probability())
                    .isCloseTo(Published.number(row, "prob"), within(1e-9));
        }
    }

    @Test
    void oralyticsPosteriorAfterSixRows() {
        JsonNode golden = Published.json("oralytics-miwaves/oralytics_golden_posterior_6rows.json");
        ThompsonSampling agent = oralytics(golden);
        double[] statistics = agent.newStatistics();
        for (int i = 0; i < 6; i++) {
            double[] state = Published.doubles(golden.get("states").get(i));
            boolean sent = golden.get("actions").get(i).asDouble() == 1;
            agent.learn(
                    statistics,
                    new LearningRow(
                            i,
                            state,
                            state,
                            0,
                            true,
                            sent ? 0 : Choice.NONE,
                            golden.get("probs").get(i).asDouble(),
                            new double[] {1},
                            golden.get("rewards").get(i).asDouble()));
        }
        LinearPosterior posterior = requireNonNull(agent.posterior(statistics));
        double[] covariance = posterior.covariance();
        for (int i = 0; i < 3 * F; i++) {
            assertThat(posterior.mean(i))
                    .isCloseTo(golden.get("posterior_mean").get(i).asDouble(), within(1e-9));
            double variance = golden.get("posterior_var_diag").get(i).asDouble();
            assertThat(covariance[Packed.at(i, i)]).isCloseTo(variance, within(1e-9));
            assertThat(covariance[Packed.at(10, i)])
                    .isCloseTo(golden.get("posterior_cov_row10").get(i).asDouble(), within(1e-9));
        }
        Proposal proposal =
                agent.propose(point(Published.doubles(golden.get("query_state"))), statistics);
        assertThat(proposal.advantages().get(0).mean())
                .isCloseTo(golden.get("adv_mean").asDouble(), within(1e-9));
        assertThat(Math.sqrt(proposal.advantages().get(0).variance()))
                .isCloseTo(golden.get("adv_sd").asDouble(), within(1e-9));
        assertThat(proposal.probability()).isCloseTo(golden.get("prob").asDouble(), within(1e-9));
    }

    @Test
    void miwavesProbabilitiesOfANewPerson() {
        double[] variances = {.0729, .1089, .09, .1024, .01, .01, .01, .01};
        double[] all = new double[24];
        Arrays.fill(all, 1);
        for (int i = 0; i < 8; i++) {
            all[16 + i] = variances[i] + 0.01;
        }
        ThompsonSampling agent =
                new ThompsonSampling(
                        new ThompsonSampling.Model(8, 8, List.of("message"), 0),
                        GaussianPrior.independent(new double[24], all),
                        1,
                        Allocation.MIWAVES,
                        null);
        for (Map<String, String> row :
                Published.csv("oralytics-miwaves/miwaves_golden_probs_new_user.csv")) {
            double a = Published.number(row, "S1");
            double b = Published.number(row, "S2");
            double c = Published.number(row, "S3");
            Proposal proposal =
                    agent.propose(
                            point(1, a, b, c, a * b, a * c, b * c, a * b * c),
                            agent.newStatistics());
            assertThat(proposal.advantages().get(0).variance())
                    .isCloseTo(Published.number(row, "var"), within(1e-9));
            assertThat(proposal.probability())
                    .isCloseTo(Published.number(row, "prob_exact_before_clip"), within(1e-9));
        }
    }

    @Test
    void withoutVarianceTheCurveItselfDecides() {
        assertThat(Allocation.ORALYTICS.probability(0, 0, 0))
                .isCloseTo(0.2 + 0.6 / 4, within(1e-15));
        assertThat(Allocation.MIWAVES.probability(0, 0, 0)).isCloseTo(0.2 + 0.1, within(1e-15));
    }

    @Test
    void aSteepCurveIsContinuousWhereItBecomesAStep() {
        double below = Allocation.MIWAVES.probability(100, Math.pow(4999.9 * 0.095, 2), 0);
        double above = Allocation.MIWAVES.probability(100, Math.pow(5000.1 * 0.095, 2), 0);
        assertThat(above).isCloseTo(below, within(1e-5));
    }
}
