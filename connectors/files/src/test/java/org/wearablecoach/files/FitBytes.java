package org.wearablecoach.files;

import java.io.ByteArrayOutputStream;

/** Writes FIT files for tests, little-endian, each checksum computed bit by bit. */
final class FitBytes {

    static final int UINT8 = 0x02;
    static final int SINT16 = 0x83;
    static final int UINT16 = 0x84;
    static final int UINT32 = 0x86;
    static final int FLOAT32 = 0x88;

    private final ByteArrayOutputStream data = new ByteArrayOutputStream();

    /** Defines a local kind by triples of field number, bytes and base type. */
    FitBytes define(int local, int message, int... fields) {
        header(0x40 | local, message, fields.length / 3);
        write(fields);
        return this;
    }

    /** As {@link #define}, with one developer field of a byte. */
    FitBytes defineWithDeveloper(int local, int message, int number, int index, int... fields) {
        header(0x60 | local, message, fields.length / 3);
        write(fields);
        write(1, number, 1, index);
        return this;
    }

    private void header(int head, int message, int fields) {
        write(head, 0, 0, message & 0xFF, message >> 8, fields);
    }

    /** A message; values of one, two or four bytes as {@link #u8}, {@link #u16}, {@link #u32}. */
    FitBytes message(int local, byte[]... values) {
        write(local);
        for (byte[] value : values) {
            data.writeBytes(value);
        }
        return this;
    }

    static byte[] u8(int value) {
        return new byte[] {(byte) value};
    }

    static byte[] u16(int value) {
        return new byte[] {(byte) value, (byte) (value >> 8)};
    }

    static byte[] u32(long value) {
        return new byte[] {
            (byte) value, (byte) (value >> 8), (byte) (value >> 16), (byte) (value >> 24)
        };
    }

    private void write(int... bytes) {
        for (int b : bytes) {
            data.write(b);
        }
    }

    byte[] file() {
        byte[] body = data.toByteArray();
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        file.writeBytes(new byte[] {12, 0x20, 0, 0});
        file.writeBytes(u32(body.length));
        file.writeBytes(new byte[] {'.', 'F', 'I', 'T'});
        file.writeBytes(body);
        file.writeBytes(u16(crc(file.toByteArray())));
        return file.toByteArray();
    }

    private static int crc(byte[] bytes) {
        int crc = 0;
        for (byte b : bytes) {
            for (int bit = 0; bit < 8; bit++) {
                boolean flip = ((crc ^ (b >> bit)) & 1) != 0;
                crc = flip ? crc >> 1 ^ 0xA001 : crc >> 1;
            }
        }
        return crc;
    }
}
