package org.wearablecoach.cli;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** An ONNX file with one matrix product, by its wire format: field numbers of onnx.proto. */
final class LinearNetwork {

    private LinearNetwork() {}

    /** The file of scores = input W; weights row by row. */
    static byte[] of(String input, int in, int out, float[] weights) {
        ByteBuffer raw = ByteBuffer.allocate(4 * weights.length).order(ByteOrder.LITTLE_ENDIAN);
        for (float weight : weights) {
            raw.putFloat(weight);
        }
        byte[] node = join(text(1, input), text(1, "w"), text(2, "scores"), text(4, "MatMul"));
        byte[] initializer =
                join(
                        varint(1, in),
                        varint(1, out),
                        varint(2, 1),
                        text(8, "w"),
                        bytes(9, raw.array()));
        byte[] graph =
                join(
                        bytes(1, node),
                        text(2, "policy"),
                        bytes(5, initializer),
                        bytes(11, value(input, in)),
                        bytes(12, value("scores", out)));
        return join(varint(1, 8), bytes(7, graph), bytes(8, join(text(1, ""), varint(2, 13))));
    }

    private static byte[] value(String name, int width) {
        byte[] shape = join(bytes(1, text(2, "N")), bytes(1, varint(1, width)));
        byte[] tensor = join(varint(1, 1), bytes(2, shape));
        return join(text(1, name), bytes(2, bytes(1, tensor)));
    }

    private static byte[] text(int field, String value) {
        return bytes(field, value.getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] bytes(int field, byte[] value) {
        return join(number((field << 3) | 2), number(value.length), value);
    }

    private static byte[] varint(int field, int value) {
        return join(number(field << 3), number(value));
    }

    private static byte[] number(int value) {
        return value < 128
                ? new byte[] {(byte) value}
                : join(new byte[] {(byte) ((value & 127) | 128)}, number(value >>> 7));
    }

    private static byte[] join(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }
}
