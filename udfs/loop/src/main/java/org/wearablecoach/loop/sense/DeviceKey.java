package org.wearablecoach.loop.sense;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import org.wearablecoach.loop.Codec;

/** One run of a device's counter: the device and its boot. */
public record DeviceKey(String device, long boot) {

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
