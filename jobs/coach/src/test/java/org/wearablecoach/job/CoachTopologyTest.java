package org.wearablecoach.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.apache.flink.runtime.jobgraph.JobEdge;
import org.apache.flink.runtime.jobgraph.JobGraph;
import org.apache.flink.runtime.jobgraph.JobVertex;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.graph.StreamGraph;
import org.apache.flink.streaming.api.graph.StreamNode;
import org.junit.jupiter.api.Test;
import org.wearablecoach.job.config.CoachConfig;

/** One shuffle, one chain, and names that savepoints are restored by. */
class CoachTopologyTest {

    private static final Map<Integer, Long> ENDS = Map.of(0, 1L);

    private static StreamGraph graph() {
        StreamExecutionEnvironment env = StreamExecutionEnvironment.createLocalEnvironment(2);
        CoachConfig config = CoachConfig.defaults();
        CoachTopology.build(
                env, config, new ConfiguredModels(config.loop()), KafkaPorts.until(config, ENDS));
        return env.getStreamGraph();
    }

    @Test
    void operatorsKeepTheUidsThatSavepointsKnow() {
        TreeSet<String> uids = new TreeSet<>();
        for (StreamNode node : graph().getStreamNodes()) {
            uids.add(String.valueOf(node.getTransformationUID()));
        }
        // Flink names the second half of each sink after the first.
        assertThat(uids).contains("Sink Committer: sink-decisions");
        uids.removeIf(uid -> uid.startsWith("Sink Committer: sink-"));
        assertThat(uids)
                .containsExactly(
                        "adapt",
                        "decode",
                        "decode-control",
                        "infer",
                        "sense",
                        "sink-control-status",
                        "sink-dead-letters",
                        "sink-decisions",
                        "sink-recommendations",
                        "sink-rewards",
                        "sink-undecoded",
                        "source-control",
                        "source-telemetry");
    }

    @Test
    void telemetryCrossesTheNetworkOnceAndTheRestIsOneTask() {
        JobGraph graph = graph().getJobGraph();
        List<String> tasks = new ArrayList<>();
        List<String> edges = new ArrayList<>();
        for (JobVertex vertex : graph.getVertices()) {
            tasks.add(vertex.getName());
            for (JobEdge edge : vertex.getInputs()) {
                edges.add(edge.getShipStrategyName());
            }
        }
        assertThat(tasks).hasSize(3);
        assertThat(tasks)
                .anySatisfy(
                        name ->
                                assertThat(name)
                                        .contains(
                                                "sense",
                                                "infer",
                                                "adapt",
                                                "decisions",
                                                "recommendations",
                                                "rewards",
                                                "control-status",
                                                "dead-letters"))
                .anySatisfy(name -> assertThat(name).contains("telemetry", "decode", "undecoded"))
                .anySatisfy(name -> assertThat(name).contains("models and policies"));
        assertThat(edges).containsExactlyInAnyOrder("HASH", "BROADCAST");
    }
}
