package org.wearablecoach.operators;

import java.io.IOException;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSchemaCompatibility;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.apache.flink.util.InstantiationUtil;
import org.jspecify.annotations.Nullable;
import org.wearablecoach.loop.Codec;

/**
 * Serializes with a {@link Codec}. A savepoint notes the codec and the version that wrote it; a
 * newer codec reads it and writes its own version from then on. The one exception are keys of map
 * state: RocksDB cannot migrate them, so their codecs stay at version 1 for ever.
 *
 * @param <T> what is serialized
 */
public final class CodecSerializer<T> extends TypeSerializer<T> {

    private static final long serialVersionUID = 1L;

    private final Class<? extends Codec<T>> type;
    private final int version;
    private transient @Nullable Codec<T> codec;

    /** A serializer that reads and writes the newest version of a codec. */
    public CodecSerializer(Class<? extends Codec<T>> type) {
        this(type, InstantiationUtil.instantiate(type).version());
    }

    private CodecSerializer(Class<? extends Codec<T>> type, int version) {
        this.type = type;
        this.version = version;
    }

    private Codec<T> codec() {
        Codec<T> made = codec;
        if (made == null) {
            made = InstantiationUtil.instantiate(type);
            codec = made;
        }
        return made;
    }

    @Override
    public boolean isImmutableType() {
        return false;
    }

    @Override
    public TypeSerializer<T> duplicate() {
        return new CodecSerializer<>(type, version);
    }

    /** State is never created by the serializer. */
    @Override
    @SuppressWarnings("NullAway")
    public T createInstance() {
        return null;
    }

    @Override
    public T copy(T from) {
        return codec().copy(from);
    }

    @Override
    public T copy(T from, T reuse) {
        return codec().copy(from);
    }

    @Override
    public int getLength() {
        return -1;
    }

    @Override
    public void serialize(T value, DataOutputView target) throws IOException {
        Codec<T> current = codec();
        if (current.version() != version) {
            // It would be read as the old version later: better no checkpoint than a wrong one.
            throw new IOException(
                    "State of "
                            + type.getName()
                            + " was restored in version "
                            + version
                            + " and is written in version "
                            + current.version()
                            + "; an operator must use this state, or drop its uid, before the next"
                            + " checkpoint.");
        }
        current.write(value, target);
    }

    @Override
    public T deserialize(DataInputView source) throws IOException {
        return codec().read(version, source);
    }

    @Override
    public T deserialize(T reuse, DataInputView source) throws IOException {
        return deserialize(source);
    }

    @Override
    public void copy(DataInputView source, DataOutputView target) throws IOException {
        serialize(deserialize(source), target);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof CodecSerializer<?> that
                && that.type == type
                && that.version == version;
    }

    @Override
    public int hashCode() {
        return type.hashCode() * 31 + version;
    }

    @Override
    public TypeSerializerSnapshot<T> snapshotConfiguration() {
        return new Snapshot<>(this);
    }

    /** Which codec wrote a savepoint, in which version. The class name is persisted. */
    public static final class Snapshot<T> implements TypeSerializerSnapshot<T> {

        private @Nullable CodecSerializer<T> serializer;

        /** For Flink, which reads what was written. */
        public Snapshot() {}

        Snapshot(CodecSerializer<T> serializer) {
            this.serializer = serializer;
        }

        private CodecSerializer<T> written() {
            CodecSerializer<T> known = serializer;
            if (known == null) {
                throw new IllegalStateException("The snapshot was not read.");
            }
            return known;
        }

        @Override
        public int getCurrentVersion() {
            return 1;
        }

        @Override
        public void writeSnapshot(DataOutputView out) throws IOException {
            out.writeUTF(written().type.getName());
            out.writeInt(written().version);
        }

        @Override
        @SuppressWarnings("unchecked")
        public void readSnapshot(int readVersion, DataInputView in, ClassLoader loader)
                throws IOException {
            Class<? extends Codec<T>> type =
                    (Class<? extends Codec<T>>)
                            (Class<?>)
                                    InstantiationUtil.resolveClassByName(in, loader, Codec.class);
            serializer = new CodecSerializer<>(type, in.readInt());
        }

        @Override
        public TypeSerializer<T> restoreSerializer() {
            return written();
        }

        @Override
        public TypeSerializerSchemaCompatibility<T> resolveSchemaCompatibility(
                TypeSerializerSnapshot<T> oldSnapshot) {
            if (!(oldSnapshot instanceof Snapshot<T> old)
                    || old.written().type != written().type
                    || old.written().version > written().version) {
                return TypeSerializerSchemaCompatibility.incompatible();
            }
            return old.written().version == written().version
                    ? TypeSerializerSchemaCompatibility.compatibleAsIs()
                    : TypeSerializerSchemaCompatibility.compatibleAfterMigration();
        }
    }
}
