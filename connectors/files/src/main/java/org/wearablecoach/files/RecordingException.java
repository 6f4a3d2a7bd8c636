package org.wearablecoach.files;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A recording that cannot be read: names the file and line, the rule that failed and the cure. It
 * may quote the file, since the person who runs the command gave it.
 */
public final class RecordingException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    RecordingException(String message) {
        super(message);
    }

    RecordingException(Path file, String message) {
        super(file + ": " + message);
    }

    RecordingException(Path file, long line, String message) {
        super(file + ":" + line + ": " + message);
    }

    RecordingException(Path file, String message, @Nullable Throwable cause) {
        super(file + ": " + message, cause);
    }
}
