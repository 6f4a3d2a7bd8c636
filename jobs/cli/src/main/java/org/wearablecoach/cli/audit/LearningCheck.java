package org.wearablecoach.cli.audit;

import java.nio.file.Path;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.wearablecoach.cli.InputException;
import org.wearablecoach.cli.report.Numbers;
import org.wearablecoach.event.Advantage;
import org.wearablecoach.event.Candidate;
import org.wearablecoach.event.Decision;
import org.wearablecoach.event.JsonFormat;
import org.wearablecoach.event.PolicyUpdate;
import org.wearablecoach.event.Reason;
import org.wearablecoach.event.Reward;
import org.wearablecoach.event.Trigger;
import org.wearablecoach.event.VersionRef;
import org.wearablecoach.loop.adapt.AdaptModels;
import org.wearablecoach.loop.adapt.PolicyVersion;
import org.wearablecoach.loop.adapt.ProximalOutcome;
import org.wearablecoach.loop.config.LoopConfig;
import org.wearablecoach.policy.Choice;
import org.wearablecoach.policy.DecisionPoint;
import org.wearablecoach.policy.Draw;
import org.wearablecoach.policy.LearningRow;
import org.wearablecoach.policy.PersonalPolicy;
import org.wearablecoach.policy.PolicyRun;
import org.wearablecoach.policy.Randomised;

/**
 * Runs each person's learning again from the log, in the order of the log, and compares what every
 * decision was based on: posterior, margin, probability and shares. It uses the very class by which
 * the job decides and learns.
 *
 * <p>Where a person's first difference is found, what follows from it is not compared any more.
 */
public final class LearningCheck implements Audit.Check, Sink {

    /** Sums in another order differ by rounding. */
    private static final double ROUNDING = 1e-9;

    private final String configHash;
    private final Map<String, PolicyVersion> versions = new HashMap<>();
    private final Map<String, PersonalPolicy> persons = new HashMap<>();
    private final Set<String> broken = new HashSet<>();
    private long compared;

    private LearningCheck(String configHash) {
        this.configHash = configHash;
    }

    /**
     * A check.
     *
     * @param config by which the log was decided
     * @param configHash of it
     * @param networks opens policies that were trained elsewhere
     * @param policies updates that were published; null without any
     * @param progress hears of updates that are refused, as the job refused them
     */
    public static LearningCheck of(
            LoopConfig config,
            String configHash,
            AdaptModels.Networks networks,
            @Nullable Path policies,
            Consumer<String> progress) {
        LearningCheck check = new LearningCheck(configHash);
        check.add(PolicyVersion.configured(config, networks));
        if (policies == null) {
            return check;
        }
        Consumer<String> unreadable =
                problem -> {
                    throw new InputException(problem);
                };
        try (RowReader<PolicyUpdate> rows =
                new RowReader<>(policies, "--policies", JsonFormat.policyUpdate(), unreadable)) {
            for (PolicyUpdate row = rows.next(); row != null; row = rows.next()) {
                try {
                    check.add(PolicyVersion.of(null, row, config, networks));
                } catch (IllegalArgumentException e) {
                    progress.accept(
                            "policy "
                                    + row.name()
                                    + " "
                                    + row.version()
                                    + " is refused: "
                                    + e.getMessage());
                }
            }
        }
        return check;
    }

    private void add(PolicyVersion version) {
        versions.put(key(version.ref()), version);
    }

    private static String key(VersionRef ref) {
        return ref.name() + "|" + ref.version() + "|" + ref.sha256();
    }

    @Override
    public List<String> differences(Decision decision) {
        String userId = decision.userId();
        if (decision.index() == 0 && decision.previousHash().isEmpty()) {
            persons.remove(userId);
            broken.remove(userId);
        }
        if (decision.trigger() != Trigger.GRID || broken.contains(userId)) {
            return List.of();
        }
        PolicyVersion version = version(decision);
        PersonalPolicy own = persons.computeIfAbsent(userId, id -> new PersonalPolicy());
        List<Candidate> arms = arms(decision);
        boolean[] eligible = new boolean[arms.size()];
        for (int k = 0; k < eligible.length; k++) {
            eligible[k] = arms.get(k).reason() == null;
        }
        DecisionPoint point =
                new DecisionPoint(
                        decision.decisionTime(),
                        decision.baselineFeatures(),
                        decision.advantageFeatures(),
                        decision.dosage(),
                        eligible,
                        Draw.counter(
                                version.seed(),
                                userId,
                                decision.decisionTime(),
                                decision.trigger()));
        Randomised again =
                version.of(userId)
                        .decide(own, point, ZoneId.of(decision.zone()), decision.available());
        compared++;
        List<String> found = compare(decision, arms, again);
        if (!found.isEmpty()) {
            broken.add(userId);
        }
        return found;
    }

    private PolicyVersion version(Decision decision) {
        if (!decision.configHash().equals(configHash)) {
            throw new InputException(
                    "--learning: decision "
                            + decision.decisionId()
                            + " was taken with the configuration "
                            + decision.configHash()
                            + ", given is "
                            + configHash
                            + ": name the configuration of the log with --config and options.");
        }
        PolicyVersion version = versions.get(key(decision.policy()));
        if (version == null) {
            throw new InputException(
                    "--learning: decision "
                            + decision.decisionId()
                            + " was taken by the policy "
                            + decision.policy().name()
                            + ", version "
                            + decision.policy().version()
                            + ", which is not there: name the published updates with --policies.");
        }
        return version;
    }

    private static List<Candidate> arms(Decision decision) {
        List<Candidate> arms = new ArrayList<>(decision.candidates());
        arms.removeIf(candidate -> candidate.reason() == Reason.SAFETY_ONLY);
        return arms;
    }

    private static List<String> compare(Decision row, List<Candidate> arms, Randomised again) {
        List<String> found = new ArrayList<>();
        if (row.type() != again.type()) {
            found.add("learning: type not that of the rerun");
        }
        boolean posterior = row.advantages().size() == again.advantages().size();
        for (int i = 0; posterior && i < again.advantages().size(); i++) {
            Advantage logged = row.advantages().get(i);
            Advantage rerun = again.advantages().get(i);
            posterior =
                    logged.name().equals(rerun.name())
                            && close(logged.mean(), rerun.mean())
                            && close(logged.variance(), rerun.variance());
        }
        if (!posterior) {
            found.add("learning: advantages not those of the rerun");
        }
        if (!close(row.margin(), again.margin())) {
            found.add("learning: margin not that of the rerun");
        }
        boolean shares = true;
        for (int k = 0; k < arms.size(); k++) {
            shares &= close(arms.get(k).share(), again.shares()[k]);
        }
        if (!shares || !close(row.probability(), again.probability())) {
            found.add("learning: probabilities not those of the rerun");
        }
        return found;
    }

    private static boolean close(double a, double b) {
        return Double.compare(a, b) == 0
                || Math.abs(a - b) <= ROUNDING * (1 + Math.max(Math.abs(a), Math.abs(b)));
    }

    @Override
    public void closed(Decision decision, @Nullable Reward reward) {
        PersonalPolicy own = persons.get(decision.userId());
        if (reward == null || own == null || broken.contains(decision.userId())) {
            return;
        }
        boolean delivered = reward.deliveredAt() != null;
        own.reportsDelivery |= delivered;
        PolicyRun run = version(decision).of(decision.userId());
        if (!reward.learnable()
                || !Analysed.is(decision)
                || run.policy().statisticsLength() == 0
                || !Double.isFinite(reward.reward())) {
            return;
        }
        List<Candidate> arms = arms(decision);
        double[] shares = new double[arms.size()];
        int chosen = Choice.NONE;
        for (int k = 0; k < shares.length; k++) {
            shares[k] = arms.get(k).share();
            chosen = arms.get(k).intervention().equals(decision.chosen()) ? k : chosen;
        }
        run.learn(
                own,
                new LearningRow(
                        decision.decisionTime(),
                        kept(decision.baselineFeatures()),
                        kept(decision.advantageFeatures()),
                        decision.dosage(),
                        true,
                        chosen,
                        decision.probability(),
                        shares,
                        reward.reward()),
                ProximalOutcome.indexOf(reward.outcome()),
                delivered);
    }

    /** The job keeps the features of a pending decision in 32 bits. */
    private static double[] kept(double[] features) {
        double[] kept = new double[features.length];
        for (int i = 0; i < kept.length; i++) {
            kept[i] = (float) features[i];
        }
        return kept;
    }

    /** What was done, for the report. */
    public String sentence(long lateRewards) {
        return Numbers.whole(compared)
                + " decisions were taken again from what the policy had learned before"
                + (broken.isEmpty()
                        ? ", with the same posterior and probabilities."
                        : "; of "
                                + Numbers.whole(broken.size())
                                + " persons they differ from the first finding on.")
                + (lateRewards == 0
                        ? ""
                        : " "
                                + Numbers.whole(lateRewards)
                                + " reward rows stand too late in their file for that: sort it by"
                                + " closedAt.");
    }
}
