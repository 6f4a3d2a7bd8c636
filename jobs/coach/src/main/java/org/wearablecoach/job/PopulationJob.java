package org.wearablecoach.job;

import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.wearablecoach.event.Decision;
import org.wearablecoach.event.PolicyUpdate;
import org.wearablecoach.event.RecordFormat;
import org.wearablecoach.event.Reward;
import org.wearablecoach.job.config.CoachConfig;
import org.wearablecoach.job.config.Setting;
import org.wearablecoach.kafka.ControlPublisher;
import org.wearablecoach.kafka.TopicAdmin;
import org.wearablecoach.kafka.TopicReader;
import org.wearablecoach.kafka.Topics;
import org.wearablecoach.kafka.registry.RegistryOptions;
import org.wearablecoach.loop.adapt.AdaptModels;
import org.wearablecoach.loop.adapt.PolicyVersion;
import org.wearablecoach.loop.adapt.PopulationLearning;

/**
 * The main class of the population job: reads the committed decisions and rewards to where their
 * topics end now, each once, and publishes population priors to the topic of policies. Bounded, for
 * a nightly schedule; running it again on the same log publishes the same update.
 *
 * <p>{@code java -cp "coach-job.jar:$FLINK_HOME/lib/*" org.wearablecoach.job.PopulationJob --config
 * FILE}, with the configuration of the streaming job; it needs no cluster, only a library for
 * logging. Exit codes: 0 published; 1 nothing to publish or a gate refused; 2 wrong usage.
 */
public final class PopulationJob {

    private PopulationJob() {}

    /**
     * Runs the job.
     *
     * @param args {@code --config FILE} and options as {@code --policy.kind thompson-smooth}
     */
    public static void main(String[] args) {
        System.exit(run(List.of(args), System.out, System.err));
    }

    static int run(List<String> args, PrintStream out, PrintStream err) {
        CoachConfig config;
        PopulationLearning learning;
        try {
            Setting.Split split = Setting.split(args);
            config = CoachConfig.load(file(split.rest()), split.settings());
            learning = new PopulationLearning(config.loop());
        } catch (RuntimeException e) {
            err.println(e.getMessage());
            return 2;
        }
        try {
            PolicyUpdate update = learn(config, learning, out);
            if (update == null) {
                err.println(
                        "Nothing was published: the log holds no rewards to learn from, or the priors"
                                + " did not pass their checks; the policy in force goes on.");
                return 1;
            }
            // What the streaming job would refuse is not published.
            PolicyVersion.of(null, update, config.loop(), AdaptModels.NO_NETWORKS);
            try (ControlPublisher publisher =
                    new ControlPublisher(
                            config.kafka().bootstrapServers(),
                            KafkaPorts.topics(config),
                            config.kafka().properties())) {
                publisher.publish(update);
            }
            out.printf(
                    "Published %s %s, in force from %s.%n",
                    update.name(),
                    update.version(),
                    java.time.Instant.ofEpochMilli(update.effectiveFrom()));
            return 0;
        } catch (RuntimeException e) {
            err.println(e.getMessage());
            return 1;
        }
    }

    private static @Nullable PolicyUpdate learn(
            CoachConfig config, PopulationLearning learning, PrintStream out) {
        Topics topics = KafkaPorts.topics(config);
        String servers = config.kafka().bootstrapServers();
        Map<String, String> properties = config.kafka().properties();
        TopicAdmin.awaitBroker(servers, properties, KafkaPorts.BROKER_WITHIN);
        RegistryOptions registry = config.kafka().registry().options();
        long[] unreadable = new long[1];
        Consumer<String> passedOver =
                problem -> {
                    if (unreadable[0]++ < NAMED) {
                        out.println("Passed over: " + problem);
                    }
                };
        try (TopicReader<Reward> rewards =
                        new TopicReader<>(
                                servers,
                                topics.rewards(),
                                RecordFormat.reward(),
                                properties,
                                registry);
                TopicReader<Decision> decisions =
                        new TopicReader<>(
                                servers,
                                topics.decisions(),
                                RecordFormat.decision(),
                                properties,
                                registry)) {
            // Rewards end first: each then finds its decision, whatever is written meanwhile.
            Map<TopicPartition, Long> rewardEnds = rewards.ends();
            Map<TopicPartition, Long> decisionEnds = decisions.ends();
            long rewardTime = Long.MIN_VALUE;
            long decisionTime = Long.MIN_VALUE;
            // Both at one pace, so that what waits for its other half is about a day.
            while (true) {
                boolean more = rewards.hasMore(rewardEnds);
                if (decisions.hasMore(decisionEnds) && (!more || decisionTime <= rewardTime)) {
                    for (TopicReader.Entry<Decision> entry :
                            decisions.poll(POLL, decisionEnds, passedOver)) {
                        decisionTime = Math.max(decisionTime, entry.timestamp());
                        learning.decision(entry.value());
                    }
                } else if (more) {
                    for (TopicReader.Entry<Reward> entry :
                            rewards.poll(POLL, rewardEnds, passedOver)) {
                        rewardTime = Math.max(rewardTime, entry.timestamp());
                        learning.reward(entry.value());
                    }
                } else {
                    break;
                }
            }
        }
        PopulationLearning.Result result = learning.result();
        out.printf(
                "Learned from %d rows of %d persons; %d records came more than once, %d could not"
                        + " be read.%n",
                result.rows(), result.persons(), learning.repeated(), unreadable[0]);
        return result.update();
    }

    private static final Duration POLL = Duration.ofMillis(100);

    /** So many records that cannot be read are named; all are counted. */
    private static final int NAMED = 5;

    private static @Nullable Path file(List<String> rest) {
        if (rest.isEmpty()) {
            return null;
        }
        if (rest.size() == 2 && rest.get(0).equals("--config")) {
            return Path.of(rest.get(1));
        }
        throw new IllegalArgumentException(
                "The job takes --config FILE and options as --policy.kind thompson-smooth, not "
                        + rest
                        + ".");
    }
}
