package org.wearablecoach.kafka.source;

import org.wearablecoach.event.Control;

/** The type of {@link Control}, with a serializer over its Avro encoding. */
public final class ControlTypeInfo extends ImmutableTypeInfo<Control> {

    /** The only instance that is needed. */
    public static final ControlTypeInfo INSTANCE = new ControlTypeInfo();

    private static final long serialVersionUID = 1L;

    private ControlTypeInfo() {
        super(Control.class, ControlSerializer::new);
    }
}
