package org.wearablecoach.loop.sense;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.wearablecoach.event.SignalKind;
import org.wearablecoach.loop.Codec;

/**
 * One signal of one device.
 *
 * @param sensor which sensor, where the signal is {@link SignalKind#SENSOR}; else empty
 */
public record SignalKey(SignalKind signal, String device, String sensor) {

    /** A signal that needs no module. */
    public SignalKey(SignalKind signal, String device) {
        this(signal, device, "");
    }

    // Written out: the methods that a record comes with are several times slower, and this is a key
    // that every record looks up.
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof SignalKey that
                && signal == that.signal
                && device.equals(that.device)
                && sensor.equals(that.sensor);
    }

    @Override
    public int hashCode() {
        return 31 * (31 * device.hashCode() + signal.code()) + sensor.hashCode();
    }

    /** The binary form. */
    public static final class Form implements Codec<SignalKey> {
        @Override
        public int version() {
            return 1;
        }

        @Override
        public void write(SignalKey key, DataOutput out) throws IOException {
            out.writeByte(key.signal.code());
            out.writeUTF(key.device);
            if (key.signal == SignalKind.SENSOR) {
                out.writeUTF(key.sensor);
            }
        }

        @Override
        public SignalKey read(int version, DataInput in) throws IOException {
            SignalKind signal = SignalKind.of(in.readByte());
            String device = in.readUTF();
            return new SignalKey(signal, device, signal == SignalKind.SENSOR ? in.readUTF() : "");
        }

        @Override
        public SignalKey copy(SignalKey key) {
            return key;
        }
    }
}
