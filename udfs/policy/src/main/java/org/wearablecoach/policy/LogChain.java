package org.wearablecoach.policy;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.wearablecoach.event.Decision;
import org.wearablecoach.event.Reward;

/**
 * Follows the hash chains of a log: each row holds the hash of the person's previous row, so a
 * changed, missing, repeated or reordered row shows, and is named.
 *
 * <p>Persons may be interleaved in any way. What is kept of a person does not grow with the log:
 * the last row, the rows of a stretch that is out of order ({@value #WINDOW} at most), the gaps,
 * and short hashes of the last {@value #REMEMBERED} rows, by which a row that was delivered twice
 * is known from a second row of the same number.
 */
public final class LogChain {

    /** A stretch out of order is sorted out when it is complete, or this long. */
    static final int WINDOW = 256;

    /** A row that comes again is recognised among so many. */
    static final int REMEMBERED = 1024;

    /** What is wrong with a row, or between rows. */
    public enum Kind {
        /** The row is not what it was when the next one was written, or its number came twice. */
        CHANGED,

        /** Rows that are not in the log. */
        MISSING,

        /** A row that does not stand in its place. */
        REORDERED
    }

    /**
     * A finding.
     *
     * @param kind what is wrong
     * @param person the person
     * @param index of the row among the person's; the first of those that are missing
     * @param decisionId of the row; null of a missing one
     * @param rows how many rows; 1 but for missing ones
     * @param what in words, without values
     */
    public record Finding(
            Kind kind,
            String person,
            long index,
            @Nullable String decisionId,
            long rows,
            String what) {}

    /** Takes findings as they become certain. */
    @FunctionalInterface
    public interface Findings {

        /** A finding. */
        void add(Finding finding);
    }

    private record Link(
            long index, String decisionId, long time, String hash, String previousHash) {}

    /** Rows from {@code first} to {@code last} are missing. */
    private record Gap(
            long first, long last, String hashBefore, @Nullable String idBefore, String wanted) {}

    private static final class Person {

        long next;
        String lastHash = "";
        String lastId = "";
        long lastTime = Long.MIN_VALUE;
        final List<Link> stretch = new ArrayList<>();
        final TreeMap<Long, Gap> gaps = new TreeMap<>();
        final Map<Long, Long> remembered = new LinkedHashMap<>();
    }

    private final Map<String, Person> persons = new HashMap<>();
    private final Findings findings;
    private long duplicates;
    private long restarts;

    /** A check that reports to the given one. */
    public LogChain(Findings findings) {
        this.findings = findings;
    }

    /**
     * Takes the next row of the log.
     *
     * @param row as read
     * @param hash of its canonical JSON
     * @return false for a row that is the same as an earlier one and says nothing new
     */
    public boolean add(Decision row, String hash) {
        return add(
                row.userId(),
                new Link(
                        row.index(),
                        row.decisionId(),
                        row.decisionTime(),
                        hash,
                        row.previousHash()));
    }

    /**
     * Takes the next reward row, of the chain that a person's reward rows are by the order of their
     * closing.
     *
     * @param row as read
     * @param hash of its canonical JSON
     * @return false for a row that is the same as an earlier one and says nothing new
     */
    public boolean add(Reward row, String hash) {
        return add(
                row.userId(),
                new Link(
                        row.rewardIndex(),
                        row.decisionId(),
                        row.closedAt(),
                        hash,
                        row.previousHash()));
    }

    private boolean add(String id, Link link) {
        Person person = persons.computeIfAbsent(id, any -> new Person());
        if (isNewChain(link, person)) {
            settle(id, person);
            reportGaps(id, person);
            person = new Person();
            persons.put(id, person);
            restarts++;
        }
        Long digest = digest(link.hash());
        Long known = person.remembered.get(link.index());
        if (known != null) {
            if (known.equals(digest)) {
                duplicates++;
                return false;
            }
            report(Kind.CHANGED, id, link, "index: two rows of one number that differ");
            return true;
        }
        if (link.index() < 0) {
            report(Kind.CHANGED, id, link, "index: negative");
            return true;
        }
        remember(person, link.index(), digest);
        if (link.index() < person.next) {
            late(id, person, link);
        } else if (person.stretch.isEmpty() && link.index() == person.next) {
            follow(id, person, link);
        } else {
            person.stretch.add(link);
            if (person.stretch.size() >= WINDOW || isComplete(person)) {
                settle(id, person);
            }
        }
        return true;
    }

    /** Persons whose rows came. */
    public int persons() {
        return persons.size();
    }

    /** Rows that came again, the same to the byte. */
    public long duplicates() {
        return duplicates;
    }

    /** Chains that began anew: a person was erased, or forgotten, and came back. */
    public long restarts() {
        return restarts;
    }

    /** Ends the log: what is missing up to here stays missing. */
    public void end() {
        for (Map.Entry<String, Person> entry : persons.entrySet()) {
            settle(entry.getKey(), entry.getValue());
            reportGaps(entry.getKey(), entry.getValue());
        }
    }

    /** Hash of the last row of each person: kept elsewhere, it holds the end of the log too. */
    public Map<String, String> heads() {
        Map<String, String> heads = new TreeMap<>();
        persons.forEach((id, person) -> heads.put(id, person.lastHash));
        return heads;
    }

    /** The first row of a person of whom nothing is known any more; its time goes on. */
    private static boolean isNewChain(Link link, Person person) {
        return link.index() == 0
                && link.previousHash().isEmpty()
                && person.next > 0
                && link.time() > person.lastTime;
    }

    private static long digest(String hash) {
        return hash.length() < 16 ? hash.hashCode() : Long.parseUnsignedLong(hash, 0, 16, 16);
    }

    private static void remember(Person person, long index, Long digest) {
        if (person.remembered.size() >= REMEMBERED) {
            Long oldest = person.remembered.keySet().iterator().next();
            person.remembered.remove(oldest);
        }
        person.remembered.put(index, digest);
    }

    /** The row that is due. */
    private void follow(String id, Person person, Link link) {
        if (!link.previousHash().equals(person.lastHash)) {
            if (link.index() == 0) {
                report(Kind.CHANGED, id, link, "previousHash: given though it is the first row");
            } else {
                changed(id, link.index() - 1, person.lastId);
            }
        }
        advance(person, link);
    }

    private static void advance(Person person, Link link) {
        person.next = link.index() + 1;
        person.lastHash = link.hash();
        person.lastId = link.decisionId();
        person.lastTime = Math.max(person.lastTime, link.time());
    }

    private void changed(String id, long index, @Nullable String decisionId) {
        findings.add(
                new Finding(
                        Kind.CHANGED,
                        id,
                        index,
                        decisionId,
                        1,
                        "row: not the one whose hash the next row holds"));
    }

    private void report(Kind kind, String id, Link link, String what) {
        findings.add(new Finding(kind, id, link.index(), link.decisionId(), 1, what));
    }

    private static boolean isComplete(Person person) {
        long most = person.next - 1;
        for (Link link : person.stretch) {
            most = Math.max(most, link.index());
        }
        // No number comes twice: those were told apart before.
        return person.stretch.size() == most - person.next + 1;
    }

    /** Puts the rows of a stretch in order, and says which of them did not stand in their place. */
    private void settle(String id, Person person) {
        if (person.stretch.isEmpty()) {
            return;
        }
        List<Link> sorted = new ArrayList<>(person.stretch);
        sorted.sort(Comparator.comparingLong(Link::index));
        for (int i = 0; i < sorted.size(); i++) {
            Link came = person.stretch.get(i);
            if (came.index() != sorted.get(i).index()) {
                report(Kind.REORDERED, id, came, "row: not in its place");
            }
        }
        person.stretch.clear();
        for (Link link : sorted) {
            if (link.index() > person.next) {
                Gap gap =
                        new Gap(
                                person.next,
                                link.index() - 1,
                                person.lastHash,
                                person.lastId.isEmpty() ? null : person.lastId,
                                link.previousHash());
                person.gaps.put(gap.first(), gap);
                advance(person, link);
            } else {
                follow(id, person, link);
            }
        }
    }

    /** A row that comes when later ones were settled already. */
    private void late(String id, Person person, Link link) {
        Map.Entry<Long, Gap> floor = person.gaps.floorEntry(link.index());
        if (floor == null || floor.getValue().last() < link.index()) {
            report(Kind.CHANGED, id, link, "index: a number that came long before");
            return;
        }
        Gap gap = floor.getValue();
        person.gaps.remove(gap.first());
        report(Kind.REORDERED, id, link, "row: not in its place");
        if (link.index() == gap.first()) {
            if (!link.previousHash().equals(gap.hashBefore())) {
                changed(id, link.index() - 1, gap.idBefore());
            }
        } else {
            Gap before =
                    new Gap(
                            gap.first(),
                            link.index() - 1,
                            gap.hashBefore(),
                            gap.idBefore(),
                            link.previousHash());
            person.gaps.put(before.first(), before);
        }
        if (link.index() == gap.last()) {
            if (!link.hash().equals(gap.wanted())) {
                changed(id, link.index(), link.decisionId());
            }
        } else {
            Gap after =
                    new Gap(
                            link.index() + 1,
                            gap.last(),
                            link.hash(),
                            link.decisionId(),
                            gap.wanted());
            person.gaps.put(after.first(), after);
        }
    }

    private void reportGaps(String id, Person person) {
        for (Gap gap : person.gaps.values()) {
            findings.add(
                    new Finding(
                            Kind.MISSING,
                            id,
                            gap.first(),
                            null,
                            gap.last() - gap.first() + 1,
                            gap.first() == gap.last()
                                    ? "row: not in the log"
                                    : "rows up to index " + gap.last() + ": not in the log"));
        }
        person.gaps.clear();
    }
}
