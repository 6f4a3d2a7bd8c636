package org.wearablecoach.event;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.apache.avro.io.Decoder;
import org.apache.avro.util.Utf8;
import org.jspecify.annotations.Nullable;

/**
 * Reads Avro's binary encoding from an array, and trusts nothing that it reads. A length or count
 * is compared with what is left before anything is allocated, so that a damaged record costs no
 * more memory or time than a sound one of its size. Avro's own decoder allocates first.
 *
 * <p>Refused beyond what Avro refuses: truth values other than 0 and 1, text that is not UTF-8, and
 * collections whose elements take no bytes and are more than the record has.
 */
final class ByteInput extends Decoder {

    /** Bytes that are not what the schema says. Without a stack trace, for speed. */
    static final class Malformed extends IOException {

        private static final long serialVersionUID = 1L;

        Malformed(String message) {
            super(message);
        }

        @Override
        public synchronized Throwable fillInStackTrace() {
            return this;
        }
    }

    private static final byte[] NOTHING = {};

    private byte[] bytes = NOTHING;
    private int position;
    private int end;

    /** How many elements of collections may still come: each takes at least one byte. */
    private long elementsLeft;

    /** Starts on other bytes. */
    void reset(byte[] source, int offset, int length) {
        if (offset < 0 || length < 0 || offset > source.length - length) {
            throw new IndexOutOfBoundsException(
                    offset + " and " + length + " are no range of " + source.length + " bytes");
        }
        bytes = source;
        position = offset;
        end = offset + length;
        elementsLeft = length;
    }

    /** Bytes not yet read. */
    int remaining() {
        return end - position;
    }

    @Override
    public void readNull() {}

    @Override
    public boolean readBoolean() throws IOException {
        int value = next();
        if (value > 1) {
            throw new Malformed("a truth value is neither 0 nor 1");
        }
        return value == 1;
    }

    @Override
    public int readInt() throws IOException {
        long value = readLong();
        if (value != (int) value) {
            throw new Malformed("a 32-bit number is too large");
        }
        return (int) value;
    }

    @Override
    public long readLong() throws IOException {
        byte[] source = bytes;
        int at = position;
        int stop = end;
        long raw = 0;
        for (int shift = 0; shift < Long.SIZE; shift += 7) {
            if (at >= stop) {
                throw ended();
            }
            int b = source[at++];
            if (shift == 63 && b > 1) {
                break;
            }
            raw |= (long) (b & 0x7F) << shift;
            if (b >= 0) {
                position = at;
                return (raw >>> 1) ^ -(raw & 1);
            }
        }
        throw new Malformed("a number is longer than 64 bits");
    }

    @Override
    public float readFloat() throws IOException {
        return Float.intBitsToFloat(fixed32());
    }

    @Override
    public double readDouble() throws IOException {
        long low = fixed32() & 0xFFFF_FFFFL;
        return Double.longBitsToDouble(low | (long) fixed32() << 32);
    }

    @Override
    public String readString() throws IOException {
        int length = length();
        String text = new String(bytes, position, length, StandardCharsets.UTF_8);
        if (text.indexOf('\uFFFD') >= 0) {
            checkUtf8(text, length);
        }
        position += length;
        return text;
    }

    @Override
    public Utf8 readString(@Nullable Utf8 old) throws IOException {
        return new Utf8(readString());
    }

    @Override
    public void skipString() throws IOException {
        // First the length: reading it moves the position too.
        int length = length();
        position += length;
    }

    /** The next length-prefixed bytes. */
    byte[] readBytes() throws IOException {
        byte[] result = new byte[length()];
        System.arraycopy(bytes, position, result, 0, result.length);
        position += result.length;
        return result;
    }

    @Override
    public ByteBuffer readBytes(@Nullable ByteBuffer old) throws IOException {
        return ByteBuffer.wrap(readBytes());
    }

    @Override
    public void skipBytes() throws IOException {
        int length = length();
        position += length;
    }

    @Override
    public void readFixed(byte[] target, int start, int length) throws IOException {
        need(length);
        System.arraycopy(bytes, position, target, start, length);
        position += length;
    }

    @Override
    public void skipFixed(int length) throws IOException {
        need(length);
        position += length;
    }

    @Override
    public int readEnum() throws IOException {
        return readInt();
    }

    @Override
    public long readArrayStart() throws IOException {
        return block();
    }

    @Override
    public long arrayNext() throws IOException {
        return block();
    }

    @Override
    public long skipArray() throws IOException {
        return skipBlocks();
    }

    @Override
    public long readMapStart() throws IOException {
        return block();
    }

    @Override
    public long mapNext() throws IOException {
        return block();
    }

    @Override
    public long skipMap() throws IOException {
        return skipBlocks();
    }

    @Override
    public int readIndex() throws IOException {
        return readInt();
    }

    /**
     * Number of elements in the next block of an array; 0 at its end.
     *
     * @param size bytes that each element takes, so that all of them are known to be there
     */
    int readBlock(int size) throws IOException {
        int count = block();
        if (count > remaining() / size) {
            throw ended();
        }
        return count;
    }

    /** Number of elements in the next block of a collection; 0 at its end. */
    private int block() throws IOException {
        long count = readLong();
        if (count < 0) {
            // A negative count is followed by the size of the block in bytes, for skipping.
            long size = readLong();
            if (size < 0 || size > remaining()) {
                throw new Malformed("a block is longer than the record");
            }
            count = -count;
        }
        // The smallest long stays negative.
        if (count < 0 || count > elementsLeft) {
            throw new Malformed("a collection has more elements than the record has bytes");
        }
        elementsLeft -= count;
        return (int) count;
    }

    /** Skips blocks with a size; the number of elements of the first block without one. */
    private long skipBlocks() throws IOException {
        while (true) {
            long count = readLong();
            if (count >= 0) {
                if (count > elementsLeft) {
                    throw new Malformed("a collection has more elements than the record has bytes");
                }
                elementsLeft -= count;
                return count;
            }
            long size = readLong();
            if (size < 0 || size > remaining()) {
                throw new Malformed("a block is longer than the record");
            }
            position += (int) size;
        }
    }

    private int fixed32() throws IOException {
        need(4);
        byte[] source = bytes;
        int at = position;
        position = at + 4;
        return (source[at] & 0xFF)
                | (source[at + 1] & 0xFF) << 8
                | (source[at + 2] & 0xFF) << 16
                | source[at + 3] << 24;
    }

    private int length() throws IOException {
        long length = readLong();
        if (length < 0) {
            throw new Malformed("a length is negative");
        }
        if (length > remaining()) {
            throw ended();
        }
        return (int) length;
    }

    private int next() throws IOException {
        need(1);
        return bytes[position++] & 0xFF;
    }

    private void need(int count) throws IOException {
        if (count > end - position) {
            throw ended();
        }
    }

    private static Malformed ended() {
        return new Malformed("the bytes end inside the record");
    }

    /** A replacement character is either what was sent, or what Java made of other bytes. */
    private void checkUtf8(String text, int length) throws IOException {
        byte[] again = text.getBytes(StandardCharsets.UTF_8);
        if (again.length != length) {
            throw new Malformed("a text is not UTF-8");
        }
        for (int i = 0; i < length; i++) {
            if (again[i] != bytes[position + i]) {
                throw new Malformed("a text is not UTF-8");
            }
        }
    }
}
