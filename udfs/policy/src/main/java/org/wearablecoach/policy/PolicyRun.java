package org.wearablecoach.policy;

import java.time.ZoneId;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A policy as it is run for persons: warm-up, nightly plan, proposal, budget, bounds, draw; later
 * what is learned. The one way in which the job, the edge, a simulation and an audit use an agent,
 * so that all of them decide and learn alike.
 *
 * <p>Calls of one person come in the order of the log: {@link #decide} at every decision point of
 * the grid, available or not, and {@link #learn} when a reward row is closed. What safety forces is
 * not told: it is outside of learning.
 *
 * @param policy the agent
 * @param randomiser bounds and fallback
 * @param budget messages a day; null without one
 * @param warmUpMillis how long after the first available decision the fixed probability decides; 0
 *     for no warm-up
 * @param warmUpProbability that probability
 * @param centred whether rewards are learned less what is usual for their outcome, for agents that
 *     compare arms whose outcomes differ
 */
public record PolicyRun(
        Policy policy,
        Randomiser randomiser,
        @Nullable Budget budget,
        long warmUpMillis,
        double warmUpProbability,
        boolean centred) {

    /** A policy without budget and warm-up. */
    public static PolicyRun of(Policy policy, Randomiser randomiser) {
        return new PolicyRun(policy, randomiser, null, 0, 0, false);
    }

    /**
     * Decides at one decision point of the grid.
     *
     * @param person changed in place
     * @param point what is seen; at least one intervention is eligible when available
     * @param zone of the person, for the local day
     * @param available whether something may be sent
     */
    public Randomised decide(
            PersonalPolicy person, DecisionPoint point, ZoneId zone, boolean available) {
        align(person);
        long day = LocalClock.day(zone, point.decisionTime());
        int hour = LocalClock.time(zone, point.decisionTime()).getHour();
        plan(person, point, day);
        Budget limit = budget;
        if (limit != null) {
            if (person.budget.length != Budget.LENGTH) {
                person.budget = limit.newState();
            }
            limit.advance(person.budget, day, hour);
        }
        Randomised result =
                available
                        ? draw(person, point, hour)
                        : Randomised.unavailable(point.eligible().length);
        try {
            policy.observe(person.statistics, point, available, result.chosen());
        } catch (RuntimeException e) {
            forget(person);
        }
        return result;
    }

    private Randomised draw(PersonalPolicy person, DecisionPoint point, int hour) {
        if (person.since == PersonalPolicy.NEVER) {
            person.since = point.decisionTime();
        }
        if (point.decisionTime() - person.since < warmUpMillis) {
            return randomiser.warmUp(point, warmUpProbability);
        }
        Budget limit = budget;
        if (limit == null) {
            return randomiser.decide(policy, point, person.statistics);
        }
        Randomised result =
                randomiser.decide(policy, point, person.statistics, limit.at(person.budget, hour));
        limit.spend(person.budget, result.wanted(), result.probability());
        return result;
    }

    /** Before the first decision of each local day. A plan that fails leaves the last one. */
    private void plan(PersonalPolicy person, DecisionPoint point, long day) {
        if (day <= person.plannedDay || person.statistics.length == 0) {
            return;
        }
        person.plannedDay = day;
        double[] before = person.statistics.clone();
        try {
            policy.plan(person.statistics, point.counter());
        } catch (RuntimeException e) {
            person.statistics = before;
        }
    }

    /**
     * Takes in a closed decision of the only outcome, see {@link #learn(PersonalPolicy,
     * LearningRow, int, boolean)}.
     */
    public void learn(PersonalPolicy person, LearningRow row, boolean delivered) {
        learn(person, row, 0, delivered);
    }

    /**
     * Takes in a closed decision: one of type POLICY or WARM_UP that was available and whose reward
     * is known. Rows of another agent's statistics are left out.
     *
     * @param person changed in place
     * @param row as logged
     * @param outcome which proximal outcome its reward is of, from 0
     * @param delivered whether the row's message was reported to have arrived
     */
    public void learn(PersonalPolicy person, LearningRow row, int outcome, boolean delivered) {
        person.reportsDelivery |= delivered;
        if (policy.statisticsLength() == 0 || !fits(person)) {
            return;
        }
        boolean lost = row.chosen() != Choice.NONE && person.reportsDelivery && !delivered;
        LearningRow told = lost ? row.delivered(Choice.NONE) : row;
        if (centred) {
            told = lessUsual(person, told, outcome);
        }
        try {
            if (told != null) {
                policy.learn(person.statistics, told);
            }
        } catch (RuntimeException e) {
            forget(person);
        }
    }

    /**
     * The row with the reward less what is usual for its outcome without a message; null for a
     * message while nothing is usual yet. An agent that compares arms would else compare units.
     */
    private static @Nullable LearningRow lessUsual(
            PersonalPolicy person, LearningRow row, int outcome) {
        if (person.usual.length < 2 * outcome + 2) {
            person.usual = Arrays.copyOf(person.usual, 2 * outcome + 2);
        }
        double[] usual = person.usual;
        int at = 2 * outcome;
        if (row.chosen() == Choice.NONE) {
            usual[at] = Math.min(usual[at] + 1, MOST_USUAL);
            usual[at + 1] += (row.reward() - usual[at + 1]) / usual[at];
        } else if (usual[at] == 0) {
            return null;
        }
        return new LearningRow(
                row.decisionTime(),
                row.baseline(),
                row.advantage(),
                row.dosage(),
                row.available(),
                row.chosen(),
                row.probability(),
                row.shares(),
                row.reward() - usual[at + 1]);
    }

    /** Rewards that the usual one is the mean of: about a week of them. */
    private static final double MOST_USUAL = 500;

    private boolean fits(PersonalPolicy person) {
        return policy.statisticsSchema().equals(person.schema)
                && person.statistics.length == policy.statisticsLength();
    }

    private void align(PersonalPolicy person) {
        if (!fits(person)) {
            forget(person);
            person.schema = policy.statisticsSchema();
            person.plannedDay = PersonalPolicy.NEVER;
        }
    }

    /** Statistics that an agent could not go on with are worth nothing; it starts anew. */
    private void forget(PersonalPolicy person) {
        person.statistics = policy.newStatistics();
        person.usual = new double[0];
    }
}
