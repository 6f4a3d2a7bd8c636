package org.wearablecoach.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.wearablecoach.files.Format;
import org.wearablecoach.files.RecordingException;
import org.wearablecoach.job.config.ConfigException;
import org.wearablecoach.job.config.Setting;
import org.wearablecoach.kafka.TopicException;
import org.wearablecoach.loop.config.Nearest;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.TypeConversionException;
import picocli.CommandLine.UnmatchedArgumentException;

/** The {@code coach} command. */
@Command(
        name = "coach",
        description =
                "Wearable telemetry into personal, just-in-time recommendations, on Apache Flink.",
        synopsisSubcommandLabel = "COMMAND",
        footer = {
            "",
            "Exit codes: 0 done; 1 failed; 2 wrong usage or input; 3 done with a finding."
        })
public final class Coach {

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Print this help.")
    @SuppressWarnings("UnusedVariable") // picocli reads the annotation and never sets the field.
    private boolean help;

    @Option(names = "--version", versionHelp = true, description = "Print the version.")
    @SuppressWarnings("UnusedVariable") // As above.
    private boolean version;

    private Coach() {}

    /** Runs one command and ends the process with its exit code. */
    public static void main(String[] args) {
        PrintStream out =
                new PrintStream(
                        new FileOutputStream(FileDescriptor.out), false, StandardCharsets.UTF_8);
        PrintStream err =
                new PrintStream(
                        new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8);
        // A library that prints must not get into the one JSON object.
        System.setOut(err);
        System.setErr(err);
        int code = run(out, err, args);
        out.flush();
        System.exit(code);
    }

    /**
     * Runs the command in this process.
     *
     * @param out takes the result
     * @param err takes progress and messages
     * @return the exit code
     */
    public static int run(PrintStream out, PrintStream err, String... args) {
        return run(args, new Console(out, err), Runners.standard());
    }

    /** Runs one command and returns its exit code. */
    static int run(String[] args, Console console, Runners runners) {
        boolean json = Arrays.asList(args).contains("--json");
        Setting.Split split;
        try {
            split = Setting.split(Arrays.asList(args));
        } catch (ConfigException e) {
            return fail(console, json, e.getMessage(), ExitCodes.USAGE);
        }
        Session session = new Session(console, split.settings(), runners);
        CommandLine line = commandLine(session);
        line.setExecutionExceptionHandler((e, at, parsed) -> failed(console, json, e));
        line.setParameterExceptionHandler(
                (e, words) -> {
                    CommandLine at = e.getCommandLine();
                    String name = at.getCommandSpec().qualifiedName();
                    return fail(
                            console,
                            json,
                            message(e) + "\nSee: " + name + " --help",
                            ExitCodes.USAGE);
                });
        try {
            return line.execute(split.rest().toArray(new String[0]));
        } catch (LinkageError | OutOfMemoryError e) {
            // A library that is missing, or too little memory: the one object is still printed.
            e.printStackTrace(console.err());
            return fail(console, json, e.toString(), ExitCodes.FAILED);
        }
    }

    private static CommandLine commandLine(Session session) {
        CommandLine line = new CommandLine(new Coach());
        CommandSpec spec = line.getCommandSpec();
        spec.version("coach " + version());
        for (CoachCommand command :
                List.of(
                        new DemoCommand(session),
                        new ReplayCommand(session),
                        new EdgeCommand(session),
                        new ExplainCommand(session),
                        new ScoreCommand(session),
                        new SimulateCommand(session),
                        new AuditCommand(session),
                        new EvaluateCommand(session),
                        new ConfigCommand(session),
                        new SqlCommand(session))) {
            CommandLine sub = new CommandLine(command);
            line.addSubcommand(sub.getCommandName(), sub);
        }
        line.addSubcommand("analyze", AnalyzeCommand.commandLine(session));
        line.addSubcommand("bench", BenchCommand.commandLine(session));
        line.addSubcommand("dead-letters", DeadLettersCommand.commandLine(session));
        line.addSubcommand("models", ModelsCommand.commandLine(session));
        line.registerConverter(Format.class, Coach::format);
        line.setUsageHelpWidth(100);
        line.setOut(writer(session.console().results()));
        line.setErr(writer(session.console().err()));
        return line;
    }

    private static Format format(String name) {
        try {
            return Format.of(name);
        } catch (RecordingException e) {
            throw new TypeConversionException(e.getMessage());
        }
    }

    private static PrintWriter writer(PrintStream stream) {
        return new PrintWriter(stream, true, StandardCharsets.UTF_8);
    }

    private static String version() {
        String version = Coach.class.getPackage().getImplementationVersion();
        return version == null ? "(unpackaged)" : version;
    }

    /** What was wrong with the words of a command, and the nearest right one. */
    private static String message(ParameterException e) {
        if (!(e instanceof UnmatchedArgumentException unmatched)
                || unmatched.getUnmatched().isEmpty()) {
            return String.valueOf(e.getMessage());
        }
        String word = unmatched.getUnmatched().get(0);
        CommandSpec spec = e.getCommandLine().getCommandSpec();
        boolean option = word.startsWith("-");
        List<String> known = new ArrayList<>();
        if (option) {
            spec.options().forEach(o -> known.add(o.longestName()));
        } else {
            known.addAll(spec.subcommands().keySet());
        }
        String what = option ? "option" : spec.subcommands().isEmpty() ? "argument" : "command";
        return word
                + " is not "
                + (what.equals("command") ? "a " : "an ")
                + what
                + (known.isEmpty()
                        ? " of " + spec.qualifiedName() + "."
                        : ": did you mean " + Nearest.to(word, known) + "?");
    }

    private static int failed(Console console, boolean json, Exception e) {
        boolean input =
                e instanceof InputException
                        || e instanceof ConfigException
                        || e instanceof RecordingException;
        // What Kafka did says all of it.
        if (!input && !(e instanceof TopicException)) {
            e.printStackTrace(console.err());
        }
        return fail(
                console,
                json,
                e.getMessage() == null ? e.getClass().getName() : e.getMessage(),
                input ? ExitCodes.USAGE : ExitCodes.FAILED);
    }

    private static int fail(Console console, boolean json, @Nullable String message, int code) {
        String text = String.valueOf(message);
        console.progress("coach: " + text);
        if (json) {
            console.result(JsonText.of(Map.of("error", text)));
        }
        return code;
    }
}
