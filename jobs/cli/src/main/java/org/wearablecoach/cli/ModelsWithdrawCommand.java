package org.wearablecoach.cli;

import org.wearablecoach.event.ModelAction;
import org.wearablecoach.event.ModelUpdate;
import org.wearablecoach.job.config.CoachConfig;
import picocli.CommandLine.Command;

/** {@code coach models withdraw}: the candidate in the shadow goes. */
@Command(name = "withdraw", description = "Take the candidate out of the shadow, from a moment on.")
final class ModelsWithdrawCommand extends ModelControlCommand {

    ModelsWithdrawCommand(Session session) {
        super(session);
    }

    @Override
    ModelUpdate update(CoachConfig config, long from) {
        ModelUpdate candidate = PublishedUpdates.candidate(connected(), slot());
        return PublishedUpdates.without(candidate, ModelAction.WITHDRAW, from);
    }
}
