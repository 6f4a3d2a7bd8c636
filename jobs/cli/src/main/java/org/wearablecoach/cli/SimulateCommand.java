package org.wearablecoach.cli;

import static org.wearablecoach.cli.report.Charts.object;
import static org.wearablecoach.cli.report.Charts.point;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.wearablecoach.cli.report.Charts;
import org.wearablecoach.cli.report.Figure;
import org.wearablecoach.cli.report.Numbers;
import org.wearablecoach.cli.report.Report;
import org.wearablecoach.cli.report.Report.Row;
import org.wearablecoach.cli.report.Report.Section;
import org.wearablecoach.cli.report.TextReport;
import org.wearablecoach.loop.config.Nearest;
import org.wearablecoach.policy.Bounds;
import org.wearablecoach.simulation.testbed.Environment;
import org.wearablecoach.simulation.testbed.EnvironmentServer;
import org.wearablecoach.simulation.testbed.HeartStepsPerson;
import org.wearablecoach.simulation.testbed.ReferenceLine;
import org.wearablecoach.simulation.testbed.Simulation;
import org.wearablecoach.simulation.testbed.StepCountJitai;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code coach simulate}: an agent plays a published test-bed, or a trainer elsewhere does. */
@Command(
        name = "simulate",
        description =
                "Let an agent play a published test-bed of just-in-time interventions, or serve the"
                        + " test-bed as JSON lines to a trainer in another language.")
final class SimulateCommand extends CoachCommand {

    private static final String STEP_COUNT = "stepcount-jitai";
    private static final String STOCHASTIC = "stepcount-jitai-stochastic";
    private static final String HEART_STEPS = "heartsteps";
    private static final List<String> ENVIRONMENTS = List.of(STEP_COUNT, STOCHASTIC, HEART_STEPS);
    private static final int STEP_COUNT_EPISODES = 140;
    private static final int HEART_STEPS_EPISODES = 10;

    /** How often a long run says where it is, ns. */
    private static final long PROGRESS_EVERY = 1_000_000_000L;

    /** Episodes of a running mean at least. */
    private static final int LEAST_WINDOW = 3;

    /** Colour of single episodes: behind their mean, but seen. */
    private static final String EPISODE = "#93b4c9";

    /** More points of a learning curve are drawn as means of neighbours. */
    private static final int MOST_POINTS = 2_000;

    @Option(
            names = "--env",
            required = true,
            paramLabel = "ENV",
            description = "The test-bed: stepcount-jitai, stepcount-jitai-stochastic, heartsteps.")
    private String environment = "";

    @Option(
            names = "--agent",
            paramLabel = "AGENT",
            defaultValue = "coach",
            description =
                    "Who plays: coach, thompson-raw, thompson-smooth, linucb, epsilon-greedy,"
                            + " fixed:P, onnx:FILE, all within the bounds; random, constant:A,"
                            + " outside of them. Default: ${DEFAULT-VALUE}.")
    private String agent = "coach";

    @Option(
            names = "--episodes",
            paramLabel = "N",
            description =
                    "Episodes to play, at least 1; of heartsteps, runs of all persons. Default: 140,"
                            + " heartsteps 10.")
    private @Nullable Integer episodes;

    @Option(
            names = "--seed",
            paramLabel = "K",
            defaultValue = "1",
            description = "Seed of all randomness. Default: ${DEFAULT-VALUE}.")
    private long seed = 1;

    @Option(
            names = "--sigma",
            paramLabel = "S",
            description =
                    "StepCountJITAI: noise of the sensor of the context, 0 or more. Default: 0.")
    private @Nullable Double sigma;

    @Option(
            names = "--bounds",
            paramLabel = "LO,HI",
            defaultValue = "0.2,0.8",
            description = "Bounds of the probability of sending. Default: ${DEFAULT-VALUE}.")
    private String bounds = "0.2,0.8";

    @Option(
            names = "--floor",
            paramLabel = "F",
            defaultValue = "0.05",
            description =
                    "Least share of each intervention among those sent. Default: ${DEFAULT-VALUE}.")
    private double floor = 0.05;

    @Option(
            names = "--data",
            paramLabel = "PATH",
            description =
                    "heartsteps: the coefficients of the persons, a csv or a folder with"
                            + " heartsteps-testbed/theta.csv. Default: ../shared/data beside the"
                            + " project.")
    private @Nullable Path data;

    @Option(
            names = "--serve",
            description =
                    "Play nothing: answer requests on standard input, one JSON object a line, on"
                            + " standard output.")
    private boolean serve;

    @Option(
            names = "--person",
            paramLabel = "N",
            description = "With --serve, heartsteps: which person, from 0. Default: 0.")
    private @Nullable Integer person;

    @Option(
            names = "--html",
            paramLabel = "FILE",
            description =
                    "Write a page with the learning curve beside what is known of the test-bed.")
    private @Nullable Path html;

    SimulateCommand(Session session) {
        super(session);
    }

    @Override
    Summary run() throws IOException {
        check();
        if (serve) {
            return serve();
        }
        Bounds within = bounds();
        int count =
                episodes != null
                        ? episodes
                        : isHeartSteps() ? HEART_STEPS_EPISODES : STEP_COUNT_EPISODES;
        if (count < 1) {
            throw new InputException("--episodes " + count + ": play 1 or more.");
        }
        try (AgentSource source = AgentSource.of(agent, within, session().console())) {
            Simulation.Progress progress = progress(count);
            Simulation played =
                    isHeartSteps()
                            ? Simulation.heartSteps(
                                    persons(), source.starter(), within, count, seed, progress)
                            : Simulation.stepCount(
                                    stepCount(), source.starter(), within, count, seed, progress);
            session().console().endStatus();
            return summary(played, within);
        } catch (IllegalArgumentException e) {
            // What an agent or a test-bed refuses is an option of this call.
            throw new InputException("--" + e.getMessage(), e);
        }
    }

    private void check() {
        if (!ENVIRONMENTS.contains(environment)) {
            throw new InputException(
                    "--env "
                            + environment
                            + " is not known: did you mean "
                            + Nearest.to(environment, ENVIRONMENTS)
                            + "? There are "
                            + String.join(", ", ENVIRONMENTS)
                            + ".");
        }
        if (isHeartSteps() && sigma != null) {
            throw new InputException(
                    "--sigma is the noise of stepcount-jitai; heartsteps has none: leave it out.");
        }
        if (!isHeartSteps() && (data != null || person != null)) {
            throw new InputException(
                    (data != null ? "--data" : "--person")
                            + " is an option of heartsteps: leave it out.");
        }
        if (person != null && !serve) {
            throw new InputException(
                    "--person chooses who is served; a run plays all of them: add --serve or leave"
                            + " it out.");
        }
        if (sigma != null && !(sigma >= 0 && sigma < Double.POSITIVE_INFINITY)) {
            throw new InputException("--sigma " + sigma + ": choose 0 or more.");
        }
        if (serve && (json() || html != null)) {
            throw new InputException(
                    "--serve answers on standard output and makes no report: leave out --json and"
                            + " --html.");
        }
    }

    private boolean isHeartSteps() {
        return environment.equals(HEART_STEPS);
    }

    private StepCountJitai stepCount() {
        return new StepCountJitai(
                sigma == null ? 0 : sigma,
                environment.equals(STOCHASTIC),
                StepCountJitai.Constants.PUBLISHED);
    }

    private List<HeartStepsPerson.Coefficients> persons() {
        Path table = SharedData.file("--data", data, "heartsteps-testbed/theta.csv");
        try {
            return HeartStepsPerson.Coefficients.read(table);
        } catch (IOException | RuntimeException e) {
            throw new InputException(
                    "--data "
                            + table
                            + " is no table of coefficients: "
                            + e.getMessage()
                            + " Name the theta.csv of the HeartSteps test-bed.",
                    e);
        }
    }

    private Bounds bounds() {
        String[] parts = bounds.split(",", -1);
        double[] numbers = new double[parts.length];
        try {
            for (int i = 0; i < parts.length; i++) {
                numbers[i] = Double.parseDouble(parts[i].strip());
            }
        } catch (NumberFormatException e) {
            numbers = new double[0];
        }
        if (numbers.length != 2) {
            throw new InputException(
                    "--bounds " + bounds + ": give two numbers with a comma, as 0.2,0.8.");
        }
        if (floor > 0.5) {
            throw new InputException("--floor " + floor + ": choose a share from 0 to 0.5.");
        }
        try {
            return new Bounds(numbers[0], numbers[1], floor);
        } catch (IllegalArgumentException e) {
            throw new InputException("--bounds, --floor: " + e.getMessage(), e);
        }
    }

    private Summary serve() throws IOException {
        Environment served;
        if (isHeartSteps()) {
            List<HeartStepsPerson.Coefficients> persons = persons();
            int index = person == null ? 0 : person;
            if (index < 0 || index >= persons.size()) {
                throw new InputException(
                        "--person "
                                + index
                                + ": the persons are 0 to "
                                + (persons.size() - 1)
                                + ".");
            }
            served = new HeartStepsPerson(persons.get(index));
        } else {
            served = stepCount();
        }
        session()
                .console()
                .progress(
                        "Serving "
                                + served.name()
                                + ": one JSON object a line; {\"space\":true}"
                                + " says what there is.");
        new EnvironmentServer(served)
                .serve(
                        new BufferedReader(
                                new InputStreamReader(System.in, StandardCharsets.UTF_8)),
                        session().console().results());
        return new Summary(Map.of(), "", false);
    }

    private Simulation.Progress progress(int count) {
        long[] next = {System.nanoTime() + PROGRESS_EVERY};
        return (episode, its) -> {
            long now = System.nanoTime();
            if (now - next[0] > 0) {
                next[0] = now + PROGRESS_EVERY;
                session()
                        .console()
                        .status(
                                String.format(
                                        Locale.ROOT,
                                        "%,d of %,d episodes, the last returned %s",
                                        episode + 1,
                                        count,
                                        number(its)));
            }
        };
    }

    private Summary summary(Simulation played, Bounds within) {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("meanReturn", played.meanReturn());
        values.put("lastTenthMeanReturn", played.lastTenthMeanReturn());
        List<Object> returns = new ArrayList<>();
        for (double one : played.returns()) {
            returns.add(one);
        }
        values.put("returns", returns);
        List<ReferenceLine> known =
                isHeartSteps()
                        ? ReferenceLine.heartSteps()
                        : ReferenceLine.stepCount(sigma == null ? 0 : sigma, within);
        Report report = report(played, within, known);
        Pages.write(html, report, List.of(curve(played, known)), session().console(), List.of());
        return new Summary(values, TextReport.of(report), false);
    }

    private Report report(Simulation played, Bounds within, List<ReferenceLine> known) {
        List<Row> rows = new ArrayList<>();
        rows.add(new Row("all episodes", number(played.meanReturn()), ""));
        rows.add(new Row("last tenth", number(played.lastTenthMeanReturn()), ""));
        List<Row> beside = new ArrayList<>();
        for (ReferenceLine line : known) {
            beside.add(new Row(line.name(), number(line.mean()), ""));
        }
        return new Report(
                "Simulation: " + agent + " on " + environment,
                List.of(
                        String.format(
                                Locale.ROOT,
                                "%,d episodes, seed %d%s; sending within [%s, %s], each"
                                        + " intervention at least %s of what is sent.",
                                played.returns().length,
                                seed,
                                isHeartSteps()
                                        ? ""
                                        : ", sensor noise " + (sigma == null ? 0.0 : sigma),
                                within.low(),
                                within.high(),
                                within.floor())),
                List.of(
                        new Section("Mean return", rows),
                        new Section("What is known of the test-bed", beside)),
                List.of("A simulated gain is no effect on people."));
    }

    private String number(double value) {
        return Numbers.decimal(value, isHeartSteps() ? 4 : 1);
    }

    private Figure curve(Simulation played, List<ReferenceLine> known) {
        double[] returns = played.returns();
        int step = (int) Math.ceil(returns.length / (double) MOST_POINTS);
        // The runs of heartsteps begin anew each, so there is nothing to climb: their mean settles.
        int window =
                isHeartSteps()
                        ? returns.length
                        : Math.max(Math.min(LEAST_WINDOW, returns.length), returns.length / 10);
        String average = isHeartSteps() ? "mean so far" : "mean of the last " + window;
        List<Object> single = new ArrayList<>();
        List<Object> mean = new ArrayList<>();
        double sum = 0;
        double bucket = 0;
        for (int i = 0; i < returns.length; i++) {
            sum += returns[i] - (i >= window ? returns[i - window] : 0);
            bucket += returns[i];
            if ((i + 1) % step == 0) {
                single.add(point(i + 1, Numbers.rounded(bucket / step, 4)));
                bucket = 0;
                mean.add(point(i + 1, Numbers.rounded(sum / Math.min(i + 1, window), 4)));
            }
        }
        List<Object> drawn = new ArrayList<>();
        List<String> names = new ArrayList<>();
        int dash = 0;
        String[] colours = {"#8d99a6", "#b08d57", "#6a8d5b", "#8e6aa8", "#c0392b"};
        for (ReferenceLine line : known) {
            String colour = colours[dash++ % colours.length];
            Map<String, Object> flat =
                    Charts.line(
                            line.name(),
                            List.of(point(1, line.mean()), point(returns.length, line.mean())),
                            colour);
            flat.put("lineStyle", object("width", 1.2, "type", "dashed", "color", colour));
            drawn.add(flat);
            names.add(line.name());
        }
        drawn.add(Charts.points("each episode", single, EPISODE, 4));
        Map<String, Object> learned = Charts.line(average, mean, Charts.INK);
        learned.put("lineStyle", object("width", 2, "color", Charts.INK));
        drawn.add(learned);
        names.add("each episode");
        names.add(average);
        Map<String, Object> x = Charts.axis("value", "episode");
        x.put("min", 1);
        x.put("max", Math.max(2, returns.length));
        x.put("minInterval", 1);
        Map<String, Object> y = Charts.upward("return");
        y.put("scale", true);
        Map<String, Object> chart = Charts.chart(x, y, drawn);
        Charts.addTooltip(chart);
        Charts.addLegend(chart, names);
        return new Figure.Chart(
                isHeartSteps() ? "Runs" : "Learning curve",
                (isHeartSteps()
                                ? "The return of each run of all persons, who meet agents that know"
                                        + " nothing yet, and the mean of the runs"
                                : "The return of each episode and its running mean")
                        + ", beside mean returns that are known of the test-bed (dashed)."
                        + (step > 1 ? " Each point is the mean of " + step + " episodes." : ""),
                chart,
                Figure.Shape.TALL);
    }
}
