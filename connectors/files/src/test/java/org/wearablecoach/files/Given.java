package org.wearablecoach.files;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.wearablecoach.event.Payload;
import org.wearablecoach.event.Telemetry;

/** Small recordings written for a test. */
final class Given {

    static final String COACH_CSV = "user,device,boot,sequence,time,kind,value\n";
    static final String COACH_CSV_INGEST = "user,device,boot,sequence,time,ingest,kind,value\n";
    static final String FITBIT = "user_id,timestamp_local,hr_bpm,intensity_0_3,steps\n";
    static final String CGM = "timestamp,glucose_value_mg_dl\n";

    private Given() {}

    static Path file(Path folder, String name, String content) {
        return file(folder, name, content.getBytes(StandardCharsets.UTF_8));
    }

    static Path file(Path folder, String name, byte[] content) {
        try {
            return Files.write(folder.resolve(name), content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A file for the many tries of a property, in one folder that goes when the tests end. */
    static Path scratch(String name, String content) {
        return scratch(name, content.getBytes(StandardCharsets.UTF_8));
    }

    static Path scratch(String name, byte[] content) {
        Path file = file(Scratch.FOLDER, name, content);
        file.toFile().deleteOnExit();
        return file;
    }

    /** A folder of the same use with one file; returns the folder. */
    static Path scratch(String folder, String name, byte[] content) {
        Path made = Scratch.FOLDER.resolve(folder);
        if (made.toFile().mkdir()) {
            made.toFile().deleteOnExit();
            made.resolve(name).toFile().deleteOnExit();
        }
        file(made, name, content);
        return made;
    }

    private static final class Scratch {
        static final Path FOLDER = create();

        private static Path create() {
            try {
                Path folder = Files.createTempDirectory("recordings");
                folder.toFile().deleteOnExit();
                return folder;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    static Recording read(Format format, Path input) {
        return format.read(input, RecordingOptions.DEFAULTS);
    }

    static Recording coachCsv(Path folder, String rows) {
        return read(Format.COACH_CSV, file(folder, "recording.csv", COACH_CSV + rows));
    }

    static List<Telemetry> telemetry(Recording recording) {
        List<Telemetry> all = new ArrayList<>();
        for (Timed timed : recording) {
            all.add(timed.telemetry());
        }
        return all;
    }

    /** What was published of everything but the profiles that readers add. */
    static List<Payload> payloads(Recording recording) {
        List<Payload> all = new ArrayList<>();
        for (Timed timed : recording) {
            if (!timed.telemetry().device().equals(Recording.PROFILE_DEVICE)) {
                all.add(timed.telemetry().payload());
            }
        }
        return all;
    }
}
