package org.wearablecoach.loop.adapt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wearablecoach.loop.Device.DAY;
import static org.wearablecoach.loop.Device.HOUR;
import static org.wearablecoach.loop.Device.MINUTE;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.wearablecoach.event.Candidate;
import org.wearablecoach.event.Cause;
import org.wearablecoach.event.ClosedBy;
import org.wearablecoach.event.Decision;
import org.wearablecoach.event.DecisionType;
import org.wearablecoach.event.InteractionKind;
import org.wearablecoach.event.JsonFormat;
import org.wearablecoach.event.PolicyUpdate;
import org.wearablecoach.event.Reason;
import org.wearablecoach.event.Reward;
import org.wearablecoach.event.SignalKind;
import org.wearablecoach.event.Trigger;
import org.wearablecoach.loop.Configs;
import org.wearablecoach.loop.Element;
import org.wearablecoach.loop.config.InterventionOptions;
import org.wearablecoach.loop.config.LoopConfig;
import org.wearablecoach.loop.config.OutcomeKind;
import org.wearablecoach.loop.config.StateVector;
import org.wearablecoach.policy.Choice;
import org.wearablecoach.policy.DecisionId;
import org.wearablecoach.policy.Draw;

/** What decisions and rewards say, and that it can be checked. */
class RowsTest {

    private final Adapting person = new Adapting(Configs.sending(0.5));

    private static double[] shares(Decision row) {
        return row.candidates().stream().mapToDouble(Candidate::share).toArray();
    }

    private void live(int from, int to) {
        for (int minute = from; minute < to; minute++) {
            person.heart(minute, 70).steps(minute, minute % 60 < 3 ? 60 : 0);
            if ((minute + 1) % 5 == 0) {
                person.tick(minute + 1);
            }
        }
    }

    @Test
    void everyDrawIsMadeAgainFromItsRow() {
        LoopConfig often =
                Configs.with(
                        Configs.sending(0.5),
                        interventions(
                                "move",
                                "awake and not exercising and sedentary(40)",
                                "stretch",
                                "awake and not exercising",
                                "look-up",
                                "awake and not exercising"));
        Adapting two = new Adapting(Configs.withoutLimits(often));
        two.enrol("UTC");
        for (int minute = 0; minute < 700; minute++) {
            two.heart(minute, 70).steps(minute, minute % 60 < 3 ? 60 : 0);
            if ((minute + 1) % 5 == 0) {
                two.tick(minute + 1);
            }
        }
        TreeSet<String> chosen = new TreeSet<>();
        int available = 0;
        for (Decision row : two.out.decisions) {
            if (!row.available()) {
                continue;
            }
            available++;
            assertThat(row.drawCounter())
                    .isEqualTo(Draw.counter(1, Adapting.USER, row.decisionTime(), Trigger.GRID));
            assertThat(row.draw()).isEqualTo(Draw.uniform(row.drawCounter()));
            int index = Choice.of(row.draw(), row.probability(), shares(row));
            String again = index == Choice.NONE ? null : row.candidates().get(index).intervention();
            assertThat(row.chosen()).isEqualTo(again);
            assertThat(row.probability()).isEqualTo(0.5);
            chosen.add(again == null ? "none" : again);
            double sum = 0;
            for (Candidate candidate : row.candidates()) {
                assertThat(candidate.share() > 0).isEqualTo(candidate.reason() == null);
                sum += candidate.share();
            }
            assertThat(sum).isCloseTo(1, Offset.offset(1e-12));
        }
        assertThat(available).isGreaterThan(10);
        assertThat(chosen).contains("none").hasSizeGreaterThan(2);
    }

    private static List<InterventionOptions> interventions(String... idsAndRules) {
        List<InterventionOptions> all = new ArrayList<>();
        for (int i = 0; i < idsAndRules.length; i += 2) {
            all.add(
                    new InterventionOptions(
                            idsAndRules[i],
                            false,
                            idsAndRules[i + 1],
                            false,
                            OutcomeKind.STEPS,
                            Duration.ofMinutes(30),
                            0,
                            0,
                            Duration.ZERO,
                            "",
                            Duration.ofMinutes(15),
                            Map.of("en", idsAndRules[i])));
        }
        for (InterventionOptions usual : Configs.usual().interventions()) {
            if (usual.safetyOnly()) {
                all.add(usual);
            }
        }
        return all;
    }

    @Test
    void rowsAreNumberedAndEachHoldsTheHashOfTheOneBefore() {
        person.seated();
        live(60, 300);
        person.glucose(300, 60);
        live(300, 400);
        JsonFormat<Decision> json = JsonFormat.decision();
        String before = "";
        long index = 0;
        for (Decision row : person.out.decisions) {
            assertThat(row.index()).isEqualTo(index++);
            assertThat(row.previousHash()).isEqualTo(before);
            assertThat(row.rowHash()).isEqualTo(json.sha256(row));
            assertThat(row.decisionId())
                    .isEqualTo(
                            DecisionId.of(
                                    "default", Adapting.USER, row.decisionTime(), row.trigger()));
            before = json.sha256(row);
        }
        assertThat(index).isGreaterThan(60);
    }

    @Test
    void noRowHoldsANumberThatIsNone() {
        person.seated();
        live(60, 300);
        person.glucose(300, 60);
        person.adapt.censor(Adapting.USER, Long.MAX_VALUE, person.store);
        JsonFormat<Decision> decisions = JsonFormat.decision();
        JsonFormat<Reward> rewards = JsonFormat.reward();
        for (Decision row : person.out.decisions) {
            assertThat(new String(decisions.write(row), StandardCharsets.UTF_8))
                    .doesNotContain("NaN", "Infinity");
        }
        for (Reward row : person.out.rewards) {
            assertThat(new String(rewards.write(row), StandardCharsets.UTF_8))
                    .doesNotContain("NaN", "Infinity");
        }
    }

    @Test
    void theRowNamesEveryVersion() {
        person.seated();
        person.motion(59.5, 0);
        Decision row = person.tick(60);
        assertThat(row.configHash()).isEqualTo("c0".repeat(32));
        assertThat(row.policy().name()).isEqualTo("fixed");
        assertThat(row.policy().sha256()).hasSize(64);
        assertThat(row.models()).hasSize(1);
        assertThat(row.models().get(0).name()).isEqualTo("activity");
        assertThat(row.tzVersion()).isNotEmpty();
        assertThat(row.build()).isNotEmpty();
        assertThat(row.featureSchema()).isEqualTo(Features.SCHEMA);
        assertThat(row.baselineFeatures()).hasSize(StateVector.BASELINE).doesNotContain(Double.NaN);
        assertThat(row.advantageFeatures()).hasSize(5).doesNotContain(Double.NaN);
        assertThat(row.windows().stream().map(w -> w.signal()))
                .contains(SignalKind.HEART_RATE, SignalKind.STEPS, SignalKind.ACCELERATION);
    }

    @Test
    void rewardRowsAreNumberedAndEachHoldsTheHashOfTheOneBefore() {
        person.seated();
        live(60, 300);
        person.tick(400);
        person.adapt.censor(Adapting.USER, Long.MAX_VALUE, person.store);
        JsonFormat<Reward> json = JsonFormat.reward();
        String before = "";
        long number = 0;
        for (Reward row : person.out.rewards) {
            assertThat(row.rewardIndex()).isEqualTo(number++);
            assertThat(row.previousHash()).isEqualTo(before);
            assertThat(row.rowHash()).isEqualTo(json.sha256(row));
            before = json.sha256(row);
        }
        assertThat(number).isGreaterThan(20);
    }

    /**
     * Whether the watermark shows at once that a decision's time has passed, or only a reading
     * later that forces a message: the chains are the same.
     */
    @Test
    void censoredRowsAreTheSameWhoeverShowsThem() {
        List<List<?>> runs = new ArrayList<>();
        for (boolean watermark : new boolean[] {false, true}) {
            Adapting one = new Adapting(Configs.sending(0.5));
            one.seated();
            one.tick(60);
            one.tick(65);
            one.tick(70);
            if (watermark) {
                for (int minute = 100; minute < 3000; minute++) {
                    one.adapt.censor(Adapting.USER, Adapting.at(minute), one.store);
                }
            }
            one.glucose(3000, 60);
            one.adapt.censor(Adapting.USER, Long.MAX_VALUE, one.store);
            runs.add(List.of(lines(one.out.decisions), rewardLines(one.out.rewards)));
        }
        assertThat(runs.get(0)).isEqualTo(runs.get(1));
    }

    private static List<String> lines(List<Decision> rows) {
        JsonFormat<Decision> json = JsonFormat.decision();
        return rows.stream().map(r -> new String(json.write(r), StandardCharsets.UTF_8)).toList();
    }

    private static List<String> rewardLines(List<Reward> rows) {
        JsonFormat<Reward> json = JsonFormat.reward();
        return rows.stream().map(r -> new String(json.write(r), StandardCharsets.UTF_8)).toList();
    }

    @Test
    void dosageDecaysWithTheTimeThatPassed() {
        Adapting always = new Adapting(Configs.sending(0.999));
        always.seated();
        Decision first = always.tick(60);
        assertThat(first.chosen()).isEqualTo("move");
        assertThat(first.dosage()).isZero();
        assertThat(always.tick(60 + 150).dosage()).isEqualTo(0.95);
        assertThat(always.tick(60 + 300).dosage()).isCloseTo(0.95 * 0.95, Offset.offset(1e-12));
    }

    // --- what followed --------------------------------------------------------------------------

    @Test
    void aDecisionClosesWhenTheStepsAreKnownToTheEndOfItsOutcome() {
        person.seated();
        Decision row = person.tick(60);
        person.minutes(60, 89, 10);
        assertThat(person.out.rewards).isEmpty();
        person.minutes(89, 90, 10);
        Reward reward = person.out.rewardOf(row);
        assertThat(reward.closedBy()).isEqualTo(ClosedBy.DATA);
        assertThat(reward.outcomeValue()).isCloseTo(StrictMath.log(300.5), Offset.offset(1e-6));
        assertThat(reward.outcomeTime()).isEqualTo(Adapting.at(90));
        assertThat(reward.closedAt()).isEqualTo(Adapting.at(90));
        assertThat(reward.learnable()).isTrue();
        assertThat(reward.lastIndex()).isEqualTo(row.index());
        assertThat(person.store.pending().size()).isZero();
    }

    @Test
    void whatWasSentCostsABurden() {
        Adapting always = new Adapting(Configs.sending(0.999));
        always.seated();
        Decision row = always.tick(60);
        always.minutes(60, 90, 10);
        Reward reward = always.out.rewardOf(row);
        assertThat(reward.reward()).isCloseTo(reward.outcomeValue() - 0.1, Offset.offset(1e-6));
        assertThat(reward.parts()).isNotEmpty();
        assertThat(reward.rewardModel()).isNotNull();
    }

    @Test
    void stepsBeforeTheDecisionAndAfterItsOutcomeDoNotCount() {
        person.seated().minutes(60, 61, 500);
        Decision row = person.tick(61);
        person.minutes(61, 91, 1).minutes(91, 95, 500);
        assertThat(person.out.rewardOf(row).outcomeValue())
                .isCloseTo(StrictMath.log(30.5), Offset.offset(1e-6));
    }

    @Test
    void anOutcomeThatWasHardlyObservedIsNeverImputed() {
        person.seated();
        Decision row = person.tick(60);
        person.minutes(60, 70, 10).minutes(85, 89, 10).minutes(95, 120, 10);
        assertThat(person.out.rewards).as("14 of 30 minutes").isEmpty();
        person.tick(120 + 26 * 60);
        Reward reward = person.out.rewardOf(row);
        assertThat(reward.closedBy()).isEqualTo(ClosedBy.CENSORED);
        assertThat(reward.outcomeValue()).isNaN();
        assertThat(reward.reward()).isNaN();
        assertThat(reward.learnable()).isFalse();
        assertThat(reward.rewardModel()).isNull();
    }

    @Test
    void backfillClosesItLater() {
        person.seated();
        Decision row = person.tick(60);
        person.minutes(200, 210, 10);
        assertThat(person.out.rewards).isEmpty();
        for (int minute = 60; minute < 90; minute++) {
            Element.Window w =
                    person.window(
                            SignalKind.STEPS,
                            "watch",
                            Adapting.at(minute),
                            Adapting.at(minute + 1),
                            1,
                            Float.NaN,
                            20);
            person.accept(
                    new Element.Window(
                            w.userId(),
                            Adapting.at(210),
                            w.signal(),
                            w.device(),
                            w.start(),
                            w.end(),
                            Adapting.at(210),
                            1,
                            1,
                            true,
                            w.features(),
                            Float.NaN));
        }
        person.minutes(210, 211, 0);
        assertThat(person.out.rewardOf(row).outcomeValue())
                .isCloseTo(StrictMath.log(600.5), Offset.offset(1e-6));
    }

    @Test
    void aCensoredRowIsTheSameWhateverShowsThatItsTimeHasPassed() {
        List<Reward> rows = new ArrayList<>();
        for (int way = 0; way < 5; way++) {
            Adapting one = new Adapting(Configs.sending(0.5));
            one.seated();
            one.tick(60);
            long censorAt = Adapting.at(60) + 30 * MINUTE + 24 * HOUR;
            assertThat(one.adapt.nextTimer(one.store)).isEqualTo(censorAt);
            switch (way) {
                case 0 -> one.adapt.onTimer(Adapting.USER, censorAt, one.store);
                case 1 -> one.adapt.censor(Adapting.USER, Long.MAX_VALUE, one.store);
                case 2 -> one.tick(60 + 24 * 60 + 31);
                case 3 ->
                        one.accept(
                                new Element.Expired(
                                        Adapting.USER, censorAt + 9 * DAY, censorAt, true));
                default -> one.minutes(60 + 24 * 60 + 31, 60 + 24 * 60 + 33, 0);
            }
            assertThat(one.out.rewards).as("way %d", way).hasSize(1);
            rows.add(one.out.rewards.get(0));
            assertThat(rows.get(0)).isEqualTo(rows.get(way));
            assertThat(rows.get(way).closedAt()).isEqualTo(censorAt);
        }
    }

    @Test
    void itIsNotCensoredBeforeItsTime() {
        person.seated();
        person.tick(60);
        long censorAt = Adapting.at(60) + 30 * MINUTE + 24 * HOUR;
        person.adapt.onTimer(Adapting.USER, censorAt - 1, person.store);
        person.accept(new Element.ConsentChange(Adapting.USER, censorAt, censorAt, true));
        assertThat(person.out.rewards).isEmpty();
        person.accept(new Element.ConsentChange(Adapting.USER, censorAt + 1, censorAt + 1, true));
        assertThat(person.out.rewards).hasSize(1);
    }

    @Test
    void everyDecisionGetsExactlyOneRewardAndOnlyAvailableOnesOfThePolicyTeach() {
        person.seated();
        live(60, 500);
        person.glucose(500, 60);
        live(500, 800);
        person.adapt.censor(Adapting.USER, Long.MAX_VALUE, person.store);
        assertThat(person.out.rewards).hasSameSizeAs(person.out.decisions);
        for (Decision row : person.out.decisions) {
            Reward reward = person.out.rewardOf(row);
            assertThat(reward.index()).isEqualTo(row.index());
            boolean teaches =
                    row.available()
                            && row.type() == DecisionType.POLICY
                            && reward.closedBy() == ClosedBy.DATA;
            assertThat(reward.learnable()).isEqualTo(teaches);
        }
        assertThat(person.out.rewards).anyMatch(Reward::learnable);
        assertThat(person.out.decisions).anyMatch(d -> !d.available());
        Decision forced =
                person.out.decisions.stream()
                        .filter(d -> d.type() == DecisionType.SAFETY)
                        .findFirst()
                        .orElseThrow();
        assertThat(person.out.rewardOf(forced).outcomeValue()).isFinite();
    }

    @Test
    void aReadingThatComesLateIsJudgedByTheMinutesThatAreKnown() {
        person.seated();
        person.minutes(60, 64, 100);
        person.glucose(60, 65);
        Decision row = person.out.decisions.get(0);
        person.minutes(64, 90, 0);
        assertThat(person.out.rewardOf(row).outcomeValue())
                .isCloseTo(StrictMath.log(400.5), Offset.offset(1e-6));
    }

    @Test
    void interactionsAreNotedOnTheirDecision() {
        Adapting always = new Adapting(Configs.sending(0.999));
        always.seated();
        Decision row = always.tick(60);
        long time = Adapting.at(60);
        InteractionKind[] all = {
            InteractionKind.DELIVERED,
            InteractionKind.OPENED,
            InteractionKind.ANSWERED,
            InteractionKind.ACCEPTED,
            InteractionKind.ACCEPTED
        };
        for (int i = 0; i < all.length; i++) {
            always.accept(
                    new Element.Reaction(
                            Adapting.USER, time + i, time + i, row.decisionId(), all[i]));
        }
        always.accept(
                new Element.Reaction(
                        Adapting.USER, time + 9, time + 9, "unknown", InteractionKind.OPENED));
        Decision next = always.tick(65);
        assertThat(next.context())
                .filteredOn(v -> v.name().equals("acceptedShare"))
                .singleElement()
                .satisfies(v -> assertThat(v.value()).isEqualTo(1));
        assertThat(always.store.person().answered)
                .as("counted once")
                .isCloseTo(1, Offset.offset(0.01));
        always.minutes(60, 90, 0);
        Reward reward = always.out.rewardOf(row);
        assertThat(reward.deliveredAt()).isEqualTo(time);
        assertThat(reward.openedAt()).isEqualTo(time + 1);
        assertThat(reward.answer()).isEqualTo(InteractionKind.ACCEPTED);
    }

    // --- policies -------------------------------------------------------------------------------

    private static PolicyUpdate policy(String version, long from, String json) {
        return new PolicyUpdate(Adapt.POLICY, version, PolicyVersion.sha256(json), from, json);
    }

    private void update(PolicyUpdate update) {
        person.accept(new Element.Update(0, update));
    }

    @Test
    void aPolicyDecidesFromItsTimeOn() {
        person.seated();
        update(
                policy(
                        "2",
                        Adapting.at(65),
                        "{\"kind\":\"fixed\",\"seed\":5,\"high\":0.9,\"numbers\":{\"probability\":0.25}}"));
        assertThat(person.tick(60).policy().version()).isEqualTo("1");
        person.minutes(60, 65, 0);
        person.store.person().messages = org.wearablecoach.policy.MessageCount.NONE;
        Decision next = person.tick(65);
        assertThat(next.policy().version()).isEqualTo("2");
        assertThat(next.policy().name()).isEqualTo(Adapt.POLICY);
        assertThat(next.probability()).isEqualTo(0.25);
        assertThat(next.drawCounter()).contains("|5|");
        assertThat(person.out.statuses).hasSize(1);
        assertThat(person.out.statuses.get(0).accepted()).isTrue();
        assertThat(person.adapt.updates()).hasSize(1);
    }

    @Test
    void aPolicyThatIsRefusedLeavesTheGoodOneDeciding() {
        String good = "{\"kind\":\"fixed\"}";
        update(new PolicyUpdate(Adapt.POLICY, "2", "00", 0, good));
        update(new PolicyUpdate("other", "2", PolicyVersion.sha256(good), 0, good));
        for (String bad :
                new String[] {
                    "",
                    "[]",
                    "{",
                    "{\"kind\":\"oracle\"}",
                    "{\"unknown\":1}",
                    "{\"low\":0}",
                    "{\"high\":1}",
                    "{\"vectors\":{\"a\":[1,",
                    "{\"vectors\":{\"a\":[1,\"x\"]}}",
                    "{\"numbers\":{\"probability\":\"NaN\"}}",
                    "{\"seed\":1e99}"
                }) {
            update(policy("2", 0, bad));
        }
        assertThat(person.out.statuses).hasSize(13).noneMatch(s -> s.accepted());
        assertThat(person.out.letters)
                .hasSize(13)
                .allMatch(letter -> letter.cause() == Cause.CONTROL);
        person.seated();
        assertThat(person.tick(60).policy().version()).isEqualTo("1");
        assertThat(person.adapt.updates()).isEmpty();
    }

    // --- forgetting -----------------------------------------------------------------------------

    @Test
    void erasureLeavesNothing() {
        person.seated();
        live(60, 200);
        assertThat(person.store.entries()).isGreaterThan(4);
        person.accept(new Element.Erasure(Adapting.USER, Adapting.at(200)));
        assertThat(person.store.entries()).isZero();
        assertThat(person.adapt.nextTimer(person.store)).isEqualTo(PersonState.NEVER);
    }

    @Test
    void aWeekOfSilenceForgetsTheBuffersAndKeepsThePerson() {
        person.seated();
        live(60, 200);
        int rows = person.out.decisions.size();
        long later = Adapting.at(200) + 8 * DAY;
        person.accept(new Element.Expired(Adapting.USER, later, Adapting.at(200), false));
        assertThat(person.store.entries())
                .as("the person, and what was learned of answers and of the heart")
                .isEqualTo(3);
        assertThat(person.out.rewards).as("nothing is lost").hasSize(rows);
        assertThat(person.tick(200 + 8 * 1440).index()).isEqualTo(rows);
    }

    @Test
    void timersEndWithNothingKept() {
        person.seated();
        live(60, 100);
        long timer = person.adapt.nextTimer(person.store);
        int fired = 0;
        while (timer != PersonState.NEVER) {
            person.adapt.onTimer(Adapting.USER, timer, person.store);
            timer = person.adapt.nextTimer(person.store);
            assertThat(++fired).isLessThan(100);
        }
        assertThat(person.store.entries()).isZero();
    }

    @Test
    void aPersonWhoIsAlwaysSilentAboutStepsKeepsABoundedQueue() {
        person.enrol("UTC");
        for (int minute = 5; minute < 3 * 1440; minute += 5) {
            person.decide(
                    new Element.Tick(
                            Adapting.USER,
                            Adapting.at(minute),
                            Adapting.at(minute),
                            Adapting.at(minute),
                            0,
                            Adapting.at(minute),
                            Long.MIN_VALUE,
                            Long.MIN_VALUE,
                            Long.MIN_VALUE));
            assertThat(person.store.pending().size()).isLessThanOrEqualTo(295);
        }
        assertThat(org.wearablecoach.loop.Bytes.write(new Pending.Form(), person.store.pending()))
                .hasSizeLessThan(20_000);
    }

    @Test
    void reasonsOfAForcedDecisionSayThatTheOthersWereNotAsked() {
        assertThat(Adapt.notAsked(3, 1)).containsExactly(Reason.SAFETY, null, Reason.SAFETY);
    }

    @Test
    void defaultsAreAvailableNowAndThen() {
        Adapting usual = new Adapting(Configs.usual());
        usual.seated();
        Decision row = usual.tick(60);
        assertThat(row.available()).isTrue();
        assertThat(row.probability()).isEqualTo(0.1);
    }
}
