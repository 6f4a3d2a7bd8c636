package org.wearablecoach.kafka.sink;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/** The key of a record as text; null for a record without one. */
@FunctionalInterface
interface KeyOf<T> extends Serializable {

    @Nullable String of(T value);
}
