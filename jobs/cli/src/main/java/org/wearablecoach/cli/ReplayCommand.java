package org.wearablecoach.cli;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.wearablecoach.cli.timeline.TimelinePage;
import org.wearablecoach.files.Recording;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code coach replay}: a recording through the job. */
@Command(
        name = "replay",
        description =
                "Publish a recording to a broker in this process, and run the job until all of it"
                        + " is consumed.")
final class ReplayCommand extends ConfiguredCommand {

    @Mixin private final RecordingInput recording = new RecordingInput();

    @Mixin private final PageOptions page = new PageOptions();

    @Option(
            names = "--out",
            required = true,
            paramLabel = "DIR",
            description = "Folder that takes one jsonl file per topic.")
    private @Nullable Path out;

    @Option(
            names = "--parallelism",
            paramLabel = "N",
            defaultValue = "1",
            description = "Subtasks of the job; never changes a decision. Default: 1.")
    private int parallelism;

    ReplayCommand(Session session) {
        super(session);
    }

    @Override
    Summary run() throws Exception {
        if (out == null) {
            throw new IllegalStateException("picocli refuses a command line without --out");
        }
        if (parallelism < 1 || parallelism > 128) {
            throw new InputException(
                    "--parallelism is " + parallelism + ": set it between 1 and 128.");
        }
        Recording read = recording.read();
        @Nullable TimelinePage wanted = page.checked(read, recording.path());
        ReplayRequest request =
                new ReplayRequest(
                        read,
                        Folders.ready(out),
                        PageOptions.config(wanted, config()),
                        parallelism);
        Summary summary = session().runners().replay().run(request, session().console());
        page.write(wanted, read, recording.path(), out, session().console());
        return summary;
    }
}
