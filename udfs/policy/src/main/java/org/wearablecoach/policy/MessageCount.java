package org.wearablecoach.policy;

import java.time.ZoneId;

/**
 * How many messages a person got on their local day, and when the last one was decided: what the
 * gap and the daily cap look at.
 *
 * @param lastTime decision time of the last message, ms; {@link #NEVER} before the first
 * @param day local day of {@code count}, days since 1970-01-01
 * @param count messages decided on that day
 */
public record MessageCount(long lastTime, long day, int count) {

    /** No message yet. */
    public static final long NEVER = Long.MIN_VALUE;

    /** Of a person who got none. */
    public static final MessageCount NONE = new MessageCount(NEVER, Long.MIN_VALUE, 0);

    /**
     * Messages of the local day of a time, before that time.
     *
     * <p>Who travels west meets a date twice; the count goes on then, because a cap that starts
     * again would let a double number through.
     */
    public int today(ZoneId zone, long time) {
        return LocalClock.day(zone, time) <= day ? count : 0;
    }

    /** With one more message. */
    public MessageCount sent(ZoneId zone, long time) {
        return new MessageCount(
                time, Math.max(day, LocalClock.day(zone, time)), today(zone, time) + 1);
    }
}
