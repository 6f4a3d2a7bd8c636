package org.wearablecoach.files;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import org.jspecify.annotations.Nullable;

/**
 * ISO 8601 times read in place: {@code 2016-04-02T09:49[:00[.123]][Z|+02:00]}, a space instead of
 * the T allowed, what is finer than a millisecond cut off.
 *
 * <p>A time without an offset is local in the zone. Local times that a change to summer time leaves
 * out move forward by the length of the gap; those that occur twice take the earlier offset, which
 * is the first of the two. Both are counted.
 */
final class Times {

    private final ZoneRules rules;

    /** Local seconds in [from, to) have this offset and no other. */
    private long cachedFrom = Long.MAX_VALUE;

    private long cachedTo = Long.MIN_VALUE;
    private int cachedOffset;

    private long gaps;
    private long overlaps;

    private long millis;
    private @Nullable ZoneOffset writtenOffset;

    Times(ZoneId zone) {
        this.rules = zone.getRules();
    }

    /** Reads a time; false when it is none. */
    boolean parse(byte[] text, int from, int to) {
        writtenOffset = null;
        if (to - from < 16
                || text[from + 4] != '-'
                || text[from + 7] != '-'
                || (text[from + 10] != 'T' && text[from + 10] != ' ')
                || text[from + 13] != ':') {
            return false;
        }
        int year = digits(text, from, from + 4);
        int month = digits(text, from + 5, from + 7);
        int day = digits(text, from + 8, from + 10);
        int hour = digits(text, from + 11, from + 13);
        int minute = digits(text, from + 14, from + 16);
        if (year < 0 || month < 1 || month > 12 || day < 1 || day > daysOf(year, month)) {
            return false;
        }
        if (hour < 0 || hour > 23 || minute < 0 || minute > 59) {
            return false;
        }
        int at = from + 16;
        int second = 0;
        int fraction = 0;
        if (at < to && text[at] == ':') {
            if (to - at < 3) {
                return false;
            }
            second = digits(text, at + 1, at + 3);
            if (second < 0 || second > 59) {
                return false;
            }
            at += 3;
            if (at < to && text[at] == '.') {
                int scale = 100;
                int first = ++at;
                for (; at < to && text[at] >= '0' && text[at] <= '9'; at++) {
                    fraction += (text[at] - '0') * scale;
                    scale /= 10;
                }
                if (at == first) {
                    return false;
                }
            }
        }
        long local = ((epochDay(year, month, day) * 24 + hour) * 60 + minute) * 60 + second;
        if (at == to) {
            millis = fromLocal(local) * 1000 + fraction;
            return true;
        }
        int offset = offset(text, at, to);
        if (offset == Integer.MIN_VALUE) {
            return false;
        }
        millis = (local - offset) * 1000 + fraction;
        return true;
    }

    /** Seconds since midnight of {@code hh:mm} or {@code hh:mm:ss}; -1 when the text is none. */
    static int timeOfDay(byte[] text, int from, int to) {
        boolean seconds = to - from == 8 && text[from + 5] == ':';
        if ((to - from != 5 && !seconds) || text[from + 2] != ':') {
            return -1;
        }
        int hour = digits(text, from, from + 2);
        int minute = digits(text, from + 3, from + 5);
        int second = seconds ? digits(text, from + 6, to) : 0;
        if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 59) {
            return -1;
        }
        return (hour * 60 + minute) * 60 + second;
    }

    /** The time last read, ms. */
    long millis() {
        return millis;
    }

    /** The offset written in the time last read; null when it was local. */
    @Nullable ZoneOffset writtenOffset() {
        return writtenOffset;
    }

    /** How many local times fell into a gap and were moved forward. */
    long gaps() {
        return gaps;
    }

    /** How many local times occur twice and took the earlier offset. */
    long overlaps() {
        return overlaps;
    }

    /** Epoch seconds of seconds since 1970-01-01T00:00 of the local calendar. */
    private long fromLocal(long local) {
        if (local < cachedFrom || local >= cachedTo) {
            LocalDateTime time = LocalDateTime.ofEpochSecond(local, 0, ZoneOffset.UTC);
            ZoneOffsetTransition change = rules.getTransition(time);
            if (change != null) {
                if (change.isGap()) {
                    gaps++;
                } else {
                    overlaps++;
                }
                // In a gap the offset before it is what moves the time forward by its length.
                return local - change.getOffsetBefore().getTotalSeconds();
            }
            remember(local, rules.getOffset(time).getTotalSeconds());
        }
        return local - cachedOffset;
    }

    private void remember(long local, int offset) {
        Instant instant = Instant.ofEpochSecond(local - offset);
        // A transition at this very instant starts the range.
        ZoneOffsetTransition last = rules.previousTransition(instant.plusSeconds(1));
        ZoneOffsetTransition next = rules.nextTransition(instant);
        cachedOffset = offset;
        cachedFrom = last == null ? Long.MIN_VALUE : laterSide(last);
        cachedTo = next == null ? Long.MAX_VALUE : earlierSide(next);
    }

    private static long laterSide(ZoneOffsetTransition change) {
        int before = change.getOffsetBefore().getTotalSeconds();
        int after = change.getOffsetAfter().getTotalSeconds();
        return change.toEpochSecond() + Math.max(before, after);
    }

    private static long earlierSide(ZoneOffsetTransition change) {
        int before = change.getOffsetBefore().getTotalSeconds();
        int after = change.getOffsetAfter().getTotalSeconds();
        return change.toEpochSecond() + Math.min(before, after);
    }

    private int offset(byte[] text, int from, int to) {
        if (to - from == 1 && (text[from] == 'Z' || text[from] == 'z')) {
            writtenOffset = ZoneOffset.UTC;
            return 0;
        }
        if (text[from] != '+' && text[from] != '-') {
            return Integer.MIN_VALUE;
        }
        int length = to - from - 1;
        boolean colon = length == 5 && text[from + 3] == ':';
        if (length != 2 && length != 4 && !colon) {
            return Integer.MIN_VALUE;
        }
        int hours = digits(text, from + 1, from + 3);
        int minutes = length == 2 ? 0 : digits(text, to - 2, to);
        if (hours < 0 || minutes < 0 || minutes > 59 || hours * 60 + minutes > 18 * 60) {
            return Integer.MIN_VALUE;
        }
        int seconds = (hours * 60 + minutes) * 60;
        // Offsets of whole quarters of an hour are shared objects.
        writtenOffset = ZoneOffset.ofTotalSeconds(text[from] == '-' ? -seconds : seconds);
        return writtenOffset.getTotalSeconds();
    }

    private static int digits(byte[] text, int from, int to) {
        int value = 0;
        for (int i = from; i < to; i++) {
            int digit = text[i] - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            value = value * 10 + digit;
        }
        return value;
    }

    private static int daysOf(int year, int month) {
        if (month == 2) {
            return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28;
        }
        return month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;
    }

    /** Days since 1970-01-01 of the Gregorian calendar, counted in years that begin in March. */
    private static long epochDay(int year, int month, int day) {
        int shifted = month <= 2 ? year - 1 : year;
        int monthFromMarch = (month + 9) % 12;
        int leapDays =
                Math.floorDiv(shifted, 4)
                        - Math.floorDiv(shifted, 100)
                        + Math.floorDiv(shifted, 400);
        return 365L * shifted + leapDays + (153L * monthFromMarch + 2) / 5 + day - 1 - 719468;
    }
}
