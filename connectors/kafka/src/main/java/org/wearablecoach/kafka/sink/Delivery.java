package org.wearablecoach.kafka.sink;

/** How often a result may reach a topic when the job has failed in between. */
public enum Delivery {
    /**
     * Once or more, visible within milliseconds. The default: every result carries an id under
     * which consumers recognise a repetition.
     */
    AT_LEAST_ONCE,

    /** Once for consumers that read committed records only, visible at the next checkpoint. */
    EXACTLY_ONCE
}
