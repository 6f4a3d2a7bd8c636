package org.wearablecoach.policy;

import java.time.LocalTime;

/**
 * The part of the local day in which nothing is sent; it may cross midnight. Equal times mean no
 * quiet hours.
 *
 * @param from first quiet moment, local wall time
 * @param to first moment after it, local wall time
 */
public record QuietHours(LocalTime from, LocalTime to) {

    /** 22:00 to 07:00. */
    public static final QuietHours DEFAULT =
            new QuietHours(LocalTime.of(22, 0), LocalTime.of(7, 0));

    /** Whether a local wall time is quiet. */
    public boolean contains(LocalTime time) {
        if (from.equals(to)) {
            return false;
        }
        if (from.isBefore(to)) {
            return !time.isBefore(from) && time.isBefore(to);
        }
        return !time.isBefore(from) || time.isBefore(to);
    }
}
