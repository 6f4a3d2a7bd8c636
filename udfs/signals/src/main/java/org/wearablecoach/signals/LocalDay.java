package org.wearablecoach.signals;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;

/**
 * The local day around a moment: where it starts and ends in a zone, also when a clock change makes
 * it 23 or 25 hours long.
 *
 * <p>Remembers the last day, so that only the first moment of each day asks the zone's rules: a
 * lookup allocates, a stream of minutes must not. Nothing of this needs to be persisted.
 */
public final class LocalDay {

    private static final long MILLIS_PER_MINUTE = 60_000;

    private @Nullable ZoneId zone;
    private long start;
    private long end;

    /**
     * The first moment of the local day.
     *
     * @param time ms
     * @return ms; midnight, or the first moment after it where a clock change skips midnight
     */
    public long startOf(long time, ZoneId zone) {
        look(time, zone);
        return start;
    }

    /** The first moment of the next local day, in ms. */
    public long endOf(long time, ZoneId zone) {
        look(time, zone);
        return end;
    }

    /**
     * Minutes since the local day started, as they passed: up to 1379, 1439 or 1499 as the clock
     * changes.
     */
    public int minuteOf(long time, ZoneId zone) {
        look(time, zone);
        return (int) ((time - start) / MILLIS_PER_MINUTE);
    }

    private void look(long time, ZoneId wanted) {
        if (wanted.equals(zone) && time >= start && time < end) {
            return;
        }
        LocalDate day = Instant.ofEpochMilli(time).atZone(wanted).toLocalDate();
        zone = wanted;
        start = day.atStartOfDay(wanted).toInstant().toEpochMilli();
        end = day.plusDays(1).atStartOfDay(wanted).toInstant().toEpochMilli();
    }
}
