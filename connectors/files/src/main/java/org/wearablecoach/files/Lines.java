package org.wearablecoach.files;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The lines of a separated text file, one at a time, with fields read in place from the bytes: a
 * line costs no allocation, and memory is bounded by the longest line allowed.
 *
 * <p>Fields are trimmed of spaces and tabs, empty lines are passed over, a byte order mark at the
 * start is not part of the text, lines end with LF or CR LF. Control characters show a file that is
 * no text and are refused.
 *
 * <p>Quotes have no meaning and are refused in text fields, except in a table that is opened with
 * {@link #quoted}: there a field may stand in double quotes, with separators and line ends inside.
 * A doubled quote inside is left as it is; such fields can be passed over, not read.
 */
final class Lines implements Closeable {

    /** A line of 1,000 samples of three axes is 30 KB; ten times that is not a line of text. */
    static final int MAX_LINE = 256 * 1024;

    private static final int MAX_SHOWN = 40;

    /** Powers of ten that a double holds exactly. */
    private static final double[] POWERS = {
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16,
        1e17, 1e18, 1e19, 1e20, 1e21, 1e22
    };

    private final Path file;
    private final InputStream in;
    private final byte separator;
    private final boolean quotes;
    private final String shape;
    private final Names names = new Names();

    private byte[] buffer = new byte[64 * 1024];
    private int next;
    private int filled;
    private boolean ended;

    private long line;
    private int linesInQuotes;
    private int lineStart;
    private int lineEnd;
    private int fields;
    private int[] starts = new int[16];
    private int[] ends = new int[16];

    /**
     * Opens a file.
     *
     * @param separator between fields
     * @param shape how a line should look, for messages
     */
    Lines(Path file, char separator, String shape) {
        this(file, separator, false, shape);
    }

    /** A table whose fields may stand in double quotes; parameters as for the constructor. */
    static Lines quoted(Path file, char separator, String shape) {
        return new Lines(file, separator, true, shape);
    }

    private Lines(Path file, char separator, boolean quotes, String shape) {
        this.file = file;
        this.separator = (byte) separator;
        this.quotes = quotes;
        this.shape = shape;
        try {
            this.in = Files.newInputStream(file);
        } catch (IOException e) {
            throw new RecordingException(file, "cannot be opened; check path and rights", e);
        }
    }

    /** Moves to the next line that is not empty; false at the end of the file. */
    boolean next() {
        while (true) {
            if (!readLine()) {
                return false;
            }
            splitFields();
            if (fields > 1 || ends[0] > starts[0]) {
                return true;
            }
        }
    }

    private boolean readLine() {
        int scan = next;
        boolean open = false;
        line += linesInQuotes;
        linesInQuotes = 0;
        while (true) {
            while (scan < filled && (open || buffer[scan] != '\n')) {
                if (quotes) {
                    open ^= buffer[scan] == '"';
                    linesInQuotes += buffer[scan] == '\n' ? 1 : 0;
                }
                scan++;
            }
            if (scan < filled || (ended && scan > next)) {
                lineStart = next;
                lineEnd = scan;
                next = Math.min(scan + 1, filled);
                line++;
                if (open) {
                    throw error("a quote is not closed; the file was cut off, or is not " + shape);
                }
                if (line == 1 && startsWithByteOrderMark()) {
                    lineStart += 3;
                }
                if (lineEnd > lineStart && buffer[lineEnd - 1] == '\r') {
                    lineEnd--;
                }
                return true;
            }
            if (ended) {
                return false;
            }
            scan -= next;
            fill();
            scan += next;
        }
    }

    private boolean startsWithByteOrderMark() {
        return lineEnd - lineStart >= 3
                && buffer[lineStart] == (byte) 0xEF
                && buffer[lineStart + 1] == (byte) 0xBB
                && buffer[lineStart + 2] == (byte) 0xBF;
    }

    private void fill() {
        int kept = filled - next;
        if (kept > MAX_LINE) {
            line++;
            throw error(
                    "the line is longer than "
                            + MAX_LINE
                            + " bytes"
                            + (linesInQuotes > 0 ? " (a quote is not closed)" : "")
                            + "; give an unpacked UTF-8 text file, "
                            + shape);
        }
        if (next > 0) {
            System.arraycopy(buffer, next, buffer, 0, kept);
        } else if (kept == buffer.length) {
            buffer = Arrays.copyOf(buffer, 2 * buffer.length);
        }
        next = 0;
        filled = kept;
        try {
            int read = in.read(buffer, filled, buffer.length - filled);
            if (read < 0) {
                ended = true;
            } else {
                filled += read;
            }
        } catch (IOException e) {
            throw new RecordingException(file, "cannot be read after line " + line, e);
        }
    }

    private void splitFields() {
        fields = 0;
        int start = lineStart;
        boolean open = false;
        for (int i = lineStart; i < lineEnd; i++) {
            byte b = buffer[i];
            if (quotes && (open || b == '"')) {
                open ^= b == '"';
            } else if (b == separator) {
                addField(start, i);
                start = i + 1;
            } else if (b >= 0 && b < ' ' && b != '\t') {
                throw error(
                        String.format(
                                "byte 0x%02x is no text; give an unpacked UTF-8 text file, %s",
                                b, shape));
            }
        }
        addField(start, lineEnd);
    }

    private void addField(int from, int to) {
        int start = from;
        int end = to;
        while (start < end && (buffer[start] == ' ' || buffer[start] == '\t')) {
            start++;
        }
        while (end > start && (buffer[end - 1] == ' ' || buffer[end - 1] == '\t')) {
            end--;
        }
        if (quotes && end - start > 1 && buffer[start] == '"' && buffer[end - 1] == '"') {
            start++;
            end--;
        }
        if (fields == starts.length) {
            starts = Arrays.copyOf(starts, 2 * fields);
            ends = Arrays.copyOf(ends, 2 * fields);
        }
        starts[fields] = start;
        ends[fields] = end;
        fields++;
    }

    /**
     * Cuts a comment off the line.
     *
     * @return whether anything but the comment is left
     */
    boolean dropComment(char mark) {
        for (int i = lineStart; i < lineEnd; i++) {
            if (buffer[i] == mark) {
                lineEnd = i;
                splitFields();
                break;
            }
        }
        return fields > 1 || !isEmpty(0);
    }

    Path file() {
        return file;
    }

    /** Number of the current line in the file, from 1. */
    long line() {
        return line;
    }

    /** Number of fields of the current line. */
    int fields() {
        return fields;
    }

    /** Refuses the line unless it has exactly so many fields. */
    void expectFields(int expected) {
        if (fields != expected) {
            throw wrongFields(Integer.toString(expected));
        }
    }

    /** Refuses the line unless it has at least so many fields. */
    void expectAtLeast(int expected) {
        if (fields < expected) {
            throw wrongFields("at least " + expected);
        }
    }

    private RecordingException wrongFields(String expected) {
        String hint = "";
        if (fields == 1) {
            for (char other : new char[] {',', ';', '\t', '|'}) {
                if (other != separator && contains((byte) other)) {
                    hint =
                            other == '\t'
                                    ? "; a tab seems to separate"
                                    : "; '" + other + "' seems to separate";
                    break;
                }
            }
        }
        return error(
                "has "
                        + fields
                        + (fields == 1 ? " field" : " fields")
                        + " separated by '"
                        + (char) separator
                        + "' instead of "
                        + expected
                        + hint
                        + "; write "
                        + shape);
    }

    private boolean contains(byte wanted) {
        for (int i = lineStart; i < lineEnd; i++) {
            if (buffer[i] == wanted) {
                return true;
            }
        }
        return false;
    }

    /** Drops trailing empty fields, as spreadsheets write them for shorter rows. */
    void dropEmptyTail() {
        while (fields > 1 && isEmpty(fields - 1)) {
            fields--;
        }
    }

    /** Takes one trailing character off the last field if it is there. */
    void dropTrailing(char mark) {
        int last = fields - 1;
        if (ends[last] > starts[last] && buffer[ends[last] - 1] == mark) {
            ends[last]--;
            while (ends[last] > starts[last] && buffer[ends[last] - 1] == ' ') {
                ends[last]--;
            }
        }
    }

    boolean isEmpty(int field) {
        return starts[field] == ends[field];
    }

    /** Whether a field is exactly this ASCII text. */
    boolean is(int field, String ascii) {
        return ends[field] - starts[field] == ascii.length() && startsWith(field, ascii);
    }

    /** Whether a field starts with this ASCII text. */
    boolean startsWith(int field, String ascii) {
        int from = starts[field];
        if (ends[field] - from < ascii.length()) {
            return false;
        }
        for (int i = 0; i < ascii.length(); i++) {
            if (buffer[from + i] != ascii.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /** A field as text; the same text of the same file is the same object. */
    String name(int field) {
        if (isEmpty(field)) {
            throw badField(field, "a text");
        }
        for (int i = starts[field]; i < ends[field]; i++) {
            if (buffer[i] == '"') {
                throw badField(field, "a text without quotes");
            }
        }
        return names.of(buffer, starts[field], ends[field]);
    }

    /** A person or device name of 1 to {@code longest} characters. */
    String id(int field, int longest) {
        String id = name(field);
        if (id.length() > longest) {
            throw badField(field, "a name of at most " + longest + " characters");
        }
        return id;
    }

    /** A field as a new text; empty when it is. */
    String text(int field) {
        return new String(
                buffer, starts[field], ends[field] - starts[field], StandardCharsets.UTF_8);
    }

    /** A field as a decimal number, correctly rounded. */
    double number(int field) {
        double value = decimal(field);
        if (Double.isNaN(value)) {
            throw badField(field, "a number");
        }
        return value;
    }

    /** A field as a decimal number; NaN when it says so. */
    double numberOrNaN(int field) {
        return is(field, "NaN") ? Double.NaN : number(field);
    }

    /** A field as a whole number; {@code 299.0} is one. */
    int integer(int field) {
        double value = number(field);
        if (value != Math.rint(value) || Math.abs(value) > Integer.MAX_VALUE) {
            throw badField(field, "a whole number");
        }
        return (int) value;
    }

    /** A field as a 64-bit whole number. */
    long longInteger(int field) {
        int at = starts[field];
        int end = ends[field];
        boolean negative = at < end && buffer[at] == '-';
        if (negative) {
            at++;
        }
        if (at == end || end - at > 19) {
            throw badField(field, "a 64-bit whole number");
        }
        long value = 0;
        for (; at < end; at++) {
            int digit = buffer[at] - '0';
            // Counts downward: the negative range is larger by one.
            if (digit < 0 || digit > 9 || value < (Long.MIN_VALUE + digit) / 10) {
                throw badField(field, "a 64-bit whole number");
            }
            value = value * 10 - digit;
        }
        if (!negative && value == Long.MIN_VALUE) {
            throw badField(field, "a 64-bit whole number");
        }
        return negative ? value : -value;
    }

    /**
     * NaN when the field is no decimal number. The usual short number is exact in a double and so
     * is its power of ten, hence one division or multiplication rounds correctly; the rest goes the
     * library's way.
     */
    private double decimal(int field) {
        int at = starts[field];
        int end = ends[field];
        boolean negative = false;
        if (at < end && (buffer[at] == '-' || buffer[at] == '+')) {
            negative = buffer[at] == '-';
            at++;
        }
        long mantissa = 0;
        int digits = 0;
        int significant = 0;
        int exponent = 0;
        boolean point = false;
        for (; at < end; at++) {
            byte b = buffer[at];
            if (b >= '0' && b <= '9') {
                digits++;
                if (mantissa != 0 || b != '0') {
                    significant++;
                }
                if (significant <= 18) {
                    mantissa = mantissa * 10 + (b - '0');
                    exponent -= point ? 1 : 0;
                }
            } else if (b == '.' && !point) {
                point = true;
            } else {
                break;
            }
        }
        if (digits == 0) {
            return Double.NaN;
        }
        if (at < end) {
            if (buffer[at] != 'e' && buffer[at] != 'E') {
                return Double.NaN;
            }
            at++;
            boolean down = at < end && buffer[at] == '-';
            if (at < end && (buffer[at] == '-' || buffer[at] == '+')) {
                at++;
            }
            if (at == end || end - at > 4) {
                return Double.NaN;
            }
            int written = 0;
            for (; at < end; at++) {
                int digit = buffer[at] - '0';
                if (digit < 0 || digit > 9) {
                    return Double.NaN;
                }
                written = written * 10 + digit;
            }
            exponent += down ? -written : written;
        }
        if (significant > 18 || mantissa > (1L << 53) || exponent < -22 || exponent > 22) {
            double value = Double.parseDouble(text(field));
            return Double.isInfinite(value) ? Double.NaN : value;
        }
        double value = exponent < 0 ? mantissa / POWERS[-exponent] : mantissa * POWERS[exponent];
        return negative ? -value : value;
    }

    /** A field as a time, ms. */
    long time(int field, Times times) {
        if (!times.parse(buffer, starts[field], ends[field])) {
            throw badField(field, "an ISO 8601 time as 2026-03-29T07:30:00 or with Z or +01:00");
        }
        return times.millis();
    }

    /** A field {@code hh:mm} or {@code hh:mm:ss} as seconds since midnight; -1 when it is none. */
    int timeOfDay(int field) {
        return Times.timeOfDay(buffer, starts[field], ends[field]);
    }

    /** Mixes the bytes of the whole line into a 64-bit FNV-1a hash. */
    long mixInto(long hash) {
        long mixed = hash;
        for (int i = lineStart; i < lineEnd; i++) {
            mixed = (mixed ^ (buffer[i] & 0xFF)) * 0x100000001b3L;
        }
        return mixed;
    }

    /** A field that is not what it should be. */
    RecordingException badField(int field, String expected) {
        return error(
                "field "
                        + (field + 1)
                        + " is "
                        + shown(starts[field], ends[field])
                        + " instead of "
                        + expected
                        + "; write "
                        + shape);
    }

    /** A rule broken by the current line. */
    RecordingException error(String message) {
        return new RecordingException(file, line, message);
    }

    private String shown(int from, int to) {
        if (from == to) {
            return "empty";
        }
        String text =
                new String(buffer, from, Math.min(to - from, MAX_SHOWN), StandardCharsets.UTF_8);
        return "'" + text.replaceAll("\\p{C}", "?") + (to - from > MAX_SHOWN ? "...'" : "'");
    }

    @Override
    public void close() {
        try {
            in.close();
        } catch (IOException e) {
            throw new RecordingException(file, "cannot be closed", e);
        }
    }

    /** The texts seen so far, found by their bytes without making a new object. */
    private static final class Names {

        /** Names repeat; what does not repeat is not worth remembering without end. */
        private static final int MAX_KEPT = 1 << 16;

        private @Nullable String[] texts = new String[256];
        private byte[][] bytes = new byte[256][];
        private int kept;

        String of(byte[] buffer, int from, int to) {
            int hash = 1;
            for (int i = from; i < to; i++) {
                hash = 31 * hash + buffer[i];
            }
            int mask = texts.length - 1;
            int slot = (hash ^ (hash >>> 16)) & mask;
            while (true) {
                String text = texts[slot];
                if (text == null) {
                    break;
                }
                byte[] known = bytes[slot];
                if (Arrays.equals(known, 0, known.length, buffer, from, to)) {
                    return text;
                }
                slot = (slot + 1) & mask;
            }
            String text = new String(buffer, from, to - from, StandardCharsets.UTF_8);
            if (kept < MAX_KEPT) {
                texts[slot] = text;
                bytes[slot] = Arrays.copyOfRange(buffer, from, to);
                kept++;
                if (2 * kept > texts.length) {
                    grow();
                }
            }
            return text;
        }

        private void grow() {
            @Nullable String[] oldTexts = texts;
            byte[][] oldBytes = bytes;
            texts = new String[2 * oldTexts.length];
            bytes = new byte[2 * oldTexts.length][];
            int mask = texts.length - 1;
            for (int i = 0; i < oldTexts.length; i++) {
                if (oldTexts[i] == null) {
                    continue;
                }
                int hash = Arrays.hashCode(oldBytes[i]);
                int slot = (hash ^ (hash >>> 16)) & mask;
                while (texts[slot] != null) {
                    slot = (slot + 1) & mask;
                }
                texts[slot] = oldTexts[i];
                bytes[slot] = oldBytes[i];
            }
        }
    }
}
