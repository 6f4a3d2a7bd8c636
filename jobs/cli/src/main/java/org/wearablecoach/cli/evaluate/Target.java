package org.wearablecoach.cli.evaluate;

import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.wearablecoach.cli.InputException;
import org.wearablecoach.event.Candidate;
import org.wearablecoach.event.Decision;
import org.wearablecoach.event.Reason;
import org.wearablecoach.event.Reward;
import org.wearablecoach.event.Trigger;
import org.wearablecoach.loop.adapt.ProximalOutcome;
import org.wearablecoach.policy.Bounds;
import org.wearablecoach.policy.Choice;
import org.wearablecoach.policy.DecisionPoint;
import org.wearablecoach.policy.LearningRow;
import org.wearablecoach.policy.PersonalPolicy;
import org.wearablecoach.policy.Policies;
import org.wearablecoach.policy.Policy;
import org.wearablecoach.policy.PolicyRun;
import org.wearablecoach.policy.Proposal;
import org.wearablecoach.policy.Randomiser;
import org.wearablecoach.policy.ThompsonSampling;

/** A policy that did not decide: what it would have done, row by row, in the person's order. */
public interface Target {

    /**
     * Probabilities of sending nothing and of each candidate of the row, in this order; empty when
     * it says nothing about the row.
     *
     * @param decision as logged: the features stand in the row
     */
    double[] probabilities(Decision decision);

    /** Takes in what followed, for a target that learns. */
    default void learn(Decision decision, Reward reward) {}

    /** Makes the agent for the features of a log. */
    @FunctionalInterface
    interface Maker {

        /** An agent for these sizes. */
        Policy make(Policies.Shape shape);
    }

    /**
     * An agent within bounds, that learns from the log as it goes.
     *
     * @param maker makes it when the sizes are known from the first row
     * @param bounds of its probabilities
     * @param outcomes different proximal outcomes of the interventions
     */
    static Target agent(Maker maker, Bounds bounds, int outcomes) {
        return new Agent(maker, bounds, outcomes);
    }

    /** Nothing and each eligible intervention alike. */
    static Target random() {
        return decision -> {
            List<Candidate> candidates = decision.candidates();
            double[] all = new double[1 + candidates.size()];
            int eligible = 0;
            for (Candidate candidate : candidates) {
                eligible += candidate.reason() == null ? 1 : 0;
            }
            all[0] = 1.0 / (1 + eligible);
            for (int k = 0; k < candidates.size(); k++) {
                all[1 + k] = candidates.get(k).reason() == null ? all[0] : 0;
            }
            return all;
        };
    }

    /**
     * Always the same: 0 is nothing, k the k-th candidate of the row, and nothing where that is not
     * eligible.
     */
    static Target constant(int action) {
        return decision -> {
            List<Candidate> candidates = decision.candidates();
            if (action > candidates.size()) {
                throw new InputException(
                        "--target constant:"
                                + action
                                + ": the log has the interventions 1 to "
                                + candidates.size()
                                + ", and 0 for nothing.");
            }
            double[] all = new double[1 + candidates.size()];
            boolean sent = action > 0 && candidates.get(action - 1).reason() == null;
            all[sent ? action : 0] = 1;
            return all;
        };
    }

    /**
     * Probabilities that somebody else computed: {@code decisionId,probability}, and, where
     * interventions are not to be shared equally, a column with the share of each.
     */
    static Target table(Path file) {
        return new Table(file);
    }

    /** See {@link #agent}. */
    final class Agent implements Target {

        private final Maker maker;
        private final Bounds bounds;
        private final int outcomes;
        private final Map<String, PersonalPolicy> persons = new HashMap<>();
        private final Map<String, Long> planned = new HashMap<>();
        private @Nullable Policy policy;
        private List<String> interventions = List.of();

        private Agent(Maker maker, Bounds bounds, int outcomes) {
            this.maker = maker;
            this.bounds = bounds;
            this.outcomes = outcomes;
        }

        private static List<Candidate> arms(Decision decision) {
            List<Candidate> arms = new ArrayList<>(decision.candidates());
            arms.removeIf(candidate -> candidate.reason() == Reason.SAFETY_ONLY);
            return arms;
        }

        private Policy policy(Decision decision) {
            List<String> names = new ArrayList<>();
            for (Candidate arm : arms(decision)) {
                names.add(arm.intervention());
            }
            Policy made = policy;
            if (made == null) {
                made =
                        maker.make(
                                new Policies.Shape(
                                        decision.baselineFeatures().length,
                                        decision.advantageFeatures().length,
                                        names,
                                        outcomes));
                policy = made;
                interventions = names;
            } else if (!names.equals(interventions)) {
                throw new InputException(
                        "--log: the interventions change at decision "
                                + decision.decisionId()
                                + "; evaluate the parts of the log one by one.");
            }
            return made;
        }

        @Override
        public double[] probabilities(Decision decision) {
            if (decision.trigger() != Trigger.GRID) {
                return new double[0];
            }
            Policy agent = policy(decision);
            double[] own =
                    persons.computeIfAbsent(
                                    decision.userId(),
                                    id -> {
                                        PersonalPolicy person = new PersonalPolicy();
                                        person.statistics = agent.newStatistics();
                                        person.schema = agent.statisticsSchema();
                                        return person;
                                    })
                            .statistics;
            DecisionPoint point = point(decision);
            long day =
                    Instant.ofEpochMilli(decision.decisionTime())
                            .atZone(ZoneId.of(decision.zone()))
                            .toLocalDate()
                            .toEpochDay();
            Long last = planned.get(decision.userId());
            if (own.length > 0 && (last == null || day > last)) {
                planned.put(decision.userId(), day);
                agent.plan(own, point.counter());
            }
            double[] all = new double[0];
            if (decision.available()) {
                Proposal proposal = agent.propose(point, own);
                if (proposal.refused() == null) {
                    double p = bounds.clip(proposal.probability());
                    double[] shares = bounds.shares(proposal.weights(), point.eligible());
                    all = new double[1 + decision.candidates().size()];
                    all[0] = 1 - p;
                    int arm = 0;
                    for (int k = 0; k < decision.candidates().size(); k++) {
                        if (decision.candidates().get(k).reason() != Reason.SAFETY_ONLY) {
                            all[1 + k] = p * shares[arm++];
                        }
                    }
                }
            }
            agent.observe(own, point, decision.available(), chosen(decision));
            return all;
        }

        private static DecisionPoint point(Decision decision) {
            List<Candidate> arms = arms(decision);
            boolean[] eligible = new boolean[arms.size()];
            for (int k = 0; k < eligible.length; k++) {
                eligible[k] = arms.get(k).reason() == null;
            }
            return new DecisionPoint(
                    decision.decisionTime(),
                    decision.baselineFeatures(),
                    decision.advantageFeatures(),
                    decision.dosage(),
                    eligible,
                    decision.decisionId());
        }

        private static int chosen(Decision decision) {
            List<Candidate> arms = arms(decision);
            for (int k = 0; k < arms.size(); k++) {
                if (arms.get(k).intervention().equals(decision.chosen())) {
                    return k;
                }
            }
            return Choice.NONE;
        }

        @Override
        public void learn(Decision decision, Reward reward) {
            Policy agent = policy(decision);
            PersonalPolicy own = persons.get(decision.userId());
            if (own == null || own.statistics.length == 0) {
                return;
            }
            List<Candidate> arms = arms(decision);
            double[] shares = new double[arms.size()];
            for (int k = 0; k < shares.length; k++) {
                shares[k] = arms.get(k).share();
            }
            // As the job learns: what compares arms of several outcomes takes each less its usual
            // one.
            boolean centred = outcomes > 1 && !(agent instanceof ThompsonSampling);
            new PolicyRun(agent, new Randomiser(bounds, bounds.low()), null, 0, 0, centred)
                    .learn(
                            own,
                            new LearningRow(
                                    decision.decisionTime(),
                                    decision.baselineFeatures(),
                                    decision.advantageFeatures(),
                                    decision.dosage(),
                                    true,
                                    chosen(decision),
                                    decision.probability(),
                                    shares,
                                    reward.reward()),
                            ProximalOutcome.indexOf(reward.outcome()),
                            reward.deliveredAt() != null);
        }
    }

    /** See {@link #table}. */
    final class Table implements Target {

        private final Map<String, double[]> rows = new HashMap<>();
        private final List<String> columns = new ArrayList<>();

        private Table(Path file) {
            try (Columns table = new Columns("--target", file)) {
                for (String name : table.names()) {
                    if (!name.equals("decisionId") && !name.equals("probability")) {
                        columns.add(name);
                    }
                }
                while (table.next()) {
                    double[] row = new double[1 + columns.size()];
                    row[0] = table.number("probability");
                    double sum = 0;
                    for (int i = 0; i < columns.size(); i++) {
                        row[1 + i] = table.number(columns.get(i));
                        sum += row[1 + i];
                    }
                    if (!(row[0] >= 0 && row[0] <= 1)
                            || (!columns.isEmpty() && !(Math.abs(sum - 1) <= 1e-6))) {
                        throw new InputException(
                                table.place()
                                        + ": the probability must be 0 to 1, and the shares of"
                                        + " the interventions must add up to 1.");
                    }
                    if (rows.put(table.text("decisionId"), row) != null) {
                        throw new InputException(
                                table.place() + ": the decision stands there twice.");
                    }
                }
            }
        }

        @Override
        public double[] probabilities(Decision decision) {
            double[] row = rows.get(decision.decisionId());
            if (row == null) {
                return new double[0];
            }
            List<Candidate> candidates = decision.candidates();
            double[] all = new double[1 + candidates.size()];
            all[0] = 1 - row[0];
            double[] shares = new double[candidates.size()];
            if (columns.isEmpty()) {
                int eligible = 0;
                for (Candidate candidate : candidates) {
                    eligible += candidate.reason() == null ? 1 : 0;
                }
                for (int k = 0; k < shares.length; k++) {
                    shares[k] = candidates.get(k).reason() == null ? 1.0 / eligible : 0;
                }
            } else {
                Arrays.setAll(
                        shares,
                        k -> {
                            int at = columns.indexOf(candidates.get(k).intervention());
                            return at < 0 ? 0 : row[1 + at];
                        });
            }
            for (int k = 0; k < shares.length; k++) {
                all[1 + k] = row[0] * shares[k];
            }
            return all;
        }
    }
}
