package org.wearablecoach.job.config;

import java.io.Serializable;
import org.wearablecoach.loop.config.Option;

/** What leaves the job beyond its rows. */
public record PrivacyOptions(
        @Option(
                        "Most bytes of an unreadable record that are kept in its dead letter; its"
                                + " length and SHA-256 always are. They may hold health data: 0"
                                + " keeps none.")
                int deadLetterRawLimit)
        implements Serializable {

    /** Leaves room for the rest of a dead letter in a message of 1,048,588 bytes. */
    private static final int LARGEST_RAW = 900_000;

    /** Checks the ranges. */
    public PrivacyOptions {
        Options.check(
                deadLetterRawLimit >= 0 && deadLetterRawLimit <= LARGEST_RAW,
                "privacy.deadLetterRawLimit",
                deadLetterRawLimit,
                "set it between 0 and " + LARGEST_RAW);
    }

    static PrivacyOptions defaults() {
        return new PrivacyOptions(65_536);
    }
}
