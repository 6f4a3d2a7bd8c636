package org.wearablecoach.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.wearablecoach.cli.audit.Audit;
import org.wearablecoach.cli.evaluate.Evaluation;
import org.wearablecoach.cli.evaluate.EvaluationReport;
import org.wearablecoach.cli.evaluate.LogEvaluation;
import org.wearablecoach.cli.evaluate.MarginalEffect;
import org.wearablecoach.cli.evaluate.OpenBandit;
import org.wearablecoach.cli.evaluate.Target;
import org.wearablecoach.cli.report.Report;
import org.wearablecoach.cli.report.TextReport;
import org.wearablecoach.loop.config.LoopConfig;
import org.wearablecoach.loop.config.Nearest;
import org.wearablecoach.policy.Bounds;
import org.wearablecoach.policy.DoseModel;
import org.wearablecoach.policy.Policies;
import org.wearablecoach.policy.PolicySpec;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code coach evaluate}: what another policy would have earned, or what sending did. */
@Command(
        name = "evaluate",
        description =
                "Estimate from a log what another policy would have earned, with an alarm where the"
                        + " log cannot tell; or the effect of sending from an exported table.")
final class EvaluateCommand extends ConfiguredCommand {

    private static final String ONNX = "onnx:";
    private static final String COACH = "coach";
    private static final String OPEN_BANDIT = "open-bandit";
    private static final String MRT = "mrt";
    private static final List<String> FORMATS = List.of(COACH, OPEN_BANDIT, MRT);
    private static final List<String> AGENTS =
            List.of("coach", "thompson-raw", "thompson-smooth", "linucb", "epsilon-greedy", "dose");

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            defaultValue = COACH,
            description =
                    "Form of the log: coach (decisions.jsonl), open-bandit (csv), or mrt (the table"
                            + " of audit --export mrt, for the effect of sending). Default:"
                            + " ${DEFAULT-VALUE}.")
    private String format = COACH;

    @Option(names = "--log", required = true, paramLabel = "FILE", description = "The log.")
    private @Nullable Path log;

    @Option(
            names = "--rewards",
            paramLabel = "FILE",
            description = "rewards.jsonl. Default: the one beside the log.")
    private @Nullable Path rewards;

    @Option(
            names = "--target",
            paramLabel = "TARGET",
            description =
                    "What to evaluate: coach (the learned dose model), thompson-raw,"
                            + " thompson-smooth, linucb, epsilon-greedy"
                            + " (learning from the log as it goes, within the configured bounds),"
                            + " fixed:P, random, constant:K (0 nothing, K the K-th intervention),"
                            + " onnx:FILE (a network as policy.model takes it), or a csv decisionId,probability. open-bandit: a csv"
                            + " item_id,pos1,pos2,..., or uniform.")
    private @Nullable String target;

    @Option(
            names = "--q",
            paramLabel = "FILE",
            description =
                    "open-bandit: estimated reward of each item, csv item_id,pos1,pos2,...; without"
                            + " it only the estimates by weighting are given.")
    private @Nullable Path model;

    @Option(
            names = "--outcome-name",
            paramLabel = "NAME",
            description =
                    "mrt: only rows whose outcome has this name, as log-steps. Needed where the"
                            + " table holds several.")
    private @Nullable String outcomeName;

    @Option(
            names = "--outcome",
            paramLabel = "COLUMN",
            description = "mrt: the outcome. Default: outcome.")
    private @Nullable String outcome;

    @Option(
            names = "--controls",
            paramLabel = "COLUMN",
            split = ",",
            description =
                    "mrt: columns that explain the outcome, with commas between. Default: none.")
    private @Nullable List<String> controls;

    @Option(
            names = "--moderators",
            paramLabel = "COLUMN",
            split = ",",
            description = "mrt: columns that the effect may depend on. Default: none.")
    private @Nullable List<String> moderators;

    @Option(
            names = "--reference",
            paramLabel = "P",
            description =
                    "mrt: probability on which sending is centred. Default: the mean of the logged"
                            + " ones.")
    private @Nullable Double reference;

    @Option(names = "--html", paramLabel = "FILE", description = "Write the report as a page, too.")
    private @Nullable Path html;

    EvaluateCommand(Session session) {
        super(session);
    }

    @Override
    Summary run() {
        if (log == null) {
            throw new IllegalStateException("picocli refuses a command line without it");
        }
        if (!FORMATS.contains(format)) {
            throw new InputException(
                    "--format "
                            + format
                            + " is not known: did you mean "
                            + Nearest.to(format, FORMATS)
                            + "? There are "
                            + String.join(", ", FORMATS)
                            + ".");
        }
        onlyFor(OPEN_BANDIT, "--q", model);
        onlyFor(COACH, "--rewards", rewards);
        onlyFor(MRT, "--outcome", outcome);
        onlyFor(MRT, "--outcome-name", outcomeName);
        onlyFor(MRT, "--controls", controls);
        onlyFor(MRT, "--moderators", moderators);
        onlyFor(MRT, "--reference", reference);
        String name = String.valueOf(log.getFileName());
        if (format.equals(MRT)) {
            return effect(log, name);
        }
        if (target == null) {
            throw new InputException(
                    "--target says what to evaluate, and is missing: name an agent, fixed:P or a"
                            + " file.");
        }
        Evaluation evaluation =
                format.equals(OPEN_BANDIT)
                        ? OpenBandit.evaluate(
                                log,
                                target.equals(OpenBandit.UNIFORM) ? null : Path.of(target),
                                model)
                        : onLog(log, target);
        Report report = EvaluationReport.of(evaluation, name, target);
        Pages.write(
                html,
                report,
                EvaluationReport.figures(evaluation),
                session().console(),
                List.of(log));
        return new Summary(
                evaluation.values(),
                TextReport.of(report),
                evaluation.estimates().overlapWarning());
    }

    private void onlyFor(String wanted, String option, @Nullable Object given) {
        if (given != null && !format.equals(wanted)) {
            throw new InputException(
                    option + " is an option of --format " + wanted + ": leave it out.");
        }
    }

    private Evaluation onLog(Path file, String named) {
        Path followed = rewards == null ? file.resolveSibling("rewards.jsonl") : rewards;
        if (!Files.isRegularFile(followed)) {
            throw new InputException(
                    "--rewards " + followed + ": no such file; name the rewards of the log.");
        }
        if (!named.startsWith(ONNX)) {
            return onLog(file, followed, target(named));
        }
        try (NetworkFile network = new NetworkFile("--target", named.substring(ONNX.length()))) {
            Bounds bounds = bounds(config().loop());
            // It learns nothing, so that outcomes of several units are nothing to it.
            return onLog(file, followed, Target.agent(network::policy, bounds, 1));
        }
    }

    private Evaluation onLog(Path file, Path followed, Target target) {
        LogEvaluation evaluation = new LogEvaluation(target);
        new Audit(config().loop())
                .read(
                        file,
                        followed,
                        List.of(),
                        List.of(evaluation),
                        rows ->
                                session()
                                        .console()
                                        .status(String.format(Locale.ROOT, "%,d decisions", rows)));
        session().console().endStatus();
        return evaluation.evaluation();
    }

    private static Bounds bounds(LoopConfig config) {
        return new Bounds(
                config.policy().lowerBound(),
                config.policy().upperBound(),
                config.policy().floor());
    }

    private Target target(String named) {
        LoopConfig config = config().loop();
        Bounds bounds = bounds(config);
        if (named.startsWith("fixed:")) {
            double p;
            try {
                p = Double.parseDouble(named.substring("fixed:".length()));
            } catch (NumberFormatException e) {
                p = Double.NaN;
            }
            if (!(p > 0 && p < 1)) {
                throw new InputException(
                        "--target " + named + ": give a probability above 0 and below 1.");
            }
            // What is asked for, whatever the bounds of the job are.
            Bounds own = new Bounds(Math.min(p, bounds.low()), Math.max(p, bounds.high()), 0);
            PolicySpec fixed = PolicySpec.fixed(p, own);
            return Target.agent(shape -> Policies.create(fixed, shape), own, 1);
        }
        if (named.equals("random")) {
            return Target.random();
        }
        if (named.matches("constant:\\d{1,4}")) {
            return Target.constant(Integer.parseInt(named.substring("constant:".length())));
        }
        if (AGENTS.contains(named)) {
            // The same name as in simulate.
            String kind = named.equals("coach") ? DoseModel.KIND : named;
            PolicySpec spec =
                    config.policy().specification(kind, Map.of(), Map.of(), config.decision());
            return Target.agent(
                    shape -> Policies.create(spec, shape), bounds, config.shape().outcomes());
        }
        if (Files.isRegularFile(Path.of(named))) {
            return Target.table(Path.of(named));
        }
        throw new InputException(
                "--target "
                        + named
                        + " is no agent and no file: did you mean "
                        + Nearest.to(named, AGENTS)
                        + "? There are "
                        + String.join(", ", AGENTS)
                        + ", fixed:P, random, constant:K, onnx:FILE, or a csv file.");
    }

    private Summary effect(Path table, String name) {
        if (target != null) {
            throw new InputException(
                    "--target is no option of --format mrt, which estimates the effect of what was"
                            + " sent: leave it out.");
        }
        if (reference != null && !(reference > 0 && reference < 1)) {
            throw new InputException(
                    "--reference " + reference + ": choose a probability above 0 and below 1.");
        }
        MarginalEffect.Choice choice =
                new MarginalEffect.Choice(
                        outcome == null ? "outcome" : outcome,
                        outcomeName,
                        controls == null ? List.of() : controls,
                        moderators == null ? List.of() : moderators);
        MarginalEffect effect =
                MarginalEffect.of(table, choice, reference == null ? Double.NaN : reference);
        Report report = EvaluationReport.of(effect, name, choice);
        Pages.write(html, report, List.of(), session().console(), List.of(table));
        return new Summary(effect.values(), TextReport.of(report), false);
    }
}
