package org.wearablecoach.cli;

import java.time.Duration;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ExecutionOptions;
import org.apache.flink.configuration.HeartbeatManagerOptions;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.RpcOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** A Flink cluster in this process that lives as long as its job. */
final class LocalJob {

    private LocalJob() {}

    /**
     * An environment for one job.
     *
     * @param parallelism subtasks
     * @param webPort port of Flink's web UI, 0 for a free one; negative for none
     */
    static StreamExecutionEnvironment environment(int parallelism, int webPort) {
        Configuration flink =
                new Configuration()
                        .set(TaskManagerOptions.NUM_TASK_SLOTS, parallelism)
                        .set(TaskManagerOptions.NETWORK_MEMORY_MIN, MemorySize.ofMebiBytes(64))
                        .set(TaskManagerOptions.NETWORK_MEMORY_MAX, MemorySize.ofMebiBytes(64))
                        // Flink's default of 100 ms would be most of the latency.
                        .set(ExecutionOptions.BUFFER_TIMEOUT, BUFFER)
                        // Accumulators travel with heartbeats; the status line reads them.
                        .set(HeartbeatManagerOptions.HEARTBEAT_INTERVAL, HEARTBEAT)
                        // What is late in one process is busy, and never gone.
                        .set(HeartbeatManagerOptions.HEARTBEAT_TIMEOUT, PATIENCE)
                        .set(RpcOptions.ASK_TIMEOUT_DURATION, PATIENCE)
                        // A fault of the job is a finding here, not something to try again.
                        .set(RestartStrategyOptions.RESTART_STRATEGY, "disable");
        if (webPort < 0) {
            return StreamExecutionEnvironment.createLocalEnvironment(parallelism, flink);
        }
        flink.set(RestOptions.PORT, webPort);
        StreamExecutionEnvironment env =
                StreamExecutionEnvironment.createLocalEnvironmentWithWebUI(flink);
        env.setParallelism(parallelism);
        return env;
    }

    private static final Duration BUFFER = Duration.ofMillis(5);
    private static final Duration HEARTBEAT = Duration.ofSeconds(1);
    private static final Duration PATIENCE = Duration.ofMinutes(5);
}
