package org.wearablecoach.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PoliciesTest {

    private static final Policies.Shape SHAPE =
            new Policies.Shape(3, 2, List.of("move", "breathe"));

    private static PolicySpec spec(String kind, Map<String, double[]> vectors) {
        return new PolicySpec(kind, 1, Bounds.TRIAL, 0.3, Map.of(), vectors);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "fixed",
                "thompson-raw",
                "thompson-smooth",
                "linucb",
                "epsilon-greedy",
                "dose"
            })
    void buildsEveryKindAndItDecides(String kind) {
        Policy policy = Policies.create(spec(kind, Map.of("slow", new double[] {1, 0, 1})), SHAPE);
        assertThat(policy.kind()).isEqualTo(kind);
        double[] statistics = policy.newStatistics();
        assertThat(statistics).hasSize(policy.statisticsLength());
        DecisionPoint point =
                new DecisionPoint(
                        0,
                        new double[] {1, 0, 0},
                        new double[] {1, 0.5},
                        0,
                        new boolean[] {true, false},
                        "c");
        Randomised row = new Randomiser(Bounds.TRIAL, 0.3).decide(policy, point, statistics);
        assertThat(row.failure()).isNull();
        assertThat(row.probability()).isBetween(0.2, 0.8);
        assertThat(row.shares()).containsExactly(1, 0);
    }

    @Test
    void namesTheKindItDoesNotKnow() {
        assertThatThrownBy(() -> Policies.create(spec("magic", Map.of()), SHAPE))
                .hasMessageContaining("\"magic\"")
                .hasMessageContaining("thompson-smooth");
        assertThatThrownBy(() -> Policies.create(spec("linucb", Map.of())))
                .hasMessageContaining("sizes of its features");
        assertThat(Policies.create(spec("fixed", Map.of())).kind()).isEqualTo("fixed");
    }

    @Test
    void refusesAPriorOfAnotherLengthOrWithoutACovariance() {
        assertThatThrownBy(
                        () ->
                                Policies.create(
                                        spec("thompson-raw", Map.of("priorMean", new double[3])),
                                        SHAPE))
                .hasMessageContaining("expected 3");
        double[] notPositive = new double[Packed.length(9)];
        assertThatThrownBy(
                        () ->
                                Policies.create(
                                        spec(
                                                "thompson-raw",
                                                Map.of("priorCovariance", notPositive)),
                                        SHAPE))
                .hasMessageContaining("not positive definite");
    }

    @Test
    void refusesAVariableThatIsNoFeature() {
        assertThatThrownBy(
                        () ->
                                Policies.create(
                                        spec("dose", Map.of("slow", new double[] {2, 0, 1})),
                                        SHAPE))
                .hasMessageContaining("entry 2 of 2");
        assertThatThrownBy(
                        () ->
                                Policies.create(
                                        spec("dose", Map.of("slow", new double[] {2, 0})), SHAPE))
                .hasMessageContaining("position, low and high");
    }

    @Test
    void theLaterCostOfAMessageIsPartOfASpecification() {
        double[] value = new double[50];
        for (int i = 0; i < value.length; i++) {
            value[i] = 50 - i;
        }
        Map<String, double[]> vectors = Map.of("delayedValue", value);
        PolicySpec spec =
                new PolicySpec(
                        "thompson-raw",
                        1,
                        Bounds.TRIAL,
                        0.3,
                        Map.of("baselineDosage", 1.0, "advantageDosage", 1.0),
                        vectors);
        Policy policy = Policies.create(spec, SHAPE);
        Proposal proposal =
                policy.propose(
                        new DecisionPoint(
                                0,
                                new double[] {1, 0.1, 0},
                                new double[] {1, 0.1},
                                2,
                                new boolean[] {true, true},
                                "c"),
                        policy.newStatistics());
        assertThat(proposal.margin()).isPositive();
        assertThatThrownBy(() -> Policies.create(spec("thompson-raw", vectors), SHAPE))
                .hasMessageContaining("baselineDosage");
    }
}
