package org.wearablecoach.loop.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.wearablecoach.event.Reason;

/** The rules of interventions and their messages: what they mean, and which are refused. */
class EligibilityTest {

    private static final Map<ContextWord, Double> KNOWN =
            Map.of(
                    ContextWord.AWAKE, 1.0,
                    ContextWord.EXERCISING, 0.0,
                    ContextWord.STEPS, 120.0,
                    ContextWord.HOUR, 21.5);

    private static double value(ContextWord word, double first, double second) {
        if (word == ContextWord.SEDENTARY) {
            return first <= 30 ? 1 : 0;
        }
        if (word == ContextWord.AROUSED) {
            return first <= 2 && second <= 10 ? 1 : 0;
        }
        return KNOWN.getOrDefault(word, Double.NaN);
    }

    private static @Nullable Reason failing(String rule) {
        return Eligibility.parse(rule).failing(EligibilityTest::value);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "''",
                "awake",
                "not exercising",
                "awake and not exercising and sedentary(30)",
                "aroused(2, 10)",
                "exercising or awake",
                "exercising and steps > 1 or awake",
                "not (exercising or steps < 100)",
                "steps >= 120 and steps <= 120 and hour > 21.25 and hour < 22",
                "not (exercising and heartRate > 90)",
                "awake or heartRate > 90",
                "steps > -5"
            })
    void holds(String rule) {
        assertThat(failing(rule)).isNull();
    }

    @Test
    void theFirstPartThatFailsNamesTheReason() {
        assertThat(failing("awake and exercising")).as("who is at rest").isEqualTo(Reason.CONTEXT);
        assertThat(failing("not awake and sedentary(40)")).isEqualTo(Reason.CONTEXT);
        Eligibility rest = Eligibility.parse("awake and not exercising");
        assertThat(rest.failing((word, first, second) -> 1)).isEqualTo(Reason.EXERCISING);
        assertThat(rest.failing((word, first, second) -> 0)).isEqualTo(Reason.NOT_AWAKE);
        assertThat(failing("awake and sedentary(40)")).isEqualTo(Reason.NOT_SEDENTARY);
        assertThat(failing("steps > 200")).isEqualTo(Reason.CONTEXT);
        assertThat(failing("exercising or steps > 200")).isEqualTo(Reason.CONTEXT);
    }

    @Test
    void whatIsNotKnownHoldsNeitherWayRound() {
        assertThat(failing("heartRate > 90")).isEqualTo(Reason.CONTEXT);
        assertThat(failing("heartRate <= 90")).isEqualTo(Reason.CONTEXT);
        assertThat(failing("not heartRate > 90")).isEqualTo(Reason.CONTEXT);
        assertThat(failing("still")).isEqualTo(Reason.CONTEXT);
        assertThat(failing("not still")).isEqualTo(Reason.CONTEXT);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "asleep; expected a word of the context, and asleep is none: did you mean awake?",
                "awake and sedentry(40); at character 11",
                "awake and sedentry(40); sedentry is none: did you mean sedentary?",
                "Heartrate > 90; did you mean heartRate?",
                "minutesSinceMoved > 5; did you mean minutesSinceMove?",
                "awake and; at character 10",
                "awake or; expected one of the words",
                "awake exercising; expected and, or, or the end",
                "steps; expected <, <=, > or >= and a number behind steps",
                "steps > many; expected a number",
                "steps = 5; expected <",
                "sedentary; sedentary(m)",
                "sedentary(90); whole minutes from 1 to 60",
                "aroused(2); aroused(z, m)",
                "(awake; expected a closing parenthesis",
                "awake); expected and, or, or the end"
            })
    void isRefusedNamingThePlace(String rule, String message) {
        assertThatThrownBy(() -> Eligibility.parse(rule)).hasMessageContaining(message);
    }

    @Test
    void aMessageShowsNumbersThatAreKnown() {
        MessageText text =
                MessageText.parse("a", "You made {steps|few} steps, heart at {heartRate|rest}.");
        assertThat(text.render(EligibilityTest::value))
                .isEqualTo("You made 120 steps, heart at rest.");
        assertThat(MessageText.parse("a", "Up?").render(EligibilityTest::value)).isEqualTo("Up?");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "Up {steps}; write a parameter as {word|text when it is not known}",
                "Up {step|x}; has the parameter step: the parameters are numbers, did you mean"
                        + " steps?",
                "Up {awake|x}; the parameters are numbers, did you mean",
                "Please eat something; wellness wording",
                "TAKE your insulin; wellness wording",
                "This is hypoglycemia; wellness wording"
            })
    void aMessageIsRefusedNamingThePathAndTheRule(String text, String message) {
        assertThatThrownBy(() -> MessageText.parse("interventions.move.text.en", text))
                .hasMessageContaining("interventions.move.text.en")
                .hasMessageContaining(message);
    }

    private static InterventionOptions move(
            String rule, Duration window, OutcomeKind outcome, String quietUntil) {
        return new InterventionOptions(
                "move",
                false,
                rule,
                true,
                outcome,
                window,
                0,
                0,
                Duration.ZERO,
                quietUntil,
                Duration.ofMinutes(5),
                Map.of("en", "Up?"));
    }

    @Test
    void anInterventionIsRefusedByPath() {
        Duration half = Duration.ofMinutes(30);
        assertThatThrownBy(() -> move("wake", half, OutcomeKind.STEPS, ""))
                .hasMessageStartingWith("interventions.move.eligible: at character 1");
        assertThatThrownBy(() -> move("", half, OutcomeKind.STEPS, "late"))
                .hasMessageStartingWith("interventions.move.quietUntil is late");
        assertThatThrownBy(() -> move("", Duration.ofMinutes(5), OutcomeKind.STILL, ""))
                .hasMessageStartingWith("interventions.move.outcomeWindow is PT5M");
    }

    @Test
    void aSafetyRuleIsNeverSwitchedOffBySilence() {
        LoopConfig c = LoopConfig.defaults();
        List<InterventionOptions> without =
                c.interventions().stream().filter(i -> !i.id().equals("check-glucose")).toList();
        assertThatThrownBy(() -> with(c, c.safety(), without))
                .hasMessageContaining("set safety.glucoseEnabled to false");
        SafetyOptions s = c.safety();
        SafetyOptions off =
                new SafetyOptions(
                        false,
                        s.glucoseLow(),
                        s.glucoseForecastLow(),
                        s.glucoseLowRisk(),
                        s.glucoseFalseAlarmsPerDay(),
                        s.glucoseCoolDown(),
                        s.glucoseFreshness(),
                        s.heartRateEnabled(),
                        s.heartRateShare(),
                        s.heartRateCoolDown());
        assertThat(with(c, off, without).interventions()).hasSize(c.interventions().size() - 1);
    }

    private static LoopConfig with(
            LoopConfig c, SafetyOptions safety, List<InterventionOptions> interventions) {
        return new LoopConfig(
                c.signals(),
                c.models(),
                c.decision(),
                safety,
                c.policy(),
                c.reward(),
                interventions);
    }

    @Test
    void theCatalogueIsComplete() {
        assertThat(LoopConfig.defaults().interventions().stream().map(InterventionOptions::id))
                .containsExactly(
                        "move",
                        "breathe",
                        "ease-off",
                        "push",
                        "wind-down",
                        "check-glucose",
                        "check-heart-rate");
    }

    @Test
    void aProbabilityOutsideTheBoundsIsRefused() {
        assertThatThrownBy(() -> PolicyOptions.fixed(0.3, 0.005, 0.2, 0.05))
                .hasMessageContaining("policy.probability is 0.3")
                .hasMessageContaining("policy.upperBound 0.2");
        assertThatThrownBy(() -> PolicyOptions.fixed(0.1, 0.2, 0.8, 0.05))
                .hasMessageContaining("policy.lowerBound 0.2");
    }
}
