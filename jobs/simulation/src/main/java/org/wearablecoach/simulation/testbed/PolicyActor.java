package org.wearablecoach.simulation.testbed;

import java.time.ZoneId;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.wearablecoach.policy.Choice;
import org.wearablecoach.policy.DecisionPoint;
import org.wearablecoach.policy.Dosage;
import org.wearablecoach.policy.LearningRow;
import org.wearablecoach.policy.PersonalPolicy;
import org.wearablecoach.policy.PolicyRun;
import org.wearablecoach.policy.Randomised;

/**
 * A policy of the job, run for one person by the very {@link PolicyRun} that the job calls, at
 * decision points at which all actions may be chosen.
 */
final class PolicyActor implements Actor {

    private static final ZoneId ZONE = ZoneId.of("UTC");

    private final PolicyRun run;
    private final Sight sight;
    private final boolean[] eligible;
    private final PersonalPolicy person = new PersonalPolicy();
    private double dosage;
    private long dosageTime;
    private @Nullable DecisionPoint point;
    private @Nullable Randomised drawn;

    PolicyActor(PolicyRun run, Sight sight, int interventions) {
        this.run = run;
        this.sight = sight;
        this.eligible = new boolean[interventions];
        Arrays.fill(eligible, true);
    }

    /** Decides, and keeps what was seen and drawn for learning. */
    Randomised decide(long time, double[] observation, String counter, boolean available) {
        double before = Dosage.decayed(dosage, time - dosageTime);
        DecisionPoint now = sight.point(time, observation, before, eligible, counter);
        Randomised row = run.decide(person, now, ZONE, available, PolicyActor::failed);
        if (row.failure() != null) {
            throw new IllegalStateException("the agent failed: " + row.failure());
        }
        if (row.chosen() != Choice.NONE) {
            dosage = before + 1;
            dosageTime = time;
        }
        point = now;
        drawn = row;
        return row;
    }

    /** The job would go on with what the agent knew; a simulation is there to find it out. */
    private static void failed(PolicyRun.Step step, String why) {
        throw new IllegalStateException("the agent failed to " + step + ": " + why);
    }

    @Override
    public int act(long time, double[] observation, String counter) {
        return decide(time, observation, counter, true).chosen() + 1;
    }

    @Override
    public void learn(double outcome) {
        DecisionPoint at = point;
        Randomised row = drawn;
        if (at == null || row == null || Double.isNaN(outcome)) {
            return;
        }
        run.learn(
                person,
                new LearningRow(
                        at.decisionTime(),
                        at.baseline(),
                        at.advantage(),
                        at.dosage(),
                        true,
                        row.chosen(),
                        row.probability(),
                        row.shares(),
                        outcome),
                0,
                false,
                PolicyActor::failed);
    }

    @Override
    public void end(long time, double[] observation) {
        decide(time, observation, "", false);
        drawn = null;
    }
}
