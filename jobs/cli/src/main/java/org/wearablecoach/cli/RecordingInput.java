package org.wearablecoach.cli;

import java.nio.file.Path;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.wearablecoach.files.Format;
import org.wearablecoach.files.Recording;
import org.wearablecoach.files.RecordingOptions;
import picocli.CommandLine.Option;

/** The options that say which recording to read, shared by edge and replay. */
final class RecordingInput {

    /** The names of the formats, those that modules bring included. */
    static final class Formats implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            List<String> names = new ArrayList<>();
            for (Format known : Format.values()) {
                names.add(known.cliName());
            }
            return names.iterator();
        }
    }

    @Option(
            names = "--format",
            required = true,
            paramLabel = "F",
            completionCandidates = Formats.class,
            description = "What the recording is: ${COMPLETION-CANDIDATES}.")
    private @Nullable Format format;

    @Option(
            names = "--input",
            required = true,
            paramLabel = "PATH",
            description = "The file or folder of the recording.")
    private @Nullable Path input;

    @Option(
            names = "--user",
            paramLabel = "NAME",
            description = "Pseudonym of the person, for a format that names none.")
    private @Nullable String user;

    @Option(
            names = "--profiles",
            paramLabel = "FILE",
            description =
                    "CSV user,zone,language,enrolled. Without it every person is enrolled, in"
                            + " the zone of --zone, in English.")
    private @Nullable Path profiles;

    @Option(
            names = "--zone",
            paramLabel = "ZONE",
            description =
                    "IANA time zone of times without one. Default: the first row's offset where"
                            + " the format has one, else UTC.")
    private @Nullable ZoneId zone;

    /** The file or folder of the recording. */
    Path path() {
        if (input == null) {
            throw new IllegalStateException("picocli refuses a command line without --input");
        }
        return input;
    }

    /** The whole recording, read. */
    Recording read() {
        if (format == null || input == null) {
            throw new IllegalStateException("picocli refuses a command line without them");
        }
        return format.read(input, new RecordingOptions(zone, user, profiles));
    }
}
