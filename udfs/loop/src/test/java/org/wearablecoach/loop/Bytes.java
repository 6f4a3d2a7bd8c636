package org.wearablecoach.loop;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Values to bytes and back. */
public final class Bytes {

    private Bytes() {}

    public static <T> byte[] write(Codec<T> codec, T value) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            codec.write(value, new DataOutputStream(bytes));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    public static <T> T read(Codec<T> codec, byte[] form) {
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(form));
        try {
            T value = codec.read(codec.version(), in);
            if (in.read() >= 0) {
                throw new AssertionError(codec.getClass() + " leaves bytes unread");
            }
            return value;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
