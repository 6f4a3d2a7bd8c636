package org.wearablecoach.cli.evaluate;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.wearablecoach.cli.audit.Analysed;
import org.wearablecoach.cli.audit.Sink;
import org.wearablecoach.event.Candidate;
import org.wearablecoach.event.Decision;
import org.wearablecoach.event.Reward;
import org.wearablecoach.policy.GaussianPrior;
import org.wearablecoach.policy.LinearPosterior;
import org.wearablecoach.policy.OffPolicy;

/**
 * Evaluation on our own log. Only decisions count that the policy or the warm-up randomised while
 * the person was available, and whose reward came: what safety forces, fallbacks and what was not
 * available are never evaluated, and no reward is imputed.
 *
 * <p>The reward model of the direct and doubly robust estimates is a ridge regression of the reward
 * on g and, for each intervention, f. Its estimate of a row stands on the rows that were closed
 * before, so a row never helps to predict itself.
 */
public final class LogEvaluation implements Sink {

    private static final double NOISE = 1;
    private static final double RIDGE_VARIANCE = 10;

    private final Target target;
    private final OffPolicy estimator = new OffPolicy();
    private final Map<String, double[]> waiting = new HashMap<>();
    private long rows;
    private long used;
    private double unseen;
    private double[] statistics = new double[0];
    private @Nullable GaussianPrior prior;
    private @Nullable LinearPosterior model;
    private long fittedAt;
    private int arms;

    /** An evaluation of a target. */
    public LogEvaluation(Target target) {
        this.target = target;
    }

    @Override
    public void decided(Decision decision) {
        rows++;
        double[] probabilities = target.probabilities(decision);
        if (Analysed.is(decision) && probabilities.length > 0) {
            waiting.put(decision.decisionId(), probabilities);
        }
    }

    @Override
    public void closed(Decision decision, @Nullable Reward reward) {
        double[] probabilities = waiting.remove(decision.decisionId());
        if (reward == null
                || !Analysed.is(decision)
                || !reward.learnable()
                || !Double.isFinite(reward.reward())) {
            return;
        }
        if (probabilities != null) {
            add(decision, reward.reward(), probabilities);
        }
        learnModel(decision, reward.reward());
        target.learn(decision, reward);
    }

    private void add(Decision decision, double reward, double[] probabilities) {
        double logged = Analysed.propensity(decision);
        int chosen = arm(decision);
        boolean supported = true;
        double expected = 0;
        double estimate = 0;
        for (int arm = 0; arm < probabilities.length; arm++) {
            double q = probabilities[arm] > 0 || arm == chosen ? estimate(decision, arm) : 0;
            expected += probabilities[arm] * q;
            estimate = arm == chosen ? q : estimate;
            if (probabilities[arm] > 0 && !(behaviour(decision, arm) > 0)) {
                supported = false;
                unseen += probabilities[arm];
            }
        }
        used++;
        estimator.add(reward, logged, probabilities[chosen], estimate, expected, supported);
    }

    private static double behaviour(Decision decision, int arm) {
        return arm == 0
                ? 1 - decision.probability()
                : decision.probability() * decision.candidates().get(arm - 1).share();
    }

    private static int arm(Decision decision) {
        List<Candidate> candidates = decision.candidates();
        for (int k = 0; k < candidates.size(); k++) {
            if (candidates.get(k).intervention().equals(decision.chosen())) {
                return 1 + k;
            }
        }
        return 0;
    }

    private static double[] row(Decision decision, int arm) {
        double[] g = decision.baselineFeatures();
        double[] f = decision.advantageFeatures();
        int arms = decision.candidates().size();
        double[] x = new double[g.length + arms * f.length];
        System.arraycopy(g, 0, x, 0, g.length);
        if (arm > 0) {
            System.arraycopy(f, 0, x, g.length + (arm - 1) * f.length, f.length);
        }
        return x;
    }

    private double estimate(Decision decision, int arm) {
        LinearPosterior fitted = model;
        double[] x = row(decision, arm);
        return fitted == null || x.length != arms ? 0 : fitted.mean(x);
    }

    private void learnModel(Decision decision, double reward) {
        double[] x = row(decision, arm(decision));
        for (double value : x) {
            if (!Double.isFinite(value)) {
                return;
            }
        }
        GaussianPrior start = prior;
        if (start == null) {
            arms = x.length;
            statistics = new double[LinearPosterior.length(arms)];
            double[] variances = new double[arms];
            Arrays.fill(variances, RIDGE_VARIANCE);
            start = GaussianPrior.independent(new double[arms], variances);
            prior = start;
        }
        if (x.length != arms) {
            return;
        }
        LinearPosterior.add(statistics, 0, x, reward);
        fittedAt++;
        // Often at first, later once for each hundredth of the rows: a fit costs the cube of x.
        if (fittedAt < 200 || fittedAt % Math.max(1, fittedAt / 100) == 0) {
            model = LinearPosterior.of(start, statistics, 0, NOISE);
        }
    }

    /** The result of all rows so far. */
    public Evaluation evaluation() {
        return new Evaluation(
                estimator.estimates(), true, rows, rows - used, used == 0 ? 0 : unseen / used);
    }
}
