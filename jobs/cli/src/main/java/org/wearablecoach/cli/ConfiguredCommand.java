package org.wearablecoach.cli;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.wearablecoach.job.config.CoachConfig;
import org.wearablecoach.kafka.TopicAdmin;
import picocli.CommandLine.Option;

/** A subcommand that reads the configuration. */
abstract class ConfiguredCommand extends CoachCommand {

    /** Where a broker is, also across the world, a connection is taken by then. */
    private static final Duration LISTENS_WITHIN = Duration.ofSeconds(5);

    /** One that lives has answered by then, also on a busy machine. */
    private static final Duration ANSWERS_WITHIN = Duration.ofSeconds(20);

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

    /** The configuration, whose broker has just answered. */
    final CoachConfig connected() {
        CoachConfig loaded = config();
        TopicAdmin.awaitBroker(
                loaded.kafka().bootstrapServers(),
                loaded.kafka().properties(),
                LISTENS_WITHIN,
                ANSWERS_WITHIN);
        return loaded;
    }
}
