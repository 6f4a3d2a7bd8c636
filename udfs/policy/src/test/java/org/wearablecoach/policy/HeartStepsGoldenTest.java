package org.wearablecoach.policy;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * The deployed HeartSteps V2/V3 prior, margins and decisions, and a nightly update computed
 * independently of this code. Tolerance 1e-9, as far as the files have digits.
 */
class HeartStepsGoldenTest {

    private static final int G = 8;
    private static final int F = 5;

    private static JsonNode prior() {
        return Published.json("heartsteps-prior/prior.json");
    }

    private static DelayedEffect delayed(JsonNode prior) {
        double sd = prior.get("sigma_reward_noise_sd").asDouble();
        DelayedEffect.Settings settings =
                new DelayedEffect.Settings(
                        prior.get("gamma").asDouble(),
                        prior.get("p_sed").asDouble(),
                        prior.get("weight_est").asDouble(),
                        sd * sd,
                        4,
                        1,
                        Published.doubles(prior.get("eta_init").get("theta_bar")));
        return new DelayedEffect(
                settings,
                GaussianPrior.independent(
                        Published.doubles(prior.get("mu1_baseline")),
                        Published.doubles(prior.get("Sigma1_diag"))),
                GaussianPrior.independent(
                        Published.doubles(prior.get("mu0_unavailable")),
                        Published.doubles(prior.get("Sigma0_diag"))),
                F);
    }

    private static ThompsonSampling agent(JsonNode prior) {
        double sd = prior.get("sigma_reward_noise_sd").asDouble();
        double[] mu2 = Published.doubles(prior.get("mu2_treatment"));
        double[] sigma2 = Published.doubles(prior.get("Sigma2_diag"));
        return new ThompsonSampling(
                new ThompsonSampling.Model(G, F, List.of("move"), 0),
                GaussianPrior.independent(
                        Published.concat(Published.doubles(prior.get("mu1_baseline")), mu2, mu2),
                        Published.concat(
                                Published.doubles(prior.get("Sigma1_diag")), sigma2, sigma2)),
                sd * sd,
                Allocation.HEARTSTEPS,
                delayed(prior));
    }

    private static DecisionPoint point(double dosage, double... f) {
        return new DecisionPoint(0, new double[G], f, dosage, new boolean[] {true}, "c");
    }

    @Test
    void marginsOfThePrior() {
        DelayedEffect delayed = delayed(prior());
        double[] statistics = new double[delayed.length()];
        for (Map<String, String> row : Published.csv("heartsteps-prior/margin_table.csv")) {
            double dosage = Published.number(row, "dosage");
            assertThat(delayed.margin(statistics, 0, dosage))
                    .isCloseTo(Published.number(row, "margin"), within(1e-9));
        }
    }

    @Test
    void decisionsOfThePrior() {
        ThompsonSampling agent = agent(prior());
        double[] statistics = agent.newStatistics();
        List<Map<String, String>> rows = Published.csv("heartsteps-prior/golden_decisions.csv");
        assertThat(rows).hasSizeGreaterThan(20);
        for (Map<String, String> row : rows) {
            double dosage = Published.number(row, "dosage");
            Proposal proposal =
                    agent.propose(
                            point(
                                    dosage,
                                    1,
                                    0.05 * dosage,
                                    Published.number(row, "engagement"),
                                    Published.number(row, "other_location"),
                                    Published.number(row, "variation")),
                            statistics);
            assertThat(proposal.advantages().get(0).mean())
                    .isCloseTo(Published.number(row, "post_mean"), within(1e-9));
            assertThat(Math.sqrt(proposal.advantages().get(0).variance()))
                    .isCloseTo(Published.number(row, "post_sd"), within(1e-9));
            assertThat(proposal.margin()).isCloseTo(Published.number(row, "margin"), within(1e-9));
            assertThat(
                            Allocation.Raw.unbounded(
                                    proposal.advantages().get(0).mean(),
                                    proposal.advantages().get(0).variance(),
                                    proposal.margin()))
                    .isCloseTo(Published.number(row, "raw_prob"), within(1e-9));
            assertThat(proposal.probability())
                    .isCloseTo(Published.number(row, "prob_code"), within(1e-9));
        }
    }

    @Test
    void nightlyUpdate() {
        JsonNode prior = prior();
        JsonNode golden = Published.json("heartsteps-prior/heartsteps_nightly_golden.json");
        ThompsonSampling agent = agent(prior);
        double[] statistics = agent.newStatistics();
        for (JsonNode row : golden.get("rows")) {
            agent.learn(statistics, row(row));
        }
        agent.plan(statistics, "night");

        LinearPosterior posterior = requireNonNull(agent.posterior(statistics));
        close(posterior.means(), Published.doubles(golden.get("posterior_mean18")), 1e-9);
        double[] covariance = posterior.covariance();
        for (int i = 0; i < F; i++) {
            for (int j = 0; j < F; j++) {
                assertThat(covariance[Packed.at(G + F + i, G + F + j)])
                        .isCloseTo(golden.get("beta_cov").get(i).get(j).asDouble(), within(1e-9));
            }
        }
        int delayedAt = agent.statisticsLength() - delayed(prior).length();
        double[] value = new double[50];
        System.arraycopy(statistics, statistics.length - 50, value, 0, 50);
        close(value, Published.doubles(golden.get("theta_bar")), 1e-9);
        DelayedEffect delayed = delayed(prior);
        for (JsonNode row : golden.get("table")) {
            double dosage = row.get("dosage").asDouble();
            assertThat(delayed.ownEta(statistics, delayedAt, dosage))
                    .isCloseTo(row.get("eta_hat").asDouble(), within(1e-9));
            Proposal proposal =
                    agent.propose(point(dosage, Published.doubles(row.get("f"))), statistics);
            assertThat(proposal.margin()).isCloseTo(row.get("margin").asDouble(), within(1e-9));
            assertThat(proposal.advantages().get(0).mean())
                    .isCloseTo(row.get("mean").asDouble(), within(1e-9));
            assertThat(proposal.probability()).isCloseTo(row.get("prob").asDouble(), within(1e-9));
        }
    }

    @Test
    void sweepsOfTheNightlyUpdate() {
        JsonNode prior = prior();
        JsonNode golden = Published.json("heartsteps-prior/heartsteps_nightly_golden.json");
        double sd = prior.get("sigma_reward_noise_sd").asDouble();
        double[] idle = new double[LinearPosterior.length(G)];
        double[] unavailable = new double[LinearPosterior.length(G)];
        double[] meanG = new double[G];
        double[] meanF = new double[F];
        int rows = golden.get("rows").size();
        double available = 0;
        for (JsonNode json : golden.get("rows")) {
            LearningRow row = row(json);
            if (!row.available()) {
                LinearPosterior.add(unavailable, 0, row.baseline(), row.reward());
            } else {
                available++;
                if (row.chosen() == Choice.NONE) {
                    LinearPosterior.add(idle, 0, row.baseline(), row.reward());
                }
            }
            for (int i = 0; i < G; i++) {
                meanG[i] += row.baseline()[i] / rows;
            }
            for (int i = 0; i < F; i++) {
                meanF[i] += row.advantage()[i] / rows;
            }
        }
        LinearPosterior whenIdle =
                requireNonNull(
                        LinearPosterior.of(
                                GaussianPrior.independent(
                                        Published.doubles(prior.get("mu1_baseline")),
                                        Published.doubles(prior.get("Sigma1_diag"))),
                                idle,
                                0,
                                sd * sd));
        LinearPosterior whenUnavailable =
                requireNonNull(
                        LinearPosterior.of(
                                GaussianPrior.independent(
                                        Published.doubles(prior.get("mu0_unavailable")),
                                        Published.doubles(prior.get("Sigma0_diag"))),
                                unavailable,
                                0,
                                sd * sd));
        close(whenIdle.means(), Published.doubles(golden.get("alpha1")), 1e-9);
        close(whenUnavailable.means(), Published.doubles(golden.get("alpha0")), 1e-9);
        assertThat(available / rows).isEqualTo(golden.get("p_avail").asDouble());
        double[] effect = new double[F];
        for (int i = 0; i < F; i++) {
            effect[i] = golden.get("posterior_mean18").get(G + F + i).asDouble();
        }
        DelayedEffect.Iteration iteration =
                delayed(prior)
                        .iterate(meanG, meanF, whenIdle, whenUnavailable, effect, available / rows);
        assertThat(iteration.sweeps()).isEqualTo(golden.get("sweeps").asInt());
        assertThat(iteration.difference())
                .isCloseTo(golden.get("final_delta").asDouble(), within(1e-9));
    }

    @Test
    void keepsThePriorMarginUntilTenRows() {
        JsonNode golden = Published.json("heartsteps-prior/heartsteps_nightly_golden.json");
        ThompsonSampling agent = agent(prior());
        double[] statistics = agent.newStatistics();
        double before = agent.propose(point(2, 1, 0.1, 0, 0, 0), statistics).margin();
        for (int i = 0; i < 9; i++) {
            agent.learn(statistics, row(golden.get("rows").get(i)));
        }
        agent.plan(statistics, "night");
        assertThat(agent.propose(point(2, 1, 0.1, 0, 0, 0), statistics).margin()).isEqualTo(before);
        agent.learn(statistics, row(golden.get("rows").get(9)));
        agent.plan(statistics, "night");
        assertThat(agent.propose(point(2, 1, 0.1, 0, 0, 0), statistics).margin())
                .isNotEqualTo(before);
    }

    private static LearningRow row(JsonNode row) {
        double dosage = 0.05 * row.get("dosage").asDouble();
        double engagement = row.get("engagement").asDouble();
        double other = row.get("other_location").asDouble();
        double variation = row.get("variation").asDouble();
        boolean sent = row.get("action").asInt() == 1;
        return new LearningRow(
                0,
                new double[] {
                    1,
                    row.get("temperature").asDouble(),
                    row.get("log_pre_steps").asDouble(),
                    row.get("sqrt_total_steps_yesterday").asDouble(),
                    dosage,
                    engagement,
                    other,
                    variation
                },
                new double[] {1, dosage, engagement, other, variation},
                row.get("dosage").asDouble(),
                row.get("available").asInt() == 1,
                sent ? 0 : Choice.NONE,
                row.get("probability").asDouble(),
                new double[] {1},
                row.get("reward").asDouble());
    }

    private static void close(double[] actual, double[] expected, double tolerance) {
        assertThat(actual).hasSize(expected.length);
        for (int i = 0; i < actual.length; i++) {
            assertThat(actual[i]).isCloseTo(expected[i], within(tolerance));
        }
    }
}
