package org.wearablecoach.loop.adapt;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.wearablecoach.event.Candidate;
import org.wearablecoach.event.Decision;
import org.wearablecoach.event.DecisionType;
import org.wearablecoach.event.PolicyUpdate;
import org.wearablecoach.event.Reason;
import org.wearablecoach.event.Reward;
import org.wearablecoach.loop.config.LoopConfig;
import org.wearablecoach.policy.Choice;
import org.wearablecoach.policy.DecisionPoint;
import org.wearablecoach.policy.DoseModel;
import org.wearablecoach.policy.DosePooling;
import org.wearablecoach.policy.GaussianPrior;
import org.wearablecoach.policy.LearningRow;
import org.wearablecoach.policy.PersonalPolicy;
import org.wearablecoach.policy.Policy;
import org.wearablecoach.policy.PolicyRun;
import org.wearablecoach.policy.Pooling;
import org.wearablecoach.policy.ThompsonSampling;

/**
 * What the persons of a log tell about a person who is not among them: decisions and rewards go in,
 * and a policy update with population priors comes out. Equal logs give equal updates, so it is
 * safe to run again.
 *
 * <p>A person's decisions come in their order, and so do their rewards, as a topic has them; how
 * the two are interleaved changes nothing but memory. What is kept of a person is the sums that the
 * job keeps, and what waits for its other half: where both topics are read at the same pace, the
 * available decisions of about a day. A record that comes again is known by its running number.
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

    /**
     * A decision that waits for its reward, in short.
     *
     * @param chosen index of the intervention among those of the policy
     */
    private record Open(
            long time,
            float[] baseline,
            float[] advantage,
            double dosage,
            int chosen,
            double probability,
            double[] shares) {}

    /** What a reward says, until its decision has come. */
    private record Told(
            String decisionId,
            long outcomeTime,
            boolean learnable,
            int outcome,
            boolean delivered,
            double reward) {}

    private static final class Person {

        PersonalPolicy own = new PersonalPolicy();
        final Map<String, Open> open = new HashMap<>();
        final ArrayDeque<Told> waiting = new ArrayDeque<>();

        /** Number and time of the newest decision, and when what is known of the person began. */
        long last = -1;

        long lastTime = Long.MIN_VALUE;
        long since = Long.MIN_VALUE;

        /** Number and time of the newest reward row. */
        long lastReward = -1;

        long lastClosed = Long.MIN_VALUE;
    }

    private final LoopConfig config;
    private final PolicyRun run;
    private final Policy policy;
    private final List<String> interventions;
    private final Map<String, Person> persons = new TreeMap<>();
    private long newest = Long.MIN_VALUE;

    /** How many records came more than once. */
    private long repeated;

    /**
     * @param config of the job whose log is read
     * @throws IllegalArgumentException when its policy has no priors
     */
    public PopulationLearning(LoopConfig config) {
        this.config = config;
        this.run = PolicyVersion.configured(config, AdaptModels.NO_NETWORKS).everyone();
        this.policy = run.policy();
        if (!(policy instanceof ThompsonSampling || policy instanceof DoseModel)) {
            throw new IllegalArgumentException(
                    "policy.kind is "
                            + config.policy().kind()
                            + (policy.statisticsLength() == 0
                                    ? ": it learns nothing, and has no priors"
                                    : ": it starts from nothing with each person, and has no"
                                            + " priors")
                            + "; dose, thompson-raw and thompson-smooth have. Set policy.kind to"
                            + " one of them, here and in the streaming job.");
        }
        this.interventions = config.shape().interventions();
    }

    /** Takes a decision row; a repeated one is dropped. */
    public void decision(Decision row) {
        Person person = persons.computeIfAbsent(row.userId(), id -> fresh());
        if (row.index() == 0
                && row.previousHash().isEmpty()
                && row.decisionTime() > person.lastTime) {
            // New, or erased, or forgotten: what was known of the person is no more.
            person.own = ownOfNobody();
            person.open.clear();
            person.last = -1;
            person.since = row.decisionTime();
        }
        if (row.index() <= person.last) {
            repeated++;
            return;
        }
        person.last = row.index();
        person.lastTime = Math.max(person.lastTime, row.decisionTime());
        newest = Math.max(newest, row.decisionTime());
        observe(person, row);
        Open open = open(row);
        if (open != null) {
            person.open.put(row.decisionId(), open);
        }
        settle(person, person.lastTime);
    }

    /** Takes a reward row; a repeated one is dropped. */
    public void reward(Reward row) {
        Person person = persons.computeIfAbsent(row.userId(), id -> fresh());
        if (row.rewardIndex() == 0
                && row.previousHash().isEmpty()
                && row.closedAt() > person.lastClosed) {
            person.lastReward = -1;
        }
        if (row.rewardIndex() <= person.lastReward) {
            repeated++;
            return;
        }
        person.lastReward = row.rewardIndex();
        person.lastClosed = Math.max(person.lastClosed, row.closedAt());
        person.waiting.add(
                new Told(
                        row.decisionId(),
                        row.outcomeTime(),
                        row.learnable() && Double.isFinite(row.reward()),
                        ProximalOutcome.indexOf(row.outcome()),
                        row.deliveredAt() != null,
                        row.reward()));
        settle(person, person.lastTime);
    }

    private Person fresh() {
        Person person = new Person();
        person.own = ownOfNobody();
        return person;
    }

    private PersonalPolicy ownOfNobody() {
        PersonalPolicy own = new PersonalPolicy();
        own.schema = policy.statisticsSchema();
        own.statistics = policy.newStatistics();
        return own;
    }

    /**
     * Learns in the order of closing, as far as the decisions are there.
     *
     * @param seen all decisions before this time have come
     */
    private void settle(Person person, long seen) {
        for (Told told = person.waiting.peek(); told != null; told = person.waiting.peek()) {
            Open open = person.open.remove(told.decisionId());
            if (open == null && told.outcomeTime() > seen) {
                return; // its decision may still come
            }
            person.waiting.remove();
            if (open == null || !told.learnable()) {
                person.own.reportsDelivery |= told.delivered() && told.outcomeTime() > person.since;
                continue;
            }
            run.learn(
                    person.own,
                    new LearningRow(
                            open.time(),
                            doubles(open.baseline()),
                            doubles(open.advantage()),
                            open.dosage(),
                            true,
                            open.chosen(),
                            open.probability(),
                            open.shares(),
                            told.reward()),
                    told.outcome(),
                    told.delivered());
        }
    }

    /** An agent may learn from what was seen and done alone, whatever became of it. */
    private void observe(Person person, Decision row) {
        int chosen = row.chosen() == null ? Choice.NONE : interventions.indexOf(row.chosen());
        boolean fits =
                row.featureSchema() == Features.SCHEMA
                        && (row.chosen() == null || chosen != Choice.NONE);
        if (row.type() == DecisionType.SAFETY || !fits) {
            return;
        }
        run.observe(
                person.own,
                new DecisionPoint(
                        row.decisionTime(),
                        row.baselineFeatures(),
                        row.advantageFeatures(),
                        row.dosage(),
                        new boolean[interventions.size()],
                        row.drawCounter()),
                row.available(),
                chosen,
                PolicyRun.Failures.UNHEARD);
    }

    private static float[] floats(double[] values) {
        float[] floats = new float[values.length];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = (float) values[i];
        }
        return floats;
    }

    private static double[] doubles(float[] values) {
        double[] doubles = new double[values.length];
        for (int i = 0; i < doubles.length; i++) {
            doubles[i] = values[i];
        }
        return doubles;
    }

    /** Decisions that wait for their reward, and rewards that wait for their decision. */
    public long waiting() {
        long waiting = 0;
        for (Person person : persons.values()) {
            waiting += person.open.size() + person.waiting.size();
        }
        return waiting;
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
        List<String> ids = new ArrayList<>();
        List<double[]> told = new ArrayList<>();
        long rows = 0;
        for (Map.Entry<String, Person> entry : persons.entrySet()) {
            settle(entry.getValue(), Long.MAX_VALUE);
            double[] statistics = entry.getValue().own.statistics;
            double learned = learned(statistics);
            if (learned > 0) {
                ids.add(entry.getKey());
                rows += (long) learned;
                told.add(statistics);
            }
        }
        PolicyUpdate update = told.isEmpty() ? null : update(ids, told);
        return new Result(told.size(), rows, update);
    }

    private double learned(double[] statistics) {
        return policy instanceof ThompsonSampling sampling
                ? sampling.rows(statistics)
                : ((DoseModel) policy).rewards(statistics);
    }

    /**
     * What is to be kept of a decision; null for one that nobody learns from, and for one of
     * another configuration of features or interventions.
     */
    private @Nullable Open open(Decision row) {
        boolean randomised =
                row.type() == DecisionType.POLICY || row.type() == DecisionType.WARM_UP;
        if (!row.available() || !randomised || row.featureSchema() != Features.SCHEMA) {
            return null;
        }
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
        if (found != shares.length) {
            return null;
        }
        return new Open(
                row.decisionTime(),
                floats(row.baselineFeatures()),
                floats(row.advantageFeatures()),
                row.dosage(),
                chosen,
                row.probability(),
                shares);
    }

    /** Vectors of a specification by name. */
    private record Vectors(Map<String, double[]> byName) {

        static @Nullable Vectors of(Pooling.@Nullable Prior prior) {
            return prior == null
                    ? null
                    : new Vectors(
                            Map.of(
                                    "priorMean", prior.mean(),
                                    "priorCovariance", prior.covariance()));
        }

        static @Nullable Vectors of(DosePooling.@Nullable Priors priors) {
            return priors == null
                    ? null
                    : new Vectors(
                            Map.of(
                                    "priorMean", priors.mean(),
                                    "priorCovariance", priors.covariance(),
                                    "priorNoise", priors.noise()));
        }
    }

    /**
     * Who may get which priors; null where a gate refuses.
     *
     * @param everyone of a person who is not among those counted
     * @param own of each person, from all the others
     */
    private record Pooled(@Nullable Vectors everyone, List<@Nullable Vectors> own) {}

    private Pooled pooled(List<double[]> persons, boolean leaveOut) {
        int steps = persons.size() >= LEAST_PERSONS ? STEPS : 0;
        List<@Nullable Vectors> own = new ArrayList<>();
        if (policy instanceof DoseModel dose) {
            DosePooling pooling = new DosePooling(dose, persons, steps);
            if (leaveOut) {
                pooling.leaveOneOut().forEach(priors -> own.add(Vectors.of(priors)));
            }
            return new Pooled(Vectors.of(pooling.newcomer()), own);
        }
        ThompsonSampling sampling = (ThompsonSampling) policy;
        List<Pooling.Person> sums = new ArrayList<>();
        for (double[] statistics : persons) {
            sums.add(
                    Pooling.Person.of(
                            statistics, sampling.normalOffset(), sampling.coefficients()));
        }
        GaussianPrior hyper = sampling.prior();
        double[] between = new double[sampling.coefficients()];
        double[] variances = sampling.priorVariances();
        for (int i = 0; i < between.length; i++) {
            between[i] = BETWEEN * variances[i];
        }
        Pooling pooling =
                new Pooling(hyper, between, sampling.noiseVariance()).empiricalBayes(sums, steps);
        if (leaveOut) {
            for (Pooling.@Nullable Prior prior : pooling.leaveOneOut(sums)) {
                own.add(Vectors.of(prior));
            }
        }
        return new Pooled(Vectors.of(pooling.newcomer(sums)), own);
    }

    private @Nullable PolicyUpdate update(List<String> ids, List<double[]> persons) {
        boolean leaveOut = persons.size() < LEAVE_OUT_BELOW;
        Pooled pooled = pooled(persons, leaveOut);
        if (pooled.everyone() == null) {
            return null;
        }
        StringBuilder json = new StringBuilder();
        json.append("{\"kind\":\"").append(config.policy().kind()).append("\",");
        json.append("\"schema\":\"").append(policy.statisticsSchema()).append("\",");
        json.append("\"vectors\":");
        vectors(json, pooled.everyone());
        if (leaveOut) {
            json.append(",\"persons\":{");
            for (int i = 0; i < ids.size(); i++) {
                Vectors own = pooled.own().get(i);
                if (own == null) {
                    return null;
                }
                json.append(i == 0 ? "" : ",");
                json.append('"').append(PolicyVersion.sha256(ids.get(i))).append("\":");
                vectors(json, own);
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

    /** In the order that names and numbers have, so that equal priors are equal texts. */
    private static void vectors(StringBuilder json, Vectors vectors) {
        String separator = "{";
        for (String name : List.of("priorMean", "priorCovariance", "priorNoise")) {
            double[] values = vectors.byName().get(name);
            if (values != null) {
                json.append(separator).append('"').append(name).append("\":");
                numbers(json, values);
                separator = ",";
            }
        }
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
