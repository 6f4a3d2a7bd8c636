package org.wearablecoach.job;

import java.nio.file.Path;
import java.util.List;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.wearablecoach.job.config.CoachConfig;
import org.wearablecoach.job.config.Setting;

/** The main class of the streaming job: {@code flink run coach-job.jar --config FILE}. */
public final class CoachJob {

    private CoachJob() {}

    /**
     * Reads the configuration, checks the topics and runs the job.
     *
     * @param args {@code --config FILE} and options as {@code --decision.interval PT5M}, each
     *     optional
     */
    public static void main(String[] args) throws Exception {
        Setting.Split split = Setting.split(List.of(args));
        CoachConfig config = CoachConfig.load(file(split.rest()), split.settings());
        StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment();
        KafkaPorts.checkCheckpoints(config, env.getCheckpointConfig());
        KafkaPorts.check(config);
        CoachTopology.build(
                env, config, new ConfiguredModels(config.loop()), KafkaPorts.live(config));
        env.execute("Wearable Coach: " + config.decision().deployment());
    }

    private static @org.jspecify.annotations.Nullable Path file(List<String> rest) {
        if (rest.isEmpty()) {
            return null;
        }
        if (rest.size() == 2 && rest.get(0).equals("--config")) {
            return Path.of(rest.get(1));
        }
        throw new IllegalArgumentException(
                "The job takes --config FILE and options as --decision.interval PT5M, not "
                        + rest
                        + ".");
    }
}
