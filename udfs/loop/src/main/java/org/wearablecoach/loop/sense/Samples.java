package org.wearablecoach.loop.sense;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Samples of one signal of one device, unpacked into columns: what windows are computed from. One
 * instance is filled again and again.
 */
public final class Samples {

    private static final int ANY = -1;

    private final SampleChunk.Cursor cursor = new SampleChunk.Cursor();

    private int size;
    private byte[] slot = new byte[512];
    private long[] time = new long[512];
    private int[] sequence = new int[512];
    private float[] a = new float[512];
    private float[] b = new float[512];
    private int[] sensor = new int[512];

    /** Where the values of a sample begin in {@link #values}, and the end of the last one. */
    private int[] valuesFrom = new int[513];

    private float[] values = new float[512];

    /** Where the counts of a sample begin in {@link #counts}, and the end of the last one. */
    private int[] countsFrom = new int[513];

    private byte[] counts = new byte[0];

    private int onlySlot = ANY;
    private int onlySensor;
    private @Nullable Samples others;

    /** Whether each sample comes behind the one before, by time and then sequence. */
    private boolean inOrder = true;

    private int chunks;

    /** The first chunk that was added. */
    private @Nullable SampleChunk first;

    /** No samples, of any device. */
    public Samples() {}

    /** Removes all, and takes samples of any device. */
    void clear() {
        size = 0;
        inOrder = true;
        chunks = 0;
        first = null;
        onlySlot = ANY;
        others = null;
    }

    /**
     * Removes all, and takes the samples of one device and sensor only.
     *
     * @param itsOthers is emptied and takes the rest
     */
    void clear(byte itsSlot, int itsSensor, Samples itsOthers) {
        clear();
        itsOthers.clear();
        onlySlot = itsSlot;
        onlySensor = itsSensor;
        others = itsOthers;
    }

    /** Adds the samples of a chunk. */
    public void add(SampleChunk chunk) {
        if (chunks++ == 0) {
            first = chunk;
        }
        SampleChunk.Cursor next = cursor;
        next.open(chunk);
        while (next.next()) {
            Samples rest = others;
            if (rest == null || (next.slot == onlySlot && next.sensor == onlySensor)) {
                add(next);
            } else {
                rest.add(next);
            }
        }
    }

    private void add(SampleChunk.Cursor next) {
        int n = next.values();
        int bytes = next.counts();
        int at = add(next.slot, next.time, next.sequence, next.a, next.b, next.sensor, n, bytes);
        if (n > 0) {
            next.values(values, valuesFrom[at]);
        }
        if (bytes > 0) {
            next.counts(counts, countsFrom[at]);
        }
    }

    /** Adds a sample. */
    void add(Sample s) {
        int n = s.values().length;
        int bytes = s.counts().length;
        int at = add(s.slot(), s.time(), s.sequence(), s.a(), s.b(), s.sensor(), n, bytes);
        System.arraycopy(s.values(), 0, values, valuesFrom[at], n);
        System.arraycopy(s.counts(), 0, counts, countsFrom[at], bytes);
    }

    private int add(
            byte itsSlot,
            long itsTime,
            int itsSequence,
            float itsA,
            float itsB,
            int itsSensor,
            int n,
            int bytes) {
        if (size == time.length) {
            grow();
        }
        int at = size++;
        slot[at] = itsSlot;
        time[at] = itsTime;
        sequence[at] = itsSequence;
        a[at] = itsA;
        b[at] = itsB;
        sensor[at] = itsSensor;
        int valuesTo = valuesFrom[at] + n;
        if (valuesTo > values.length) {
            values = Arrays.copyOf(values, Math.max(valuesTo, 2 * values.length));
        }
        valuesFrom[at + 1] = valuesTo;
        int countsTo = countsFrom[at] + bytes;
        if (countsTo > counts.length) {
            counts = Arrays.copyOf(counts, Math.max(countsTo, 2 * counts.length));
        }
        countsFrom[at + 1] = countsTo;
        inOrder &= at == 0 || compare(at - 1, at) < 0;
        return at;
    }

    private void grow() {
        int more = 2 * size;
        slot = Arrays.copyOf(slot, more);
        time = Arrays.copyOf(time, more);
        sequence = Arrays.copyOf(sequence, more);
        a = Arrays.copyOf(a, more);
        b = Arrays.copyOf(b, more);
        sensor = Arrays.copyOf(sensor, more);
        valuesFrom = Arrays.copyOf(valuesFrom, more + 1);
        countsFrom = Arrays.copyOf(countsFrom, more + 1);
    }

    /** By time, then sequence: the order does not depend on the order of arrival. */
    private int compare(int one, int other) {
        int byTime = Long.compare(time[one], time[other]);
        return byTime != 0 ? byTime : Integer.compare(sequence[one], sequence[other]);
    }

    /**
     * Brings the samples into the order of time, those of one time into that of their sequence.
     * Nearly always they are in it already.
     */
    void sort() {
        if (!inOrder) {
            take(sorted());
        }
    }

    /**
     * Removes those that are there twice, of sorted samples: a record that was sent again below the
     * map of known numbers.
     */
    void dropRepeated() {
        if (inOrder) {
            return;
        }
        int[] once = new int[size];
        int n = 0;
        for (int i = 0; i < size; i++) {
            if (n == 0 || !isSame(once[n - 1], i)) {
                once[n++] = i;
            }
        }
        if (n < size) {
            take(Arrays.copyOf(once, n));
        }
    }

    private boolean isSame(int one, int other) {
        return slot[one] == slot[other]
                && time[one] == time[other]
                && sequence[one] == sequence[other]
                && sensor[one] == sensor[other]
                && Float.compare(a[one], a[other]) == 0
                && Float.compare(b[one], b[other]) == 0
                && Arrays.equals(
                        values,
                        valuesFrom[one],
                        valuesFrom[one + 1],
                        values,
                        valuesFrom[other],
                        valuesFrom[other + 1])
                && Arrays.equals(
                        counts,
                        countsFrom[one],
                        countsFrom[one + 1],
                        counts,
                        countsFrom[other],
                        countsFrom[other + 1]);
    }

    /** Indices of the samples in order; equal ones keep theirs. */
    private int[] sorted() {
        int[] from = new int[size];
        for (int i = 0; i < size; i++) {
            from[i] = i;
        }
        int[] to = new int[size];
        for (int run = 1; run < size; run *= 2) {
            for (int start = 0; start < size; start += 2 * run) {
                merge(
                        from,
                        to,
                        start,
                        Math.min(start + run, size),
                        Math.min(start + 2 * run, size));
            }
            int[] swap = from;
            from = to;
            to = swap;
        }
        return from;
    }

    private void merge(int[] from, int[] to, int start, int middle, int end) {
        int left = start;
        int right = middle;
        for (int at = start; at < end; at++) {
            boolean takeLeft =
                    left < middle && (right == end || compare(from[left], from[right]) <= 0);
            to[at] = takeLeft ? from[left++] : from[right++];
        }
    }

    /** Keeps the samples of some indices, in their order. */
    private void take(int[] indices) {
        Samples from = new Samples();
        from.copy(this);
        size = 0;
        for (int i : indices) {
            int n = from.values(i);
            int bytes = from.countBytes(i);
            int at =
                    add(
                            from.slot[i],
                            from.time[i],
                            from.sequence[i],
                            from.a[i],
                            from.b[i],
                            from.sensor[i],
                            n,
                            bytes);
            System.arraycopy(from.values, from.valuesFrom[i], values, valuesFrom[at], n);
            System.arraycopy(from.counts, from.countsFrom[i], counts, countsFrom[at], bytes);
        }
    }

    private void copy(Samples from) {
        size = from.size;
        slot = Arrays.copyOf(from.slot, size);
        time = Arrays.copyOf(from.time, size);
        sequence = Arrays.copyOf(from.sequence, size);
        a = Arrays.copyOf(from.a, size);
        b = Arrays.copyOf(from.b, size);
        sensor = Arrays.copyOf(from.sensor, size);
        valuesFrom = Arrays.copyOf(from.valuesFrom, size + 1);
        values = Arrays.copyOf(from.values, valuesFrom[size]);
        countsFrom = Arrays.copyOf(from.countsFrom, size + 1);
        counts = Arrays.copyOf(from.counts, countsFrom[size]);
    }

    /**
     * The chunk that holds these samples in this order and nothing else; null where there is none.
     */
    @Nullable SampleChunk only() {
        return chunks == 1 && inOrder && first != null && first.size() == size ? first : null;
    }

    /** An empty chunk to pack samples into again: the first one that was added, if any was. */
    SampleChunk room() {
        SampleChunk room = first;
        if (room == null) {
            return new SampleChunk();
        }
        room.clear();
        return room;
    }

    /** Appends a sample to a chunk. */
    void pack(int i, SampleChunk into) {
        into.add(
                slot[i],
                time[i],
                sequence[i],
                a[i],
                b[i],
                sensor[i],
                values,
                valuesFrom[i],
                values(i),
                counts,
                countsFrom[i],
                countBytes(i));
    }

    /** Appends those from a time on to a chunk. */
    void packSince(long oldest, SampleChunk into) {
        for (int i = 0; i < size; i++) {
            if (time[i] >= oldest) {
                pack(i, into);
            }
        }
    }

    /** Number of samples. */
    public int size() {
        return size;
    }

    /** Sensor time of a sample, ms. */
    long time(int i) {
        return time[i];
    }

    /** {@link Sample#a} of a sample. */
    float a(int i) {
        return a[i];
    }

    /** {@link Sample#b} of a sample. */
    float b(int i) {
        return b[i];
    }

    /** {@link Sample#slot} of a sample. */
    byte slot(int i) {
        return slot[i];
    }

    /** Number of measured values of a sample. */
    int values(int i) {
        return valuesFrom[i + 1] - valuesFrom[i];
    }

    /** A measured value of a sample. */
    float value(int i, int index) {
        return values[valuesFrom[i] + index];
    }

    /** Number of bytes of counts of a sample. */
    int countBytes(int i) {
        return countsFrom[i + 1] - countsFrom[i];
    }

    /** One count of a sample: three axes by turns. */
    int count(int i, int index) {
        int at = countsFrom[i] + 2 * index;
        return (short) ((counts[at] & 0xFF) | (counts[at + 1] << 8));
    }

    /** Time of the last value of a sample, ms; its own time but for chunks of several. */
    long lastTime(int i) {
        int bytes = countBytes(i);
        if (bytes > 0) {
            return timeOf(i, bytes / 6 - 1);
        }
        return sensor[i] == 0 ? time[i] : timeOf(i, values(i) - 1);
    }

    /** Time of one sample of acceleration, or of another sensor, of the chunk, ms. */
    long timeOf(int i, int index) {
        return time[i] + Sample.offset(index, a[i]);
    }

    /** A sample as a value of its own. */
    public Sample sample(int i) {
        return new Sample(
                slot[i],
                time[i],
                sequence[i],
                a[i],
                b[i],
                Arrays.copyOfRange(values, valuesFrom[i], valuesFrom[i + 1]),
                Arrays.copyOfRange(counts, countsFrom[i], countsFrom[i + 1]),
                sensor[i]);
    }
}
