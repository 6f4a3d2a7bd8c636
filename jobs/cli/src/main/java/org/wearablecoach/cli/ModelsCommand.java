package org.wearablecoach.cli;

import org.wearablecoach.evaluation.MotionFormat;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** {@code coach models}: what the models are, and how good they are. */
@Command(
        name = "models",
        description =
                "List and evaluate the models that score windows, show what any .onnx file takes,"
                        + " and give a running job another model.",
        synopsisSubcommandLabel = "COMMAND")
final class ModelsCommand {

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Print this help.")
    @SuppressWarnings("UnusedVariable") // picocli reads the annotation and never sets the field.
    private boolean help;

    private ModelsCommand() {}

    /** The command with its subcommands. */
    static CommandLine commandLine(Session session) {
        CommandLine line = new CommandLine(new ModelsCommand());
        line.addSubcommand("list", new ModelsListCommand(session));
        line.addSubcommand("show", new ModelsShowCommand(session));
        line.addSubcommand("evaluate", evaluate(session));
        line.addSubcommand("publish", new ModelsPublishCommand(session));
        line.addSubcommand("promote", new ModelsPromoteCommand(session));
        line.addSubcommand("withdraw", new ModelsWithdrawCommand(session));
        line.addSubcommand("rollback", new ModelsRollbackCommand(session));
        line.addSubcommand("sign", new ModelsSignCommand(session));
        line.addSubcommand("keygen", new ModelsKeygenCommand(session));
        return line;
    }

    private static CommandLine evaluate(Session session) {
        CommandLine line = new CommandLine(new Evaluate());
        line.addSubcommand("activity", new EvaluateActivityCommand(session));
        line.addSubcommand("glucose", new EvaluateGlucoseCommand(session));
        line.registerConverter(MotionFormat.class, ModelsCommand::motionFormat);
        return line;
    }

    private static MotionFormat motionFormat(String name) {
        for (MotionFormat format : MotionFormat.values()) {
            if (format.label().equals(name)) {
                return format;
            }
        }
        throw new TypeConversionException("'" + name + "' is no format; use wisdm or csv");
    }

    /** {@code coach models evaluate}. */
    @Command(
            name = "evaluate",
            description = "Score a model on recordings whose truth is known.",
            synopsisSubcommandLabel = "COMMAND")
    static final class Evaluate {
        @Option(
                names = {"-h", "--help"},
                usageHelp = true,
                description = "Print this help.")
        @SuppressWarnings("UnusedVariable") // As above.
        private boolean help;
    }
}
