package org.wearablecoach.loop.adapt;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.wearablecoach.event.Candidate;
import org.wearablecoach.event.Decision;
import org.wearablecoach.event.PolicyUpdate;
import org.wearablecoach.event.Reason;
import org.wearablecoach.event.Reward;
import org.wearablecoach.loop.config.LoopConfig;
import org.wearablecoach.policy.Choice;
import org.wearablecoach.policy.GaussianPrior;
import org.wearablecoach.policy.LearningRow;
import org.wearablecoach.policy.PersonalPolicy;
import org.wearablecoach.policy.PolicyRun;
import org.wearablecoach.policy.Pooling;
import org.wearablecoach.policy.ThompsonSampling;

/**
 * What the persons of a log tell about a person who is not among them: decisions and rewards in any
 * order go in, each once by its decision id, and a policy update with population priors comes out.
 * Equal logs give equal updates, so it is safe to run again.
 *
 * <p>The priors follow theta_i = theta_pop + u_i, see {@link Pooling}, with variances between
 * persons by empirical Bayes from {@link #LEAST_PERSONS} persons on. A person of the log is part of
 * theta_pop; so below {@link #LEAVE_OUT_BELOW} persons each gets a prior of their own that leaves
 * them out, and from there on what one of them adds is small and is ignored.
 */
public final class PopulationLearning {

    /** From so many persons on a person is not left out of the own prior. */
    public static final int LEAVE_OUT_BELOW = 30;

    /** Fewer persons do not tell how persons differ. */
    public static final int LEAST_PERSONS = 5;

    /** Share of the prior variance that lies between persons until they tell. */
    private static final double BETWEEN = 0.5;

    private static final int STEPS = 20;
    private static final long DAY_MILLIS = 86_400_000L;

    private record Row(Decision decision, @Nullable Reward reward) {}

    private final LoopConfig config;
    private final PolicyRun run;
    private final ThompsonSampling policy;
    private final List<String> interventions;
    private final Map<String, Decision> decisions = new HashMap<>();
    private final Map<String, Reward> rewards = new HashMap<>();

    /** How many records came more than once. */
    private long repeated;

    /**
     * @param config of the job whose log is read
     * @throws IllegalArgumentException when its policy has no priors
     */
    public PopulationLearning(LoopConfig config) {
        this.config = config;
        this.run = PolicyVersion.configured(config, AdaptModels.NO_NETWORKS).everyone();
        if (!(run.policy() instanceof ThompsonSampling sampling)) {
            throw new IllegalArgumentException(
                    "policy.kind is "
                            + config.policy().kind()
                            + ": only thompson-raw and thompson-smooth have population priors;"
                            + " choose one of them.");
        }
        this.policy = sampling;
        this.interventions = config.shape().interventions();
    }

    /** Takes a decision row; a repeated one is dropped. */
    public void decision(Decision row) {
        if (decisions.putIfAbsent(row.decisionId(), row) != null) {
            repeated++;
        }
    }

    /** Takes a reward row; a repeated one is dropped. */
    public void reward(Reward row) {
        if (rewards.putIfAbsent(row.decisionId(), row) != null) {
            repeated++;
        }
    }

    /** Records that came more than once. */
    public long repeated() {
        return repeated;
    }

    /**
     * What was learned.
     *
     * @param persons who told something
     * @param rows learned from
     * @param update with the priors; null when nobody told anything or a gate refused
     */
    public record Result(int persons, long rows, @Nullable PolicyUpdate update) {}

    /** The update that the log gives. */
    public Result result() {
        Map<String, List<Row>> byPerson = new TreeMap<>();
        long newest = Long.MIN_VALUE;
        for (Decision decision : decisions.values()) {
            newest = Math.max(newest, decision.decisionTime());
            byPerson.computeIfAbsent(decision.userId(), id -> new ArrayList<>())
                    .add(new Row(decision, rewards.get(decision.decisionId())));
        }
        List<String> ids = new ArrayList<>();
        List<Pooling.Person> persons = new ArrayList<>();
        long rows = 0;
        for (Map.Entry<String, List<Row>> entry : byPerson.entrySet()) {
            double[] statistics = statistics(entry.getValue());
            if (policy.rows(statistics) > 0) {
                ids.add(entry.getKey());
                rows += (long) policy.rows(statistics);
                persons.add(
                        Pooling.Person.of(
                                statistics, policy.normalOffset(), policy.coefficients()));
            }
        }
        PolicyUpdate update = persons.isEmpty() ? null : update(ids, persons, newest);
        return new Result(persons.size(), rows, update);
    }

    /** The statistics of a person as the job has them: rewards in the order of their closing. */
    private double[] statistics(List<Row> rows) {
        PersonalPolicy own = new PersonalPolicy();
        own.schema = policy.statisticsSchema();
        own.statistics = policy.newStatistics();
        List<Row> closed = new ArrayList<>();
        Set<Long> seen = new HashSet<>();
        for (Row row : rows) {
            if (row.reward() != null && seen.add(row.decision().index())) {
                closed.add(row);
            }
        }
        closed.sort(
                Comparator.<Row>comparingLong(row -> reward(row).lastIndex())
                        .thenComparingLong(row -> reward(row).closedAt())
                        .thenComparingLong(row -> row.decision().index()));
        for (Row row : closed) {
            Reward reward = reward(row);
            boolean delivered = reward.deliveredAt() != null;
            LearningRow learning = reward.learnable() ? learning(row.decision(), reward) : null;
            if (learning == null) {
                own.reportsDelivery |= delivered;
            } else {
                run.learn(own, learning, delivered);
            }
        }
        return own.statistics;
    }

    private static Reward reward(Row row) {
        Reward reward = row.reward();
        if (reward == null) {
            throw new IllegalStateException("only closed rows are learned from");
        }
        return reward;
    }

    /**
     * The row to learn from; null for one of another configuration of features or interventions.
     */
    private @Nullable LearningRow learning(Decision row, Reward reward) {
        double[] shares = new double[interventions.size()];
        int chosen = Choice.NONE;
        int found = 0;
        for (Candidate candidate : row.candidates()) {
            int k = interventions.indexOf(candidate.intervention());
            if (k < 0 && candidate.reason() != Reason.SAFETY_ONLY) {
                return null;
            }
            if (k >= 0) {
                found++;
                shares[k] = candidate.share();
                chosen = candidate.intervention().equals(row.chosen()) ? k : chosen;
            }
        }
        if (found != shares.length
                || row.featureSchema() != Features.SCHEMA
                || !Double.isFinite(reward.reward())) {
            return null;
        }
        return new LearningRow(
                row.decisionTime(),
                row.baselineFeatures(),
                row.advantageFeatures(),
                row.dosage(),
                true,
                chosen,
                row.probability(),
                shares,
                reward.reward());
    }

    private @Nullable PolicyUpdate update(
            List<String> ids, List<Pooling.Person> persons, long newest) {
        GaussianPrior hyper = policy.prior();
        double[] between = new double[policy.coefficients()];
        double[] variances = policy.priorVariances();
        for (int i = 0; i < between.length; i++) {
            between[i] = BETWEEN * variances[i];
        }
        Pooling pooling = new Pooling(hyper, between, policy.noiseVariance());
        if (persons.size() >= LEAST_PERSONS) {
            pooling = pooling.empiricalBayes(persons, STEPS);
        }
        Pooling.Prior everyone = pooling.newcomer(persons);
        if (everyone == null) {
            return null;
        }
        StringBuilder json = new StringBuilder();
        json.append("{\"kind\":\"").append(config.policy().kind()).append("\",");
        json.append("\"schema\":\"").append(policy.statisticsSchema()).append("\",");
        json.append("\"vectors\":");
        vectors(json, everyone);
        if (persons.size() < LEAVE_OUT_BELOW) {
            json.append(",\"persons\":{");
            Pooling.@Nullable Prior[] own = pooling.leaveOneOut(persons);
            for (int i = 0; i < own.length; i++) {
                Pooling.Prior prior = own[i];
                if (prior == null) {
                    return null;
                }
                json.append(i == 0 ? "" : ",");
                json.append('"').append(PolicyVersion.sha256(ids.get(i))).append("\":");
                vectors(json, prior);
            }
            json.append('}');
        }
        json.append('}');
        String specification = json.toString();
        String hash = PolicyVersion.sha256(specification);
        // From the first midnight (UTC) after the log: a function of the log, and never in the past
        // of whoever decided last.
        long from = (Math.floorDiv(newest, DAY_MILLIS) + 1) * DAY_MILLIS;
        return new PolicyUpdate(
                Adapt.POLICY, "population-" + hash.substring(0, 12), hash, from, specification);
    }

    private static void vectors(StringBuilder json, Pooling.Prior prior) {
        json.append("{\"priorMean\":");
        numbers(json, prior.mean());
        json.append(",\"priorCovariance\":");
        numbers(json, prior.covariance());
        json.append('}');
    }

    private static void numbers(StringBuilder json, double[] values) {
        json.append('[');
        for (int i = 0; i < values.length; i++) {
            json.append(i == 0 ? "" : ",").append(values[i]);
        }
        json.append(']');
    }
}
