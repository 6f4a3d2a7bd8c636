package org.wearablecoach.files;

import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.IllformedLocaleException;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.wearablecoach.event.Payload.Profile;

/** The profile of each person of a recording: listed in a file, or made from the zone. */
final class Profiles {

    private static final String SHAPE = "user,zone,language,enrolled";

    private final Map<String, Profile> listed;
    private final Profile unlisted;

    private Profiles(Map<String, Profile> listed, Profile unlisted) {
        this.listed = listed;
        this.unlisted = unlisted;
    }

    /**
     * Reads the listed profiles, if any.
     *
     * @param formatZone of persons not listed when the options name none
     */
    static Profiles of(RecordingOptions options, ZoneId formatZone) {
        ZoneId zone = options.zone() == null ? formatZone : options.zone();
        // The offset zero calls itself Z, which is no name of a zone to people.
        String id = zone.equals(ZoneOffset.UTC) ? "UTC" : zone.getId();
        Profile unlisted = profile(id, "en", true);
        Path file = options.profiles();
        return new Profiles(file == null ? Map.of() : read(file), unlisted);
    }

    private static Map<String, Profile> read(Path file) {
        Map<String, Profile> listed = new HashMap<>();
        try (Lines lines = new Lines(file, ',', SHAPE)) {
            if (!lines.next()) {
                throw new RecordingException(file, "is empty; write the header " + SHAPE);
            }
            Header.expect(lines, SHAPE);
            while (lines.next()) {
                lines.expectFields(4);
                String user = lines.id(0, CoachCsv.MAX_USER);
                Profile profile =
                        profile(
                                CoachCsv.zone(lines, 1),
                                CoachCsv.language(lines, 2),
                                CoachCsv.flag(lines, 3));
                if (listed.put(user, profile) != null) {
                    throw lines.error("lists the same person again; keep one row a person");
                }
            }
        }
        return listed;
    }

    private static Profile profile(String zone, String language, boolean enrolled) {
        return new Profile(zone, language, enrolled, null, null, false);
    }

    /** The profile of a person. */
    Profile of(String userId) {
        Profile profile = listed.get(userId);
        return profile == null ? unlisted : profile;
    }

    /** The id of a zone; null when there is no such zone. */
    static @Nullable ZoneId zone(String id) {
        try {
            return ZoneId.of(id);
        } catch (DateTimeException e) {
            return null;
        }
    }

    /** Whether a text is a well-formed language tag. */
    static boolean isLanguage(String tag) {
        try {
            return !new Locale.Builder().setLanguageTag(tag).build().getLanguage().isEmpty();
        } catch (IllformedLocaleException e) {
            return false;
        }
    }
}
