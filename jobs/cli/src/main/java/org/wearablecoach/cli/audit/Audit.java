package org.wearablecoach.cli.audit;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import org.wearablecoach.event.ClosedBy;
import org.wearablecoach.event.Decision;
import org.wearablecoach.event.JsonFormat;
import org.wearablecoach.event.Reward;
import org.wearablecoach.loop.config.InterventionOptions;
import org.wearablecoach.loop.config.LoopConfig;
import org.wearablecoach.policy.DecisionAudit;
import org.wearablecoach.policy.LogChain;

/**
 * One pass over a log and its rewards: every row computed again from itself, the hash chains, the
 * join, and what was realised against what was intended.
 */
public final class Audit {

    /** So many findings are kept by name; all are counted. */
    static final int KEPT = 1000;

    private final Randomisation randomisation = new Randomisation();
    private final List<Finding> findings = new ArrayList<>();
    private final Set<String> different = new HashSet<>();
    private final LogChain chain = new LogChain(this::chained);
    private final LogChain rewardChain = new LogChain(this::rewardChained);
    private long rows;
    private long rewards;
    private long differences;
    private long missing;
    private long reordered;
    private long duplicates;
    private long lateRewards;
    private final Set<String> missingPlaces = new HashSet<>();
    private @Nullable Finding first;

    /** Reward rows that the chain says are missing, as a person's chain has no ids. */
    private final Map<String, List<Finding>> rewardGaps = new TreeMap<>();

    private final List<Person> unanswered = new ArrayList<>();
    private final long waitMillis;

    /** The longest that a decision of this log waited for its outcome. */
    private long waited;

    /** The latest moment that any row shows has passed. */
    private long passed = Long.MIN_VALUE;

    private record Person(List<Join.Unanswered> decisions, long passed) {}

    /**
     * An audit.
     *
     * @param config of the log as far as it is known: how long a decision waits for its outcome
     */
    public Audit(LoopConfig config) {
        long window = 0;
        for (InterventionOptions intervention : config.interventions()) {
            window = Math.max(window, intervention.outcomeWindow().toMillis());
        }
        waitMillis = window + config.reward().censorAfter().toMillis();
    }

    /** Compares rows with something else than themselves; empty where they agree. */
    @FunctionalInterface
    public interface Check {

        /** What does not fit in a row, as field and rule. */
        List<String> differences(Decision decision);

        /** What does not fit in a reward row, as field and rule. */
        default List<String> differences(Decision decision, Reward reward) {
            return List.of();
        }
    }

    /**
     * Reads both files.
     *
     * @param log decisions
     * @param rewardFile rewards; null without
     * @param checks what else is asked of each row, in the person's order
     * @param sinks who else sees the rows
     * @param progress hears the number of rows now and then
     * @throws org.wearablecoach.cli.InputException when a file is none of its kind
     */
    public void read(
            Path log,
            @Nullable Path rewardFile,
            List<Check> checks,
            List<Sink> sinks,
            LongConsumer progress) {
        Sink all =
                new Sink() {
                    @Override
                    public void decided(Decision decision) {
                        randomisation.decided(decision);
                        for (Check check : checks) {
                            for (String what : check.differences(decision)) {
                                different(decision, what);
                            }
                        }
                        for (Sink sink : sinks) {
                            sink.decided(decision);
                        }
                    }

                    @Override
                    public void closed(Decision decision, @Nullable Reward reward) {
                        randomisation.closed(decision, reward);
                        for (Sink sink : sinks) {
                            sink.closed(decision, reward);
                        }
                    }
                };
        Join join =
                new Join(
                        all,
                        new Join.Problems() {
                            @Override
                            public void reward(Reward reward, String what) {
                                differentReward(reward, what);
                            }

                            @Override
                            public void joined(Decision decision, Reward reward) {
                                for (Check check : checks) {
                                    for (String what : check.differences(decision, reward)) {
                                        differentReward(reward, what);
                                    }
                                }
                                if (reward.closedBy() == ClosedBy.CENSORED) {
                                    waited =
                                            Math.max(
                                                    waited,
                                                    reward.closedAt() - decision.ingestTime());
                                }
                            }

                            @Override
                            public void changed(Decision decision, String what) {
                                different(decision, what);
                            }

                            @Override
                            public void orphan(Reward reward) {
                                missed(reward);
                            }

                            @Override
                            public void unanswered(
                                    List<Join.Unanswered> decisions, long ownPassed) {
                                unanswered.add(new Person(decisions, ownPassed));
                            }
                        });
        JsonFormat<Decision> json = JsonFormat.decision();
        JsonFormat<Reward> rewardJson = JsonFormat.reward();
        try (RowReader<Decision> decisions =
                        new RowReader<>(log, "--log", JsonFormat.decision(), this::unreadable);
                @Nullable RowReader<Reward> closings =
                        rewardFile == null
                                ? null
                                : new RowReader<>(
                                        rewardFile,
                                        "--rewards",
                                        JsonFormat.reward(),
                                        this::unreadable)) {
            Decision decision = decisions.next();
            Reward reward = closings == null ? null : closings.next();
            if (reward == null) {
                join.noMoreRewards();
            }
            while (decision != null || reward != null) {
                // What is closed by the record that makes a decision is closed before it.
                if (decision == null
                        || (reward != null && reward.closedAt() <= decision.ingestTime())) {
                    if (reward != null && closings != null) {
                        rewards++;
                        passed = Math.max(passed, reward.closedAt());
                        if (!closings.canonical()) {
                            differentReward(reward, "reward: a line that the coach does not write");
                        }
                        String hash = rewardJson.sha256(reward);
                        String what = RowHash.difference(reward.rowHash(), hash);
                        if (what != null) {
                            differentReward(reward, "reward: " + what);
                        }
                        rewardChain.add(reward, hash);
                        join.add(reward);
                        reward = closings.next();
                        if (reward == null) {
                            join.noMoreRewards();
                        }
                    }
                } else {
                    rows++;
                    if (rows % 10_000 == 0) {
                        progress.accept(rows);
                    }
                    if (!decisions.canonical()) {
                        different(decision, "row: a line that the coach does not write");
                    }
                    for (String what : DecisionAudit.differences(decision)) {
                        different(decision, what);
                    }
                    passed = Math.max(passed, decision.ingestTime() - 1);
                    String hash = json.sha256(decision);
                    String unfit = RowHash.difference(decision.rowHash(), hash);
                    if (unfit != null) {
                        different(decision, unfit);
                    }
                    if (chain.add(decision, hash)) {
                        join.add(decision, hash);
                    }
                    decision = decisions.next();
                }
            }
        }
        chain.end();
        rewardChain.end();
        join.end();
        if (rewardFile != null) {
            withoutReward();
        }
        duplicates = chain.duplicates() + join.duplicates();
        lateRewards = join.late();
    }

    private void unreadable(String problem) {
        differences++;
        add(new Finding(null, null, -1, problem));
    }

    /** A row counts once, however much of it is wrong. */
    private void different(Decision decision, String what) {
        different(new Finding(decision.decisionId(), decision.userId(), decision.index(), what));
    }

    private void different(Finding finding) {
        different(finding.userId() + "|" + finding.index(), finding);
    }

    /** A reward row counts once, however much of it is wrong. */
    private void differentReward(Reward reward, String what) {
        different(
                "reward|" + reward.userId() + "|" + reward.decisionId(),
                new Finding(reward.decisionId(), reward.userId(), reward.index(), what));
    }

    private void different(String row, Finding finding) {
        if (different.size() >= 100 * KEPT || different.add(row)) {
            differences++;
        }
        add(finding);
    }

    private void rewardChained(LogChain.Finding found) {
        Finding finding =
                new Finding(
                        found.decisionId(),
                        found.person(),
                        found.index(),
                        "reward " + found.what() + " (numbered as rewardIndex)");
        switch (found.kind()) {
            case CHANGED ->
                    different("reward|" + found.person() + "|" + found.decisionId(), finding);
            case REORDERED -> {
                reordered++;
                add(finding);
            }
            case MISSING -> {
                List<Finding> gaps =
                        rewardGaps.computeIfAbsent(found.person(), id -> new ArrayList<>());
                for (long i = 0; i < found.rows(); i++) {
                    gaps.add(finding);
                }
            }
        }
    }

    /**
     * What has no reward row though its time has passed, by the person's own rows or, an hour later
     * to let watermarks come after, by those of others; and what the chain of reward rows lacks.
     */
    private void withoutReward() {
        long wait = Math.max(waitMillis, waited);
        for (Person person : unanswered) {
            String userId = person.decisions().get(0).userId();
            List<Finding> gaps = rewardGaps.getOrDefault(userId, List.of());
            long due = Math.max(person.passed(), passed - WATERMARK_MILLIS) - wait;
            int named = 0;
            for (Join.Unanswered decision : person.decisions()) {
                // Where the chain lacks as many rows as there are decisions without, it is these.
                if (decision.ingestTime() <= due || gaps.size() >= person.decisions().size()) {
                    named++;
                    missing++;
                    add(
                            new Finding(
                                    decision.decisionId(),
                                    userId,
                                    decision.index(),
                                    "reward: no row, though its time has passed"));
                }
            }
            rewardGaps.put(userId, gaps.subList(Math.min(named, gaps.size()), gaps.size()));
        }
        for (List<Finding> gaps : rewardGaps.values()) {
            Finding last = null;
            for (Finding gap : gaps) {
                missing++;
                if (!gap.equals(last)) {
                    add(gap);
                }
                last = gap;
            }
        }
    }

    /** How far the watermark of a job may stay behind its newest records. */
    private static final long WATERMARK_MILLIS = 3_600_000L;

    private void chained(LogChain.Finding found) {
        Finding finding =
                new Finding(found.decisionId(), found.person(), found.index(), found.what());
        switch (found.kind()) {
            case CHANGED -> different(finding);
            case REORDERED -> {
                reordered++;
                add(finding);
            }
            case MISSING -> {
                missing += found.rows();
                for (long i = 0; i < Math.min(found.rows(), KEPT); i++) {
                    missingPlaces.add(found.person() + "|" + (found.index() + i));
                }
                add(finding);
            }
        }
    }

    /** The reward of a decision that is not there gives it its name. */
    private void missed(Reward reward) {
        Finding named =
                new Finding(
                        reward.decisionId(),
                        reward.userId(),
                        reward.index(),
                        "row: not in the log, though its reward is");
        if (missingPlaces.remove(reward.userId() + "|" + reward.index())) {
            // Counted by the chain, which knows no id.
            boolean single =
                    findings.removeIf(
                            f ->
                                    f.decisionId() == null
                                            && f.index() == reward.index()
                                            && reward.userId().equals(f.userId())
                                            && f.what().startsWith("row: not in the log"));
            if (single) {
                if (first != null && !findings.contains(first)) {
                    first = findings.isEmpty() ? null : findings.get(0);
                }
            }
            add(named);
            return;
        }
        missing++;
        add(named);
    }

    private void add(Finding finding) {
        if (first == null) {
            first = finding;
        }
        if (findings.size() < KEPT) {
            findings.add(finding);
        }
    }

    /** Rows of the log. */
    public long rows() {
        return rows;
    }

    /** Reward rows. */
    public long rewards() {
        return rewards;
    }

    /** Persons of the log. */
    public int persons() {
        return chain.persons();
    }

    /** Rows of which something does not fit, and lines that are no row. */
    public long differences() {
        return differences;
    }

    /** Rows that are not in the log, by the chain or by a reward. */
    public long missing() {
        return missing;
    }

    /** Rows that do not stand in their place. */
    public long reordered() {
        return reordered;
    }

    /** Rows and rewards that came again, which at-least-once delivery does. */
    public long duplicates() {
        return duplicates;
    }

    /** Reward rows that stand after decisions that were taken after them. */
    public long lateRewards() {
        return lateRewards;
    }

    /** Chains that began anew. */
    public long restarts() {
        return chain.restarts();
    }

    /** Hash of each person's last row. */
    public Map<String, String> heads() {
        return chain.heads();
    }

    /** Whether anything was found. */
    public boolean found() {
        return differences + missing + reordered > 0;
    }

    /** The first finding, or null. */
    public @Nullable Finding first() {
        return first;
    }

    /** The findings, at most {@value #KEPT}. */
    public List<Finding> findings() {
        return List.copyOf(findings);
    }

    /** What was realised against what was intended. */
    public Randomisation randomisation() {
        return randomisation;
    }
}
