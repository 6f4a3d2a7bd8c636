package org.wearablecoach.files;

import java.nio.file.Path;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;

/**
 * What the person who replays a recording says about it.
 *
 * @param zone in which times without an offset are read, and the zone of each profile that is not
 *     in {@code profiles}; null for the first row's offset where the format has one, else UTC
 * @param user the person of a format that names none; null for the format's default
 * @param profiles CSV {@code user,zone,language,enrolled}; null for none
 */
public record RecordingOptions(
        @Nullable ZoneId zone, @Nullable String user, @Nullable Path profiles) {

    /** Everything as the format has it. */
    public static final RecordingOptions DEFAULTS = new RecordingOptions(null, null, null);

    /** These options with another zone. */
    public RecordingOptions withZone(ZoneId other) {
        return new RecordingOptions(other, user, profiles);
    }

    /** These options with another person. */
    public RecordingOptions withUser(String other) {
        return new RecordingOptions(zone, other, profiles);
    }

    /** These options with another file of profiles. */
    public RecordingOptions withProfiles(Path other) {
        return new RecordingOptions(zone, user, other);
    }
}
