package org.wearablecoach.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.Serializable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.wearablecoach.event.Decision;
import org.wearablecoach.event.DecisionType;
import org.wearablecoach.event.ModelUpdate;
import org.wearablecoach.files.Timed;
import org.wearablecoach.job.config.CoachConfig;
import org.wearablecoach.loop.adapt.ProximalOutcome;
import org.wearablecoach.loop.infer.ModelSlot;
import org.wearablecoach.loop.sense.Disposition;
import org.wearablecoach.onnx.ModelManifest;
import org.wearablecoach.onnx.Scorer;
import org.wearablecoach.operators.ModelSource;
import org.wearablecoach.operators.SenseFunction;

/**
 * Output is a function of input: four Fitbit persons and a Garmin stream with acceleration decide
 * the same whatever the parallelism, the batches, a restart in the middle, or the edge. Here the
 * first days of the Fitbit persons; {@link EqualDecisionsOfAllDaysTest} has all.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EqualDecisionsTest {

    private static final String PREFIX = "equal";

    // Filled before the first test.
    private @Nullable JobFixture opened;
    private Map<String, String> expected = Map.of();
    private Outcome edge = new Outcome();
    private long published;
    private List<Timed> records = List.of();

    /** How much of each Fitbit person. */
    Duration days() {
        return Duration.ofDays(10);
    }

    @BeforeAll
    void publish() {
        records = new ArrayList<>();
        Map<String, Long> until = new HashMap<>();
        for (Timed timed : JobFixture.fitbit()) {
            long end = timed.ingestTime() + days().toMillis();
            String user = timed.telemetry().userId();
            if (timed.ingestTime() < until.computeIfAbsent(user, unknown -> end)) {
                records.add(timed);
            }
        }
        records.addAll(JobFixture.garmin().toList());
        records.sort(Comparator.comparingLong(Timed::ingestTime));
        JobFixture fixture = new JobFixture();
        opened = fixture;
        fixture.publish(PREFIX, records);
        edge = JobFixture.edge(fixture.config(PREFIX), records);
        expected = edge.rows();
        published = records.size();
    }

    @AfterAll
    void close() {
        if (opened != null) {
            opened.close();
        }
    }

    private JobFixture fixture() {
        return Objects.requireNonNull(opened, "not published");
    }

    @Test
    void theRecordingsAreWorthComparing() {
        long available = edge.decisions.stream().filter(Decision::available).count();
        long sent = edge.decisions.stream().filter(d -> d.chosen() != null).count();
        assertThat(available).isGreaterThan(1000);
        assertThat(sent).isBetween(1L, available - 1);
        assertThat(edge.rewards).hasSameSizeAs(edge.decisions);
        assertThat(edge.scores).anyMatch(score -> score.scores().length > 0);
    }

    @ParameterizedTest
    @CsvSource({"1, 1, PT0.001S", "1, 32, PT0.2S", "2, 128, PT0.2S", "2, 32, PT0.001S"})
    void decidesTheSameWhateverTheParallelismAndTheBatches(
            int parallelism, String batchSize, String flushAfter) throws Exception {
        JobFixture.Run run =
                fixture()
                        .job(
                                PREFIX,
                                parallelism,
                                new Configuration(),
                                "--models.batchSize",
                                batchSize,
                                "--models.flushAfter",
                                flushAfter);
        assertThat(run.outcome().rows()).isEqualTo(expected);
        assertThat(used(run)).isEqualTo(published);
    }

    @ParameterizedTest
    @CsvSource({"thompson-smooth, 2, 32, 1.5", "dose, 2, 1, 0", "thompson-raw, 1, 128, 0"})
    void learnsTheSameWhateverTheParallelismAndTheBatches(
            String kind, int parallelism, String batchSize, String budget) throws Exception {
        String[] agent = {
            "--policy.kind", kind,
            "--policy.warmUp", "P2D",
            "--policy.budget", budget,
            "--models.batchSize", batchSize
        };
        Outcome alone = JobFixture.edge(fixture().config(PREFIX, agent), records);
        assertThat(alone.decisions)
                .filteredOn(d -> d.type() == DecisionType.POLICY && !d.advantages().isEmpty())
                .as("decided by what was learned")
                .hasSizeGreaterThan(100);
        JobFixture.Run run = fixture().job(PREFIX, parallelism, new Configuration(), agent);
        assertThat(run.outcome().rows()).isEqualTo(alone.rows());
    }

    @Test
    void decidesTheSameAfterARestartInTheMiddle() throws Exception {
        FailingOnce.rewards.set(edge.rewards.size() / 2);
        Configuration flink =
                new Configuration()
                        .set(CheckpointingOptions.CHECKPOINTING_INTERVAL, Duration.ofMillis(200))
                        // The only failure is the one that is meant.
                        .set(CheckpointingOptions.TOLERABLE_FAILURE_NUMBER, Integer.MAX_VALUE)
                        .set(RestartStrategyOptions.RESTART_STRATEGY, "fixed-delay")
                        .set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_ATTEMPTS, 1)
                        .set(
                                RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_DELAY,
                                Duration.ofMillis(1));
        CoachConfig config = fixture().config(PREFIX);
        JobFixture.Run run =
                fixture()
                        .job(
                                PREFIX,
                                2,
                                flink,
                                config,
                                new FailingOnce(new ConfiguredModels(config.loop())));
        assertThat(FailingOnce.rewards.get()).as("the job failed").isNegative();
        assertThat(run.outcome().rows()).isEqualTo(expected);
        assertThat(used(run)).as("counted once in spite of the restart").isEqualTo(published);
    }

    private static long used(JobFixture.Run run) {
        long total = 0;
        for (Disposition disposition : Disposition.values()) {
            Long count = run.result().getAccumulatorResult(SenseFunction.ACCUMULATOR + disposition);
            total += count == null ? 0 : count;
        }
        return total;
    }

    /** Models of which the reward graph fails once, after a number of rewards. */
    private static final class FailingOnce implements ModelSource, Serializable {

        private static final long serialVersionUID = 1L;

        /** Rewards until the failure; negative after it. */
        static final AtomicLong rewards = new AtomicLong();

        private final ModelSource models;

        FailingOnce(ModelSource models) {
            this.models = models;
        }

        @Override
        public List<ModelSlot> slots() {
            return models.slots();
        }

        @Override
        public List<String> activityLabels() {
            return models.activityLabels();
        }

        @Override
        public Scorer load(ModelUpdate update, Consumer<ModelManifest> fits) {
            return models.load(update, fits);
        }

        @Override
        public Scorer policy(String model, byte @Nullable [] onnx, @Nullable String manifest) {
            return models.policy(model, onnx, manifest);
        }

        @Override
        public Scorer reward(ProximalOutcome outcome) {
            Scorer graph = models.reward(outcome);
            return new Scorer() {
                @Override
                public ModelManifest manifest() {
                    return graph.manifest();
                }

                @Override
                public boolean batchInvariant() {
                    return graph.batchInvariant();
                }

                @Override
                public int maxBatch() {
                    return graph.maxBatch();
                }

                @Override
                public void score(float[] inputs, int rows, float[] outputs) {
                    if (rewards.decrementAndGet() == 0) {
                        throw new IllegalStateException("the machine is gone");
                    }
                    graph.score(inputs, rows, outputs);
                }

                @Override
                public void close() {
                    graph.close();
                }
            };
        }
    }
}
