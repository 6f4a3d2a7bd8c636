package org.wearablecoach.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.wearablecoach.event.Decision;
import org.wearablecoach.event.JsonFormat;
import org.wearablecoach.event.JsonRowException;
import org.wearablecoach.event.Reward;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code coach explain}: one decision in words. */
@Command(
        name = "explain",
        description =
                "Explain one decision: what was seen, what was allowed, the probabilities, the"
                        + " draw, and what followed.")
final class ExplainCommand extends CoachCommand {

    @Option(
            names = "--log",
            required = true,
            paramLabel = "FILE",
            description = "decisions.jsonl, as edge and replay write it.")
    private @Nullable Path log;

    @Option(
            names = "--rewards",
            paramLabel = "FILE",
            description = "rewards.jsonl. Default: the one beside the log, where there is one.")
    private @Nullable Path rewards;

    @Option(
            names = "--id",
            required = true,
            paramLabel = "ID",
            description = "The decision id, as recommendations carry it.")
    private @Nullable String id;

    ExplainCommand(Session session) {
        super(session);
    }

    @Override
    Summary run() {
        if (log == null || id == null) {
            throw new IllegalStateException("picocli refuses a command line without them");
        }
        Decision decision = find(log, "--log", id, JsonFormat.decision(), Decision::decisionId);
        if (decision == null) {
            throw new InputException(
                    "--id "
                            + id
                            + " is not in "
                            + log
                            + ": copy the decisionId of one of its rows.");
        }
        Path beside = log.resolveSibling("rewards.jsonl");
        Path followed = rewards != null ? rewards : Files.exists(beside) ? beside : null;
        Reward reward =
                followed == null
                        ? null
                        : find(followed, "--rewards", id, JsonFormat.reward(), Reward::decisionId);
        String text = Explanation.of(decision, reward, followed != null);
        return new Summary(values(decision, reward, text), text, false);
    }

    /** The row of an id, or null; only lines that hold the id are read as rows. */
    private static <T> @Nullable T find(
            Path file, String option, String id, JsonFormat<T> format, Function<T, String> idOf) {
        try (BufferedReader lines = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            long number = 0;
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                number++;
                if (line.contains(id)) {
                    T row = format.read(line, number);
                    if (idOf.apply(row).equals(id)) {
                        return row;
                    }
                }
            }
            return null;
        } catch (JsonRowException e) {
            throw new InputException(option + " " + file + ", " + e.getMessage(), e);
        } catch (IOException e) {
            throw new InputException(
                    option + " " + file + " cannot be read: name a jsonl file in UTF-8.", e);
        }
    }

    private static Map<String, Object> values(
            Decision decision, @Nullable Reward reward, String text) {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("decisionId", decision.decisionId());
        values.put("userId", decision.userId());
        values.put("type", decision.type().name());
        values.put("available", decision.available());
        values.put("reason", name(decision.reason()));
        values.put("probability", decision.probability());
        values.put("draw", decision.draw());
        values.put("chosen", name(decision.chosen()));
        values.put("outcome", reward == null ? Double.NaN : reward.outcomeValue());
        values.put("reward", reward == null ? Double.NaN : reward.reward());
        values.put("explanation", text);
        return values;
    }

    /** Text, or what is printed as null. */
    private static Object name(@Nullable Object value) {
        return value == null ? Double.NaN : value.toString();
    }
}
