package org.wearablecoach.cli.audit;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import org.wearablecoach.event.Decision;
import org.wearablecoach.event.JsonFormat;
import org.wearablecoach.event.Reward;
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
    private long rows;
    private long rewards;
    private long differences;
    private long missing;
    private long reordered;
    private long duplicates;
    private long lateRewards;
    private final Set<String> missingPlaces = new HashSet<>();
    private @Nullable Finding first;

    /** Compares what a rerun of learning gives; empty when it agrees. */
    @FunctionalInterface
    public interface Check {

        /** What does not fit in a row, as field and rule. */
        List<String> differences(Decision decision);
    }

    /**
     * Reads both files.
     *
     * @param log decisions
     * @param rewardFile rewards; null without
     * @param check what else is asked of each decision, in the person's order
     * @param sinks who else sees the rows
     * @param progress hears the number of rows now and then
     * @throws org.wearablecoach.cli.InputException when a file is none of its kind
     */
    public void read(
            Path log,
            @Nullable Path rewardFile,
            @Nullable Check check,
            List<Sink> sinks,
            LongConsumer progress) {
        Sink all =
                new Sink() {
                    @Override
                    public void decided(Decision decision) {
                        randomisation.decided(decision);
                        if (check != null) {
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
                                add(
                                        new Finding(
                                                reward.decisionId(),
                                                reward.userId(),
                                                reward.index(),
                                                what));
                                differences++;
                            }

                            @Override
                            public void changed(Decision decision, String what) {
                                different(decision, what);
                            }

                            @Override
                            public void orphan(Reward reward) {
                                missed(reward);
                            }
                        });
        JsonFormat<Decision> json = JsonFormat.decision();
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
                        if (!closings.canonical()) {
                            differences++;
                            add(
                                    new Finding(
                                            reward.decisionId(),
                                            reward.userId(),
                                            reward.index(),
                                            "reward: a line that the coach does not write"));
                        }
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
                    String hash = json.sha256(decision);
                    if (chain.add(decision, hash)) {
                        join.add(decision, hash);
                    }
                    decision = decisions.next();
                }
            }
        }
        chain.end();
        join.end();
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
        if (different.size() >= 100 * KEPT
                || different.add(finding.userId() + "|" + finding.index())) {
            differences++;
        }
        add(finding);
    }

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
