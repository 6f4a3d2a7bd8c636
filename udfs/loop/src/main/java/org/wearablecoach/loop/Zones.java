package org.wearablecoach.loop;

import java.time.DateTimeException;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.wearablecoach.signals.LocalDay;

/** Time zones by id. Looking one up costs no allocation once it is known. */
public final class Zones {

    /** There are about 600 zones; an id that devices make up must not fill the memory. */
    private static final int MOST = 2_000;

    private final Map<String, ZoneId> zones = new HashMap<>();
    private final Map<ZoneId, LocalDay> days = new HashMap<>();

    /** Whether an id names a time zone. */
    public boolean known(String id) {
        return find(id) != null;
    }

    /** The zone of an id; UTC without one. */
    public ZoneId of(@Nullable String id) {
        ZoneId zone = id == null ? null : find(id);
        return zone == null ? ZoneOffset.UTC : zone;
    }

    /**
     * What a clock on the wall counts since the local day began, in minutes; up to 1499 on the day
     * of 25 hours. One day of each zone is remembered, so that a stream of windows asks its rules
     * once a day.
     */
    public int minuteOfDay(long time, ZoneId zone) {
        LocalDay day = days.get(zone);
        if (day == null) {
            day = new LocalDay();
            if (days.size() < MOST) {
                days.put(zone, day);
            }
        }
        return day.minuteOf(time, zone);
    }

    private @Nullable ZoneId find(String id) {
        ZoneId zone = zones.get(id);
        if (zone == null) {
            try {
                zone = ZoneId.of(id);
            } catch (DateTimeException e) {
                return null;
            }
            if (zones.size() < MOST) {
                zones.put(id, zone);
            }
        }
        return zone;
    }
}
