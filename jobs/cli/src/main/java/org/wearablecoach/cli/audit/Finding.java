package org.wearablecoach.cli.audit;

import org.jspecify.annotations.Nullable;

/**
 * What an audit found, by name.
 *
 * @param decisionId of the row; null where it is not known
 * @param userId the person; null where no row could be read
 * @param index of the row among the person's; -1 where no row could be read
 * @param what field and rule, without values
 */
public record Finding(
        @Nullable String decisionId, @Nullable String userId, long index, String what) {

    /** In words. */
    public String text() {
        if (userId == null) {
            return what;
        }
        return (decisionId == null ? "" : "decision " + decisionId + ", ")
                + "index "
                + index
                + " of person "
                + userId
                + ": "
                + what;
    }
}
