package org.wearablecoach.loop.adapt;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.wearablecoach.loop.Codec;
import org.wearablecoach.policy.MessageCount;
import org.wearablecoach.signals.PersonalBaseline;
import org.wearablecoach.signals.Population;

/**
 * What Adapt knows of a person beside the recent past: profile, message counts, the log's running
 * number and hash. Touched per decision.
 */
public final class PersonState {

    /** No such time. */
    public static final long NEVER = Long.MIN_VALUE;

    /** ln(0.5 + steps in 30 minutes), one value a decision point. */
    static final Population LOG_STEPS = Population.logSteps();

    /** Slope of glucose in mg/dL a minute, one value a decision point. */
    static final Population GLUCOSE_TREND = Population.glucoseTrend();

    String zone = "UTC";
    String language = "en";
    boolean enrolled;
    boolean withdrawn;
    float restingBpm = Float.NaN;
    float maximumBpm = Float.NaN;
    boolean glucoseSensor;

    /** Running number of the next decision. */
    long index;

    /** SHA-256 of the previous row, hexadecimal; empty before the first. */
    String previousHash = "";

    /** Running number of the next reward row. */
    long rewards;

    /** Hash of the previous reward row, hexadecimal; empty before the first. */
    String previousReward = "";

    /** Ingest time of the last element. */
    long ingestTime = NEVER;

    /** When a timer is set, on the ingest clock; {@link #NEVER} for none. */
    long timer = NEVER;

    double dosage;

    /** Time of {@link #dosage}. */
    long dosageTime = NEVER;

    MessageCount messages = MessageCount.NONE;

    /** Decision time of the last forced message about glucose. */
    long glucoseAsked = NEVER;

    /** Decayed number of messages that were answered with yes or no. */
    double answered;

    /** Decayed number of those that were accepted. */
    double accepted;

    /** Time of the two numbers. */
    long answeredTime = NEVER;

    PersonalBaseline logSteps = new PersonalBaseline(LOG_STEPS);

    PersonalBaseline glucoseTrend = new PersonalBaseline(GLUCOSE_TREND);

    /** Time of the last tick; {@link #NEVER} before the first. */
    long tickTime = NEVER;

    /** Decision time of the last forced message about the heart rate. */
    long heartRateAsked = NEVER;

    /** When the person usually goes to bed. */
    Bedtime bedtime = new Bedtime();

    /** Messages by intervention. */
    SentCounts sent = new SentCounts();

    /** When a timer is set, on the ingest clock; {@link Long#MIN_VALUE} for none. */
    public long timer() {
        return timer;
    }

    /** Notes that a timer is set. */
    public void timer(long at) {
        timer = at;
    }

    /** The binary form. */
    public static final class Form implements Codec<PersonState> {
        @Override
        public int version() {
            return 1;
        }

        @Override
        public void write(PersonState s, DataOutput out) throws IOException {
            out.writeUTF(s.zone);
            out.writeUTF(s.language);
            out.writeBoolean(s.enrolled);
            out.writeBoolean(s.withdrawn);
            out.writeFloat(s.restingBpm);
            out.writeFloat(s.maximumBpm);
            out.writeBoolean(s.glucoseSensor);
            out.writeLong(s.index);
            out.writeUTF(s.previousHash);
            out.writeLong(s.rewards);
            out.writeUTF(s.previousReward);
            out.writeLong(s.ingestTime);
            out.writeLong(s.timer);
            out.writeDouble(s.dosage);
            out.writeLong(s.dosageTime);
            out.writeLong(s.messages.lastTime());
            out.writeLong(s.messages.day());
            out.writeInt(s.messages.count());
            out.writeLong(s.glucoseAsked);
            out.writeDouble(s.answered);
            out.writeDouble(s.accepted);
            out.writeLong(s.answeredTime);
            write(s.logSteps, out);
            write(s.glucoseTrend, out);
            out.writeLong(s.tickTime);
            out.writeLong(s.heartRateAsked);
            s.bedtime.write(out);
            s.sent.write(out);
        }

        private static void write(PersonalBaseline baseline, DataOutput out) throws IOException {
            out.writeDouble(baseline.mean());
            out.writeDouble(baseline.meanVariance());
            out.writeDouble(baseline.variance());
            out.writeDouble(baseline.recent());
        }

        private static PersonalBaseline readBaseline(DataInput in) throws IOException {
            return new PersonalBaseline(
                    in.readDouble(), in.readDouble(), in.readDouble(), in.readDouble());
        }

        @Override
        public PersonState read(int version, DataInput in) throws IOException {
            PersonState s = new PersonState();
            s.zone = in.readUTF();
            s.language = in.readUTF();
            s.enrolled = in.readBoolean();
            s.withdrawn = in.readBoolean();
            s.restingBpm = in.readFloat();
            s.maximumBpm = in.readFloat();
            s.glucoseSensor = in.readBoolean();
            s.index = in.readLong();
            s.previousHash = in.readUTF();
            s.rewards = in.readLong();
            s.previousReward = in.readUTF();
            s.ingestTime = in.readLong();
            s.timer = in.readLong();
            s.dosage = in.readDouble();
            s.dosageTime = in.readLong();
            s.messages = new MessageCount(in.readLong(), in.readLong(), in.readInt());
            s.glucoseAsked = in.readLong();
            s.answered = in.readDouble();
            s.accepted = in.readDouble();
            s.answeredTime = in.readLong();
            s.logSteps = readBaseline(in);
            s.glucoseTrend = readBaseline(in);
            s.tickTime = in.readLong();
            s.heartRateAsked = in.readLong();
            s.bedtime = Bedtime.read(in);
            s.sent = SentCounts.read(in);
            return s;
        }

        @Override
        public PersonState copy(PersonState s) {
            PersonState copy = new PersonState();
            copy.zone = s.zone;
            copy.language = s.language;
            copy.enrolled = s.enrolled;
            copy.withdrawn = s.withdrawn;
            copy.restingBpm = s.restingBpm;
            copy.maximumBpm = s.maximumBpm;
            copy.glucoseSensor = s.glucoseSensor;
            copy.index = s.index;
            copy.previousHash = s.previousHash;
            copy.rewards = s.rewards;
            copy.previousReward = s.previousReward;
            copy.ingestTime = s.ingestTime;
            copy.timer = s.timer;
            copy.dosage = s.dosage;
            copy.dosageTime = s.dosageTime;
            copy.messages = s.messages;
            copy.glucoseAsked = s.glucoseAsked;
            copy.answered = s.answered;
            copy.accepted = s.accepted;
            copy.answeredTime = s.answeredTime;
            copy.logSteps = s.logSteps.copy();
            copy.glucoseTrend = s.glucoseTrend.copy();
            copy.tickTime = s.tickTime;
            copy.heartRateAsked = s.heartRateAsked;
            copy.bedtime = s.bedtime.copy();
            copy.sent = s.sent.copy();
            return copy;
        }
    }

    /** The profile's value, or null when it has none. */
    static @Nullable Float known(float value) {
        return Float.isNaN(value) ? null : value;
    }
}
