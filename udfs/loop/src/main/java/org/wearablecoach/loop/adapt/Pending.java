package org.wearablecoach.loop.adapt;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.wearablecoach.event.DecisionType;
import org.wearablecoach.event.InteractionKind;
import org.wearablecoach.event.Trigger;
import org.wearablecoach.loop.Codec;
import org.wearablecoach.loop.config.LoopConfig;

/**
 * A decision whose outcome is not known yet, with the evidence so far. About 60 bytes without
 * evidence, 150 with.
 */
public final class Pending {

    /** Backfill is taken to be over after this long without more of it, in ingest time. */
    private static final long FILL_QUIET_MILLIS = 60_000;

    /** The outcome is known when at least this share of its minutes was observed. */
    private static final double LEAST_OBSERVED = 0.5;

    private static final short UNKNOWN = -1;

    final long index;
    final long decisionTime;
    final long ingestTime;
    final DecisionType type;
    final Trigger trigger;
    final boolean available;

    /** Index of the intervention in the configuration; -1 for none. */
    final int chosen;

    final double dosage;

    /** Length of the outcome window in minutes. */
    final int minutes;

    /** What the policy learns with: empty for a policy that learns nothing. */
    final double[] baseline;

    final double[] advantage;
    final double[] shares;
    final double probability;

    long deliveredAt = PersonState.NEVER;
    long openedAt = PersonState.NEVER;
    long answeredAt = PersonState.NEVER;
    InteractionKind answer = InteractionKind.UNKNOWN;

    /** Minutes of the outcome window in which steps would have been counted, one bit each. */
    private long observed;

    /** Steps by minute; empty before the first. */
    private short[] steps = {};

    /** Ingest time of the newest evidence that was filled in after a gap. */
    private long filledAt = PersonState.NEVER;

    Pending(
            long index,
            long decisionTime,
            long ingestTime,
            DecisionType type,
            Trigger trigger,
            boolean available,
            int chosen,
            double dosage,
            int minutes,
            double probability,
            double[] baseline,
            double[] advantage,
            double[] shares) {
        this.index = index;
        this.decisionTime = decisionTime;
        this.ingestTime = ingestTime;
        this.type = type;
        this.trigger = trigger;
        this.available = available;
        this.chosen = chosen;
        this.dosage = dosage;
        this.minutes = minutes;
        this.probability = probability;
        this.baseline = baseline;
        this.advantage = advantage;
        this.shares = shares;
    }

    /** End of the outcome window, ms. */
    long outcomeTime() {
        return decisionTime + minutes * 60_000L;
    }

    /** End of the last minute that is observed: that of the outcome window, in whole minutes. */
    long evidenceEnd() {
        return (firstMinute() + minutes) * 60_000L;
    }

    /** First whole minute after the decision. */
    private long firstMinute() {
        return Minutes.minute(decisionTime + 59_999);
    }

    /** Whether a minute belongs to the outcome window. */
    boolean covers(long minute) {
        long first = firstMinute();
        return minute >= first && minute < first + minutes;
    }

    /**
     * Notes that a minute of the outcome window was observed.
     *
     * @param count its steps; {@link Minutes#UNKNOWN} when the device that counts them was there
     *     and sent none
     * @return whether anything changed
     */
    boolean observe(long minute, int count) {
        int at = (int) (minute - firstMinute());
        boolean changed = (observed & (1L << at)) == 0;
        observed |= 1L << at;
        if (count != Minutes.UNKNOWN) {
            if (steps.length == 0) {
                steps = new short[minutes];
                Arrays.fill(steps, UNKNOWN);
            }
            short known = (short) Math.min(count, Short.MAX_VALUE);
            changed |= steps[at] != known;
            steps[at] = known;
        }
        return changed;
    }

    /** Notes that evidence was filled in after a gap, so that more of it may follow. */
    void filled(long ingestTime) {
        filledAt = Math.max(filledAt, ingestTime);
    }

    /** Takes what is known already, of a decision that was made late. */
    void observe(Minutes known) {
        long end = Math.min(known.newest() + 1, firstMinute() + minutes);
        for (long minute = firstMinute(); minute < end; minute++) {
            if (known.watched(minute)) {
                observe(minute, known.stepsAt(minute));
            }
        }
    }

    /**
     * Whether the outcome is known: its signal passed the end, enough was observed, and no backfill
     * is under way that may tell more.
     *
     * @param stepsClock the signal clock of the steps
     * @param ingestTime now
     */
    boolean isKnown(long stepsClock, long ingestTime) {
        if (stepsClock < evidenceEnd()) {
            return false;
        }
        boolean quiet = filledAt == PersonState.NEVER || ingestTime - filledAt >= FILL_QUIET_MILLIS;
        return quiet ? Long.bitCount(observed) >= LEAST_OBSERVED * minutes : isComplete();
    }

    private boolean isComplete() {
        for (short count : steps) {
            if (count == UNKNOWN) {
                return false;
            }
        }
        return steps.length > 0;
    }

    /** Steps of the outcome window as far as they are known. */
    int steps() {
        int sum = 0;
        for (short count : steps) {
            sum += Math.max(count, 0);
        }
        return sum;
    }

    /** All pending decisions of a person, oldest first. */
    public static final class Queue {

        /** The configuration keeps below it; a bound of the state, whatever happens. */
        static final int MOST = LoopConfig.MOST_PENDING;

        final List<Pending> decisions = new ArrayList<>();

        /** Number of decisions. */
        public int size() {
            return decisions.size();
        }
    }

    /** The binary form of a queue. */
    public static final class Form implements Codec<Queue> {
        @Override
        public int version() {
            return 1;
        }

        @Override
        public void write(Queue queue, DataOutput out) throws IOException {
            Codec.writeLength(queue.decisions.size(), out);
            for (Pending p : queue.decisions) {
                out.writeLong(p.index);
                out.writeLong(p.decisionTime);
                out.writeLong(p.ingestTime);
                out.writeByte(p.type.code());
                out.writeByte(p.trigger.code());
                out.writeBoolean(p.available);
                out.writeByte(p.chosen);
                out.writeDouble(p.dosage);
                out.writeByte(p.minutes);
                out.writeDouble(p.probability);
                Codec.writeDoubles(p.baseline, out);
                Codec.writeDoubles(p.advantage, out);
                Codec.writeDoubles(p.shares, out);
                boolean reacted =
                        p.deliveredAt != PersonState.NEVER
                                || p.openedAt != PersonState.NEVER
                                || p.answeredAt != PersonState.NEVER;
                out.writeBoolean(reacted);
                if (reacted) {
                    out.writeLong(p.deliveredAt);
                    out.writeLong(p.openedAt);
                    out.writeLong(p.answeredAt);
                    out.writeByte(p.answer.code());
                }
                out.writeBoolean(p.filledAt != PersonState.NEVER);
                if (p.filledAt != PersonState.NEVER) {
                    out.writeLong(p.filledAt);
                }
                out.writeLong(p.observed);
                Codec.writeLength(p.steps.length, out);
                for (short count : p.steps) {
                    out.writeShort(count);
                }
            }
        }

        @Override
        public Queue read(int version, DataInput in) throws IOException {
            Queue queue = new Queue();
            int size = Codec.readLength(in);
            for (int i = 0; i < size; i++) {
                queue.decisions.add(readOne(in));
            }
            return queue;
        }

        private static Pending readOne(DataInput in) throws IOException {
            long index = in.readLong();
            long decisionTime = in.readLong();
            long ingestTime = in.readLong();
            DecisionType type = DecisionType.of(in.readByte());
            Trigger trigger = Trigger.of(in.readByte());
            boolean available = in.readBoolean();
            int chosen = in.readByte();
            double dosage = in.readDouble();
            int minutes = in.readByte();
            double probability = in.readDouble();
            Pending p =
                    new Pending(
                            index,
                            decisionTime,
                            ingestTime,
                            type,
                            trigger,
                            available,
                            chosen,
                            dosage,
                            minutes,
                            probability,
                            Codec.readDoubles(in),
                            Codec.readDoubles(in),
                            Codec.readDoubles(in));
            if (in.readBoolean()) {
                p.deliveredAt = in.readLong();
                p.openedAt = in.readLong();
                p.answeredAt = in.readLong();
                p.answer = InteractionKind.of(in.readByte());
            }
            if (in.readBoolean()) {
                p.filledAt = in.readLong();
            }
            p.observed = in.readLong();
            p.steps = new short[Codec.readLength(in)];
            for (int i = 0; i < p.steps.length; i++) {
                p.steps[i] = in.readShort();
            }
            return p;
        }

        @Override
        public Queue copy(Queue queue) {
            Queue copy = new Queue();
            for (Pending p : queue.decisions) {
                Pending one =
                        new Pending(
                                p.index,
                                p.decisionTime,
                                p.ingestTime,
                                p.type,
                                p.trigger,
                                p.available,
                                p.chosen,
                                p.dosage,
                                p.minutes,
                                p.probability,
                                p.baseline,
                                p.advantage,
                                p.shares);
                one.deliveredAt = p.deliveredAt;
                one.openedAt = p.openedAt;
                one.answeredAt = p.answeredAt;
                one.answer = p.answer;
                one.filledAt = p.filledAt;
                one.observed = p.observed;
                one.steps = p.steps.clone();
                copy.decisions.add(one);
            }
            return copy;
        }
    }
}
