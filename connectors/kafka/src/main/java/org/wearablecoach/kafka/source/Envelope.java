package org.wearablecoach.kafka.source;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.wearablecoach.event.DeadLetter;

/**
 * What became of one record of a topic: its value, or the dead letter that stands for it. A source
 * emits envelopes, because an exception while decoding would fail the job at the same record for
 * ever; {@link DecodeFunction} opens them.
 *
 * <p>Exactly one of the two is set. Never changed after it was made.
 *
 * @param <T> the value
 */
public final class Envelope<T> {

    private final @Nullable T value;
    private final @Nullable DeadLetter deadLetter;

    private Envelope(@Nullable T value, @Nullable DeadLetter deadLetter) {
        this.value = value;
        this.deadLetter = deadLetter;
    }

    /** The envelope of a record that could be read. */
    public static <T> Envelope<T> of(T value) {
        return new Envelope<>(Objects.requireNonNull(value, "value"), null);
    }

    /** The envelope of a record that could not be used. */
    public static <T> Envelope<T> refused(DeadLetter deadLetter) {
        return new Envelope<>(null, Objects.requireNonNull(deadLetter, "deadLetter"));
    }

    /** The value; null when the record was refused. */
    public @Nullable T value() {
        return value;
    }

    /** Why the record was refused; null when it could be read. */
    public @Nullable DeadLetter deadLetter() {
        return deadLetter;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Envelope<?> that
                && Objects.equals(value, that.value)
                && Objects.equals(deadLetter, that.deadLetter);
    }

    @Override
    public int hashCode() {
        return Objects.hash(value, deadLetter);
    }

    /** Says only which of the two it is: a record belongs into no log. */
    @Override
    public String toString() {
        return deadLetter == null ? "Envelope[value]" : "Envelope[" + deadLetter.cause() + "]";
    }
}
