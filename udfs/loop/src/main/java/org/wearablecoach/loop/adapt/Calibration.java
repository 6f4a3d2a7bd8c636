package org.wearablecoach.loop.adapt;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.wearablecoach.loop.Codec;
import org.wearablecoach.loop.Element;
import org.wearablecoach.signals.PersonalActivity;

/**
 * What a person told about their activity, and what was learned from it. Belongs to one version of
 * the model: with another one it starts anew.
 *
 * <p>The newest windows are kept apart, in {@link Recent}, because every window changes them.
 */
public final class Calibration {

    /** Told intervals that still wait for their windows. */
    private static final int MOST_PENDING = 4;

    /** A window may reach beyond the told interval by this much, ms. */
    private static final long SLACK_MILLIS = 1_000;

    /** So long after its end an interval is waited for, ms. */
    private static final long PATIENCE_MILLIS = 60 * 60_000L;

    private long model;
    private PersonalActivity personal = new PersonalActivity();
    private final List<Interval> pending = new ArrayList<>();

    /** A told interval: class index, from, until (sensor time, ms). */
    private record Interval(int activity, long from, long until) {
        boolean covers(long start, long end) {
            return start >= from - SLACK_MILLIS && end <= until + SLACK_MILLIS;
        }
    }

    /** A number for a version of a model. */
    static long model(String sha256) {
        return Long.parseUnsignedLong(sha256.substring(0, 16), 16);
    }

    /** Whether there is nothing to keep. */
    public boolean isEmpty() {
        int labelled = 0;
        for (int c = 0; c < PersonalActivity.CLASSES; c++) {
            labelled += personal.count(c);
        }
        return labelled == 0 && pending.isEmpty();
    }

    /** The probabilities as they are for this person; the outputs as they are for another model. */
    float[] apply(long version, float[] outputs) {
        return version == model ? personal.apply(outputs) : outputs;
    }

    /** Takes a told interval: windows of it that are known teach at once, others when they come. */
    void told(Element.Told told, Recent recent) {
        if (told.activity() == Element.Told.FORGET) {
            personal = new PersonalActivity();
            pending.clear();
            return;
        }
        Interval interval = new Interval(told.activity(), told.from(), told.until());
        boolean learned = false;
        for (int i = 0; i < recent.rows.size(); i++) {
            if (interval.covers(recent.starts.get(i), recent.ends.get(i))) {
                add(recent.model, interval.activity(), recent.rows.get(i));
                learned = true;
            }
        }
        if (learned) {
            personal.learn();
        }
        if (pending.size() == MOST_PENDING) {
            pending.remove(0);
        }
        pending.add(interval);
    }

    /**
     * Takes a window that a told interval may be waiting for.
     *
     * @return whether anything changed
     */
    boolean window(long version, long start, long end, float[] row) {
        boolean learned = false;
        boolean changed = pending.removeIf(p -> start > p.until() + PATIENCE_MILLIS);
        for (Interval interval : pending) {
            if (interval.covers(start, end)) {
                add(version, interval.activity(), row);
                learned = true;
            }
        }
        if (learned) {
            personal.learn();
        }
        return learned || changed;
    }

    private void add(long version, int activity, float[] row) {
        if (version != model) {
            personal = new PersonalActivity();
            model = version;
        }
        personal.add(activity, row);
    }

    /** What the model saw in the last half minute. */
    public static final class Recent {

        private static final int MOST = 6;

        private long model;
        private final List<Long> starts = new ArrayList<>();
        private final List<Long> ends = new ArrayList<>();
        private final List<float[]> rows = new ArrayList<>();

        /** Adds a window. */
        void add(long version, long start, long end, float[] row) {
            if (version != model) {
                starts.clear();
                ends.clear();
                rows.clear();
                model = version;
            }
            if (rows.size() == MOST) {
                starts.remove(0);
                ends.remove(0);
                rows.remove(0);
            }
            starts.add(start);
            ends.add(end);
            rows.add(row);
        }

        /** The binary form. */
        public static final class Form implements Codec<Recent> {
            @Override
            public int version() {
                return 1;
            }

            @Override
            public void write(Recent recent, DataOutput out) throws IOException {
                out.writeLong(recent.model);
                out.writeByte(recent.rows.size());
                for (int i = 0; i < recent.rows.size(); i++) {
                    out.writeLong(recent.starts.get(i));
                    out.writeLong(recent.ends.get(i));
                    Codec.writeFloats(recent.rows.get(i), out);
                }
            }

            @Override
            public Recent read(int version, DataInput in) throws IOException {
                Recent recent = new Recent();
                recent.model = in.readLong();
                int size = in.readByte();
                for (int i = 0; i < size; i++) {
                    recent.starts.add(in.readLong());
                    recent.ends.add(in.readLong());
                    recent.rows.add(Codec.readFloats(in));
                }
                return recent;
            }

            @Override
            public Recent copy(Recent recent) {
                Recent copy = new Recent();
                copy.model = recent.model;
                copy.starts.addAll(recent.starts);
                copy.ends.addAll(recent.ends);
                copy.rows.addAll(recent.rows);
                return copy;
            }
        }
    }

    /** The binary form. */
    public static final class Form implements Codec<Calibration> {
        @Override
        public int version() {
            return 1;
        }

        @Override
        public void write(Calibration c, DataOutput out) throws IOException {
            out.writeLong(c.model);
            Codec.writeFloats(c.personal.weights(), out);
            for (int k = 0; k < PersonalActivity.CLASSES; k++) {
                out.writeByte(c.personal.count(k));
                for (int i = 0; i < c.personal.count(k); i++) {
                    Codec.writeFloats(c.personal.row(k, i), out);
                }
            }
            out.writeByte(c.pending.size());
            for (Interval interval : c.pending) {
                out.writeByte(interval.activity());
                out.writeLong(interval.from());
                out.writeLong(interval.until());
            }
        }

        @Override
        public Calibration read(int version, DataInput in) throws IOException {
            Calibration c = new Calibration();
            c.model = in.readLong();
            c.personal.restore(Codec.readFloats(in));
            for (int k = 0; k < PersonalActivity.CLASSES; k++) {
                int count = in.readByte();
                for (int i = 0; i < count; i++) {
                    c.personal.add(k, Codec.readFloats(in));
                }
            }
            int pending = in.readByte();
            for (int i = 0; i < pending; i++) {
                c.pending.add(new Interval(in.readByte(), in.readLong(), in.readLong()));
            }
            return c;
        }

        @Override
        public Calibration copy(Calibration c) {
            Calibration copy = new Calibration();
            copy.model = c.model;
            copy.personal = c.personal.copy();
            copy.pending.addAll(c.pending);
            return copy;
        }
    }
}
