package org.wearablecoach.files;

import java.time.ZoneOffset;

/** A recording without a record, which no reader gives but a later one might. */
public final class EmptyRecording {

    private EmptyRecording() {}

    /** The recording. */
    public static Recording create() {
        return new RecordingBuilder()
                .build(Profiles.of(RecordingOptions.DEFAULTS, ZoneOffset.UTC), 0, 0);
    }
}
