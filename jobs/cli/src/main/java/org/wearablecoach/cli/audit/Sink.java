package org.wearablecoach.cli.audit;

import org.jspecify.annotations.Nullable;
import org.wearablecoach.event.Decision;
import org.wearablecoach.event.Reward;

/** Takes the rows of a log in the order of each person. */
public interface Sink {

    /** A decision, before anything that followed it. */
    default void decided(Decision decision) {}

    /**
     * A decision whose reward row was closed, in the order of closing, between the decisions where
     * it was closed; at the end those that have no reward row.
     *
     * @param reward null without one
     */
    void closed(Decision decision, @Nullable Reward reward);
}
