package org.wearablecoach.cli.report;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Numbers as people read them, the same in every locale. */
public final class Numbers {

    private static final DateTimeFormatter MINUTE =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm", Locale.ROOT).withZone(ZoneOffset.UTC);

    private Numbers() {}

    /** A number with so many decimals; a dash where there is none. */
    public static String decimal(double value, int decimals) {
        return Double.isFinite(value)
                ? String.format(Locale.ROOT, "%." + decimals + "f", value)
                : "-";
    }

    /** A whole number in groups of three. */
    public static String whole(long value) {
        return String.format(Locale.ROOT, "%,d", value);
    }

    /** A length of time as its two largest units, as {@code 2 h 5 min}. */
    public static String duration(double seconds) {
        long s = Math.round(seconds);
        if (s < 3600) {
            return units(s / 60, "min", s % 60, "s");
        }
        if (s < 2 * 86_400) {
            return units(s / 3600, "h", s % 3600 / 60, "min");
        }
        return units(s / 86_400, "days", s % 86_400 / 3600, "h");
    }

    private static String units(long many, String large, long rest, String small) {
        if (many == 0) {
            return rest + " " + small;
        }
        return many + " " + large + (rest == 0 ? "" : " " + rest + " " + small);
    }

    /** What a clock on the wall shows, to the minute; the time is that of the clock. */
    public static String minute(long localMillis) {
        return MINUTE.format(Instant.ofEpochMilli(localMillis));
    }

    /** A number for a chart: rounded, so that a page stays small. */
    public static double rounded(double value, int decimals) {
        double scale = StrictMath.pow(10, decimals);
        return Math.rint(value * scale) / scale;
    }
}
