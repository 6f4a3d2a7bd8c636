package org.wearablecoach.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.Size;
import org.wearablecoach.event.DecisionType;

class ChoiceTest {

    private static final double[] HALF = {0.5, 0, 0.5};

    @Example
    void choosesNoneFromTheProbabilityOn() {
        assertThat(Choice.of(0.3, 0.3, HALF)).isEqualTo(Choice.NONE);
        assertThat(Choice.of(Math.nextDown(0.3), 0.3, HALF)).isEqualTo(2);
        assertThat(Choice.of(0.15, 0.3, HALF)).isEqualTo(2);
        assertThat(Choice.of(Math.nextDown(0.15), 0.3, HALF)).isZero();
        assertThat(Choice.of(0, 0, HALF)).isEqualTo(Choice.NONE);
    }

    @Example
    void theLastEligibleOneOwnsWhatRoundingLeaves() {
        double[] tenths = new double[12];
        Arrays.fill(tenths, 0, 10, 0.1);
        assertThat(Choice.of(Math.nextDown(1.0), 1, tenths)).isEqualTo(9);
    }

    @Property(seed = "1")
    void eachInterventionGetsItsShareOfTheUnitInterval(
            @ForAll @DoubleRange(min = 0.01, max = 1) double p,
            @ForAll @Size(4) double[] raw,
            @ForAll @Size(4) boolean[] eligible) {
        eligible[1] = true;
        double[] weights = positive(raw);
        double[] q = new Bounds(0.01, 0.99, 0.05).shares(weights, eligible);
        int n = 2000;
        int[] counts = new int[5];
        for (int i = 0; i < n; i++) {
            counts[Choice.of((i + 0.5) / n, p, q) + 1]++;
        }
        assertThat(counts[0] / (double) n).isCloseTo(1 - p, within(1.0 / n));
        for (int k = 0; k < 4; k++) {
            assertThat(counts[k + 1] / (double) n).isCloseTo(p * q[k], within(1.01 / n));
        }
    }

    @Property(seed = "1")
    void sharesSumToOneAndKeepTheFloor(
            @ForAll @Size(min = 1, max = 12) double[] raw,
            @ForAll @DoubleRange(min = 0, max = 1) double floor,
            @ForAll long mask) {
        double[] weights = positive(raw);
        boolean[] eligible = new boolean[weights.length];
        int count = 0;
        for (int k = 0; k < eligible.length; k++) {
            eligible[k] = k == 0 || (mask >> k & 1) == 1;
            count += eligible[k] ? 1 : 0;
        }
        double[] q = new Bounds(0.2, 0.8, floor).shares(weights, eligible);
        double sum = 0;
        for (int k = 0; k < q.length; k++) {
            sum += q[k];
            if (eligible[k]) {
                assertThat(q[k]).isGreaterThanOrEqualTo(Math.min(floor, 1.0 / count) - 1e-15);
            } else {
                assertThat(q[k]).isZero();
            }
        }
        assertThat(sum).isCloseTo(1, within(1e-12));
    }

    @Property(seed = "1")
    void probabilitiesStayInsideTheBounds(@ForAll @DoubleRange(min = -2, max = 3) double p) {
        double clipped = new Bounds(0.2, 0.8, 0.05).clip(p);
        assertThat(clipped).isBetween(0.2, 0.8);
        if (p >= 0.2 && p <= 0.8) {
            assertThat(clipped).isEqualTo(p);
        }
    }

    @Property(seed = "1")
    void theSameCounterDecidesTheSame(@ForAll String counter, @ForAll boolean second) {
        DecisionPoint point = point(counter, true, second);
        Randomiser randomiser = new Randomiser(Bounds.GRID, 0.1);
        Policy policy = new FixedProbability(0.1);
        Randomised once = randomiser.decide(policy, point, policy.newStatistics());
        Randomised again = randomiser.decide(policy, point, policy.newStatistics());
        assertThat(again.chosen()).isEqualTo(once.chosen());
        assertThat(Choice.of(once.draw(), once.probability(), once.shares()))
                .isEqualTo(once.chosen());
        assertThat(once.type()).isEqualTo(DecisionType.POLICY);
        assertThat(once.probability()).isEqualTo(0.1);
        if (!second) {
            assertThat(once.chosen()).isNotEqualTo(1);
        }
    }

    @Example
    void anAgentThatFailsOrRefusesFallsBack() {
        Randomiser randomiser = new Randomiser(Bounds.TRIAL, 0.3);
        DecisionPoint point = point("c", true, true);
        Randomised thrown = randomiser.decide(new Broken(null), point, new double[0]);
        Randomised refused =
                randomiser.decide(
                        new Broken(Proposal.refused("posterior is NaN", "x")),
                        point,
                        new double[0]);
        Randomised notANumber =
                randomiser.decide(
                        new Broken(
                                Proposal.of(
                                        Double.NaN,
                                        new double[] {1, 1},
                                        List.of(),
                                        Double.NaN,
                                        "x")),
                        point,
                        new double[0]);
        for (Randomised row : List.of(thrown, refused, notANumber)) {
            assertThat(row.type()).isEqualTo(DecisionType.FALLBACK);
            assertThat(row.probability()).isEqualTo(0.3);
            assertThat(row.shares()).containsExactly(0.5, 0.5);
            assertThat(row.failure()).isNotNull();
        }
        assertThat(randomiser.warmUp(point, 0.5).type()).isEqualTo(DecisionType.WARM_UP);
    }

    @Example
    void refusesBoundsThatMakeCertain() {
        assertThatThrownBy(() -> new Bounds(0, 0.8, 0)).hasMessageContaining("[0.0, 0.8]");
        assertThatThrownBy(() -> new Bounds(0.2, 1, 0)).hasMessageContaining("inside (0, 1)");
        assertThatThrownBy(() -> new Bounds(0.2, 0.8, 2)).hasMessageContaining("floor");
        assertThatThrownBy(() -> new Randomiser(Bounds.TRIAL, 0.1)).hasMessageContaining("0.1");
        assertThatThrownBy(() -> new FixedProbability(1)).hasMessageContaining("never certain");
        assertThatThrownBy(() -> Bounds.TRIAL.shares(new double[] {1}, new boolean[] {false}))
                .hasMessageContaining("no eligible");
    }

    private static DecisionPoint point(String counter, boolean... eligible) {
        return new DecisionPoint(0, new double[0], new double[0], 0, eligible, counter);
    }

    private static double[] positive(double[] raw) {
        double[] weights = new double[raw.length];
        for (int i = 0; i < raw.length; i++) {
            double size = Math.abs(raw[i]);
            weights[i] = size < 1e6 ? size : 1;
        }
        return weights;
    }

    /** An agent that throws, or says something no agent should. */
    private record Broken(@org.jspecify.annotations.Nullable Proposal answer) implements Policy {

        @Override
        public String kind() {
            return "broken";
        }

        @Override
        public String statisticsSchema() {
            return "broken";
        }

        @Override
        public int statisticsLength() {
            return 0;
        }

        @Override
        public double[] newStatistics() {
            return new double[0];
        }

        @Override
        public Proposal propose(DecisionPoint point, double[] statistics) {
            if (answer == null) {
                throw new IllegalStateException("broken");
            }
            return answer;
        }

        @Override
        public void learn(double[] statistics, LearningRow row) {}
    }
}
