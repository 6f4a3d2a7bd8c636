package org.wearablecoach.benchmarks;

import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.wearablecoach.event.Trigger;
import org.wearablecoach.policy.Bounds;
import org.wearablecoach.policy.Choice;
import org.wearablecoach.policy.DecisionPoint;
import org.wearablecoach.policy.Draw;
import org.wearablecoach.policy.LearningRow;
import org.wearablecoach.policy.PersonalPolicy;
import org.wearablecoach.policy.Policies;
import org.wearablecoach.policy.Policy;
import org.wearablecoach.policy.PolicyRun;
import org.wearablecoach.policy.PolicySpec;
import org.wearablecoach.policy.Randomised;
import org.wearablecoach.policy.Randomiser;

/**
 * A decision and an update of an agent with 18 coefficients (8 baseline and 5 advantage features),
 * after 500 rows, run as the job runs it: what a person costs per decision and per reward.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class PolicyBenchmark {

    private static final int ROWS = 512;
    private static final Bounds BOUNDS = Bounds.GRID;

    /** Kind of agent. */
    @Param({"fixed", "thompson-raw", "thompson-smooth", "dose", "linucb", "epsilon-greedy"})
    public String kind = "thompson-smooth";

    private final DecisionPoint[] points = new DecisionPoint[ROWS];
    private final LearningRow[] rows = new LearningRow[ROWS];
    private Policy policy = Policies.create(spec(), shape());
    private PolicyRun run = PolicyRun.of(policy, new Randomiser(BOUNDS, 0.1));
    private PersonalPolicy person = new PersonalPolicy();
    private int next;

    private PolicySpec spec() {
        return new PolicySpec(
                kind,
                1,
                BOUNDS,
                0.1,
                kind.equals("thompson-smooth") || kind.equals("thompson-raw")
                        ? Map.of("choice", 0.0)
                        : Map.of(),
                kind.equals("dose")
                        ? Map.of("slow", new double[] {1, 0, 1}, "context", new double[] {2, 0, 4})
                        : Map.of());
    }

    private static Policies.Shape shape() {
        return new Policies.Shape(8, 5, List.of("move"));
    }

    /** Five hundred rows of a person. */
    @org.openjdk.jmh.annotations.Setup
    public void prepare() {
        policy = Policies.create(spec(), shape());
        run = PolicyRun.of(policy, new Randomiser(BOUNDS, 0.1));
        person = new PersonalPolicy();
        Random random = new Random(1);
        boolean[] eligible = {true};
        for (int i = 0; i < ROWS; i++) {
            double[] g = new double[8];
            double[] f = new double[5];
            g[0] = 1;
            f[0] = 1;
            for (int k = 1; k < 8; k++) {
                g[k] = random.nextGaussian();
            }
            f[1] = random.nextDouble();
            f[2] = 4 * random.nextDouble();
            f[3] = random.nextGaussian();
            f[4] = random.nextGaussian();
            long time = 300_000L * i;
            points[i] =
                    new DecisionPoint(
                            time, g, f, 3, eligible, Draw.counter(1, "anna", time, Trigger.GRID));
            boolean sent = random.nextInt(10) == 0;
            rows[i] =
                    new LearningRow(
                            time,
                            g,
                            f,
                            3,
                            true,
                            sent ? 0 : Choice.NONE,
                            0.1,
                            new double[] {1},
                            2 + random.nextGaussian());
            run.decide(person, points[i], ZoneOffset.UTC, true);
            run.learn(person, rows[i], false);
        }
        policy.plan(person.statistics, points[0].counter());
    }

    /** One decision as the job makes it: posterior, allocation, bounds, draw, what is observed. */
    @Benchmark
    public Randomised decision() {
        next = (next + 1) & (ROWS - 1);
        return run.decide(person, points[next], ZoneOffset.UTC, true);
    }

    /** One reward. */
    @Benchmark
    public double[] update() {
        next = (next + 1) & (ROWS - 1);
        run.learn(person, rows[next], false);
        return person.statistics;
    }

    /** The work before the first decision of a day. */
    @Benchmark
    public double[] plan() {
        policy.plan(person.statistics, points[next].counter());
        return person.statistics;
    }
}
