package org.wearablecoach.cli;

import java.io.IOException;
import org.wearablecoach.event.ModelAction;
import org.wearablecoach.event.ModelUpdate;
import org.wearablecoach.job.ConfiguredModels;
import org.wearablecoach.job.config.CoachConfig;
import org.wearablecoach.onnx.ModelManifest;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code coach models rollback}: an earlier version scores again. */
@Command(
        name = "rollback",
        description =
                "Let an earlier version score again from a moment on, and cancel what was to follow"
                        + " later.")
final class ModelsRollbackCommand extends ModelControlCommand {

    private static final String CONFIGURED = "configured";

    @Option(
            names = "--to",
            paramLabel = "VERSION",
            defaultValue = CONFIGURED,
            description =
                    "The version to go back to, or configured: what the configuration names."
                            + " Default: ${DEFAULT-VALUE}.")
    private String to = "";

    @Mixin private final PublishedModel model = new PublishedModel();

    ModelsRollbackCommand(Session session) {
        super(session);
    }

    @Override
    ModelUpdate update(CoachConfig config, long from) throws IOException {
        if (model.isNamed()) {
            return model.update(slot(), ModelAction.ROLLBACK, from);
        }
        if (to.equals(CONFIGURED)) {
            ModelManifest manifest = new ConfiguredModels(config.loop()).manifest(slot());
            return new ModelUpdate(
                    slot(),
                    manifest.version(),
                    manifest.sha256(),
                    from,
                    "",
                    null,
                    null,
                    null,
                    null,
                    ModelAction.ROLLBACK);
        }
        return PublishedUpdates.version(connected(), slot(), to).with(ModelAction.ROLLBACK, from);
    }
}
