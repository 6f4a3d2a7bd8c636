package org.wearablecoach.cli;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.wearablecoach.cli.timeline.TimelinePage;
import org.wearablecoach.files.Recording;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code coach edge}: the loop in this process. */
@Command(
        name = "edge",
        description = "Run a recording through the loop in this process, without Flink or Kafka.")
final class EdgeCommand extends ConfiguredCommand {

    @Mixin private final RecordingInput recording = new RecordingInput();

    @Mixin private final PageOptions page = new PageOptions();

    @Option(
            names = "--out",
            required = true,
            paramLabel = "DIR",
            description = "Folder that takes one jsonl file per topic.")
    private @Nullable Path out;

    EdgeCommand(Session session) {
        super(session);
    }

    @Override
    Summary run() throws Exception {
        if (out == null) {
            throw new IllegalStateException("picocli refuses a command line without --out");
        }
        Recording read = recording.read();
        @Nullable TimelinePage wanted = page.checked(read, recording.path());
        EdgeRequest request =
                new EdgeRequest(read, Folders.ready(out), PageOptions.config(wanted, config()));
        Summary summary = session().runners().edge().run(request, session().console());
        page.write(wanted, read, recording.path(), out, session().console());
        return summary;
    }
}
