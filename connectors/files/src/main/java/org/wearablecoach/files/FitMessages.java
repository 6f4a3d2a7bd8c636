package org.wearablecoach.files;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The messages of a FIT file, one after the other, through all files that are chained in it.
 *
 * <p>A decoder of our own for the handful of messages that are telemetry: the vendor's library is
 * free to use, but its licence does not let anyone pass it on. What a file says about itself is
 * enough to step over every other message and field.
 *
 * <p>Each file in the chain is checked before its first message is given: header, length and
 * CRC-16. A message's fields are read by number; a field that is absent, of a base type that is not
 * known, or that holds its type's mark of invalidity is NaN. Messages with a compressed timestamp
 * have it as field {@link #TIMESTAMP}, as all others.
 */
final class FitMessages {

    /** Seconds from 1970-01-01 to 1989-12-31, where times of the format begin. */
    static final long EPOCH_SECONDS = 631_065_600L;

    /** The field that is a message's time in all messages. */
    static final int TIMESTAMP = 253;

    /** Smaller ones count from when the device was switched on. */
    static final long LEAST_TIMESTAMP = 0x1000_0000L;

    static final int FIELD_DESCRIPTION = 206;

    /** A day of the fastest accelerometer has a few hundred; a real file is far below. */
    private static final long MOST_BYTES = 512L << 20;

    private static final int SHORTEST_HEADER = 12;
    private static final int CRC_BYTES = 2;
    private static final int MAGIC = 0x5449_462E;

    /** Of a developer's field that stands for none of the message. */
    private static final int[] NO_FIELD = {-1, -1, -1};

    private static final int[] CRC_TABLE = crcTable();

    private final Path file;
    private final byte[] bytes;
    private final ByteBuffer little;
    private final ByteBuffer big;
    private final @Nullable Definition[] definitions = new Definition[16];

    /** Native field (message and number) of a developer field (index and number), and its type. */
    private final Map<Integer, int[]> developerFields = new HashMap<>();

    private int at;
    private int dataEnd;
    private Definition current = new Definition(-1, false, new int[0], new int[0], new int[0], 0);
    private int body;
    private long lastTimestamp;
    private long timestamp;

    private FitMessages(Path file, byte[] bytes) {
        this.file = file;
        this.bytes = bytes;
        this.little = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        this.big = ByteBuffer.wrap(bytes);
    }

    /** The messages of a file. */
    static FitMessages of(Path file) {
        try {
            if (Files.size(file) > MOST_BYTES) {
                throw new RecordingException(
                        file, "is larger than any FIT recording (512 MiB); check --format");
            }
            return new FitMessages(file, Files.readAllBytes(file));
        } catch (IOException e) {
            throw new RecordingException(file, "cannot be read; check path and rights", e);
        }
    }

    /** Moves to the next message; false after the last one of the last file. */
    boolean next() {
        while (true) {
            if (at == dataEnd) {
                if (at > 0) {
                    at += CRC_BYTES;
                }
                if (at == bytes.length && at > 0) {
                    return false;
                }
                beginFile();
                continue;
            }
            if (step()) {
                return true;
            }
        }
    }

    private void beginFile() {
        int left = bytes.length - at;
        if (left < SHORTEST_HEADER || little.getInt(at + 8) != MAGIC) {
            throw error(
                    at == 0
                            ? "no FIT header stands here; give a FIT file"
                            : "bytes follow that are no further FIT file; copy the file again");
        }
        int header = bytes[at] & 0xFF;
        long data = little.getInt(at + 4) & 0xFFFF_FFFFL;
        if (header < SHORTEST_HEADER || header > left) {
            throw error("the header says that it is " + header + " bytes; copy the file again");
        }
        if (data == 0) {
            throw error(
                    "the header says that no data follow: the recording was not closed by its"
                            + " device; open and save it there");
        }
        if (header + data + CRC_BYTES > left) {
            throw error(
                    "the header promises "
                            + (header + data + CRC_BYTES)
                            + " bytes and "
                            + left
                            + " are there: the file was cut off; copy it again");
        }
        if (header >= 14) {
            int stored = little.getShort(at + 12) & 0xFFFF;
            if (stored != 0 && stored != crc(at, at + 12)) {
                throw error("the header's checksum is wrong; copy the file again");
            }
        }
        int end = (int) (at + header + data);
        if ((little.getShort(end) & 0xFFFF) != crc(at, end)) {
            throw new RecordingException(
                    file,
                    "byte "
                            + end
                            + ": the checksum of the file that begins at byte "
                            + at
                            + " is wrong; copy the file again");
        }
        Arrays.fill(definitions, null);
        developerFields.clear();
        lastTimestamp = 0;
        at += header;
        dataEnd = end;
    }

    /** Reads one record; true for a message, false for a definition. */
    private boolean step() {
        int header = bytes[at] & 0xFF;
        boolean compressed = (header & 0x80) != 0;
        if (!compressed && (header & 0x40) != 0) {
            define(header);
            return false;
        }
        int local = compressed ? header >> 5 & 3 : header & 0x0F;
        Definition definition = definitions[local];
        if (definition == null) {
            throw error("a message of kind " + local + " comes before its definition");
        }
        if (definition.size > dataEnd - at - 1) {
            throw error("a message reaches beyond the end of the data");
        }
        current = definition;
        body = at + 1;
        at = body + definition.size;
        if (compressed) {
            long offset = header & 0x1F;
            long since = offset - (lastTimestamp & 0x1F);
            lastTimestamp += since < 0 ? since + 0x20 : since;
            timestamp = lastTimestamp;
        } else {
            double written = fieldValue(TIMESTAMP, 0);
            timestamp = Double.isNaN(written) ? 0 : (long) written;
            if (timestamp != 0) {
                lastTimestamp = timestamp;
            }
        }
        if (definition.message == FIELD_DESCRIPTION) {
            describe();
        }
        return true;
    }

    private void define(int header) {
        need(6);
        boolean bigEndian = bytes[at + 2] == 1;
        if (bytes[at + 2] != 0 && !bigEndian) {
            throw error("a definition has byte order " + bytes[at + 2] + " instead of 0 or 1");
        }
        int message = (bigEndian ? big : little).getShort(at + 3) & 0xFFFF;
        int fields = bytes[at + 5] & 0xFF;
        int length = 6 + 3 * fields;
        need(length);
        int developer = 0;
        if ((header & 0x20) != 0) {
            need(length + 1);
            developer = bytes[at + length] & 0xFF;
            need(length + 1 + 3 * developer);
        }
        int[] number = new int[fields + developer];
        int[] type = new int[fields + developer];
        int[] offset = new int[fields + developer + 1];
        for (int i = 0; i < fields + developer; i++) {
            int entry = at + 6 + 3 * i + (i < fields ? 0 : 1);
            int size = bytes[entry + 1] & 0xFF;
            offset[i + 1] = offset[i] + size;
            if (i < fields) {
                number[i] = bytes[entry] & 0xFF;
                type[i] = bytes[entry + 2] & 0xFF;
            } else {
                int[] nativeField = developerFields.get(key(bytes[entry + 2], bytes[entry]));
                if (nativeField == null || nativeField[0] != message) {
                    nativeField = NO_FIELD;
                }
                number[i] = nativeField[1];
                type[i] = nativeField[2];
            }
        }
        definitions[header & 0x0F] =
                new Definition(
                        message, bigEndian, number, type, offset, offset[fields + developer]);
        at += length + (developer > 0 || (header & 0x20) != 0 ? 1 + 3 * developer : 0);
    }

    private static int key(int index, int number) {
        return (index & 0xFF) << 8 | (number & 0xFF);
    }

    /** Keeps which native field a developer's field stands for, if any. */
    private void describe() {
        double index = fieldValue(0, 0);
        double number = fieldValue(1, 0);
        double type = fieldValue(2, 0);
        double nativeMessage = fieldValue(14, 0);
        double nativeField = fieldValue(15, 0);
        if (index + number + type + nativeMessage + nativeField >= 0) {
            developerFields.put(
                    key((int) index, (int) number),
                    new int[] {(int) nativeMessage, (int) nativeField, (int) type});
        }
    }

    private void need(int length) {
        if (length > dataEnd - at) {
            throw error("a definition reaches beyond the end of the data");
        }
    }

    /** Number of the current message. */
    int message() {
        return current.message;
    }

    /** The current message's time, ms since 1970; -1 when it has none or counts from a start. */
    long millis() {
        return millis((double) timestamp);
    }

    /** A time of the format as ms since 1970; -1 for one that counts from a start. */
    static long millis(double time) {
        return time >= LEAST_TIMESTAMP ? ((long) time + EPOCH_SECONDS) * 1000 : -1;
    }

    /** Number of values of a field, at least 0. */
    int count(int field) {
        int i = current.indexOf(field);
        int width = i < 0 ? 0 : width(current.type[i]);
        return width == 0 ? 0 : (current.offset[i + 1] - current.offset[i]) / width;
    }

    /** The only or first value of a field; NaN where it is absent or invalid. */
    double value(int field) {
        return value(field, 0);
    }

    /** A value of a field; NaN where it is absent or invalid. */
    double value(int field, int index) {
        if (field == TIMESTAMP) {
            return timestamp == 0 ? Double.NaN : (double) timestamp;
        }
        return fieldValue(field, index);
    }

    private double fieldValue(int field, int index) {
        double value = Double.NaN;
        // A developer's field comes after the native one and counts where that says nothing.
        for (int i = 0; i < current.number.length && Double.isNaN(value); i++) {
            if (current.number[i] == field) {
                int width = width(current.type[i]);
                int place = body + current.offset[i] + index * width;
                boolean holds = width > 0 && place + width <= body + current.offset[i + 1];
                value = holds ? number(current.type[i], place) : Double.NaN;
            }
        }
        return value;
    }

    private double number(int type, int place) {
        ByteBuffer buffer = current.bigEndian ? big : little;
        switch (type & 0x1F) {
            case 0x00, 0x02, 0x0D -> {
                int v = bytes[place] & 0xFF;
                return v == 0xFF ? Double.NaN : v;
            }
            case 0x0A -> {
                int v = bytes[place] & 0xFF;
                return v == 0 ? Double.NaN : v;
            }
            case 0x01 -> {
                int v = bytes[place];
                return v == Byte.MAX_VALUE ? Double.NaN : v;
            }
            case 0x03 -> {
                int v = buffer.getShort(place);
                return v == Short.MAX_VALUE ? Double.NaN : v;
            }
            case 0x04 -> {
                int v = buffer.getShort(place) & 0xFFFF;
                return v == 0xFFFF ? Double.NaN : v;
            }
            case 0x0B -> {
                int v = buffer.getShort(place) & 0xFFFF;
                return v == 0 ? Double.NaN : v;
            }
            case 0x05 -> {
                int v = buffer.getInt(place);
                return v == Integer.MAX_VALUE ? Double.NaN : v;
            }
            case 0x06 -> {
                long v = buffer.getInt(place) & 0xFFFF_FFFFL;
                return v == 0xFFFF_FFFFL ? Double.NaN : v;
            }
            case 0x0C -> {
                long v = buffer.getInt(place) & 0xFFFF_FFFFL;
                return v == 0 ? Double.NaN : v;
            }
            case 0x08 -> {
                return buffer.getFloat(place);
            }
            case 0x09 -> {
                return buffer.getDouble(place);
            }
            default -> {
                return Double.NaN;
            }
        }
    }

    /** Bytes of a value; 0 for text and for types that are not known. */
    private static int width(int type) {
        return switch (type & 0x1F) {
            case 0x00, 0x01, 0x02, 0x0A, 0x0D -> 1;
            case 0x03, 0x04, 0x0B -> 2;
            case 0x05, 0x06, 0x08, 0x0C -> 4;
            case 0x09, 0x0E, 0x0F, 0x10 -> 8;
            default -> 0;
        };
    }

    private int crc(int from, int to) {
        int crc = 0;
        for (int i = from; i < to; i++) {
            crc = crc >>> 8 ^ CRC_TABLE[(crc ^ bytes[i]) & 0xFF];
        }
        return crc;
    }

    /** CRC-16 with the polynomial x^16 + x^15 + x^2 + 1, bits in reverse. */
    private static int[] crcTable() {
        int[] table = new int[256];
        for (int i = 0; i < table.length; i++) {
            int crc = i;
            for (int bit = 0; bit < 8; bit++) {
                crc = (crc & 1) == 0 ? crc >>> 1 : crc >>> 1 ^ 0xA001;
            }
            table[i] = crc;
        }
        return table;
    }

    private RecordingException error(String message) {
        return new RecordingException(file, "byte " + at + ": " + message);
    }

    /** How the messages of one local kind are laid out, native fields before a developer's. */
    private record Definition(
            int message, boolean bigEndian, int[] number, int[] type, int[] offset, int size) {

        int indexOf(int field) {
            for (int i = 0; i < number.length; i++) {
                if (number[i] == field) {
                    return i;
                }
            }
            return -1;
        }
    }
}
