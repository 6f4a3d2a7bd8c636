package org.wearablecoach.policy;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/**
 * The equations of the sources at drawn parameters, against computations that share no code with
 * the agents: a golden at one point does not see a constant that is right only there.
 */
class WrittenEquationsTest {

    private final SplittableRandom random = new SplittableRandom(20261120);

    private double between(double low, double high) {
        return low + (high - low) * random.nextDouble();
    }

    private double[] normals(int n, double sd) {
        double[] values = new double[n];
        for (int i = 0; i < n; i++) {
            values[i] = sd * random.nextGaussian();
        }
        return values;
    }

    /** Nodes and weights of Gauss and Legendre with five points (Abramowitz and Stegun 25.4.30). */
    private static final double[] NODES = {
        -0.9061798459386640, -0.5384693101056831, 0, 0.5384693101056831, 0.9061798459386640
    };

    private static final double[] WEIGHTS = {
        0.2369268850561891,
        0.4786286704993665,
        0.5688888888888889,
        0.4786286704993665,
        0.2369268850561891
    };

    /** E of low + (high - low) / (1 + c exp(-k x)) for x ~ N(m, sd^2), on 6,000 panels. */
    private static double expected(
            double low, double high, double c, double k, double m, double sd) {
        int panels = 6000;
        double half = 10.0 / panels;
        double sum = 0;
        for (int panel = 0; panel < panels; panel++) {
            double middle = -10 + (2 * panel + 1) * half;
            for (int i = 0; i < NODES.length; i++) {
                double z = middle + half * NODES[i];
                double rho = low + (high - low) / (1 + c * Math.exp(-k * (m + sd * z)));
                sum += WEIGHTS[i] * half * Math.exp(-z * z / 2) / Math.sqrt(2 * Math.PI) * rho;
            }
        }
        return sum;
    }

    @Test
    void theSmoothAllocationIsTheExpectationOfItsCurve() {
        double[] steepness = {0.515, 10 / 0.95, 10.5, 2, 25};
        for (int i = 0; i < 200; i++) {
            double low = between(0.005, 0.3);
            double high = between(0.5, 0.95);
            double c = between(0.5, 8);
            double k = steepness[i % steepness.length];
            double m = between(-3, 3);
            double sd = Math.exp(between(-5, 1.5));
            double margin = between(-1, 1);
            assertThat(new Allocation.Smooth("s", low, high, c, k).probability(m, sd * sd, margin))
                    .as("k %s, m %s, sd %s", k, m - margin, sd)
                    .isCloseTo(expected(low, high, c, k, m - margin, sd), within(4e-12));
        }
    }

    @Test
    void theRawAllocationIsTheProbabilityThatTheAdvantageExceedsItsMargin() {
        for (int i = 0; i < 200; i++) {
            double m = between(-2, 2);
            double sd = between(0.05, 2);
            double margin = between(-0.5, 0.5);
            // A curve of no width and far from 0 in its odds is the step at 0.
            double exceeds = expected(0, 1, 1, 1e6, m - margin, sd);
            assertThat(Allocation.Raw.unbounded(m, sd * sd, margin))
                    .isCloseTo(exceeds, within(2e-3));
            double raw = Allocation.Raw.unbounded(m, sd * sd, margin);
            assertThat(Allocation.HEARTSTEPS.probability(m, sd * sd, margin))
                    .isCloseTo(Math.min(0.8, 0.2 + 1.6 * Math.max(raw - 0.5, 0)), within(1e-12));
            assertThat(Allocation.Raw.clipped(0.2, 0.8).probability(m, sd * sd, margin))
                    .isEqualTo(Math.max(0.2, Math.min(0.8, raw)));
        }
    }

    @Test
    void thePosteriorOfAnySizeIsThatOfItsRows() {
        for (int trial = 0; trial < 20; trial++) {
            int g = 1 + random.nextInt(6);
            int f = 1 + random.nextInt(4);
            int arms = 1 + random.nextInt(3);
            int choice = random.nextInt(f + 1);
            int n = g + 2 * f + arms * choice;
            double s2 = between(0.1, 5);
            double[] mean = normals(n, 1);
            double[][] root = new double[n][];
            for (int i = 0; i < n; i++) {
                root[i] = normals(n, 0.4);
                root[i][i] += 1;
            }
            double[][] covariance = Dense.times(root, Dense.transposed(root));
            double[][] precision = Dense.inverse(covariance);
            double[] right = Dense.times(precision, mean);
            List<String> names = List.of("a", "b", "c").subList(0, arms);
            ThompsonSampling agent =
                    new ThompsonSampling(
                            new ThompsonSampling.Model(g, f, names, choice),
                            GaussianPrior.of(mean, Dense.packed(covariance)),
                            s2,
                            Allocation.ORALYTICS,
                            null);
            double[] statistics = agent.newStatistics();
            for (int t = 0; t < 30; t++) {
                double[] gs = normals(g, 1);
                double[] fs = normals(f, 1);
                double[] shares = new double[arms];
                double total = 0;
                for (int k = 0; k < arms; k++) {
                    shares[k] = between(0.1, 1);
                    total += shares[k];
                }
                for (int k = 0; k < arms; k++) {
                    shares[k] /= total;
                }
                double p = between(0.2, 0.8);
                int chosen = random.nextBoolean() ? random.nextInt(arms) : Choice.NONE;
                double reward = between(-2, 4);
                agent.learn(
                        statistics, new LearningRow(t, gs, fs, 0, true, chosen, p, shares, reward));
                double a = chosen == Choice.NONE ? 0 : 1;
                double[] x = new double[n];
                for (int i = 0; i < g; i++) {
                    x[i] = gs[i];
                }
                for (int i = 0; i < f; i++) {
                    x[g + i] = p * fs[i];
                    x[g + f + i] = (a - p) * fs[i];
                }
                for (int k = 0; k < arms; k++) {
                    for (int i = 0; i < choice; i++) {
                        x[g + 2 * f + k * choice + i] =
                                a * ((k == chosen ? 1 : 0) - shares[k]) * fs[i];
                    }
                }
                for (int i = 0; i < n; i++) {
                    right[i] += x[i] * reward / s2;
                    for (int j = 0; j < n; j++) {
                        precision[i][j] += x[i] * x[j] / s2;
                    }
                }
            }
            double[][] posterior = Dense.inverse(precision);
            LinearPosterior ours = requireNonNull(agent.posterior(statistics));
            assertThat(ours.means()).containsExactly(Dense.times(posterior, right), within(1e-9));
            assertThat(ours.covariance()).containsExactly(Dense.packed(posterior), within(1e-9));
        }
    }

    // --- the delayed effect ---

    /** Knots (0, 0, 0, 48 equally spaced points from 0 to 20, 20, 20, 20). */
    private static double[] knots() {
        double[] knots = new double[54];
        for (int i = 0; i < 48; i++) {
            knots[3 + i] = 20.0 * i / 47;
        }
        knots[51] = 20;
        knots[52] = 20;
        knots[53] = 20;
        return knots;
    }

    /** The recursion of Cox and de Boor as it is written down. */
    private static double basis(double[] knots, int j, int order, double x) {
        if (order == 1) {
            boolean last = x == 20 && knots[j] < 20 && knots[j + 1] == 20;
            return (knots[j] <= x && x < knots[j + 1]) || last ? 1 : 0;
        }
        double sum = 0;
        double left = knots[j + order - 1] - knots[j];
        if (left > 0) {
            sum += (x - knots[j]) / left * basis(knots, j, order - 1, x);
        }
        double right = knots[j + order] - knots[j + 1];
        if (right > 0) {
            sum += (knots[j + order] - x) / right * basis(knots, j + 1, order - 1, x);
        }
        return sum;
    }

    private static double[] bases(double x) {
        double at = Math.max(0, Math.min(20, x));
        double[] knots = knots();
        double[] values = new double[50];
        for (int j = 0; j < 50; j++) {
            values[j] = basis(knots, j, 4, at);
        }
        return values;
    }

    @Test
    void theSplinesAreThoseOfTheRecursion() {
        BSplines ours = new BSplines(0, 20, 48);
        assertThat(ours.functions()).isEqualTo(50);
        double[] coefficients = normals(50, 1);
        for (int i = 0; i < 300; i++) {
            double x = i == 0 ? 20 : i == 1 ? 0 : between(-2, 23);
            assertThat(ours.value(x, coefficients, 0))
                    .isCloseTo(Dense.dot(bases(x), coefficients), within(1e-12));
        }
        assertThat(bases(20)[49]).isEqualTo(1);
        assertThat(ours.value(25, coefficients, 0)).isEqualTo(coefficients[49]);
    }

    @Test
    void theMarginAndTheNightlyPlanFollowTheirEquationsForAnyTrial() {
        for (int trial = 0; trial < 4; trial++) {
            nightly();
        }
    }

    private static GaussianPrior wide(double[] mean, double variance) {
        double[] variances = new double[mean.length];
        java.util.Arrays.fill(variances, variance);
        return GaussianPrior.independent(mean, variances);
    }

    private void nightly() {
        int g = 3;
        int f = 2;
        double gamma = between(0.6, 0.92);
        double sedentary = between(0.05, 0.5);
        double weight = between(0.1, 0.9);
        double s2 = between(0.5, 3);
        double[] valuePrior = normals(50, 1);
        double[] idleMean = normals(g, 0.5);
        double[] unavailableMean = normals(g, 0.5);
        DelayedEffect.Settings settings =
                new DelayedEffect.Settings(gamma, sedentary, weight, s2, 2, 1, valuePrior);
        DelayedEffect delayed =
                new DelayedEffect(settings, wide(idleMean, 2), wide(unavailableMean, 2), f);
        ThompsonSampling agent =
                new ThompsonSampling(
                        new ThompsonSampling.Model(g, f, List.of("move"), 0),
                        wide(new double[g + 2 * f], 1.5),
                        s2,
                        Allocation.HEARTSTEPS,
                        delayed);
        double[] statistics = agent.newStatistics();
        Regression idle = new Regression(idleMean, 2, s2);
        Regression unavailable = new Regression(unavailableMean, 2, s2);
        Regression all = new Regression(new double[g + 2 * f], 1.5, s2);
        double[] meanG = new double[g];
        double[] meanF = new double[f];
        int rows = 25;
        double available = 0;
        for (int t = 0; t < rows; t++) {
            double x = between(0, 10);
            double[] gs = {1, random.nextGaussian(), 0.05 * x};
            double[] fs = {1, 0.05 * x};
            boolean on = random.nextInt(4) > 0;
            boolean sent = on && random.nextBoolean();
            double p = on ? between(0.2, 0.8) : 0;
            double reward = between(-1, 3);
            agent.learn(
                    statistics,
                    new LearningRow(
                            t, gs, fs, x, on, sent ? 0 : Choice.NONE, p, new double[] {1}, reward));
            available += on ? 1.0 / rows : 0;
            if (!on) {
                unavailable.add(gs, reward);
            } else {
                double a = sent ? 1 : 0;
                all.add(
                        new double[] {
                            gs[0],
                            gs[1],
                            gs[2],
                            p * fs[0],
                            p * fs[1],
                            (a - p) * fs[0],
                            (a - p) * fs[1]
                        },
                        reward);
                if (!sent) {
                    idle.add(gs, reward);
                }
            }
            for (int i = 0; i < g; i++) {
                meanG[i] += gs[i] / rows;
            }
            for (int i = 0; i < f; i++) {
                meanF[i] += fs[i] / rows;
            }
        }
        double x = between(0, 12);
        assertThat(margin(agent, statistics, x))
                .isCloseTo(
                        gamma / (1 - gamma) * eta(valuePrior, x, gamma, sedentary), within(1e-9));
        agent.plan(statistics, "night");
        double[] own =
                iterated(
                        gamma,
                        sedentary,
                        idle.mean(),
                        unavailable.mean(),
                        java.util.Arrays.copyOfRange(all.mean(), g + f, g + 2 * f),
                        meanG,
                        meanF,
                        available);
        for (double dosage : new double[] {0, 0.3, x, 15, 19.9}) {
            double eta =
                    weight * eta(own, dosage, gamma, sedentary)
                            + (1 - weight) * eta(valuePrior, dosage, gamma, sedentary);
            assertThat(margin(agent, statistics, dosage))
                    .isCloseTo(gamma / (1 - gamma) * eta, within(1e-8));
        }
    }

    private static double margin(ThompsonSampling agent, double[] statistics, double dosage) {
        return agent.propose(
                        new DecisionPoint(
                                0,
                                new double[3],
                                new double[] {1, 0.05 * dosage},
                                dosage,
                                new boolean[] {true},
                                "c"),
                        statistics)
                .margin();
    }

    private static double eta(double[] value, double x, double gamma, double sedentary) {
        double less = Dense.dot(bases(0.95 * x), value) - Dense.dot(bases(0.95 * x + 1), value);
        return (1 - gamma) * (1 - sedentary) * less;
    }

    private static double[] iterated(
            double gamma,
            double sedentary,
            double[] idle,
            double[] unavailable,
            double[] effect,
            double[] meanG,
            double[] meanF,
            double available) {
        int places = 201;
        double[][] here = new double[places][];
        double[][] up = new double[places][];
        double[][] down = new double[places][];
        double[] r1 = new double[places];
        double[] r0 = new double[places];
        double[] sent = new double[places];
        for (int i = 0; i < places; i++) {
            double x = i / 10.0;
            here[i] = bases(x);
            up[i] = bases(0.95 * x + 1);
            down[i] = bases(0.95 * x);
            double[] gs = meanG.clone();
            double[] fs = meanF.clone();
            gs[2] = 0.05 * x;
            fs[1] = 0.05 * x;
            r1[i] = Dense.dot(gs, idle);
            r0[i] = Dense.dot(gs, unavailable);
            sent[i] = r1[i] + Dense.dot(fs, effect);
        }
        double[][] least =
                Dense.times(
                        Dense.inverse(Dense.times(Dense.transposed(here), here)),
                        Dense.transposed(here));
        double[] theta = new double[50];
        double[] theta1 = new double[50];
        double[] theta0 = new double[50];
        for (int update = 0; ; update++) {
            double[] y1 = new double[places];
            double[] y0 = new double[places];
            double far = 0;
            for (int i = 0; i < places; i++) {
                double high = Dense.dot(up[i], theta);
                double bar = sedentary * high + (1 - sedentary) * Dense.dot(down[i], theta);
                y1[i] = Math.max(r1[i] + gamma * bar, sent[i] + gamma * high);
                y0[i] = r0[i] + gamma * bar;
                far = Math.max(far, Math.abs(y1[i] - Dense.dot(here[i], theta1)));
                far = Math.max(far, Math.abs(y0[i] - Dense.dot(here[i], theta0)));
            }
            if (far <= 1e-2 || update == 99) {
                return theta;
            }
            theta1 = Dense.times(least, y1);
            theta0 = Dense.times(least, y0);
            for (int j = 0; j < 50; j++) {
                theta[j] = available * theta1[j] + (1 - available) * theta0[j];
            }
        }
    }

    /** A Bayesian regression with independent coefficients. */
    private static final class Regression {
        final double[][] precision;
        final double[] right;
        final double s2;

        Regression(double[] mean, double variance, double s2) {
            int n = mean.length;
            precision = new double[n][n];
            right = new double[n];
            this.s2 = s2;
            for (int i = 0; i < n; i++) {
                precision[i][i] = 1 / variance;
                right[i] = mean[i] / variance;
            }
        }

        void add(double[] x, double y) {
            for (int i = 0; i < x.length; i++) {
                right[i] += x[i] * y / s2;
                for (int j = 0; j < x.length; j++) {
                    precision[i][j] += x[i] * x[j] / s2;
                }
            }
        }

        double[] mean() {
            return Dense.times(Dense.inverse(precision), right);
        }
    }

    // --- pooling ---

    /** What a person adds is X'(s2 I + X Sigma_u X')^-1 X, with X itself and not its square. */
    @Test
    void whatAPersonTellsThePopulationIsThatOfTheRowsThemselves() {
        int n = 3;
        int rows = 9;
        double s2 = 0.7;
        double[] spread = {0.3, 0.05, 1.2};
        double[][] precision = new double[n][n];
        double[] right = new double[n];
        List<Pooling.Person> persons = new java.util.ArrayList<>();
        for (int i = 0; i < n; i++) {
            precision[i][i] = 1 / 4.0;
        }
        for (int person = 0; person < 5; person++) {
            double[][] x = new double[rows][];
            double[] y = normals(rows, 2);
            double[] statistics = new double[LinearPosterior.length(n)];
            for (int t = 0; t < rows; t++) {
                x[t] = normals(n, 1);
                LinearPosterior.add(statistics, 0, x[t], y[t]);
            }
            persons.add(Pooling.Person.of(statistics, 0, n));
            double[][] marginal = new double[rows][rows];
            for (int s = 0; s < rows; s++) {
                for (int t = 0; t < rows; t++) {
                    marginal[s][t] = s == t ? s2 : 0;
                    for (int i = 0; i < n; i++) {
                        marginal[s][t] += x[s][i] * spread[i] * x[t][i];
                    }
                }
            }
            double[][] weighted = Dense.times(Dense.transposed(x), Dense.inverse(marginal));
            double[][] told = Dense.times(weighted, x);
            double[] shift = Dense.times(weighted, y);
            for (int i = 0; i < n; i++) {
                right[i] += shift[i];
                for (int j = 0; j < n; j++) {
                    precision[i][j] += told[i][j];
                }
            }
        }
        double[][] covariance = Dense.inverse(precision);
        double[] mean = Dense.times(covariance, right);
        for (int i = 0; i < n; i++) {
            covariance[i][i] += spread[i];
        }
        Pooling.Prior ours =
                requireNonNull(
                        new Pooling(
                                        GaussianPrior.independent(
                                                new double[n], new double[] {4, 4, 4}),
                                        spread,
                                        s2)
                                .newcomer(persons));
        assertThat(ours.mean()).containsExactly(mean, within(1e-9));
        assertThat(ours.covariance()).containsExactly(Dense.packed(covariance), within(1e-9));
    }

    // --- the dose model ---

    private static final Bounds DOSE_BOUNDS = new Bounds(0.15, 0.85, 0.1);

    /** A person with drawn linear dynamics, by action; the context shifts what is earned. */
    private static final class Lines {
        final double[][] step = new double[3][4];
        final double[][] earned = new double[3][4];

        double next(int arm, double u, double c) {
            return Math.max(0, Math.min(1, line(step[arm], u, c)));
        }

        static double line(double[] of, double u, double c) {
            return of[0] + of[1] * u + c * (of[2] + of[3] * u);
        }
    }

    @Test
    void thePlanOfTheDoseModelIsTheOneThatTryingEverythingFinds() {
        for (int trial = 0; trial < 6; trial++) {
            dose(trial % 2 == 0);
        }
    }

    private void dose(boolean latent) {
        Lines person = new Lines();
        for (int arm = 0; arm < 3; arm++) {
            // From anywhere to somewhere inside, so that the clipping to [0, 1] is never learned.
            person.step[arm] =
                    new double[] {between(0.15, 0.4), between(0.1, 0.4), between(-0.1, 0.1), 0};
            person.earned[arm] = normals(4, 1);
        }
        double[] contexts = latent ? new double[] {0.2, 0.7} : new double[] {0.1, 0.6};
        int horizon = 4;
        double discount = between(0.5, 1);
        DoseModel agent =
                new DoseModel(
                        new DoseSpec(
                                List.of("a", "b"),
                                List.of(new DoseSpec.Variable(1, 0, 1)),
                                -1,
                                new DoseSpec.Variable(2, 0, 1),
                                latent,
                                1,
                                -1,
                                horizon,
                                discount,
                                0,
                                64,
                                10,
                                DOSE_BOUNDS));
        double[] statistics = agent.newStatistics();
        boolean[] both = {true, true};
        double[] seen = new double[2];
        for (int t = 0; t < 30_000; t++) {
            double u = random.nextDouble();
            int now = random.nextInt(3) == 0 ? 1 : 0;
            int then = random.nextInt(3) == 0 ? 1 : 0;
            seen[now]++;
            seen[then]++;
            int arm = random.nextInt(3);
            double c = contexts[now];
            double[] f = {1, u, c};
            double[] after = {1, person.next(arm, u, c), contexts[then]};
            // A pair in time; to the next pair it is too long for a step.
            long time = 1000L * t;
            agent.observe(statistics, new DecisionPoint(time, f, f, 0, both, ""), true, arm - 1);
            agent.observe(
                    statistics,
                    new DecisionPoint(time + 1, after, after, 0, both, ""),
                    true,
                    Choice.NONE);
            double reward = Lines.line(person.earned[arm], u, c);
            agent.learn(
                    statistics,
                    new LearningRow(
                            time, f, f, 0, true, arm - 1, 0.5, new double[] {0.5, 0.5}, reward));
        }
        agent.plan(statistics, "plan");
        double share = seen[1] / (seen[0] + seen[1]);
        for (double u : new double[] {0.02, 0.21, 0.48, 0.77, 0.99}) {
            for (double c : contexts) {
                double[] worth = new double[3];
                for (int arm = 0; arm < 3; arm++) {
                    worth[arm] =
                            worth(person, latent, contexts, share, discount, horizon, arm, u, c);
                }
                double[] f = {1, u, c};
                Proposal proposal =
                        agent.propose(new DecisionPoint(0, f, f, 0, both, ""), statistics);
                for (int arm = 1; arm < 3; arm++) {
                    assertThat(proposal.advantages().get(arm - 1).mean())
                            .as("latent %s, action %d at %s, %s", latent, arm, u, c)
                            .isCloseTo(worth[arm] - worth[0], within(0.005));
                }
            }
        }
    }

    /** What an action earns with so many decisions to go, by trying everything that can follow. */
    private static double worth(
            Lines person,
            boolean latent,
            double[] contexts,
            double share,
            double discount,
            int left,
            int arm,
            double u,
            double c) {
        double sum = 0;
        // A latent context is the chance of one of two situations; else effects are linear in it.
        for (int situation = 0; situation < (latent ? 2 : 1); situation++) {
            double at = latent ? situation : c;
            double chance = latent ? (situation == 1 ? c : 1 - c) : 1;
            double later = 0;
            for (int next = 0; next < 2 && left > 1; next++) {
                double[] q = new double[3];
                for (int then = 0; then < 3; then++) {
                    q[then] =
                            worth(
                                    person,
                                    latent,
                                    contexts,
                                    share,
                                    discount,
                                    left - 1,
                                    then,
                                    person.next(arm, u, at),
                                    contexts[next]);
                }
                double sending =
                        DOSE_BOUNDS.floor() * (q[1] + q[2])
                                + (1 - 2 * DOSE_BOUNDS.floor()) * Math.max(q[1], q[2]);
                double p = sending > q[0] ? DOSE_BOUNDS.high() : DOSE_BOUNDS.low();
                later += (next == 1 ? share : 1 - share) * (p * sending + (1 - p) * q[0]);
            }
            sum += chance * (Lines.line(person.earned[arm], u, at) + discount * later);
        }
        return sum;
    }
}
