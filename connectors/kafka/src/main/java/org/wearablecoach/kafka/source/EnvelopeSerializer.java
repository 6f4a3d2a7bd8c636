package org.wearablecoach.kafka.source;

import java.io.IOException;
import org.apache.flink.api.common.typeutils.CompositeTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.jspecify.annotations.Nullable;
import org.wearablecoach.event.DeadLetter;

/**
 * Serializer of {@link Envelope}: one byte (0 value, 1 dead letter), then what it holds. Needed
 * only where a source is not chained to its {@link DecodeFunction}.
 */
public final class EnvelopeSerializer<T> extends ImmutableSerializer<Envelope<T>> {

    private static final long serialVersionUID = 1L;

    private static final int VALUE = 0;
    private static final int DEAD_LETTER = 1;

    private final TypeSerializer<T> values;
    private final TypeSerializer<DeadLetter> deadLetters;

    EnvelopeSerializer(TypeSerializer<T> values) {
        this(values, new DeadLetterSerializer());
    }

    private EnvelopeSerializer(TypeSerializer<T> values, TypeSerializer<DeadLetter> deadLetters) {
        this.values = values;
        this.deadLetters = deadLetters;
    }

    @Override
    public Envelope<T> createInstance() {
        return Envelope.of(values.createInstance());
    }

    @Override
    public TypeSerializer<Envelope<T>> duplicate() {
        return new EnvelopeSerializer<>(values.duplicate(), deadLetters.duplicate());
    }

    @Override
    public void serialize(Envelope<T> envelope, DataOutputView out) throws IOException {
        T value = envelope.value();
        DeadLetter deadLetter = envelope.deadLetter();
        if (value != null) {
            out.writeByte(VALUE);
            values.serialize(value, out);
        } else if (deadLetter != null) {
            out.writeByte(DEAD_LETTER);
            deadLetters.serialize(deadLetter, out);
        }
    }

    @Override
    public Envelope<T> deserialize(DataInputView in) throws IOException {
        int kind = in.readByte();
        return switch (kind) {
            case VALUE -> Envelope.of(values.deserialize(in));
            case DEAD_LETTER -> Envelope.refused(deadLetters.deserialize(in));
            default -> throw new IOException("Envelope kind " + kind + " is of a later version.");
        };
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof EnvelopeSerializer<?> that && that.values.equals(values);
    }

    @Override
    public int hashCode() {
        return 31 * values.hashCode() + 1;
    }

    @Override
    public TypeSerializerSnapshot<Envelope<T>> snapshotConfiguration() {
        return new Snapshot<>(this);
    }

    /** The snapshots of both serializers within. Persisted API. */
    public static final class Snapshot<T>
            extends CompositeTypeSerializerSnapshot<Envelope<T>, EnvelopeSerializer<T>> {

        private static final int VERSION = 1;

        /** For restoring. */
        public Snapshot() {}

        Snapshot(EnvelopeSerializer<T> serializer) {
            super(serializer);
        }

        @Override
        protected int getCurrentOuterSnapshotVersion() {
            return VERSION;
        }

        @Override
        protected TypeSerializer<?>[] getNestedSerializers(EnvelopeSerializer<T> outer) {
            return new TypeSerializer<?>[] {outer.values, outer.deadLetters};
        }

        @Override
        @SuppressWarnings("unchecked") // The order is that of getNestedSerializers.
        protected EnvelopeSerializer<T> createOuterSerializerWithNestedSerializers(
                TypeSerializer<?>[] nested) {
            return new EnvelopeSerializer<>(
                    (TypeSerializer<T>) nested[0], (TypeSerializer<DeadLetter>) nested[1]);
        }
    }
}
