package org.wearablecoach.loop.sense;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import org.wearablecoach.event.SignalKind;
import org.wearablecoach.loop.Codec;

/** One signal of one device. */
public record SignalKey(SignalKind signal, String device) {

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
        }

        @Override
        public SignalKey read(int version, DataInput in) throws IOException {
            return new SignalKey(SignalKind.of(in.readByte()), in.readUTF());
        }

        @Override
        public SignalKey copy(SignalKey key) {
            return key;
        }
    }
}
