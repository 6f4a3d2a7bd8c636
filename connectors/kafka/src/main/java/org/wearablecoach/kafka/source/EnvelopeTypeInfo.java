package org.wearablecoach.kafka.source;

import java.util.Map;
import org.apache.flink.api.common.serialization.SerializerConfig;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.jspecify.annotations.Nullable;
import org.wearablecoach.event.Control;
import org.wearablecoach.event.Received;

/** The type of an {@link Envelope} of a certain content. */
public final class EnvelopeTypeInfo<T> extends TypeInformation<Envelope<T>> {

    /** Envelopes of telemetry. */
    public static final EnvelopeTypeInfo<Received> TELEMETRY =
            new EnvelopeTypeInfo<>(ReceivedTypeInfo.INSTANCE);

    /** Envelopes of control records. */
    public static final EnvelopeTypeInfo<Control> CONTROL =
            new EnvelopeTypeInfo<>(ControlTypeInfo.INSTANCE);

    private static final long serialVersionUID = 1L;

    private final TypeInformation<T> content;

    private EnvelopeTypeInfo(TypeInformation<T> content) {
        this.content = content;
    }

    @Override
    public boolean isBasicType() {
        return false;
    }

    @Override
    public boolean isTupleType() {
        return false;
    }

    @Override
    public int getArity() {
        return 1;
    }

    @Override
    public int getTotalFields() {
        return 1;
    }

    @Override
    @SuppressWarnings("unchecked") // A class literal cannot name its type argument.
    public Class<Envelope<T>> getTypeClass() {
        return (Class<Envelope<T>>) (Class<?>) Envelope.class;
    }

    @Override
    public Map<String, TypeInformation<?>> getGenericParameters() {
        return Map.of("T", content);
    }

    @Override
    public boolean isKeyType() {
        return false;
    }

    @Override
    public TypeSerializer<Envelope<T>> createSerializer(SerializerConfig config) {
        return new EnvelopeSerializer<>(content.createSerializer(config));
    }

    /** The serializer, without settings: the contents have serializers of their own. */
    TypeSerializer<Envelope<T>> serializer() {
        return createSerializer(new SerializerConfigImpl());
    }

    @Override
    public String toString() {
        return "Envelope<" + content + ">";
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof EnvelopeTypeInfo<?> that && that.content.equals(content);
    }

    @Override
    public int hashCode() {
        return 31 * content.hashCode() + 1;
    }

    @Override
    public boolean canEqual(Object other) {
        return other instanceof EnvelopeTypeInfo;
    }
}
