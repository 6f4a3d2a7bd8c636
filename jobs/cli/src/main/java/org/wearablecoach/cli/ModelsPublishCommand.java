package org.wearablecoach.cli;

import java.io.IOException;
import org.wearablecoach.event.ModelAction;
import org.wearablecoach.event.ModelUpdate;
import org.wearablecoach.job.config.CoachConfig;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code coach models publish}: another model for a running job. */
@Command(
        name = "publish",
        description =
                "Give a running job another model, from a moment on; or let it score in the shadow"
                        + " first, where its scores are recorded and nothing uses them.")
final class ModelsPublishCommand extends ModelControlCommand {

    @Mixin private final PublishedModel model = new PublishedModel();

    @Option(
            names = "--shadow",
            description =
                    "As a candidate: its scores are in window-scores, beside those that count.")
    private boolean shadow;

    ModelsPublishCommand(Session session) {
        super(session);
    }

    @Override
    ModelUpdate update(CoachConfig config, long from) throws IOException {
        return model.update(slot(), shadow ? ModelAction.SHADOW : ModelAction.SERVE, from);
    }
}
