package org.wearablecoach.kafka.source;

import java.io.Serializable;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.wearablecoach.event.Cause;
import org.wearablecoach.event.DeadLetter;

/** Makes dead letters of records that could not be decoded. Bytes travel up to a limit. */
final class DeadLetters implements Serializable {

    /** Large enough for any telemetry worth a look, far below the largest message of a topic. */
    static final int DEFAULT_RAW_LIMIT = 16 << 10;

    /** Leaves room for the other fields in a message of 1,048,588 bytes, Kafka's default limit. */
    static final int MAX_RAW_LIMIT = 1_000_000;

    private static final long serialVersionUID = 1L;

    private final int rawLimit;

    DeadLetters(int rawLimit) {
        if (rawLimit < 0 || rawLimit > MAX_RAW_LIMIT) {
            throw new IllegalArgumentException(
                    "rawLimit is " + rawLimit + "; give 0 to " + MAX_RAW_LIMIT + " bytes");
        }
        this.rawLimit = rawLimit;
    }

    /** Of a record whose bytes may be found nowhere else once the topic has forgotten them. */
    DeadLetter of(ConsumerRecord<byte[], byte[]> record, Cause cause, String detail) {
        byte @Nullable [] value = record.value();
        return new DeadLetter(
                cause,
                detail,
                record.topic(),
                record.partition(),
                record.offset(),
                record.timestamp(),
                null,
                value == null ? 0 : value.length,
                value == null ? null : sha256(value),
                value == null ? null : Arrays.copyOf(value, Math.min(value.length, rawLimit)));
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java runtime has SHA-256.", e);
        }
    }
}
