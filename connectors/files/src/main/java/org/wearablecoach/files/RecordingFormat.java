package org.wearablecoach.files;

import java.nio.file.Path;

/**
 * A format of recordings that a module brings: it is read by {@code edge}, {@code replay} and the
 * source of recordings under its name, as any other.
 *
 * <p>An implementation is public, has a public constructor without arguments, and is named in
 * {@code META-INF/services/org.wearablecoach.files.RecordingFormat} of its jar.
 */
public interface RecordingFormat {

    /** The name behind {@code --format}: lower-case letters, digits and hyphens. */
    String name();

    /**
     * Reads a whole recording.
     *
     * @param input the file or folder; it exists
     * @param options what the person says about it
     * @param records takes what was read
     * @throws RecordingException when the input is not of this format or in other units; made by
     *     {@link Records#refused}
     */
    void read(Path input, RecordingOptions options, Records records);
}
