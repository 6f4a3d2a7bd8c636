package org.wearablecoach.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.wearablecoach.event.Candidate;
import org.wearablecoach.event.Decision;
import org.wearablecoach.event.DecisionType;
import org.wearablecoach.event.Reason;
import org.wearablecoach.event.Trigger;
import org.wearablecoach.event.VersionRef;

class DecisionAuditTest {

    private static final String[] NAMES = {"move", "breathe"};
    private static final long TIME = 1_700_000_000_000L;

    private static ThompsonSampling agent() {
        return new ThompsonSampling(
                new ThompsonSampling.Model(1, 1, List.of(NAMES), 1),
                GaussianPrior.independent(
                        new double[] {0, 0, 0.4, 0.1, 0}, new double[] {1, 1, 1, 1, 1}),
                1,
                Allocation.HEARTSTEPS,
                null);
    }

    private static Randomised drawn() {
        double[] one = {1};
        DecisionPoint point =
                new DecisionPoint(
                        TIME,
                        one,
                        one,
                        0,
                        new boolean[] {true, true},
                        Draw.counter(9, "ann", TIME, Trigger.GRID));
        ThompsonSampling agent = agent();
        return new Randomiser(Bounds.TRIAL, 0.3).decide(agent, point, agent.newStatistics());
    }

    private static Decision row(
            String id,
            DecisionType type,
            boolean available,
            @Nullable Reason reason,
            double probability,
            @Nullable String chosen,
            Randomised drawn,
            double draw,
            double shift) {
        List<Candidate> candidates = new ArrayList<>();
        for (int k = 0; k < NAMES.length; k++) {
            candidates.add(new Candidate(NAMES[k], null, drawn.shares()[k] + shift));
        }
        return new Decision(
                id,
                "demo",
                "ann",
                0,
                type,
                Trigger.GRID,
                TIME,
                TIME,
                TIME,
                0,
                available,
                reason,
                1,
                List.of(),
                new double[] {1},
                new double[] {1},
                List.of(),
                candidates,
                probability,
                chosen,
                draw,
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
                null,
                "");
    }

    private static final String ID = DecisionId.of("demo", "ann", TIME, Trigger.GRID);

    private static @Nullable String name(Randomised drawn) {
        return drawn.chosen() == Choice.NONE ? null : NAMES[drawn.chosen()];
    }

    private static Decision good() {
        Randomised drawn = drawn();
        return row(
                ID,
                DecisionType.POLICY,
                true,
                null,
                drawn.probability(),
                name(drawn),
                drawn,
                drawn.draw(),
                0);
    }

    @Test
    void aRowThatIsTrueHasNoDifference() {
        assertThat(DecisionAudit.differences(good())).isEmpty();
        assertThat(DecisionAudit.probability(good(), Allocation.HEARTSTEPS, Bounds.TRIAL))
                .isEqualTo(good().probability());
    }

    @Test
    void anotherAllocationGivesAnotherProbability() {
        assertThat(DecisionAudit.probability(good(), Allocation.ORALYTICS, Bounds.TRIAL))
                .isNotEqualTo(good().probability());
    }

    @Test
    void everyChangedFieldIsFound() {
        Randomised drawn = drawn();
        double p = drawn.probability();
        @Nullable String chosen = name(drawn);
        double u = drawn.draw();
        DecisionType policy = DecisionType.POLICY;
        assertThat(DecisionAudit.differences(row("0", policy, true, null, p, chosen, drawn, u, 0)))
                .containsExactly("decisionId: not the hash of what it names");
        assertThat(
                        DecisionAudit.differences(
                                row(ID, policy, true, null, p, chosen, drawn, Math.nextUp(u), 0)))
                .containsExactly("draw: not the number of its counter");
        assertThat(DecisionAudit.differences(row(ID, policy, true, null, p, "other", drawn, u, 0)))
                .containsExactly("chosen: not what the draw chooses");
        assertThat(
                        DecisionAudit.differences(
                                row(ID, policy, true, null, p, chosen, drawn, u, 0.01)))
                .contains("candidates: shares do not add up to 1");
        assertThat(DecisionAudit.differences(row(ID, policy, true, null, 1, chosen, drawn, u, 0)))
                .contains("probability: certain though available");
        assertThat(DecisionAudit.differences(row(ID, policy, false, null, p, "move", drawn, u, 0)))
                .containsExactly(
                        "reason: missing though not available",
                        "probability: not 0 though not available",
                        "chosen: something though not available");
        assertThat(
                        DecisionAudit.differences(
                                row(ID, DecisionType.SAFETY, true, null, p, null, drawn, u, 0)))
                .containsExactly(
                        "probability: what safety forces has 1", "chosen: safety chose nothing");
    }

    @Test
    void theCounterOfAnotherDecisionIsFound() {
        Randomised drawn = drawn();
        Randomised stolen =
                new Randomised(
                        drawn.type(),
                        drawn.probability(),
                        drawn.shares(),
                        drawn.chosen(),
                        drawn.draw(),
                        Draw.counter(9, "ann", TIME + 1, Trigger.GRID),
                        drawn.advantages(),
                        drawn.margin(),
                        drawn.allocation(),
                        null);
        Decision row =
                row(
                        ID,
                        DecisionType.POLICY,
                        true,
                        null,
                        drawn.probability(),
                        name(drawn),
                        stolen,
                        Draw.uniform(stolen.counter()),
                        0);
        assertThat(DecisionAudit.differences(row))
                .contains("drawCounter: not that of this decision");
    }
}
