package org.wearablecoach.loop.adapt;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.wearablecoach.event.SignalKind;
import org.wearablecoach.event.VersionRef;
import org.wearablecoach.event.WindowRef;
import org.wearablecoach.loop.Codec;

/**
 * The newest window of each signal of each device, to look at when a decision is made. Touched per
 * window.
 */
public final class NewestWindows {

    /** Windows that are kept; of more, the one that ended first is dropped. */
    private static final int MOST = 24;

    /**
     * What was expected of glucose with a reading; NaN for what nobody said.
     *
     * @param forecast for 30 minutes later, mg/dL
     * @param risk probability of a low until then
     * @param limit from which probability on a low is expected of this person
     */
    record Outlook(float forecast, float risk, float limit) {

        /** Nobody said anything. */
        static final Outlook NONE = new Outlook(Float.NaN, Float.NaN, Float.NaN);

        private void write(DataOutput out) throws IOException {
            boolean known = !equals(NONE);
            out.writeBoolean(known);
            if (known) {
                out.writeFloat(forecast);
                out.writeFloat(risk);
                out.writeFloat(limit);
            }
        }

        private static Outlook read(DataInput in) throws IOException {
            return in.readBoolean()
                    ? new Outlook(in.readFloat(), in.readFloat(), in.readFloat())
                    : NONE;
        }
    }

    /**
     * A window in short.
     *
     * @param ref which window
     * @param value its leading value: bpm, RMSSD, class code, steps, mg/dL
     * @param z its personal z-score; NaN when there is none
     * @param model that scored it; null when none did
     * @param trail what was lately: of motion what the activity model said, see {@link
     *     ActivityTrail}, of glucose the readings, see {@link GlucoseTrend}
     * @param outlook of glucose
     */
    record Entry(
            WindowRef ref,
            float value,
            float z,
            @Nullable VersionRef model,
            float[] trail,
            Outlook outlook) {

        /** A window without trail and outlook. */
        Entry(WindowRef ref, float value, float z, @Nullable VersionRef model) {
            this(ref, value, z, model, ActivityTrail.NONE, Outlook.NONE);
        }
    }

    private final List<Entry> entries = new ArrayList<>();

    /** Notes a window, unless one of the same signal and device ended later. */
    void add(Entry entry) {
        int same = -1;
        int first = 0;
        for (int i = 0; i < entries.size(); i++) {
            WindowRef known = entries.get(i).ref();
            if (known.signal() == entry.ref().signal()
                    && known.device().equals(entry.ref().device())
                    && Objects.equals(known.sensor(), entry.ref().sensor())) {
                same = i;
            }
            if (known.end() < entries.get(first).ref().end()) {
                first = i;
            }
        }
        if (same >= 0) {
            if (entries.get(same).ref().end() <= entry.ref().end()) {
                entries.set(same, entry);
            }
            return;
        }
        if (entries.size() == MOST) {
            entries.remove(first);
        }
        entries.add(entry);
    }

    /** The newest window of a signal of a device; null when none is known. */
    @Nullable Entry of(SignalKind signal, String device) {
        for (int i = 0; i < entries.size(); i++) {
            WindowRef known = entries.get(i).ref();
            if (known.signal() == signal && known.device().equals(device)) {
                return entries.get(i);
            }
        }
        return null;
    }

    /**
     * The window of a signal to look at: of those that end after a time the one of highest quality,
     * then the newest, then that of the device that comes first by name. Null when all are older.
     */
    @Nullable Entry best(SignalKind signal, long after) {
        return best(signal, null, after);
    }

    /**
     * As {@link #best(SignalKind, long)}, of a sensor that a module brings.
     *
     * @param sensor which; null for any other signal
     */
    @Nullable Entry best(SignalKind signal, @Nullable String sensor, long after) {
        Entry best = null;
        for (int i = 0; i < entries.size(); i++) {
            Entry entry = entries.get(i);
            if (entry.ref().signal() == signal
                    && Objects.equals(entry.ref().sensor(), sensor)
                    && entry.ref().end() > after
                    && entry.ref().quality() > 0
                    && (best == null || isBetter(entry.ref(), best.ref()))) {
                best = entry;
            }
        }
        return best;
    }

    /** The window of a signal that ended last, of those that end after a time. */
    @Nullable Entry newest(SignalKind signal, long after) {
        Entry newest = null;
        for (int i = 0; i < entries.size(); i++) {
            Entry entry = entries.get(i);
            long end = entry.ref().end();
            if (entry.ref().signal() == signal
                    && end > after
                    && (newest == null || end > newest.ref().end())) {
                newest = entry;
            }
        }
        return newest;
    }

    private static boolean isBetter(WindowRef one, WindowRef other) {
        int byQuality = Float.compare(one.quality(), other.quality());
        if (byQuality != 0) {
            return byQuality > 0;
        }
        return one.end() != other.end()
                ? one.end() > other.end()
                : one.device().compareTo(other.device()) < 0;
    }

    /** The binary form. */
    public static final class Form implements Codec<NewestWindows> {
        @Override
        public int version() {
            return 1;
        }

        @Override
        public void write(NewestWindows windows, DataOutput out) throws IOException {
            out.writeByte(windows.entries.size());
            for (Entry entry : windows.entries) {
                WindowRef ref = entry.ref();
                out.writeByte(ref.signal().code());
                out.writeUTF(ref.device());
                if (ref.signal() == SignalKind.SENSOR) {
                    out.writeUTF(ref.sensor() == null ? "" : ref.sensor());
                }
                out.writeLong(ref.start());
                out.writeLong(ref.end());
                out.writeFloat(ref.quality());
                out.writeFloat(entry.value());
                out.writeFloat(entry.z());
                Codec.writeFloats(entry.trail(), out);
                entry.outlook().write(out);
                VersionRef model = entry.model();
                out.writeBoolean(model != null);
                if (model != null) {
                    out.writeUTF(model.name());
                    out.writeUTF(model.version());
                    out.writeUTF(model.sha256());
                }
            }
        }

        @Override
        public NewestWindows read(int version, DataInput in) throws IOException {
            NewestWindows windows = new NewestWindows();
            int size = in.readByte();
            for (int i = 0; i < size; i++) {
                SignalKind signal = SignalKind.of(in.readByte());
                String device = in.readUTF();
                String sensor = signal == SignalKind.SENSOR ? in.readUTF() : null;
                long start = in.readLong();
                long end = in.readLong();
                float quality = in.readFloat();
                float value = in.readFloat();
                float z = in.readFloat();
                float[] trail = Codec.readFloats(in);
                Outlook outlook = Outlook.read(in);
                VersionRef model =
                        in.readBoolean()
                                ? new VersionRef(in.readUTF(), in.readUTF(), in.readUTF())
                                : null;
                String name = model == null ? null : model.name() + ":" + model.version();
                windows.entries.add(
                        new Entry(
                                new WindowRef(signal, device, start, end, quality, name, sensor),
                                value,
                                z,
                                model,
                                trail,
                                outlook));
            }
            return windows;
        }

        @Override
        public NewestWindows copy(NewestWindows windows) {
            NewestWindows copy = new NewestWindows();
            copy.entries.addAll(windows.entries);
            return copy;
        }
    }
}
