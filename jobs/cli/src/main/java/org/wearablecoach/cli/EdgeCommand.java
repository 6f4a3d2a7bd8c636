package org.wearablecoach.cli;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code coach edge}: the loop in this process. */
@Command(
        name = "edge",
        description = "Run a recording through the loop in this process, without Flink or Kafka.")
final class EdgeCommand extends ConfiguredCommand {

    @Mixin private final RecordingInput recording = new RecordingInput();

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
        EdgeRequest request = new EdgeRequest(recording.read(), Folders.ready(out), config());
        return session().runners().edge().run(request, session().console());
    }
}
