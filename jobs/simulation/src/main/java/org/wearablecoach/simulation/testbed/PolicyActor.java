package org.wearablecoach.simulation.testbed;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.wearablecoach.policy.Choice;
import org.wearablecoach.policy.DecisionPoint;
import org.wearablecoach.policy.Dosage;
import org.wearablecoach.policy.LearningRow;
import org.wearablecoach.policy.Policy;
import org.wearablecoach.policy.Randomised;
import org.wearablecoach.policy.Randomiser;

/** An agent of the job, called as the job calls it. Its features are 1 and the observation. */
final class PolicyActor implements Actor {

    private final Policy policy;
    private final Randomiser randomiser;
    private final double[] statistics;
    private final boolean[] eligible;
    private double dosage;
    private long lastTime;
    private @Nullable DecisionPoint point;
    private @Nullable Randomised drawn;

    PolicyActor(Policy policy, Randomiser randomiser, int interventions) {
        this.policy = policy;
        this.randomiser = randomiser;
        this.statistics = policy.newStatistics();
        this.eligible = new boolean[interventions];
        Arrays.fill(eligible, true);
    }

    @Override
    public void newDay(String counter) {
        policy.plan(statistics, counter);
    }

    private DecisionPoint point(long time, double[] observation, String counter) {
        int arrived = drawn != null && drawn.chosen() != Choice.NONE ? 1 : 0;
        dosage = Dosage.next(dosage, time - lastTime, arrived);
        lastTime = time;
        double[] features = new double[observation.length + 1];
        features[0] = 1;
        System.arraycopy(observation, 0, features, 1, observation.length);
        return new DecisionPoint(time, features, features, dosage, eligible, counter);
    }

    @Override
    public int act(long time, double[] observation, String counter) {
        DecisionPoint now = point(time, observation, counter);
        Randomised row = randomiser.decide(policy, now, statistics);
        if (row.failure() != null) {
            throw new IllegalStateException("the agent failed: " + row.failure());
        }
        policy.observe(statistics, now, true, row.chosen());
        point = now;
        drawn = row;
        return row.chosen() + 1;
    }

    @Override
    public void learn(double outcome) {
        DecisionPoint at = point;
        Randomised row = drawn;
        if (at == null || row == null || Double.isNaN(outcome)) {
            return;
        }
        policy.learn(
                statistics,
                new LearningRow(
                        at.decisionTime(),
                        at.baseline(),
                        at.advantage(),
                        at.dosage(),
                        true,
                        row.chosen(),
                        row.probability(),
                        row.shares(),
                        outcome));
    }

    @Override
    public void end(long time, double[] observation) {
        policy.observe(statistics, point(time, observation, ""), false, Choice.NONE);
        drawn = null;
    }
}
