package org.wearablecoach.kafka;

import org.apache.flink.configuration.Configuration;
import org.apache.flink.connector.testframe.environment.MiniClusterTestEnvironment;
import org.apache.flink.runtime.minicluster.RpcServiceSharing;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.test.junit5.MiniClusterExtension;

/** A small Flink cluster in the process of the test, with the settings that jobs have. */
public final class Cluster {

    private Cluster() {}

    /** One task manager with four slots, patient with a machine that has much else to do. */
    public static MiniClusterExtension extension() {
        Configuration patient = new Configuration();
        patient.setString("pekko.ask.timeout", "5 min");
        patient.setString("heartbeat.timeout", "10 min");
        return new MiniClusterExtension(
                new MiniClusterResourceConfiguration.Builder()
                        .setConfiguration(patient)
                        .setNumberTaskManagers(1)
                        .setNumberSlotsPerTaskManager(4)
                        .build());
    }

    /**
     * The cluster of Flink's suites as they make it themselves, but for the ten seconds that a call
     * within it may take, which one busy core exceeds.
     */
    public static MiniClusterTestEnvironment suite() {
        Configuration patient = new Configuration();
        patient.setString("pekko.ask.timeout", "1 min");
        return new MiniClusterTestEnvironment(
                new MiniClusterResourceConfiguration.Builder()
                        .setConfiguration(patient)
                        .setNumberTaskManagers(1)
                        .setNumberSlotsPerTaskManager(6)
                        .setRpcServiceSharing(RpcServiceSharing.DEDICATED)
                        .withHaLeadershipControl()
                        .build());
    }

    /** Forbids Kryo, takes checkpoints often and restarts a failed job at once. */
    public static StreamExecutionEnvironment environment(int parallelism) {
        Configuration config = new Configuration();
        config.setString("pipeline.generic-types", "false");
        config.setString("execution.checkpointing.interval", "100 ms");
        config.setString("execution.buffer-timeout.interval", "0 ms");
        config.setString("restart-strategy.type", "fixed-delay");
        config.setString("restart-strategy.fixed-delay.attempts", "3");
        config.setString("restart-strategy.fixed-delay.delay", "0 ms");
        StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment(config);
        env.setParallelism(parallelism);
        return env;
    }
}
