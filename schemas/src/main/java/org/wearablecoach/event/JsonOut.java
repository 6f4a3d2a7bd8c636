package org.wearablecoach.event;

import com.fasterxml.jackson.core.io.NumberOutput;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes canonical JSON into a buffer that is used again. Canonical means that one value has one
 * text on every platform: no spaces, keys in the caller's order, UTF-8 with only what must be
 * escaped escaped, numbers as the shortest decimal that reads back to the same bits. Java's own
 * number texts changed in JDK 19, so they are not used.
 */
final class JsonOut {

    /** Writes one element of an array. */
    interface Element<T> {
        void write(T value, JsonOut to);
    }

    private static final DateTimeFormatter MILLISECONDS =
            new DateTimeFormatterBuilder().appendInstant(3).toFormatter();
    private static final long MS_PER_DAY = 86_400_000L;

    /** Days since 1970 of 0000-01-01 and of the day after 9999-12-31. */
    private static final long FIRST_DAY = LocalDate.of(0, 1, 1).toEpochDay();

    private static final long END_DAY = LocalDate.of(10_000, 1, 1).toEpochDay();
    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

    private byte[] bytes = new byte[4096];
    private int size;

    /** Whether a comma stands before the next key or element. */
    private boolean more;

    void clear() {
        size = 0;
        more = false;
    }

    /** The buffer; valid up to {@link #size()} until the next call. */
    byte[] buffer() {
        return bytes;
    }

    int size() {
        return size;
    }

    byte[] copy() {
        return Arrays.copyOf(bytes, size);
    }

    void newline() {
        put('\n');
    }

    JsonOut begin() {
        put('{');
        more = false;
        return this;
    }

    void end() {
        put('}');
        more = true;
    }

    /** A key; a value must follow. */
    JsonOut key(String name) {
        separate();
        text(name);
        put(':');
        return this;
    }

    void nothing() {
        ascii("null");
    }

    void bool(boolean value) {
        ascii(value ? "true" : "false");
    }

    void integer(long value) {
        ascii(NumberOutput.toString(value));
    }

    /** A number; null when it is not finite. */
    void number(double value) {
        ascii(Double.isFinite(value) ? NumberOutput.toString(value, true) : "null");
    }

    /** A number; null when it is not finite. */
    void number(float value) {
        ascii(Float.isFinite(value) ? NumberOutput.toString(value, true) : "null");
    }

    void numberOrNull(@Nullable Float value) {
        if (value == null) {
            nothing();
        } else {
            number(value.floatValue());
        }
    }

    void symbol(Enum<?> value) {
        put('"');
        ascii(value.name());
        put('"');
    }

    void symbolOrNull(@Nullable Enum<?> value) {
        if (value == null) {
            nothing();
        } else {
            symbol(value);
        }
    }

    void textOrNull(@Nullable String value) {
        if (value == null) {
            nothing();
        } else {
            text(value);
        }
    }

    /** Text; half of a surrogate pair becomes a question mark, as in Java's UTF-8. */
    void text(String value) {
        put('"');
        int length = value.length();
        for (int i = 0; i < length; i++) {
            char c = value.charAt(i);
            if (c < 0x80) {
                asciiOrEscape(c);
            } else if (c < 0x800) {
                put(0xC0 | (c >> 6));
                put(0x80 | (c & 0x3F));
            } else if (!Character.isSurrogate(c)) {
                put(0xE0 | (c >> 12));
                put(0x80 | ((c >> 6) & 0x3F));
                put(0x80 | (c & 0x3F));
            } else if (Character.isHighSurrogate(c)
                    && i + 1 < length
                    && Character.isLowSurrogate(value.charAt(i + 1))) {
                i++;
                int point = Character.toCodePoint(c, value.charAt(i));
                put(0xF0 | (point >> 18));
                put(0x80 | ((point >> 12) & 0x3F));
                put(0x80 | ((point >> 6) & 0x3F));
                put(0x80 | (point & 0x3F));
            } else {
                put('?');
            }
        }
        put('"');
    }

    /** Milliseconds since 1970 as ISO-8601 in UTC. */
    void time(long ms) {
        put('"');
        long day = Math.floorDiv(ms, MS_PER_DAY);
        if (day >= FIRST_DAY && day < END_DAY) {
            LocalDate date = LocalDate.ofEpochDay(day);
            int rest = (int) Math.floorMod(ms, MS_PER_DAY);
            digits(date.getYear(), 1000);
            put('-');
            digits(date.getMonthValue(), 10);
            put('-');
            digits(date.getDayOfMonth(), 10);
            put('T');
            digits(rest / 3_600_000, 10);
            put(':');
            digits(rest / 60_000 % 60, 10);
            put(':');
            digits(rest / 1000 % 60, 10);
            put('.');
            digits(rest % 1000, 100);
            put('Z');
        } else {
            ascii(MILLISECONDS.format(Instant.ofEpochMilli(ms)));
        }
        put('"');
    }

    void timeOrNull(@Nullable Long ms) {
        if (ms == null) {
            nothing();
        } else {
            time(ms);
        }
    }

    void base64(byte[] value) {
        put('"');
        append(Base64.getEncoder().encode(value));
        put('"');
    }

    void base64OrNull(byte @Nullable [] value) {
        if (value == null) {
            nothing();
        } else {
            base64(value);
        }
    }

    <T> void array(List<T> values, Element<T> element) {
        put('[');
        more = false;
        for (int i = 0; i < values.size(); i++) {
            separate();
            element.write(values.get(i), this);
        }
        put(']');
        more = true;
    }

    void numbers(double[] values) {
        put('[');
        for (int i = 0; i < values.length; i++) {
            if (i > 0) {
                put(',');
            }
            number(values[i]);
        }
        put(']');
    }

    void numbers(float[] values) {
        put('[');
        for (int i = 0; i < values.length; i++) {
            if (i > 0) {
                put(',');
            }
            number(values[i]);
        }
        put(']');
    }

    private void separate() {
        if (more) {
            put(',');
        }
        more = true;
    }

    private void asciiOrEscape(char c) {
        switch (c) {
            case '"', '\\' -> escape(c);
            case '\n' -> escape('n');
            case '\r' -> escape('r');
            case '\t' -> escape('t');
            case '\b' -> escape('b');
            case '\f' -> escape('f');
            default -> {
                if (c < ' ') {
                    ascii("\\u00");
                    put(HEX[c >> 4]);
                    put(HEX[c & 0xF]);
                } else {
                    put(c);
                }
            }
        }
    }

    private void escape(char c) {
        put('\\');
        put(c);
    }

    private void digits(int value, int highest) {
        for (int unit = highest; unit > 0; unit /= 10) {
            put('0' + value / unit % 10);
        }
    }

    private void ascii(String value) {
        int length = value.length();
        reserve(length);
        for (int i = 0; i < length; i++) {
            bytes[size++] = (byte) value.charAt(i);
        }
    }

    private void append(byte[] value) {
        reserve(value.length);
        System.arraycopy(value, 0, bytes, size, value.length);
        size += value.length;
    }

    private void put(int b) {
        reserve(1);
        bytes[size++] = (byte) b;
    }

    private void reserve(int count) {
        if (count > bytes.length - size) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, size + count));
        }
    }
}
