package org.wearablecoach.event;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The schemas that travel with the code: the current ones as written, and those of every released
 * version. A version is a folder; it is never changed once released. At a release the files of
 * {@code src/main/avro} are copied to a new folder, if any of them differs from the newest one.
 */
final class StoredSchemas {

    /** Released versions, oldest first. Each is a folder of resources beside {@code current}. */
    static final List<String> RELEASED = List.of("v1");

    private StoredSchemas() {}

    /** The current schema of a record as JSON with its documentation. */
    static String current(String record) {
        String json = read("current", record);
        if (json == null) {
            throw new IllegalStateException(
                    "The schema "
                            + record
                            + ".avsc is missing from the class path; build coach-schemas again.");
        }
        return json;
    }

    /** The schema of a record in a released version; null where the version has no such record. */
    static @Nullable String released(String version, String record) {
        return read(version, record);
    }

    private static @Nullable String read(String version, String record) {
        String path = "/org/wearablecoach/schemas/" + version + "/" + record + ".avsc";
        try (InputStream in = StoredSchemas.class.getResourceAsStream(path)) {
            return in == null ? null : new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + path + " from the class path.", e);
        }
    }
}
