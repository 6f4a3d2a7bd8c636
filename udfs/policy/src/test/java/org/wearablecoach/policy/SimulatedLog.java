package org.wearablecoach.policy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.wearablecoach.event.Candidate;
import org.wearablecoach.event.Decision;
import org.wearablecoach.event.DecisionType;
import org.wearablecoach.event.JsonFormat;
import org.wearablecoach.event.Reason;
import org.wearablecoach.event.Trigger;
import org.wearablecoach.event.VersionRef;

/** Rows of one person as the loop logs them, made by any agent on random features. */
final class SimulatedLog {

    static final List<String> NAMES = List.of("move", "breathe", "wind-down");
    private static final long START = 1_700_000_000_000L;
    private static final long STEP = 300_000L;

    private final String person;
    private final Policy policy;
    private final Bounds bounds;
    private final SplittableRandom random;
    private final double[] statistics;
    private final double[] budget = Budget.HEARTSTEPS.newState();
    private final JsonFormat<Decision> json = JsonFormat.decision();
    private final boolean budgeted;
    private String previousHash = "";
    private long index;

    SimulatedLog(String person, Policy policy, Bounds bounds, boolean budgeted, long seed) {
        this.person = person;
        this.policy = policy;
        this.bounds = bounds;
        this.budgeted = budgeted;
        this.random = new SplittableRandom(seed);
        this.statistics = policy.newStatistics();
    }

    List<Decision> rows(int count) {
        List<Decision> rows = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            rows.add(next());
        }
        return rows;
    }

    Decision next() {
        long time = START + index * STEP;
        double[] g = {1, random.nextGaussian()};
        double[] f = {1, random.nextDouble()};
        boolean[] eligible = new boolean[NAMES.size()];
        boolean any = false;
        for (int k = 0; k < eligible.length; k++) {
            eligible[k] = random.nextInt(4) > 0;
            any |= eligible[k];
        }
        boolean available = any && random.nextInt(4) > 0;
        DecisionPoint point =
                new DecisionPoint(
                        time, g, f, 0, eligible, Draw.counter(9, person, time, Trigger.GRID));
        if (!available) {
            Reason reason = any ? Reason.GAP : Reason.NO_CANDIDATE;
            return log(
                    point,
                    reason,
                    new Randomised(
                            DecisionType.POLICY,
                            0,
                            0,
                            new double[NAMES.size()],
                            Choice.NONE,
                            Double.NaN,
                            "",
                            List.of(),
                            Double.NaN,
                            DecisionAudit.UNAVAILABLE_ALLOCATION,
                            null));
        }
        if (index % 40 == 0) {
            policy.plan(statistics, point.counter());
        }
        Randomiser randomiser = new Randomiser(bounds, bounds.low());
        int hour = (int) (index / 12 % 24);
        Budget.HEARTSTEPS.advance(budget, index / 288, hour);
        Randomised drawn =
                index % 17 == 0
                        ? randomiser.warmUp(point, 0.3)
                        : budgeted
                                ? randomiser.decide(
                                        policy,
                                        point,
                                        statistics,
                                        Budget.HEARTSTEPS.at(budget, hour))
                                : randomiser.decide(policy, point, statistics);
        policy.observe(statistics, point, true, drawn.chosen());
        policy.learn(
                statistics,
                new LearningRow(
                        time,
                        g,
                        f,
                        0,
                        true,
                        drawn.chosen(),
                        drawn.probability(),
                        drawn.shares(),
                        random.nextGaussian() + drawn.chosen() * f[1]));
        return log(point, null, drawn);
    }

    private Decision log(DecisionPoint point, @Nullable Reason reason, Randomised drawn) {
        List<Candidate> candidates = new ArrayList<>();
        for (int k = 0; k < NAMES.size(); k++) {
            candidates.add(
                    new Candidate(
                            NAMES.get(k),
                            point.eligible()[k] ? null : Reason.NOT_SEDENTARY,
                            drawn.shares()[k]));
        }
        @Nullable String chosen = drawn.chosen() == Choice.NONE ? null : NAMES.get(drawn.chosen());
        long time = point.decisionTime();
        Decision row =
                new Decision(
                        DecisionId.of("demo", person, time, Trigger.GRID),
                        "demo",
                        person,
                        index++,
                        drawn.type(),
                        Trigger.GRID,
                        time,
                        time,
                        time,
                        0,
                        reason == null,
                        reason,
                        1,
                        List.of(),
                        point.baseline(),
                        point.advantage(),
                        List.of(),
                        candidates,
                        drawn.probability(),
                        chosen,
                        drawn.draw(),
                        drawn.counter(),
                        drawn.allocation(),
                        drawn.advantages(),
                        drawn.margin(),
                        new VersionRef("p", "1", "0"),
                        List.of(),
                        "build",
                        "hash",
                        0,
                        0,
                        null,
                        "UTC",
                        "2025b",
                        chosen == null ? null : chosen + "/en",
                        previousHash,
                        null);
        previousHash = json.sha256(row);
        return row.withRowHash(previousHash);
    }

    /** Every agent, by kind. */
    static Policy agent(String kind, Bounds bounds) {
        if (kind.equals(ScoredPolicy.KIND)) {
            return new ScoredPolicy(
                    (point, scores) -> Arrays.setAll(scores, arm -> arm * point.advantage()[1] % 1),
                    NAMES.size());
        }
        Map<String, double[]> vectors =
                kind.equals(DoseModel.KIND) ? Map.of("slow", new double[] {1, 0, 1}) : Map.of();
        return Policies.create(
                new PolicySpec(kind, 9, bounds, bounds.low(), Map.of(), vectors),
                new Policies.Shape(2, 2, NAMES));
    }
}
