package org.wearablecoach.files;

import java.nio.file.Path;

/** Stub. */
final class WisdmReader implements RecordingReader {
    @Override
    public Recording read(Path input, RecordingOptions options) {
        throw new RecordingException(
                input, "this format cannot be read yet; convert it to coach-csv");
    }
}
