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

    /** What an agent does beside deciding. */
    public enum Step {
        /** The nightly work, {@link Policy#plan}. */
        PLAN,

        /** Taking in that a decision was taken, {@link Policy#observe}. */
        OBSERVE,

        /** Taking in a closed decision, {@link Policy#learn}. */
        LEARN
    }

    /**
     * Hears that an agent failed at a step, by an exception or by statistics that are no numbers.
     * The person goes on with the statistics from before that step; nobody else is touched.
     */
    @FunctionalInterface
    public interface Failures {

        /** Hears nothing. */
        Failures UNHEARD = (step, why) -> {};

        /**
         * A step failed.
         *
         * @param step which one
         * @param why the kind of failure, without values
         */
        void failed(Step step, String why);
    }

    /** Decides, with failures of the agent unheard: they were told when the log was written. */
    public Randomised decide(
            PersonalPolicy person, DecisionPoint point, ZoneId zone, boolean available) {
        return decide(person, point, zone, available, Failures.UNHEARD);
    }

    /**
     * Decides at one decision point of the grid.
     *
     * @param person changed in place
     * @param point what is seen; at least one intervention is eligible when available
     * @param zone of the person, for the local day
     * @param available whether something may be sent
     * @param failures hears what the agent failed at, beside deciding
     */
    public Randomised decide(
            PersonalPolicy person,
            DecisionPoint point,
            ZoneId zone,
            boolean available,
            Failures failures) {
        align(person);
        long day = LocalClock.day(zone, point.decisionTime());
        int hour = LocalClock.time(zone, point.decisionTime()).getHour();
        plan(person, point, day, failures);
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
        observe(person, point, available, result.chosen(), failures);
        return result;
    }

    /**
     * Takes in that a decision was taken; for who reads a log instead of deciding.
     *
     * @param person changed in place
     * @param point what was seen
     * @param available whether something could be sent
     * @param chosen index of what was sent, or {@link Choice#NONE}
     * @param failures hears what the agent failed at
     */
    public void observe(
            PersonalPolicy person,
            DecisionPoint point,
            boolean available,
            int chosen,
            Failures failures) {
        double[] before = person.statistics.clone();
        try {
            policy.observe(person.statistics, point, available, chosen);
            keepNumbers(person, before, Step.OBSERVE, failures);
        } catch (RuntimeException e) {
            person.statistics = before;
            failures.failed(Step.OBSERVE, kind(e));
        }
    }

    private Randomised draw(PersonalPolicy person, DecisionPoint point, int hour) {
        if (person.since == PersonalPolicy.NEVER) {
            person.since = point.decisionTime();
        }
        Budget limit = budget;
        if (point.decisionTime() - person.since < warmUpMillis) {
            if (limit != null) {
                limit.pass(person.budget);
            }
            return randomiser.warmUp(point, warmUpProbability);
        }
        if (limit == null) {
            return randomiser.decide(policy, point, person.statistics);
        }
        Randomised result =
                randomiser.decide(policy, point, person.statistics, limit.at(person.budget, hour));
        limit.spend(person.budget, hour, result.wanted(), result.probability());
        return result;
    }

    /** Before the first decision of each local day. A plan that fails leaves the last one. */
    private void plan(PersonalPolicy person, DecisionPoint point, long day, Failures failures) {
        if (day <= person.plannedDay || person.statistics.length == 0) {
            return;
        }
        person.plannedDay = day;
        double[] before = person.statistics.clone();
        try {
            policy.plan(person.statistics, point.counter());
            keepNumbers(person, before, Step.PLAN, failures);
        } catch (RuntimeException e) {
            person.statistics = before;
            failures.failed(Step.PLAN, kind(e));
        }
    }

    /** Statistics that a step made no numbers of would decide nothing ever again. */
    private static void keepNumbers(
            PersonalPolicy person, double[] before, Step step, Failures failures) {
        if (!LearningRow.finite(person.statistics) && LearningRow.finite(before)) {
            person.statistics = before;
            failures.failed(step, "statistics that are not finite");
        }
    }

    /** An exception by its name: its message may hold values of the person. */
    private static String kind(RuntimeException e) {
        return e.getClass().getSimpleName();
    }

    /**
     * Takes in a closed decision of the only outcome, see {@link #learn(PersonalPolicy,
     * LearningRow, int, boolean, Failures)}.
     */
    public void learn(PersonalPolicy person, LearningRow row, boolean delivered) {
        learn(person, row, 0, delivered);
    }

    /** Takes in a closed decision, with failures of the agent unheard. */
    public void learn(PersonalPolicy person, LearningRow row, int outcome, boolean delivered) {
        learn(person, row, outcome, delivered, Failures.UNHEARD);
    }

    /**
     * Takes in a closed decision: one of type POLICY or WARM_UP that was available and whose reward
     * is known. Rows of another agent's statistics are left out.
     *
     * @param person changed in place
     * @param row as logged
     * @param outcome which proximal outcome its reward is of, from 0
     * @param delivered whether the row's message was reported to have arrived
     * @param failures hears when the agent failed
     */
    public void learn(
            PersonalPolicy person,
            LearningRow row,
            int outcome,
            boolean delivered,
            Failures failures) {
        person.reportsDelivery |= delivered;
        if (policy.statisticsLength() == 0 || !fits(person)) {
            return;
        }
        boolean lost = row.chosen() != Choice.NONE && person.reportsDelivery && !delivered;
        double[] before = person.statistics.clone();
        double[] usual = person.usual.clone();
        try {
            LearningRow told = lost ? row.delivered(Choice.NONE) : row;
            if (centred) {
                told = lessUsual(person, told, outcome);
            }
            if (told != null) {
                policy.learn(person.statistics, told);
                keepNumbers(person, before, Step.LEARN, failures);
            }
        } catch (RuntimeException e) {
            person.statistics = before;
            person.usual = usual;
            failures.failed(Step.LEARN, kind(e));
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

    /** Statistics of another agent are worth nothing to this one. */
    private void align(PersonalPolicy person) {
        if (!fits(person)) {
            person.statistics = policy.newStatistics();
            person.usual = new double[0];
            person.schema = policy.statisticsSchema();
            person.plannedDay = PersonalPolicy.NEVER;
        }
    }
}
