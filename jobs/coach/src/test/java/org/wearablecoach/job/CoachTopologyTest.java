package org.wearablecoach.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.common.eventtime.WatermarkGenerator;
import org.apache.flink.api.common.eventtime.WatermarkGeneratorSupplier;
import org.apache.flink.api.common.eventtime.WatermarkOutput;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;
import org.apache.flink.runtime.jobgraph.JobEdge;
import org.apache.flink.runtime.jobgraph.JobGraph;
import org.apache.flink.runtime.jobgraph.JobVertex;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.graph.StreamGraph;
import org.apache.flink.streaming.api.graph.StreamNode;
import org.apache.flink.util.clock.RelativeClock;
import org.junit.jupiter.api.Test;
import org.wearablecoach.job.config.CoachConfig;
import org.wearablecoach.job.config.Setting;

/** One shuffle, one chain, and names that savepoints are restored by. */
class CoachTopologyTest {

    private static final Map<Integer, Long> ENDS = Map.of(0, 1L);

    private static StreamGraph graph() {
        CoachConfig config = CoachConfig.defaults();
        return graph(config, KafkaPorts.until(config, ENDS));
    }

    private static StreamGraph graph(CoachConfig config, Ports ports) {
        StreamExecutionEnvironment env = StreamExecutionEnvironment.createLocalEnvironment(2);
        CoachTopology.build(env, config, new ConfiguredModels(config.loop()), ports);
        return env.getStreamGraph();
    }

    private static List<String> edges(JobGraph graph) {
        List<String> edges = new ArrayList<>();
        for (JobVertex vertex : graph.getVertices()) {
            for (JobEdge edge : vertex.getInputs()) {
                edges.add(edge.getShipStrategyName());
            }
        }
        return edges;
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
        for (JobVertex vertex : graph.getVertices()) {
            tasks.add(vertex.getName());
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
        assertThat(edges(graph)).containsExactlyInAnyOrder("HASH", "BROADCAST");
    }

    /** Looks at the clock of a source every hour, and never sees a record. */
    private static boolean goesIdle(Source<?, ?, ?> source) {
        long[] hour = new long[1];
        boolean[] idle = new boolean[1];
        WatermarkGenerator<?> clock =
                CoachTopology.clock(source)
                        .createWatermarkGenerator(
                                new WatermarkGeneratorSupplier.Context() {
                                    @Override
                                    public MetricGroup getMetricGroup() {
                                        return new UnregisteredMetricsGroup();
                                    }

                                    @Override
                                    public RelativeClock getInputActivityClock() {
                                        return new RelativeClock() {
                                            @Override
                                            public long relativeTimeMillis() {
                                                return hour[0] * 3_600_000;
                                            }

                                            @Override
                                            public long relativeTimeNanos() {
                                                return relativeTimeMillis() * 1_000_000;
                                            }
                                        };
                                    }
                                });
        WatermarkOutput output =
                new WatermarkOutput() {
                    @Override
                    public void emitWatermark(Watermark watermark) {
                        // No record, no time.
                    }

                    @Override
                    public void markIdle() {
                        idle[0] = true;
                    }

                    @Override
                    public void markActive() {
                        idle[0] = false;
                    }
                };
        for (; hour[0] < 5; hour[0]++) {
            clock.onPeriodicEmit(output);
        }
        return idle[0];
    }

    @Test
    void aPartitionThatHasAnEndIsWaitedForHoweverSlowTheMachineIs() {
        CoachConfig config = CoachConfig.defaults();
        assertThat(goesIdle(KafkaPorts.until(config, ENDS).telemetry())).isFalse();
        assertThat(goesIdle(KafkaPorts.live(config).telemetry())).isTrue();
    }

    /** Both sources go to one step that puts in order; from there records stay where they are. */
    @Test
    void radarBaseAddsAStepThatPutsInOrderAndOnlyWhereItIsConfigured() {
        CoachConfig without = CoachConfig.defaults();
        assertThat(edges(graph(without, KafkaPorts.live(without)).getJobGraph()))
                .containsExactlyInAnyOrder("HASH", "BROADCAST");
        CoachConfig with =
                CoachConfig.load(
                        null,
                        List.of(
                                new Setting("topics.radar", "android_garmin_generic_steps"),
                                new Setting("kafka.registry.url", "http://localhost:8081")));
        StreamGraph graph = graph(with, KafkaPorts.live(with));
        List<String> added = new ArrayList<>();
        for (StreamNode node : graph.getStreamNodes()) {
            added.add(String.valueOf(node.getTransformationUID()));
        }
        for (StreamNode node : graph(without, KafkaPorts.live(without)).getStreamNodes()) {
            added.remove(String.valueOf(node.getTransformationUID()));
        }
        assertThat(added)
                .containsExactlyInAnyOrder(
                        "source-radar",
                        "decode-radar",
                        "order",
                        "sink-undecoded-radar",
                        "Sink Committer: sink-undecoded-radar");
        // Telemetry and RADAR-base are each shuffled once; what was put in order is not again.
        assertThat(edges(graph.getJobGraph()))
                .containsExactlyInAnyOrder("HASH", "HASH", "FORWARD", "BROADCAST");
    }
}
