package org.wearablecoach.cli;

import java.io.IOException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.wearablecoach.event.ControlKind;
import org.wearablecoach.event.ControlStatus;
import org.wearablecoach.event.ModelAction;
import org.wearablecoach.event.ModelUpdate;
import org.wearablecoach.event.RecordFormat;
import org.wearablecoach.job.KafkaPorts;
import org.wearablecoach.job.config.CoachConfig;
import org.wearablecoach.kafka.ControlPublisher;
import org.wearablecoach.kafka.TopicReader;
import org.wearablecoach.kafka.Topics;
import org.wearablecoach.loop.infer.ModelSlot;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** A command that tells a running job what to do with a model, and waits for its answers. */
abstract class ModelControlCommand extends ConfiguredCommand {

    /** So much later an update is in force by default: time for it to arrive everywhere first. */
    private static final Duration AHEAD = Duration.ofMinutes(1);

    private static final List<String> SLOTS =
            List.of(ModelSlot.ACTIVITY, ModelSlot.GLUCOSE, ModelSlot.AROUSAL);

    @Parameters(
            paramLabel = "SLOT",
            description = "What the model scores for: activity, glucose or arousal.")
    private String slot = "";

    @Option(
            names = "--effective-from",
            paramLabel = "TIME",
            description =
                    "First window end that it concerns, on the persons' own clocks, for instance"
                            + " 2026-03-02T12:00:00Z. Default: in one minute. Of a time that has"
                            + " passed, it concerns what is still to come.")
    private @Nullable String effectiveFrom;

    @Option(
            names = "--wait",
            paramLabel = "DURATION",
            defaultValue = "PT30S",
            description =
                    "How long to wait for the answers of the job; PT0S: not at all. Default:"
                            + " ${DEFAULT-VALUE}.")
    private Duration wait = Duration.ZERO;

    ModelControlCommand(Session session) {
        super(session);
    }

    /** The update to publish. */
    abstract ModelUpdate update(CoachConfig config, long from) throws IOException;

    final String slot() {
        return slot;
    }

    @Override
    final Summary run() throws IOException {
        if (!SLOTS.contains(slot)) {
            throw new InputException(
                    "\""
                            + slot
                            + "\" is nothing that models score for; name one of "
                            + SLOTS
                            + ".");
        }
        CoachConfig config = config();
        ModelUpdate update = update(config, from());
        connected();
        Topics topics = KafkaPorts.topics(config);
        String servers = config.kafka().bootstrapServers();
        Map<String, String> properties = config.kafka().properties();
        Map<Integer, ControlStatus> answers = new TreeMap<>();
        if (wait.isZero()) {
            publish(servers, topics, properties, update);
        } else {
            try (TopicReader<ControlStatus> reader =
                    new TopicReader<>(
                            servers,
                            topics.controlStatus(),
                            RecordFormat.controlStatus(),
                            properties)) {
                reader.readToEnd();
                publish(servers, topics, properties, update);
                await(reader, update, answers);
            }
        }
        return summary(update, answers);
    }

    private long from() {
        if (effectiveFrom == null) {
            return Instant.now().plus(AHEAD).toEpochMilli();
        }
        try {
            return Instant.parse(effectiveFrom).toEpochMilli();
        } catch (DateTimeException e) {
            throw new InputException(
                    "--effective-from is "
                            + effectiveFrom
                            + ": write a time as 2026-03-02T12:00:00Z.",
                    e);
        }
    }

    private static void publish(
            String servers, Topics topics, Map<String, String> properties, ModelUpdate update) {
        try (ControlPublisher publisher = new ControlPublisher(servers, topics, properties)) {
            publisher.publish(update);
        }
    }

    private void await(
            TopicReader<ControlStatus> reader,
            ModelUpdate update,
            Map<Integer, ControlStatus> answers) {
        long end = System.nanoTime() + wait.toNanos();
        int wanted = Integer.MAX_VALUE;
        while (answers.size() < wanted && System.nanoTime() < end) {
            for (TopicReader.Entry<ControlStatus> entry : reader.poll(Duration.ofMillis(200))) {
                ControlStatus status = entry.value();
                if (status.kind() == ControlKind.MODEL
                        && status.name().equals(update.name())
                        && status.sha256().equals(update.sha256())
                        && status.effectiveFrom() == update.effectiveFrom()
                        && status.action() == update.action()) {
                    answers.put(status.subtask(), status);
                    wanted = status.parallelism();
                }
            }
        }
    }

    private Summary summary(ModelUpdate update, Map<Integer, ControlStatus> answers) {
        long accepted = answers.values().stream().filter(ControlStatus::accepted).count();
        int parallelism =
                answers.values().stream().mapToInt(ControlStatus::parallelism).max().orElse(0);
        String refusal =
                answers.values().stream()
                        .filter(status -> !status.accepted())
                        .map(ControlStatus::detail)
                        .findFirst()
                        .orElse("");
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("slot", update.name());
        values.put("action", update.action().name());
        values.put("version", update.version());
        values.put("sha256", update.sha256());
        values.put("effectiveFrom", Instant.ofEpochMilli(update.effectiveFrom()).toString());
        values.put("signedBy", update.keyId());
        values.put("subtasks", parallelism);
        values.put("accepted", accepted);
        values.put("refusal", refusal.isEmpty() ? null : refusal);
        String what =
                String.format(
                        Locale.ROOT,
                        "%s %s version %s from %s",
                        update.action() == ModelAction.SERVE
                                ? "Serve"
                                : update.action().name().charAt(0)
                                        + update.action()
                                                .name()
                                                .substring(1)
                                                .toLowerCase(Locale.ROOT),
                        update.name(),
                        update.version(),
                        Instant.ofEpochMilli(update.effectiveFrom()));
        String answer;
        if (wait.isZero()) {
            answer = "published.";
        } else if (answers.isEmpty()) {
            answer =
                    "published, and no job answered within "
                            + wait
                            + ": it holds when one runs. Is the job running, on this broker and"
                            + " prefix?";
        } else if (!refusal.isEmpty()) {
            answer = "REFUSED, and what served goes on: " + refusal;
        } else {
            answer = accepted + " of " + parallelism + " subtasks took it.";
        }
        boolean finding = !wait.isZero() && (accepted == 0 || accepted < parallelism);
        return new Summary(values, what + ": " + answer, finding);
    }
}
