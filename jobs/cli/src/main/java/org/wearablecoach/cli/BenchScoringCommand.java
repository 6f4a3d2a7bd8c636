package org.wearablecoach.cli;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.wearablecoach.cli.bench.BenchModel;
import org.wearablecoach.cli.bench.ScoringBench;
import org.wearablecoach.onnx.NativeRuntime;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code coach bench scoring}: rows a second that one thread scores. */
@Command(
        name = "scoring",
        description =
                "Rows a second that one thread scores: naive (a new tensor for each batch), raw (the"
                        + " best plain use of ONNX Runtime), scorer (the batch scorer), operator"
                        + " (the operator of the job). Rounds alternate; the best one counts.")
final class BenchScoringCommand extends CoachCommand {

    @Option(
            names = "--batches",
            split = ",",
            paramLabel = "N,N",
            defaultValue = "1,8,32,128",
            description = "Rows at once, powers of two up to 256. Default: ${DEFAULT-VALUE}.")
    private List<Integer> batches = new ArrayList<>();

    @Option(
            names = "--models",
            split = ",",
            paramLabel = "NAME,NAME",
            description = "Only these: mlp, cnn, ffnn, activity, glucose. Default: all.")
    private List<String> models = new ArrayList<>();

    @Option(
            names = "--rounds",
            paramLabel = "N",
            defaultValue = "30",
            description = "Rounds of each. Default: ${DEFAULT-VALUE}.")
    private int rounds;

    @Option(
            names = "--round",
            paramLabel = "DURATION",
            defaultValue = "PT0.03S",
            description = "Length of a round. Default: ${DEFAULT-VALUE}.")
    private Duration round = Duration.ZERO;

    BenchScoringCommand(Session session) {
        super(session);
    }

    @Override
    Summary run() throws Exception {
        check();
        NativeRuntime.check();
        List<BenchModel> chosen =
                BenchModel.all().stream()
                        .filter(model -> models.isEmpty() || isNamed(model))
                        .toList();
        List<ScoringBench.Result> results =
                ScoringBench.run(
                        chosen,
                        batches,
                        rounds,
                        round,
                        JsonText::of,
                        line -> session().console().progress(line));
        return new Summary(ScoringBench.values(results), text(results), false);
    }

    private void check() {
        for (int batch : batches) {
            if (batch < 1 || batch > 256 || Integer.bitCount(batch) != 1) {
                throw new InputException(
                        "--batches has " + batch + ": name powers of two from 1 to 256.");
            }
        }
        for (String name : models) {
            if (!List.of("mlp", "cnn", "ffnn", "activity", "glucose").contains(name)) {
                throw new InputException(
                        "--models has " + name + ": name mlp, cnn, ffnn, activity or glucose.");
            }
        }
        if (rounds < 1 || rounds > 1000) {
            throw new InputException("--rounds is " + rounds + ": set it between 1 and 1000.");
        }
        if (round.toMillis() < 1 || round.toSeconds() > 60) {
            throw new InputException("--round is " + round + ": set it between PT0.001S and PT1M.");
        }
    }

    private boolean isNamed(BenchModel model) {
        return models.stream().anyMatch(name -> (model.name() + "-").startsWith(name + "-"));
    }

    private static String text(List<ScoringBench.Result> results) {
        StringBuilder text = new StringBuilder();
        text.append(
                "Rows a second of one thread on a processor; in brackets, bytes of heap per row.\n");
        text.append(
                String.format(
                        Locale.ROOT,
                        "%-18s %5s %22s %22s %22s %22s %7s %8s%n",
                        "model",
                        "batch",
                        "naive",
                        "raw",
                        "scorer",
                        "operator",
                        "scorer",
                        "operator"));
        for (ScoringBench.Result result : results) {
            double[] rate = result.rowsPerSecond();
            text.append(String.format(Locale.ROOT, "%-18s %5d", result.model(), result.batch()));
            for (int c = 0; c < rate.length; c++) {
                text.append(
                        String.format(
                                Locale.ROOT,
                                " %,12.0f (%,7.0f)",
                                rate[c],
                                result.bytesPerRow()[c]));
            }
            text.append(
                    String.format(
                            Locale.ROOT, " %6.2fx %7.2fx%n", rate[2] / rate[1], rate[3] / rate[1]));
        }
        return text.append("The last two columns are against raw.").toString();
    }
}
