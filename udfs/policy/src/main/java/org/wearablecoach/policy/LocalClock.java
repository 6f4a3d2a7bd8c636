package org.wearablecoach.policy;

import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** Wall time and calendar day of a person, daylight saving included. */
public final class LocalClock {

    private static final long SECONDS_A_DAY = 86_400L;

    private LocalClock() {}

    /** Days since 1970-01-01 on the local calendar. */
    public static long day(ZoneId zone, long time) {
        return Math.floorDiv(localSeconds(zone, time), SECONDS_A_DAY);
    }

    /** Local wall time, whole seconds. */
    public static LocalTime time(ZoneId zone, long time) {
        return LocalTime.ofSecondOfDay(Math.floorMod(localSeconds(zone, time), SECONDS_A_DAY));
    }

    /** Whether it is Saturday or Sunday. */
    public static boolean weekend(ZoneId zone, long time) {
        // 1970-01-01 was a Thursday.
        return Math.floorMod(day(zone, time) + 3, 7L) >= 5;
    }

    private static long localSeconds(ZoneId zone, long time) {
        ZoneOffset offset = zone.getRules().getOffset(Instant.ofEpochMilli(time));
        return Math.floorDiv(time, 1000L) + offset.getTotalSeconds();
    }
}
