package org.wearablecoach.cli;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.wearablecoach.job.config.CoachConfig;
import org.wearablecoach.job.config.ConfigDocument;
import org.wearablecoach.job.config.Environment;
import org.wearablecoach.job.config.OptionTable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code coach config}: what is configured, and what can be. */
@Command(
        name = "config",
        description =
                "Check a configuration and print it with every default filled in; secrets are"
                        + " masked.")
final class ConfigCommand extends CoachCommand {

    @Option(
            names = {"--file", "--config"},
            paramLabel = "FILE",
            description = "Configuration file (YAML) to check.")
    private @Nullable Path file;

    @Option(
            names = "--defaults",
            description = "Print every option with its default and description, as YAML.")
    private boolean defaults;

    @Option(names = "--markdown", description = "Print the option table of the documentation.")
    private boolean markdown;

    ConfigCommand(Session session) {
        super(session);
    }

    @Override
    boolean takesSettings() {
        return true;
    }

    @Override
    Summary run() {
        if ((defaults || markdown) && (file != null || !session().settings().isEmpty())) {
            throw new InputException(
                    (defaults ? "--defaults" : "--markdown")
                            + " prints what holds without a file: leave the file and the options"
                            + " out.");
        }
        ConfigDocument document = ConfigDocument.load(file, session().settings());
        CoachConfig config = document.config(Environment.system());
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("valid", true);
        values.put("hash", config.hash());
        String text = markdown ? OptionTable.markdown() : document.yaml(defaults);
        return new Summary(values, text.stripTrailing(), false);
    }
}
