package org.wearablecoach.loop.sense;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.wearablecoach.event.SignalKind;

/**
 * The newest samples of a person, for a store on disk: they wait beside the person's clocks, which
 * every record writes anyway, until there are enough of a signal for a write of their own.
 */
public final class Tail {

    /** Codes begin with 0, for a signal that is not known. */
    private static final int KINDS = SignalKind.values().length;

    /** Bytes of a signal that wait: some eight heart rates or beats. */
    static final int MOST_BYTES = 48;

    /** More values or counts in one sample are enough for a write. */
    private static final int MOST_VALUES = 8;

    private static final SampleChunk.Form FORM = new SampleChunk.Form();

    private final @Nullable SampleChunk[] chunks = new SampleChunk[KINDS];

    /** Nothing waits. */
    public Tail() {}

    /**
     * Adds a sample.
     *
     * @return samples of the signal that now need a place of their own and no longer wait; null
     *     while they can wait
     */
    public @Nullable SampleChunk add(SignalKind signal, Sample sample) {
        if (sample.counts().length > 0 || sample.values().length > MOST_VALUES) {
            return SampleChunk.of(sample);
        }
        SampleChunk chunk = chunks[signal.code()];
        if (chunk == null) {
            chunks[signal.code()] = SampleChunk.of(sample);
            return null;
        }
        chunk.add(sample);
        if (chunk.bytes() < MOST_BYTES) {
            return null;
        }
        chunks[signal.code()] = null;
        return chunk;
    }

    /** The samples of a signal that wait; null without any. */
    public @Nullable SampleChunk of(SignalKind signal) {
        return chunks[signal.code()];
    }

    /** Forgets the samples of a signal that wait. */
    public void forget(SignalKind signal) {
        chunks[signal.code()] = null;
    }

    /** Whether nothing waits. */
    public boolean isEmpty() {
        return kinds() == 0;
    }

    private int kinds() {
        int kinds = 0;
        for (int kind = 0; kind < KINDS; kind++) {
            kinds |= chunks[kind] != null ? 1 << kind : 0;
        }
        return kinds;
    }

    void write(DataOutput out) throws IOException {
        out.writeByte(kinds());
        for (SampleChunk chunk : chunks) {
            if (chunk != null) {
                FORM.write(chunk, out);
            }
        }
    }

    static Tail read(DataInput in) throws IOException {
        Tail tail = new Tail();
        int kinds = in.readUnsignedByte();
        for (int kind = 0; kinds >>> kind != 0; kind++) {
            if ((kinds >>> kind & 1) != 0) {
                tail.chunks[kind] = FORM.read(1, in);
            }
        }
        return tail;
    }

    /** One that shares nothing that changes. */
    Tail copy() {
        Tail copy = new Tail();
        for (int kind = 0; kind < KINDS; kind++) {
            SampleChunk chunk = chunks[kind];
            copy.chunks[kind] = chunk == null ? null : FORM.copy(chunk);
        }
        return copy;
    }
}
