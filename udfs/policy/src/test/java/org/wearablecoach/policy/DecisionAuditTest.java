package org.wearablecoach.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.wearablecoach.event.Decision;
import org.wearablecoach.event.DecisionType;
import org.wearablecoach.event.JsonFormat;

class DecisionAuditTest {

    private static final Bounds BOUNDS = new Bounds(0.1, 0.85, 0.07);

    private static SimulatedLog log(String kind, boolean budgeted) {
        return new SimulatedLog("ann", SimulatedLog.agent(kind, BOUNDS), BOUNDS, budgeted, 3);
    }

    /** A row with one piece of its text replaced. */
    private static Decision changed(Decision row, String text, String by) {
        JsonFormat<Decision> json = JsonFormat.decision();
        String line = new String(json.write(row), StandardCharsets.UTF_8);
        assertThat(line).contains(text);
        return json.read(line.replace(text, by), 1);
    }

    @ParameterizedTest
    @CsvSource({
        "fixed, false",
        "fixed, true",
        "thompson-raw, false",
        "thompson-smooth, false",
        "thompson-smooth, true",
        "linucb, false",
        "epsilon-greedy, false",
        "onnx, false",
        "dose, false",
        "dose, true"
    })
    void everyRowOfEveryAgentIsComputedAgainFromItself(String kind, boolean budgeted) {
        Set<DecisionType> seen = EnumSet.noneOf(DecisionType.class);
        double low = 1;
        double high = 0;
        for (Decision row : log(kind, budgeted).rows(600)) {
            assertThat(DecisionAudit.differences(row)).as("%s", row).isEmpty();
            seen.add(row.type());
            if (row.available()) {
                low = Math.min(low, row.probability());
                high = Math.max(high, row.probability());
                assertThat(DecisionAudit.bounds(row)).isEqualTo(BOUNDS);
            }
        }
        assertThat(seen).contains(DecisionType.POLICY, DecisionType.WARM_UP);
        assertThat(high > low).isTrue();
    }

    @Test
    void aFallbackIsComputedAgain() {
        Policy failing =
                new ScoredPolicy(
                        (point, scores) -> {
                            throw new IllegalStateException("no network");
                        },
                        3);
        boolean any = false;
        for (Decision row : new SimulatedLog("bob", failing, BOUNDS, false, 4).rows(50)) {
            assertThat(DecisionAudit.differences(row)).isEmpty();
            any |= row.type() == DecisionType.FALLBACK;
        }
        assertThat(any).isTrue();
    }

    private static Decision drawn() {
        for (Decision row : log("thompson-smooth", false).rows(900)) {
            boolean all = row.candidates().stream().allMatch(c -> c.reason() == null);
            if (row.type() == DecisionType.POLICY && row.chosen() != null && all) {
                return row;
            }
        }
        throw new AssertionError("no such row");
    }

    @Test
    void everyChangedFieldIsFound() {
        Decision row = drawn();
        assertThat(differences(row, "decisionId\":\"", "decisionId\":\"0"))
                .containsExactly("decisionId: not the hash of what it names");
        assertThat(differences(row, "\"probability\":0.", "\"probability\":0.0"))
                .contains("probability: not what the allocation gives");
        assertThat(differences(row, "\"variance\":", "\"variance\":1"))
                .contains("probability: not what the allocation gives");
        assertThat(differences(row, "smooth-logistic(0.1,", "smooth-logistic(0.2,"))
                .contains("probability: not what the allocation gives");
        assertThat(differences(row, "smooth-logistic", "raw-clip"))
                .containsExactly("allocation: none that this version can compute");
        assertThat(differences(row, "smooth-logistic(0.1,", "warm-up("))
                .contains("type: not that of its allocation");
        assertThat(differences(row, "\"share\":0.", "\"share\":0.1"))
                .contains("candidates: shares that the allocation does not give");
        assertThat(differences(row, "\"draw\":0.", "\"draw\":0.0"))
                .containsExactly("draw: not the number of its counter");
        assertThat(differences(row, "coach-draw-1|9|", "coach-draw-1|8|"))
                .contains("draw: not the number of its counter");
        assertThat(differences(row, "|ann\"", "|bob\""))
                .contains("drawCounter: not that of this decision");
        assertThat(differences(row, "\"chosen\":\"", "\"chosen\":\"x"))
                .containsExactly("chosen: not what the draw chooses");
        assertThat(differences(row, "\"available\":true", "\"available\":false"))
                .contains(
                        "reason: missing though not available",
                        "probability: not 0 though not available",
                        "chosen: something though not available");
        assertThat(differences(row, "\"type\":\"POLICY\"", "\"type\":\"SAFETY\""))
                .contains("probability: what safety forces has 1")
                .contains("draw: something though nothing is drawn");
    }

    private static List<String> differences(Decision row, String text, String by) {
        return DecisionAudit.differences(changed(row, text, by));
    }

    @Test
    void aRowOfAnotherPolicyThanItSaysIsFound() {
        // An agent that claims a probability that it did not draw with.
        Bounds claimed = new Bounds(0.1, 0.85, 0.07);
        Bounds used = new Bounds(0.3, 0.6, 0.07);
        Policy policy = SimulatedLog.agent("thompson-raw", used);
        int found = 0;
        for (Decision row : new SimulatedLog("ann", policy, used, false, 5).rows(100)) {
            Decision lie =
                    row.available()
                            ? changed(
                                    row,
                                    "bounds(0.3,0.6,0.07)",
                                    "bounds(" + claimed.low() + ",0.5,0.07)")
                            : row;
            found += DecisionAudit.differences(lie).isEmpty() ? 0 : 1;
        }
        assertThat(found).isPositive();
    }
}
