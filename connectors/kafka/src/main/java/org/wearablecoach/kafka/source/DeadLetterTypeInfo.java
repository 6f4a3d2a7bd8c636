package org.wearablecoach.kafka.source;

import org.wearablecoach.event.DeadLetter;

/** The type of {@link DeadLetter}, with a serializer over its Avro encoding. */
public final class DeadLetterTypeInfo extends ImmutableTypeInfo<DeadLetter> {

    /** The only instance that is needed. */
    public static final DeadLetterTypeInfo INSTANCE = new DeadLetterTypeInfo();

    private static final long serialVersionUID = 1L;

    private DeadLetterTypeInfo() {
        super(DeadLetter.class, DeadLetterSerializer::new);
    }
}
