package org.wearablecoach.loop.sense;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.wearablecoach.loop.Codec;

/** One run of a device's counter: the device and its boot. */
public record DeviceKey(String device, long boot) {

    // Written out: the methods that a record comes with are several times slower, and this is a key
    // that every record looks up.
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof DeviceKey that && boot == that.boot && device.equals(that.device);
    }

    @Override
    public int hashCode() {
        return 31 * device.hashCode() + Long.hashCode(boot);
    }

    /** The binary form. */
    public static final class Form implements Codec<DeviceKey> {
        @Override
        public int version() {
            return 1;
        }

        @Override
        public void write(DeviceKey key, DataOutput out) throws IOException {
            out.writeUTF(key.device);
            out.writeLong(key.boot);
        }

        @Override
        public DeviceKey read(int version, DataInput in) throws IOException {
            return new DeviceKey(in.readUTF(), in.readLong());
        }

        @Override
        public DeviceKey copy(DeviceKey key) {
            return key;
        }
    }
}
