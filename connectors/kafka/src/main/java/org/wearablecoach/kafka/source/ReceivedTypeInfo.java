package org.wearablecoach.kafka.source;

import org.wearablecoach.event.Received;

/** The type of {@link Received}, with its hand-written serializer. */
public final class ReceivedTypeInfo extends ImmutableTypeInfo<Received> {

    /** The only instance that is needed. */
    public static final ReceivedTypeInfo INSTANCE = new ReceivedTypeInfo();

    private static final long serialVersionUID = 1L;

    private ReceivedTypeInfo() {
        super(Received.class, ReceivedSerializer::new);
    }
}
