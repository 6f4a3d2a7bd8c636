package org.wearablecoach.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.wearablecoach.cli.report.Report;
import org.wearablecoach.cli.report.TextReport;
import org.wearablecoach.evaluation.DataException;
import org.wearablecoach.onnx.ModelBundle;
import org.wearablecoach.onnx.ModelRejectedException;
import org.wearablecoach.onnx.OnnxScorer;
import org.wearablecoach.onnx.Scorer;
import org.wearablecoach.onnx.ScorerOptions;
import picocli.CommandLine.Option;

/** What the commands of {@code coach models evaluate} share: a model, data, figures. */
abstract class EvaluateModelCommand extends CoachCommand {

    private static final Pattern RANGE = Pattern.compile("(\\d{1,9})-(\\d{1,9})");

    @Option(
            names = "--data",
            required = true,
            paramLabel = "DIR",
            description = "The recordings: a folder, or one file.")
    private @Nullable Path data;

    @Option(
            names = "--model",
            paramLabel = "MODEL",
            description =
                    "A shipped model by name, or a .onnx file with its manifest .json beside it."
                            + " Default: the one that the job runs unless told otherwise.")
    private @Nullable String model;

    @Option(
            names = "--persons",
            paramLabel = "LIST",
            description = "Only these, as 1600-1609 or 1600,1612. Default: all.")
    private @Nullable String persons;

    EvaluateModelCommand(Session session) {
        super(session);
    }

    /** Whether a person was asked for. */
    final boolean isWanted(String person) {
        if (persons == null) {
            return true;
        }
        for (String part : persons.split(",", -1)) {
            String item = part.strip();
            Matcher range = RANGE.matcher(item);
            if (item.equals(person)
                    || (range.matches()
                            && person.matches("\\d{1,9}")
                            && Integer.parseInt(person) >= Integer.parseInt(range.group(1))
                            && Integer.parseInt(person) <= Integer.parseInt(range.group(2)))) {
                return true;
            }
        }
        return false;
    }

    /** So many persons, in words. */
    static String people(long persons) {
        return persons + (persons == 1 ? " person" : " persons");
    }

    /** What was found. */
    record Found(Map<String, Object> values, Report report) {}

    /** The model that the job runs unless told otherwise. */
    abstract String defaultModel();

    /** Evaluates. */
    abstract Found evaluate(Scorer scorer, Path recordings);

    @Override
    final Summary run() {
        if (data == null) {
            throw new IllegalStateException("picocli refuses a command line without it");
        }
        try (Scorer scorer = OnnxScorer.open(bundle(), ScorerOptions.defaults())) {
            Found found = evaluate(scorer, data);
            return new Summary(found.values(), TextReport.of(found.report()), false);
        } catch (DataException | ModelRejectedException e) {
            throw new InputException(String.valueOf(e.getMessage()), e);
        }
    }

    private ModelBundle bundle() {
        String name = model == null ? defaultModel() : model;
        if (!name.endsWith(".onnx")) {
            try {
                return ModelBundle.shipped(name);
            } catch (IllegalArgumentException e) {
                throw new InputException(
                        "--model "
                                + name
                                + ": no such model is shipped; name one that is, or a .onnx file.",
                        e);
            }
        }
        Path onnx = Path.of(name);
        Path manifest = Path.of(name.substring(0, name.length() - ".onnx".length()) + ".json");
        for (Path file : new Path[] {onnx, manifest}) {
            if (!Files.isReadable(file)) {
                throw new InputException("--model " + name + ": " + file + " cannot be read.");
            }
        }
        try {
            return ModelBundle.read(onnx, manifest, ScorerOptions.defaults());
        } catch (IOException e) {
            throw new InputException("--model " + name + " cannot be read.", e);
        }
    }
}
