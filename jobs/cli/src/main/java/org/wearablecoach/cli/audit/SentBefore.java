package org.wearablecoach.cli.audit;

import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.wearablecoach.event.Decision;
import org.wearablecoach.event.DecisionType;
import org.wearablecoach.policy.Dosage;
import org.wearablecoach.policy.MessageCount;

/**
 * What one person was sent so far, from the rows of the log, by the very counting of the job.
 *
 * <p>Where rows are missing it goes on from what the next row says; what was sent of each
 * intervention is not known then until enough time has passed.
 */
final class SentBefore {

    private long next;

    /** Whether every row from the first one on was seen. */
    private boolean whole = true;

    private MessageCount messages = MessageCount.NONE;
    private double dosage;
    private long dosageTime = MessageCount.NEVER;
    private final Map<String, MessageCount> sent = new HashMap<>();
    private final Map<String, Long> forced = new HashMap<>();

    /**
     * Whether the row follows those that were seen; if not, what it says is taken from now on.
     *
     * @param row of the person
     */
    boolean follows(Decision row) {
        if (row.index() == 0 && row.previousHash().isEmpty()) {
            next = 0;
            whole = true;
            messages = MessageCount.NONE;
            dosage = 0;
            dosageTime = MessageCount.NEVER;
            sent.clear();
            forced.clear();
        }
        if (row.index() == next) {
            return true;
        }
        whole = false;
        Long last = row.lastMessageTime();
        messages =
                last == null
                        ? MessageCount.NONE
                        : new MessageCount(
                                last,
                                org.wearablecoach.policy.LocalClock.day(
                                        zone(row), row.decisionTime()),
                                row.messagesToday());
        dosage = row.dosage();
        dosageTime = row.decisionTime();
        return false;
    }

    /** What the counts of a row that follows do not fit in; null when they fit. */
    @Nullable String difference(Decision row) {
        Long last = messages.lastTime() == MessageCount.NEVER ? null : messages.lastTime();
        if (!Objects.equals(last, row.lastMessageTime())) {
            return "lastMessageTime: not that of the person's earlier rows";
        }
        if (messages.today(zone(row), row.decisionTime()) != row.messagesToday()) {
            return "messagesToday: not the number of the person's earlier rows";
        }
        double decayed =
                dosageTime == MessageCount.NEVER
                        ? 0
                        : Dosage.decayed(dosage, row.decisionTime() - dosageTime);
        // Behind missing rows it was taken over with the time of a row, not of its message.
        boolean fits =
                whole
                        ? decayed == row.dosage()
                        : Math.abs(decayed - row.dosage()) <= 1e-9 * (1 + decayed);
        return fits ? null : "dosage: not what the person's earlier rows give";
    }

    /** Adds a row. */
    void add(Decision row) {
        next = row.index() + 1;
        String chosen = row.chosen();
        if (chosen == null) {
            return;
        }
        dosage = row.dosage() + 1;
        dosageTime = Math.max(dosageTime, row.decisionTime());
        if (row.type() == DecisionType.SAFETY) {
            forced.put(chosen, row.decisionTime());
            return;
        }
        messages = messages.sent(zone(row), row.decisionTime());
        sent.put(chosen, of(chosen).sent(zone(row), row.decisionTime()));
    }

    /** Messages of the person. */
    MessageCount messages() {
        return messages;
    }

    /** Messages of one intervention. */
    MessageCount of(String intervention) {
        return sent.getOrDefault(intervention, MessageCount.NONE);
    }

    /** When safety forced an intervention last; {@link MessageCount#NEVER} without. */
    long forced(String intervention) {
        return forced.getOrDefault(intervention, MessageCount.NEVER);
    }

    /** Whether every row from the person's first on was seen. */
    boolean whole() {
        return whole;
    }

    /** The zone of a row; UTC for one that there is not. */
    static ZoneId zone(Decision row) {
        try {
            return ZoneId.of(row.zone());
        } catch (DateTimeException e) {
            return java.time.ZoneOffset.UTC;
        }
    }
}
