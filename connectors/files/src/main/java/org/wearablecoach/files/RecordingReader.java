package org.wearablecoach.files;

import java.nio.file.Path;

/** Reads recordings of one format; {@link Format} is how others reach it. */
interface RecordingReader {

    /** Reads a whole recording, as {@link Format#read} says. */
    Recording read(Path input, RecordingOptions options);
}
