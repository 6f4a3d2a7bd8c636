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
import org.wearablecoach.policy.Choice;

/**
 * A decision whose outcome is not known yet, with the evidence so far: about 50 bytes when nothing
 * is learned from it, 150 when something is, and two for each minute observed.
 */
public final class Pending {

    /** Backfill is taken to be over after this long without more of it, in ingest time. */
    private static final long FILL_QUIET_MILLIS = 60_000;

    /** The outcome is known when at least this share of its minutes was observed. */
    private static final double LEAST_OBSERVED = 0.5;

    /** Bytes of a SHA-256. */
    private static final int HASH_BYTES = 32;

    /** Nothing observed. */
    static final short UNKNOWN = Short.MIN_VALUE;

    /** Arousal is kept in steps of a hundredth. */
    static final double AROUSAL_UNIT = 100.0;

    final long index;
    final long decisionTime;
    final long ingestTime;
    final DecisionType type;
    final Trigger trigger;
    final boolean available;

    /** Whether something was sent. */
    final boolean sent;

    /**
     * Index in the configuration of the intervention whose outcome is observed: what was sent, or
     * what the same draw would have sent; -1 when nothing could be.
     */
    final int aimed;

    final double dosage;

    /** Which proximal outcome. */
    final ProximalOutcome outcome;

    /** Length of the outcome window in minutes. */
    final int minutes;

    /** What the policy learns with: empty where it learns nothing. */
    final float[] baseline;

    final float[] advantage;

    /** Shares of the interventions that the policy may choose; empty where it learns nothing. */
    final double[] shares;

    final double probability;

    /**
     * SHA-256 of the decision's row: the reward row names it, so that it holds the last row too.
     */
    final byte[] hash;

    /** What the outcome is compared with: the arousal at the decision; 0 for other outcomes. */
    float before;

    /** Whether {@link #before} came from beat intervals, so that what follows does too. */
    boolean byBeats;

    long deliveredAt = PersonState.NEVER;
    long openedAt = PersonState.NEVER;
    long answeredAt = PersonState.NEVER;
    InteractionKind answer = InteractionKind.UNKNOWN;

    /** Minutes of the outcome window that were watched, one bit each. */
    private long observed;

    /** What was observed by minute: steps, bpm or arousal; empty before the first. */
    private short[] values = {};

    /** Ingest time of the newest evidence that was filled in after a gap. */
    private long filledAt = PersonState.NEVER;

    Pending(
            long index,
            long decisionTime,
            long ingestTime,
            DecisionType type,
            Trigger trigger,
            boolean available,
            boolean sent,
            int aimed,
            double dosage,
            ProximalOutcome outcome,
            int minutes,
            double probability,
            float[] baseline,
            float[] advantage,
            double[] shares,
            byte[] hash) {
        this.index = index;
        this.decisionTime = decisionTime;
        this.ingestTime = ingestTime;
        this.type = type;
        this.trigger = trigger;
        this.available = available;
        this.sent = sent;
        this.aimed = aimed;
        this.dosage = dosage;
        this.outcome = outcome;
        this.minutes = minutes;
        this.probability = probability;
        this.baseline = baseline;
        this.advantage = advantage;
        this.shares = shares;
        this.hash = hash;
    }

    /** Index in the configuration of what was sent; {@link Choice#NONE} for nothing. */
    int chosen() {
        return sent ? aimed : Choice.NONE;
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
     * @param value its steps, bpm or arousal; {@link Minutes#UNKNOWN} for steps when the device
     *     that counts them was there and sent none
     * @return whether anything changed
     */
    boolean observe(long minute, int value) {
        int at = (int) (minute - firstMinute());
        boolean changed = (observed & (1L << at)) == 0;
        observed |= 1L << at;
        if (value != Minutes.UNKNOWN || !outcome.ofSteps()) {
            if (values.length == 0) {
                values = new short[minutes];
                Arrays.fill(values, UNKNOWN);
            }
            short known = (short) Math.max(-Short.MAX_VALUE, Math.min(value, Short.MAX_VALUE));
            changed |= values[at] != known;
            values[at] = known;
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
            if (outcome.ofSteps() && known.watched(minute)) {
                observe(minute, known.stepsAt(minute));
            } else if (outcome == ProximalOutcome.ZONE && known.bpmAt(minute) > 0) {
                observe(minute, known.bpmAt(minute));
            }
        }
    }

    /**
     * Whether the outcome is known: its signal passed the end, enough was observed, and no backfill
     * is under way that may tell more.
     *
     * @param clock the signal clock of what the outcome is made of
     * @param ingestTime now
     */
    boolean isKnown(long clock, long ingestTime) {
        if (clock < evidenceEnd()) {
            return false;
        }
        if (outcome == ProximalOutcome.AROUSAL && Double.isNaN(input(0, 0))) {
            return false;
        }
        boolean quiet = filledAt == PersonState.NEVER || ingestTime - filledAt >= FILL_QUIET_MILLIS;
        return quiet ? Long.bitCount(observed) >= LEAST_OBSERVED * minutes : isComplete();
    }

    private boolean isComplete() {
        for (short value : values) {
            if (value == UNKNOWN) {
                return false;
            }
        }
        return values.length > 0;
    }

    /** What the reward graph takes, of a personal zone. */
    double input(double low, double high) {
        if (outcome == ProximalOutcome.STILL) {
            // A minute that was watched and in which no step was sent is one without.
            short[] filled = new short[minutes];
            for (int i = 0; i < minutes; i++) {
                boolean watched = (observed & (1L << i)) != 0;
                short known = values.length == 0 ? UNKNOWN : values[i];
                filled[i] = known == UNKNOWN && watched ? 0 : known;
            }
            return outcome.input(filled, before, low, high);
        }
        return outcome.input(values, before, low, high);
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

    /**
     * The binary form of a queue. Most of it is written as the difference from the entry before,
     * because a person whose outcomes stay unknown has hundreds of them.
     */
    public static final class Form implements Codec<Queue> {

        private static final int AVAILABLE = 1;
        private static final int SENT = 2;
        private static final int LEARNS = 4;
        private static final int REACTED = 8;
        private static final int FILLED = 16;
        private static final int OBSERVED = 32;
        private static final int COMPARED = 64;
        private static final int BY_BEATS = 128;

        @Override
        public int version() {
            return 1;
        }

        private static void writeSigned(long value, DataOutput out) throws IOException {
            long rest = (value << 1) ^ (value >> 63);
            while ((rest & ~0x7FL) != 0) {
                out.writeByte((int) (rest & 0x7F) | 0x80);
                rest >>>= 7;
            }
            out.writeByte((int) rest);
        }

        private static long readSigned(DataInput in) throws IOException {
            long value = 0;
            for (int shift = 0; shift < 70; shift += 7) {
                byte next = in.readByte();
                value |= (next & 0x7FL) << shift;
                if (next >= 0) {
                    return (value >>> 1) ^ -(value & 1);
                }
            }
            throw new IOException("A number of more than ten bytes: the state is corrupt.");
        }

        @Override
        public void write(Queue queue, DataOutput out) throws IOException {
            Codec.writeLength(queue.decisions.size(), out);
            long index = 0;
            long time = 0;
            for (Pending p : queue.decisions) {
                boolean reacted =
                        p.deliveredAt != PersonState.NEVER
                                || p.openedAt != PersonState.NEVER
                                || p.answeredAt != PersonState.NEVER;
                boolean learns = p.shares.length > 0;
                boolean compared = p.before != 0;
                out.writeByte(
                        (p.available ? AVAILABLE : 0)
                                | (p.sent ? SENT : 0)
                                | (learns ? LEARNS : 0)
                                | (reacted ? REACTED : 0)
                                | (p.filledAt != PersonState.NEVER ? FILLED : 0)
                                | (p.observed != 0 ? OBSERVED : 0)
                                | (compared ? COMPARED : 0)
                                | (p.byBeats ? BY_BEATS : 0));
                writeSigned(p.index - index, out);
                writeSigned(p.decisionTime - time, out);
                writeSigned(p.ingestTime - p.decisionTime, out);
                index = p.index;
                time = p.decisionTime;
                out.writeByte(p.type.code() << 4 | p.trigger.code());
                out.writeByte(p.aimed);
                out.writeDouble(p.dosage);
                out.writeByte(p.outcome.code());
                out.writeByte(p.minutes);
                out.write(p.hash);
                if (compared) {
                    out.writeFloat(p.before);
                }
                if (learns) {
                    out.writeDouble(p.probability);
                    Codec.writeFloats(p.baseline, out);
                    Codec.writeFloats(p.advantage, out);
                    writeShares(p.shares, out);
                }
                if (reacted) {
                    out.writeLong(p.deliveredAt);
                    out.writeLong(p.openedAt);
                    out.writeLong(p.answeredAt);
                    out.writeByte(p.answer.code());
                }
                if (p.filledAt != PersonState.NEVER) {
                    out.writeLong(p.filledAt);
                }
                if (p.observed != 0) {
                    out.writeLong(p.observed);
                    Codec.writeLength(p.values.length, out);
                    for (short value : p.values) {
                        out.writeShort(value);
                    }
                }
            }
        }

        /** Most interventions are not eligible: only the shares of the others take room. */
        private static void writeShares(double[] shares, DataOutput out) throws IOException {
            out.writeByte(shares.length);
            int eligible = 0;
            for (int k = 0; k < shares.length; k++) {
                eligible |= shares[k] != 0 ? 1 << k : 0;
            }
            out.writeInt(eligible);
            for (double share : shares) {
                if (share != 0) {
                    out.writeDouble(share);
                }
            }
        }

        private static double[] readShares(DataInput in) throws IOException {
            double[] shares = new double[in.readByte()];
            int eligible = in.readInt();
            for (int k = 0; k < shares.length; k++) {
                shares[k] = (eligible & 1 << k) != 0 ? in.readDouble() : 0;
            }
            return shares;
        }

        @Override
        public Queue read(int version, DataInput in) throws IOException {
            Queue queue = new Queue();
            int size = Codec.readLength(in);
            long index = 0;
            long time = 0;
            for (int i = 0; i < size; i++) {
                Pending p = readOne(in, index, time);
                index = p.index;
                time = p.decisionTime;
                queue.decisions.add(p);
            }
            return queue;
        }

        private static Pending readOne(DataInput in, long lastIndex, long lastTime)
                throws IOException {
            int flags = in.readByte();
            long index = lastIndex + readSigned(in);
            long decisionTime = lastTime + readSigned(in);
            long ingestTime = decisionTime + readSigned(in);
            int kinds = in.readByte();
            int aimed = in.readByte();
            double dosage = in.readDouble();
            ProximalOutcome outcome = ProximalOutcome.of(in.readByte());
            int minutes = in.readByte();
            byte[] hash = new byte[HASH_BYTES];
            in.readFully(hash);
            float before = (flags & COMPARED) != 0 ? in.readFloat() : 0;
            boolean learns = (flags & LEARNS) != 0;
            Pending p =
                    new Pending(
                            index,
                            decisionTime,
                            ingestTime,
                            DecisionType.of(kinds >> 4),
                            Trigger.of(kinds & 15),
                            (flags & AVAILABLE) != 0,
                            (flags & SENT) != 0,
                            aimed,
                            dosage,
                            outcome,
                            minutes,
                            learns ? in.readDouble() : 0,
                            learns ? Codec.readFloats(in) : new float[0],
                            learns ? Codec.readFloats(in) : new float[0],
                            learns ? readShares(in) : new double[0],
                            hash);
            p.before = before;
            p.byBeats = (flags & BY_BEATS) != 0;
            if ((flags & REACTED) != 0) {
                p.deliveredAt = in.readLong();
                p.openedAt = in.readLong();
                p.answeredAt = in.readLong();
                p.answer = InteractionKind.of(in.readByte());
            }
            if ((flags & FILLED) != 0) {
                p.filledAt = in.readLong();
            }
            if ((flags & OBSERVED) != 0) {
                p.observed = in.readLong();
                p.values = new short[Codec.readLength(in)];
                for (int i = 0; i < p.values.length; i++) {
                    p.values[i] = in.readShort();
                }
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
                                p.sent,
                                p.aimed,
                                p.dosage,
                                p.outcome,
                                p.minutes,
                                p.probability,
                                p.baseline,
                                p.advantage,
                                p.shares,
                                p.hash);
                one.before = p.before;
                one.byBeats = p.byBeats;
                one.deliveredAt = p.deliveredAt;
                one.openedAt = p.openedAt;
                one.answeredAt = p.answeredAt;
                one.answer = p.answer;
                one.filledAt = p.filledAt;
                one.observed = p.observed;
                one.values = p.values.clone();
                copy.decisions.add(one);
            }
            return copy;
        }
    }
}
