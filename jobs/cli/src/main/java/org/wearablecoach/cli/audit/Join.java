package org.wearablecoach.cli.audit;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.wearablecoach.event.ClosedBy;
import org.wearablecoach.event.Decision;
import org.wearablecoach.event.NamedValue;
import org.wearablecoach.event.Reward;
import org.wearablecoach.event.VersionRef;
import org.wearablecoach.loop.adapt.ProximalOutcome;

/**
 * Joins decisions with their rewards in one pass, and puts what was closed between two decisions of
 * a person between them, as the loop saw it. What is kept is what waits for its other half: about a
 * day of decisions a person where the files are in order of time.
 */
final class Join {

    /** Reward rows that came again are recognised among so many of a person. */
    private static final int REMEMBERED = 1024;

    /** What the additions and multiplications of a graph may lose in 32 bits. */
    private static final double ROUNDING = 1e-6;

    private static final List<String> PARTS = List.of("outcome", "burden");
    private static final List<String> PARTS_AND_COST = List.of("outcome", "burden", "cost");

    /** The outcome that an unknown name counts as. */
    private static final String FIRST_OUTCOME = "log-steps";

    private static final Comparator<Reward> ORDER =
            Comparator.comparingLong(Reward::lastIndex)
                    .thenComparingLong(Reward::closedAt)
                    .thenComparingLong(Reward::index);

    /**
     * A decision that waits for its reward.
     *
     * @param hash of its canonical JSON
     */
    private record Waiting(Decision decision, String hash) {}

    /**
     * A decision without a reward row.
     *
     * @param ingestTime of the record that made it, ms
     */
    record Unanswered(String decisionId, String userId, long index, long ingestTime) {}

    /** Decisions without a reward row that are kept to be named. */
    private static final int MOST_UNANSWERED = 200_000;

    private static final class Person {

        final Map<String, Waiting> open = new LinkedHashMap<>();
        final List<Reward> early = new ArrayList<>();
        final Map<String, Integer> closed = new LinkedHashMap<>();
        final List<Unanswered> unanswered = new ArrayList<>();

        /** The latest moment that the person's rows show has passed. */
        long passed = Long.MIN_VALUE;

        long last = -1;

        /** Time of the newest decision: a first row that is not later is one out of place. */
        long lastTime = Long.MIN_VALUE;
    }

    /** Hears of what does not fit. */
    interface Problems {

        /** Something about a reward row. */
        void reward(Reward reward, String what);

        /** A decision and its reward row were brought together. */
        void joined(Decision decision, Reward reward);

        /** Something about a decision that its reward row shows. */
        void changed(Decision decision, String what);

        /** A reward row whose decision is not in the log. */
        void orphan(Reward reward);

        /**
         * A person's decisions without a reward row, at the end.
         *
         * @param passed the latest moment that the person's own rows show has passed, ms
         */
        void unanswered(List<Unanswered> decisions, long passed);
    }

    private final Map<String, Person> persons = new TreeMap<>();
    private final Map<String, String> models = new HashMap<>();
    private final Sink sink;
    private final Problems problems;
    private long duplicates;
    private long late;
    private boolean complete;

    Join(Sink sink, Problems problems) {
        this.sink = sink;
        this.problems = problems;
    }

    void add(Decision decision, String hash) {
        Person person = persons.computeIfAbsent(decision.userId(), id -> new Person());
        if (decision.index() > person.last) {
            close(person, decision.index() - 1);
            person.last = decision.index();
        } else if (decision.index() == 0
                && decision.previousHash().isEmpty()
                && decision.decisionTime() > person.lastTime) {
            // The person was erased or forgotten and is new; what waited then is never closed.
            close(person, Long.MAX_VALUE);
            for (Waiting open : person.open.values()) {
                sink.closed(open.decision(), null);
            }
            person.open.clear();
            person.unanswered.clear();
            person.last = 0;
        }
        person.lastTime = Math.max(person.lastTime, decision.decisionTime());
        person.passed = Math.max(person.passed, decision.ingestTime() - 1);
        sink.decided(decision);
        person.open.put(decision.decisionId(), new Waiting(decision, hash));
        if (complete) {
            settle(person);
        }
    }

    /** Says that all reward rows were seen, so that no decision waits for one any more. */
    void noMoreRewards() {
        complete = true;
    }

    /**
     * What has no reward row by now has none, unless rows of the log are still to come before it.
     */
    private void settle(Person person) {
        close(person, person.last);
        Set<String> waiting = new HashSet<>();
        for (Reward reward : person.early) {
            waiting.add(reward.decisionId());
        }
        for (Waiting open : List.copyOf(person.open.values())) {
            Decision decision = open.decision();
            if (!waiting.contains(decision.decisionId())) {
                person.open.remove(decision.decisionId());
                unanswered(person, decision);
            }
        }
    }

    private void unanswered(Person person, Decision decision) {
        if (person.unanswered.size() < MOST_UNANSWERED) {
            person.unanswered.add(
                    new Unanswered(
                            decision.decisionId(),
                            decision.userId(),
                            decision.index(),
                            decision.ingestTime()));
        }
        sink.closed(decision, null);
    }

    void add(Reward reward) {
        Person person = persons.computeIfAbsent(reward.userId(), id -> new Person());
        person.passed = Math.max(person.passed, reward.closedAt());
        Integer known = person.closed.get(reward.decisionId());
        if (known != null) {
            if (known == hash(reward)) {
                duplicates++;
            } else {
                problems.reward(reward, "reward: two rows of one decision that differ");
            }
            return;
        }
        if (person.closed.size() >= REMEMBERED) {
            person.closed.remove(person.closed.keySet().iterator().next());
        }
        person.closed.put(reward.decisionId(), hash(reward));
        person.early.add(reward);
        if (reward.lastIndex() < person.last - 1) {
            late++;
        }
        if (reward.lastIndex() < person.last && person.open.containsKey(reward.decisionId())) {
            // It comes late; what was to be learned from it was learned before these decisions.
            close(person, reward.lastIndex());
        }
    }

    private static int hash(Reward reward) {
        return reward.hashCode();
    }

    /** Hands on what was closed up to a decision of the person. */
    private void close(Person person, long upTo) {
        if (person.early.isEmpty()) {
            return;
        }
        person.early.sort(ORDER);
        List<Reward> later = new ArrayList<>();
        for (Reward reward : person.early) {
            Waiting open =
                    reward.lastIndex() <= upTo ? person.open.remove(reward.decisionId()) : null;
            if (open == null) {
                later.add(reward);
            } else {
                check(open.decision(), reward);
                problems.joined(open.decision(), reward);
                if (reward.decisionHash() != null && !reward.decisionHash().equals(open.hash())) {
                    problems.changed(
                            open.decision(),
                            "row: differs from the hash that its reward row holds");
                }
                sink.closed(open.decision(), reward);
            }
        }
        person.early.clear();
        person.early.addAll(later);
    }

    private void check(Decision decision, Reward reward) {
        if (reward.index() != decision.index() || reward.lastIndex() < decision.index()) {
            problems.reward(reward, "reward: index not that of its decision");
        }
        if (!reward.userId().equals(decision.userId())) {
            problems.reward(reward, "reward: another person's decision");
        }
        if (reward.learnable() != Learnable.is(decision, reward)) {
            problems.reward(reward, "reward: learnable does not follow from the rows");
        }
        if (reward.outcomeTime() < decision.decisionTime()) {
            problems.reward(reward, "reward: the outcome ends before the decision");
        }
        if (!Double.isNaN(reward.reward()) && Double.isNaN(reward.outcomeValue())) {
            problems.reward(reward, "reward: given though the outcome is missing");
        }
        numbers(reward);
        model(reward);
    }

    /**
     * A graph computes in 32 bits: the reward is the outcome less the burden up to their rounding,
     * and each number is one of 32 bits to the last digit. What the message cost is subtracted
     * after.
     */
    private void numbers(Reward reward) {
        if (Double.isNaN(reward.outcomeValue())) {
            if (!reward.parts().isEmpty()) {
                problems.reward(reward, "reward: parts given though the outcome is missing");
            }
            return;
        }
        List<String> names = new ArrayList<>();
        double cost = 0;
        double sum = 0;
        boolean floats = isFloat(reward.outcomeValue());
        for (NamedValue part : reward.parts()) {
            names.add(part.name());
            if (part.name().equals("cost")) {
                cost = part.value();
            } else {
                floats &= isFloat(part.value());
                sum += part.name().equals("outcome") ? part.value() : -part.value();
            }
        }
        if (!names.equals(PARTS) && !names.equals(PARTS_AND_COST)) {
            problems.reward(reward, "reward: parts that the coach does not write");
            return;
        }
        if (Double.compare(reward.parts().get(0).value(), reward.outcomeValue()) != 0) {
            problems.reward(reward, "reward: outcomeValue is not the part named outcome");
        }
        floats &= (float) (reward.reward() + cost) - cost == reward.reward();
        double scale = 1 + Math.abs(reward.outcomeValue()) + Math.abs(reward.reward());
        if (Double.isFinite(sum)
                && (!floats || !(Math.abs(sum - cost - reward.reward()) <= ROUNDING * scale))) {
            problems.reward(reward, "reward: not the outcome less its burden and cost");
        }
    }

    private static boolean isFloat(double value) {
        return Double.compare((float) value, value) == 0;
    }

    /** One graph an outcome and version: its hash belongs to its name, and the other way round. */
    private void model(Reward reward) {
        if (ProximalOutcome.indexOf(reward.outcome()) == 0
                && !reward.outcome().equals(FIRST_OUTCOME)) {
            problems.reward(reward, "reward: an outcome that there is not");
        }
        VersionRef ref = reward.rewardModel();
        if (ref == null) {
            return;
        }
        String name = reward.outcome() + "|" + ref.name() + "|" + ref.version();
        String hash = models.putIfAbsent("name|" + name, ref.sha256());
        String known = models.putIfAbsent("hash|" + ref.sha256(), name);
        if ((hash != null && !hash.equals(ref.sha256()))
                || (known != null && !known.equals(name))) {
            problems.reward(
                    reward,
                    "reward: outcome, name, version and hash of its graph do not go together");
        }
    }

    void end() {
        for (Person person : persons.values()) {
            close(person, Long.MAX_VALUE);
            for (Reward reward : person.early) {
                problems.orphan(reward);
            }
            for (Waiting open : person.open.values()) {
                unanswered(person, open.decision());
            }
            if (!person.unanswered.isEmpty()) {
                problems.unanswered(person.unanswered, person.passed);
            }
        }
    }

    /** Reward rows that came again, the same in everything. */
    long duplicates() {
        return duplicates;
    }

    /** Reward rows that came after decisions that were taken later: the files are not in order. */
    long late() {
        return late;
    }

    /** What may be learned from. */
    static final class Learnable {

        private Learnable() {}

        static boolean is(Decision decision, @Nullable Reward reward) {
            return reward != null
                    && Analysed.is(decision)
                    && reward.closedBy() == ClosedBy.DATA
                    && Double.isFinite(reward.reward());
        }
    }
}
