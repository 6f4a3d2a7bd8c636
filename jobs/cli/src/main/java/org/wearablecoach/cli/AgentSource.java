package org.wearablecoach.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.wearablecoach.job.config.Nearest;
import org.wearablecoach.onnx.ModelBundle;
import org.wearablecoach.onnx.ModelRejectedException;
import org.wearablecoach.onnx.OnnxScorer;
import org.wearablecoach.onnx.Scorer;
import org.wearablecoach.onnx.ScorerOptions;
import org.wearablecoach.policy.ArmScorer;
import org.wearablecoach.policy.Bounds;
import org.wearablecoach.policy.ScoredPolicy;
import org.wearablecoach.simulation.testbed.Trial;

/** An agent of the command line: by name, or a network in a file. */
final class AgentSource implements AutoCloseable {

    private static final String ONNX = "onnx:";
    private static final List<String> NAMES =
            List.of(
                    "coach",
                    "thompson-raw",
                    "thompson-smooth",
                    "linucb",
                    "epsilon-greedy",
                    "fixed:P",
                    "random",
                    "constant:A",
                    "onnx:FILE");

    private final Trial.Starter starter;
    private final @Nullable Scorer scorer;

    private AgentSource(Trial.Starter starter, @Nullable Scorer scorer) {
        this.starter = starter;
        this.scorer = scorer;
    }

    /**
     * The agent of a name.
     *
     * @throws InputException when there is none
     */
    static AgentSource of(String agent, Bounds bounds, Console console) {
        if (agent.startsWith(ONNX)) {
            return network(Path.of(agent.substring(ONNX.length())));
        }
        if (agent.startsWith("fixed:")) {
            double p = number(agent, "a probability above 0 and below 1, as fixed:0.5");
            if (!(p > 0 && p < 1)) {
                throw new InputException(
                        "--agent " + agent + ": give a probability above 0 and below 1.");
            }
            if (bounds.clip(p) != p) {
                console.progress(
                        String.format(
                                Locale.ROOT,
                                "%s plays with %s: the bounds are [%s, %s], see --bounds.",
                                agent,
                                bounds.clip(p),
                                bounds.low(),
                                bounds.high()));
            }
        } else if (agent.startsWith("constant:")) {
            number(agent, "an action, as constant:0");
        } else if (!NAMES.contains(agent)) {
            throw new InputException(
                    "--agent "
                            + agent
                            + " is not known: did you mean "
                            + Nearest.to(agent, NAMES)
                            + "? There are "
                            + String.join(", ", NAMES)
                            + ".");
        }
        return new AgentSource(Trial.named(agent), null);
    }

    private static double number(String agent, String what) {
        try {
            return Double.parseDouble(agent.substring(agent.indexOf(':') + 1));
        } catch (NumberFormatException e) {
            throw new InputException("--agent " + agent + ": give " + what + ".", e);
        }
    }

    private static AgentSource network(Path file) {
        Scorer scorer = scorer(file);
        Trial.Starter starter =
                (environment, bounds, seed) -> {
                    int seen = environment.observations().size();
                    int arms = environment.actions();
                    if (scorer.inputWidth() != seen || scorer.outputWidth() != arms) {
                        throw new IllegalArgumentException(
                                "agent onnx: the network takes "
                                        + scorer.inputWidth()
                                        + " numbers and gives "
                                        + scorer.outputWidth()
                                        + "; "
                                        + environment.name()
                                        + " shows "
                                        + seen
                                        + " and wants a score for each of "
                                        + arms
                                        + " actions.");
                    }
                    return Trial.of(
                            environment, new ScoredPolicy(arms(scorer), arms - 1), bounds, seed);
                };
        return new AgentSource(starter, scorer);
    }

    /** The observation goes in as it is; the 1 before it is no part of what a trainer saw. */
    private static ArmScorer arms(Scorer scorer) {
        float[] in = new float[scorer.inputWidth()];
        float[] out = new float[scorer.outputWidth()];
        return (point, scores) -> {
            for (int i = 0; i < in.length; i++) {
                in[i] = (float) point.advantage()[i + 1];
            }
            scorer.score(in, 1, out);
            for (int arm = 0; arm < scores.length; arm++) {
                scores[arm] = out[arm];
            }
        };
    }

    private static Scorer scorer(Path file) {
        if (!Files.isRegularFile(file)) {
            throw new InputException("--agent onnx:" + file + ": no such file; check the path.");
        }
        String name = String.valueOf(file.getFileName());
        int dot = name.lastIndexOf('.');
        Path manifest = file.resolveSibling((dot < 0 ? name : name.substring(0, dot)) + ".json");
        if (!Files.isRegularFile(manifest)) {
            throw new InputException(
                    "--agent onnx:"
                            + file
                            + ": there is no manifest "
                            + manifest
                            + " beside it; docs/simulate.md shows one.");
        }
        try {
            return OnnxScorer.open(
                    ModelBundle.read(file, manifest, ScorerOptions.oneByOne()),
                    ScorerOptions.oneByOne());
        } catch (IOException | ModelRejectedException e) {
            throw new InputException("--agent onnx:" + file + ": " + e.getMessage(), e);
        }
    }

    /** Starts trials of the agent. */
    Trial.Starter starter() {
        return starter;
    }

    @Override
    public void close() {
        if (scorer != null) {
            scorer.close();
        }
    }
}
