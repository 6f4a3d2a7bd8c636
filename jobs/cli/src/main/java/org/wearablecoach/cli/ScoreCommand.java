package org.wearablecoach.cli;

import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code coach score}: rows of a CSV file through any model. */
@Command(
        name = "score",
        description =
                "Score the rows of a CSV file with any .onnx file. A scalar input x is column x, an"
                        + " input of k elements the columns x[0] to x[k-1], row-major. Outputs"
                        + " follow the input columns; a row that fails has empty outputs and its"
                        + " error.")
final class ScoreCommand extends CoachCommand {

    @Option(
            names = "--model",
            required = true,
            paramLabel = "MODEL",
            description = "An .onnx file, or the name of a model that comes with the coach.")
    private String model = "";

    @Option(
            names = "--input",
            required = true,
            paramLabel = "CSV",
            description = "Rows to score, with a header.")
    private @Nullable Path input;

    @Option(
            names = "--output",
            required = true,
            paramLabel = "CSV",
            description = "File that receives the input columns, the outputs, and error.")
    private @Nullable Path output;

    ScoreCommand(Session session) {
        super(session);
    }

    @Override
    Summary run() throws Exception {
        Path from = Objects.requireNonNull(input);
        Path to = Objects.requireNonNull(output);
        return new CsvScoring(NamedModel.read(model), from, to, session().console()).run();
    }
}
