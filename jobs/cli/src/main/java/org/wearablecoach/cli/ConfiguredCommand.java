package org.wearablecoach.cli;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.wearablecoach.job.config.CoachConfig;
import picocli.CommandLine.Option;

/** A subcommand that reads the configuration. */
abstract class ConfiguredCommand extends CoachCommand {

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description =
                    "Configuration file (YAML). Single options: --decision.interval PT10M. All of"
                            + " them: coach config --defaults.")
    private @Nullable Path config;

    ConfiguredCommand(Session session) {
        super(session);
    }

    @Override
    final boolean takesSettings() {
        return true;
    }

    /** Whether a configuration or an option of one is given. */
    final boolean isConfigured() {
        return config != null || !session().settings().isEmpty();
    }

    final CoachConfig config() {
        return CoachConfig.load(config, session().settings());
    }
}
