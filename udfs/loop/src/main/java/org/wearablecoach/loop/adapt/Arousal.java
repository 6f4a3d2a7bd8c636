package org.wearablecoach.loop.adapt;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import org.wearablecoach.loop.Codec;
import org.wearablecoach.signals.ActivityResponse;

/**
 * Arousal of a person given what the person does: one response to activity for heart rate and one
 * for beat intervals. Where nothing is known of the activity of the last minutes, arousal is the
 * deviation from what is usual at that time of day alone.
 */
public final class Arousal {

    /** Minutes whose load is that of now, and those before from which the heart recovers. */
    private static final int NOW = 3;

    private static final int BEFORE = 7;

    /** A minute is learned from when so many more have passed: its steps are known by then. */
    private static final int SETTLED = 2;

    private final ActivityResponse heart;
    private final ActivityResponse beats;

    /** Newest minute learned from. */
    private long heartMinute;

    private long beatsMinute;

    /** Nothing learned. */
    public Arousal() {
        this(new ActivityResponse(), new ActivityResponse(), Long.MIN_VALUE, Long.MIN_VALUE);
    }

    private Arousal(
            ActivityResponse heart, ActivityResponse beats, long heartMinute, long beatsMinute) {
        this.heart = heart;
        this.beats = beats;
        this.heartMinute = heartMinute;
        this.beatsMinute = beatsMinute;
    }

    /**
     * Learns from the minute that is settled when the window of a minute arrives.
     *
     * @return whether anything was learned
     */
    boolean learn(Minutes minutes, long arrived, boolean ofBeats) {
        long minute = arrived - SETTLED;
        if (minute <= (ofBeats ? beatsMinute : heartMinute)
                || minutes.arousalByBeats(minute) != ofBeats) {
            return false;
        }
        double y = minutes.arousalAt(minute);
        double now = load(minutes, minute, NOW);
        double before = load(minutes, minute - NOW, BEFORE);
        if (Double.isNaN(y) || Double.isNaN(now)) {
            return false;
        }
        (ofBeats ? beats : heart).learn(y, now, Double.isNaN(before) ? now : before);
        if (ofBeats) {
            beatsMinute = minute;
        } else {
            heartMinute = minute;
        }
        return true;
    }

    /**
     * Arousal at a minute given the activity until then.
     *
     * @param y deviation from what is usual at that time of day, higher when more aroused
     * @return NaN when y is, or when not enough was learned
     */
    double given(Minutes minutes, long minute, double y, boolean ofBeats) {
        double now = load(minutes, minute, NOW);
        if (Double.isNaN(now)) {
            return y;
        }
        double before = load(minutes, minute - NOW, BEFORE);
        return (ofBeats ? beats : heart).z(y, now, Double.isNaN(before) ? now : before);
    }

    /** Mean load of the known ones of so many minutes up to one; NaN when none is known. */
    private static double load(Minutes minutes, long last, int count) {
        double sum = 0;
        int known = 0;
        for (long minute = last; minute > last - count; minute--) {
            double load = minutes.loadAt(minute);
            if (!Double.isNaN(load)) {
                sum += load;
                known++;
            }
        }
        return sum / known;
    }

    /** The binary form: 224 bytes. */
    public static final class Form implements Codec<Arousal> {
        @Override
        public int version() {
            return 1;
        }

        @Override
        public void write(Arousal arousal, DataOutput out) throws IOException {
            out.writeLong(arousal.heartMinute);
            out.writeLong(arousal.beatsMinute);
            write(arousal.heart, out);
            write(arousal.beats, out);
        }

        private static void write(ActivityResponse response, DataOutput out) throws IOException {
            for (double number : response.state()) {
                out.writeDouble(number);
            }
        }

        @Override
        public Arousal read(int version, DataInput in) throws IOException {
            long heartMinute = in.readLong();
            long beatsMinute = in.readLong();
            ActivityResponse heart = response(in);
            return new Arousal(heart, response(in), heartMinute, beatsMinute);
        }

        private static ActivityResponse response(DataInput in) throws IOException {
            double[] state = new double[ActivityResponse.STATE];
            for (int i = 0; i < state.length; i++) {
                state[i] = in.readDouble();
            }
            return new ActivityResponse(state);
        }

        @Override
        public Arousal copy(Arousal arousal) {
            return new Arousal(
                    new ActivityResponse(arousal.heart.state().clone()),
                    new ActivityResponse(arousal.beats.state().clone()),
                    arousal.heartMinute,
                    arousal.beatsMinute);
        }
    }
}
