package org.wearablecoach.loop.sense;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.wearablecoach.event.SignalKind;
import org.wearablecoach.loop.Codec;

/**
 * What is known of the device that a person's records came from last: the log of its run, and the
 * clocks of its signals as far as they were needed. Sensors that modules bring are not in it, of
 * which a device may have any number.
 */
public final class Heard {

    /** Codes begin with 0, for a signal that is not known. */
    private static final int KINDS = SignalKind.values().length;

    private DeviceKey run;
    private DeviceLog log;
    private final @Nullable SignalClock[] signals = new SignalClock[KINDS];

    /** A device of which nothing but one run is known. */
    public Heard(DeviceKey run, DeviceLog log) {
        this.run = run;
        this.log = log;
    }

    /** The run of the device. */
    public DeviceKey run() {
        return run;
    }

    /** The log of that run. */
    public DeviceLog log() {
        return log;
    }

    /** Goes on with a run of a device, the same or another. */
    public void run(DeviceKey now, DeviceLog itsLog) {
        if (!run.device().equals(now.device())) {
            java.util.Arrays.fill(signals, null);
        }
        run = now;
        log = itsLog;
    }

    /** Whether the clock of a signal has its place here. */
    public boolean has(SignalKey key) {
        return key.signal() != SignalKind.SENSOR && key.device().equals(run.device());
    }

    /** The clock of a signal of the device; null when it is not known or was not needed yet. */
    public @Nullable SignalClock signal(SignalKind kind) {
        return signals[kind.code()];
    }

    /** Notes the clock of a signal of the device. */
    public void signal(SignalKind kind, @Nullable SignalClock clock) {
        signals[kind.code()] = clock;
    }

    /** Writes it beside an ingest time and a sensor time that its own lie near. */
    void write(long ingestTime, long sensorTime, DataOutput out) throws IOException {
        out.writeUTF(run.device());
        Codec.writeSigned(run.boot(), out);
        log.write(ingestTime, out);
        int known = 0;
        for (int kind = 0; kind < KINDS; kind++) {
            known |= signals[kind] != null ? 1 << kind : 0;
        }
        out.writeByte(known);
        for (SignalClock clock : signals) {
            if (clock != null) {
                clock.write(sensorTime, out);
            }
        }
    }

    /** Reads what {@link #write} wrote. */
    static Heard read(long ingestTime, long sensorTime, DataInput in) throws IOException {
        DeviceKey run = new DeviceKey(in.readUTF(), Codec.readSigned(in));
        Heard heard = new Heard(run, DeviceLog.read(ingestTime, in));
        int known = in.readUnsignedByte();
        for (int kind = 0; known >>> kind != 0; kind++) {
            if ((known >>> kind & 1) != 0) {
                heard.signals[kind] = SignalClock.read(sensorTime, in);
            }
        }
        return heard;
    }

    /** One that shares nothing that changes. */
    Heard copy() {
        Heard copy = new Heard(run, log.copy());
        for (int kind = 0; kind < KINDS; kind++) {
            SignalClock clock = signals[kind];
            copy.signals[kind] = clock == null ? null : clock.copy();
        }
        return copy;
    }
}
