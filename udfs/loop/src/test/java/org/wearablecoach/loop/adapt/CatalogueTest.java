package org.wearablecoach.loop.adapt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.assertj.core.data.Offset;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.wearablecoach.event.Candidate;
import org.wearablecoach.event.Cause;
import org.wearablecoach.event.ClosedBy;
import org.wearablecoach.event.Decision;
import org.wearablecoach.event.DecisionType;
import org.wearablecoach.event.Payload;
import org.wearablecoach.event.Reason;
import org.wearablecoach.event.Reward;
import org.wearablecoach.event.SignalKind;
import org.wearablecoach.loop.Configs;
import org.wearablecoach.loop.FakeScorer;
import org.wearablecoach.loop.RecordingOutput;
import org.wearablecoach.loop.config.DecisionOptions;
import org.wearablecoach.loop.config.LoopConfig;
import org.wearablecoach.loop.config.PolicyOptions;
import org.wearablecoach.onnx.ModelManifest;
import org.wearablecoach.onnx.Scorer;

/** The default catalogue, its proximal outcomes, and the settings of a trial. */
class CatalogueTest {

    private static LoopConfig always() {
        return Configs.withoutLimits(
                Configs.with(LoopConfig.defaults(), PolicyOptions.fixed(0.99, 0.005, 0.995, 0.05)));
    }

    private static @Nullable Reason reason(Decision row, String id) {
        for (Candidate candidate : row.candidates()) {
            if (candidate.intervention().equals(id)) {
                return candidate.reason();
            }
        }
        throw new AssertionError(id);
    }

    private static void pulse(Adapting person, int minute, double bpm, double z) {
        person.accept(
                person.window(
                        SignalKind.HEART_RATE,
                        "watch",
                        Adapting.at(minute),
                        Adapting.at(minute + 1),
                        1,
                        (float) z,
                        (float) bpm,
                        (float) bpm,
                        (float) bpm));
    }

    private static Adapting profiled(LoopConfig config) {
        return new Adapting(config)
                .profile(new Payload.Profile("UTC", "en", true, 60f, 180f, false));
    }

    /** Three hours of rest, by which it is known how this heart varies. */
    private static Adapting calm(Adapting person) {
        for (int minute = -180; minute < 0; minute++) {
            person.steps(minute, 0);
            pulse(person, minute, 75, minute % 2 == 0 ? 1 : -1);
        }
        return person;
    }

    @Test
    void aTensePersonIsInvitedToBreatheAndCalmingIsTheOutcome() {
        Adapting person = calm(profiled(always())).minutes(0, 5, 60);
        for (int minute = 5; minute < 30; minute++) {
            person.steps(minute, 0);
            pulse(person, minute, 85, minute < 20 ? 0.5 : 2.8);
        }
        Decision row = person.tick(30);
        assertThat(reason(row, "breathe")).isNull();
        assertThat(reason(row, "move")).isEqualTo(Reason.NOT_SEDENTARY);
        assertThat(row.chosen()).isEqualTo("breathe");
        for (int minute = 30; minute < 50; minute++) {
            person.steps(minute, 0);
            pulse(person, minute, 75, minute < 40 ? 2 : 0.5);
        }
        Reward reward = person.out.rewardOf(row);
        assertThat(reward.outcome()).isEqualTo("calming");
        assertThat(reward.closedBy()).isEqualTo(ClosedBy.DATA);
        assertThat(reward.outcomeTime()).isEqualTo(Adapting.at(50));
        assertThat(reward.outcomeValue()).isCloseTo(2.3, Offset.offset(0.4));
        assertThat(reward.reward()).isCloseTo(reward.outcomeValue() - .1, Offset.offset(0.01));
        assertThat(reward.learnable()).isTrue();
    }

    @Test
    void aTenseMinuteTooFewIsNotTenMinutes() {
        Adapting person = calm(profiled(always())).minutes(0, 5, 60);
        for (int minute = 5; minute < 30; minute++) {
            person.steps(minute, 0);
            pulse(person, minute, 85, minute == 24 ? 1 : 2.8);
        }
        assertThat(reason(person.tick(30), "breathe")).isEqualTo(Reason.CONTEXT);
    }

    @Test
    void aRunnerIsLedBackIntoTheZone() {
        // Reserve of 120 bpm above 60: the zone is 120 to 156 bpm.
        for (double bpm : new double[] {165, 140, 110}) {
            Adapting person = profiled(always());
            for (int minute = 0; minute < 20; minute++) {
                person.steps(minute, 160);
                pulse(person, minute, bpm, 1);
            }
            Decision row = person.tick(20);
            assertThat(reason(row, "ease-off") == null).isEqualTo(bpm > 156);
            assertThat(reason(row, "push") == null).isEqualTo(bpm < 120);
            assertThat(reason(row, "move")).isEqualTo(Reason.EXERCISING);
            for (int minute = 20; minute < 25; minute++) {
                pulse(person, minute, minute == 24 ? 150 : bpm, 1);
            }
            if (bpm != 140) {
                Reward reward = person.out.rewardOf(row);
                assertThat(reward.outcome()).isEqualTo("in-zone");
                assertThat(reward.outcomeValue()).isEqualTo(1);
            }
        }
    }

    @Test
    void windingDownIsSuggestedOnceUpToTheBedtimeAlsoInQuietHours() {
        Adapting person = profiled(always()).minutes(0, 5, 60);
        int sent = 0;
        // From 21:00 to 23:30; ticks start at 10:00.
        for (int minute = 11 * 60; minute <= 13 * 60 + 30; minute += 5) {
            Decision row = person.tick(minute);
            boolean within = minute >= 11 * 60 + 30 && minute <= 12 * 60 + 25;
            Reason expected = !within ? null : sent > 0 ? Reason.CAP : null;
            if (within && expected == null) {
                assertThat(reason(row, "wind-down")).isNull();
            } else if (expected != null) {
                assertThat(reason(row, "wind-down")).isEqualTo(expected);
            }
            sent += "wind-down".equals(row.chosen()) ? 1 : 0;
            if (minute > 12 * 60 + 30) {
                assertThat(row.reason()).isEqualTo(Reason.QUIET_HOURS);
            }
        }
        assertThat(sent).isEqualTo(1);
    }

    @Test
    void theUsualBedtimeIsTheMedianStartOfTheLongestStillPeriods() {
        Bedtime bedtime = new Bedtime();
        assertThat(bedtime.minuteOfDay()).as("not known").isEqualTo(22 * 60 + 30);
        ZoneId zone = ZoneOffset.UTC;
        int[] starts = {23 * 60, 23 * 60 + 10, 24 * 60 + 30, 22 * 60 + 50, 23 * 60 + 20};
        for (int night = 0; night < starts.length; night++) {
            long midnight = (19_000L + night) * 1440;
            for (int minute = 8 * 60; minute < starts[night]; minute += 10) {
                bedtime.update(midnight + minute, zone);
            }
            bedtime.update(midnight + starts[night] - 1, zone);
            // Up for a moment in the small hours, and asleep again for less long.
            bedtime.update(midnight + 24 * 60 + 330, zone);
        }
        bedtime.update((19_000L + starts.length) * 1440 + 8 * 60, zone);
        assertThat(bedtime.minuteOfDay()).isEqualTo(23 * 60 + 10);
        assertThat(bedtime.minutesTo(22 * 60 + 10)).isEqualTo(60);
        assertThat(bedtime.minutesTo(30)).isEqualTo(-80);
    }

    @Test
    void stillnessIsTenMinutesInARow() {
        short[] restless = new short[30];
        for (int i = 0; i < 30; i++) {
            restless[i] = (short) (i % 10 == 9 ? 60 : 0);
        }
        assertThat(ProximalOutcome.STILL.input(restless, 0, 0, 0)).isZero();
        restless[9] = 5;
        assertThat(ProximalOutcome.STILL.input(restless, 0, 0, 0)).isEqualTo(1);
    }

    @Test
    void aMissingDrawIsAboutWhatTheSameNumberWouldHaveChosen() {
        double[] shares = {0.25, 0, 0.75};
        int[] aimed = new int[3];
        int[] sent = new int[3];
        for (int i = 0; i < 10_000; i++) {
            double u = (i + 0.5) / 10_000;
            int about = org.wearablecoach.policy.Choice.aimed(u, 0.2, shares);
            aimed[about]++;
            int chosen = org.wearablecoach.policy.Choice.of(u, 0.2, shares);
            if (chosen >= 0) {
                assertThat(chosen).isEqualTo(about);
                sent[about]++;
            }
        }
        assertThat(aimed).containsExactly(2500, 0, 7500);
        assertThat(sent).containsExactly(500, 0, 1500);
    }

    // --- safety ---------------------------------------------------------------------------------

    @Test
    void aHeartRateOverThePersonalLimitAsksForARestAndForbidsExertion() {
        Adapting person = profiled(always());
        for (int minute = 0; minute < 40; minute++) {
            person.steps(minute, 160);
            pulse(person, minute, minute < 10 ? 140 : 172, 1);
        }
        List<Decision> rows = person.out.decisions;
        assertThat(rows).extracting(Decision::type).containsOnly(DecisionType.SAFETY);
        assertThat(rows).as("its own cool-down of 30 minutes").hasSize(1);
        assertThat(rows.get(0).chosen()).isEqualTo("check-heart-rate");
        assertThat(person.out.recommendations.get(0).text()).contains("personal limit");
        assertThat(reason(person.tick(40), "push")).isEqualTo(Reason.SAFETY);
        Adapting unknown = new Adapting(always()).enrol("UTC");
        for (int minute = 0; minute < 20; minute++) {
            pulse(unknown, minute, 190, 1);
        }
        assertThat(unknown.out.decisions).as("no limit is known").isEmpty();
    }

    @Test
    void lowGlucoseForbidsWhatAsksForExertionWhateverItsName() {
        Adapting person = profiled(always());
        for (int minute = 0; minute < 20; minute++) {
            person.steps(minute, 160);
            pulse(person, minute, 110, 1);
        }
        person.glucose(19.5, 65);
        Decision row = person.tick(20);
        assertThat(reason(row, "push")).isEqualTo(Reason.SAFETY);
        assertThat(reason(row, "move")).isEqualTo(Reason.SAFETY);
    }

    // --- trial settings -------------------------------------------------------------------------

    private static LoopConfig trial(String times, String firstDay, String lastDay) {
        LoopConfig c = always();
        DecisionOptions d = c.decision();
        return Configs.with(
                c,
                new DecisionOptions(
                        d.deployment(),
                        d.interval(),
                        times,
                        firstDay,
                        lastDay,
                        d.lateSync(),
                        d.freshness(),
                        d.quietFrom(),
                        d.quietUntil(),
                        d.gap(),
                        d.cap(),
                        d.fallbackProbability()));
    }

    @Test
    void decisionTimesTakeThePlaceOfTheGrid() {
        Adapting person = new Adapting(trial("11:00, 15:30, 20:00", "", "")).enrol("UTC");
        // Ticks from 10:05 on, without those of a gap from 15:00 to 16:00.
        for (int minute = 5; minute <= 2 * 1440; minute += 5) {
            if (minute < 300 || minute >= 360) {
                person.accept(person.tickAt(minute));
            }
        }
        assertThat(
                        person.out.decisions.stream()
                                .map(d -> (d.decisionTime() - Adapting.at(0)) / 60_000))
                .containsExactly(60L, 360L, 600L, 1500L, 1770L, 2040L);
    }

    @Test
    void aDecisionTimeIsNamedOnce() {
        assertThatThrownBy(() -> trial("09:00, 15:30, 09:00", "", ""))
                .hasMessageContaining("decision.times")
                .hasMessageContaining("name 09:00 once");
    }

    @Test
    void nobodyIsEnrolledBeforeTheFirstDayAndAfterTheLast() {
        // START is 2024-05-15, 10:00.
        Adapting person = new Adapting(trial("12:00", "2024-05-16", "2024-05-17")).enrol("UTC");
        for (int minute = 5; minute <= 5 * 1440; minute += 5) {
            person.accept(person.tickAt(minute));
        }
        assertThat(person.out.decisions).hasSize(5);
        for (int day = 0; day < 5; day++) {
            Decision row = person.out.decisions.get(day);
            assertThat(row.reason() == Reason.NOT_ENROLLED).isEqualTo(day == 0 || day > 2);
        }
    }

    // --- rewards --------------------------------------------------------------------------------

    /** A reward graph that fails on every row. */
    private static Scorer broken() {
        Scorer good = FakeScorer.reward();
        return new Scorer() {
            @Override
            public ModelManifest manifest() {
                return good.manifest();
            }

            @Override
            public boolean batchInvariant() {
                return true;
            }

            @Override
            public int maxBatch() {
                return 1;
            }

            @Override
            public void score(float[] inputs, int rows, float[] outputs) {
                throw org.wearablecoach.onnx.Failures.scoring();
            }

            @Override
            public void close() {}
        };
    }

    @Test
    void aRewardGraphThatFailsLeavesARowWithoutRewardAndADeadLetter() {
        RecordingOutput out = new RecordingOutput();
        HeapAdaptStore store = new HeapAdaptStore();
        Adapt adapt =
                new Adapt(
                        Configs.agent("thompson-smooth", Duration.ZERO, 0, Map.of()),
                        "c0".repeat(32),
                        FakeScorer.LABELS,
                        AdaptModels.ofSteps(broken()),
                        false,
                        0,
                        1,
                        out);
        Adapting feed = new Adapting(Configs.usual());
        adapt.accept(
                new org.wearablecoach.loop.Element.ProfileChange(
                        Adapting.USER,
                        0,
                        0,
                        new Payload.Profile("UTC", "en", true, null, null, false)),
                store);
        for (int minute = 0; minute < 100; minute++) {
            adapt.accept(
                    feed.window(
                            SignalKind.STEPS,
                            "watch",
                            Adapting.at(minute),
                            Adapting.at(minute + 1),
                            1,
                            Float.NaN,
                            minute < 5 ? 60 : 0),
                    store);
            if (minute == 59) {
                adapt.accept(feed.tickAt(60), store);
            }
        }
        assertThat(out.decisions).hasSize(1);
        Reward reward = out.rewardOf(out.decisions.get(0));
        assertThat(reward.reward()).isNaN();
        assertThat(reward.outcomeValue()).isNaN();
        assertThat(reward.learnable()).isFalse();
        assertThat(out.letters).hasSize(1);
        assertThat(out.letters.get(0).cause()).isEqualTo(Cause.MODEL_INPUT);
        assertThat(store.policy().statistics[0]).as("nothing learned").isZero();
    }
}
