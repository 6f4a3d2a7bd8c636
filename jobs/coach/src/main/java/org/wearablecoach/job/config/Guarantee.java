package org.wearablecoach.job.config;

/** What consumers of the output topics are promised. */
public enum Guarantee {
    /**
     * Visible within milliseconds; after a failure a row may come twice, with the same decision id.
     */
    AT_LEAST_ONCE,

    /** Kafka transactions: visible at the next checkpoint, once, to read-committed consumers. */
    EXACTLY_ONCE
}
