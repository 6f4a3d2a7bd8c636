package org.wearablecoach.cli;

import org.wearablecoach.event.ModelAction;
import org.wearablecoach.event.ModelUpdate;
import org.wearablecoach.job.config.CoachConfig;
import picocli.CommandLine.Command;

/** {@code coach models promote}: the candidate in the shadow scores from now on. */
@Command(
        name = "promote",
        description = "Let the candidate in the shadow score for real, from a moment on.")
final class ModelsPromoteCommand extends ModelControlCommand {

    ModelsPromoteCommand(Session session) {
        super(session);
    }

    @Override
    ModelUpdate update(CoachConfig config, long from) {
        // With its bytes, so that a job that starts from empty state later can take it alone.
        return PublishedUpdates.candidate(connected(), slot()).with(ModelAction.PROMOTE, from);
    }
}
