package org.wearablecoach.signals;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LowAlarmTest {

    private static final long MINUTE = 60_000;
    private static final LowAlarm.Rule RULE = new LowAlarm.Rule(70, 0.25, 1);

    private static boolean at(LowAlarm alarm, long minute, float mgDl, double risk) {
        return alarm.reading(RULE, minute * MINUTE, mgDl, (float) risk, false);
    }

    @Test
    void anAlarmBeginsAtTheLimitOfAReadingThatIsNotLowAndIsFollowedBySilence() {
        LowAlarm alarm = new LowAlarm();

        assertThat(alarm.limit(RULE)).isEqualTo(0.25f);
        assertThat(at(alarm, 0, 100, 0.249)).isFalse();
        assertThat(at(alarm, 5, 69, 0.9)).as("low already").isFalse();
        assertThat(at(alarm, 10, 100, Float.NaN)).isFalse();
        assertThat(at(alarm, 15, 70, 0.25)).isTrue();
        assertThat(at(alarm, 20, 75, 0.9)).as("silence").isFalse();
        assertThat(at(alarm, 45, 75, 0.9)).isTrue();
        assertThat(new LowAlarm().reading(RULE, 0, 100, 0, true)).as("by forecast").isTrue();
    }

    @Test
    void aFalseAlarmRaisesTheLimitAndAnAlarmBeforeALowDoesNot() {
        LowAlarm wrong = new LowAlarm();
        LowAlarm right = new LowAlarm();
        at(wrong, 0, 80, 0.3);
        at(right, 0, 80, 0.3);
        for (int minute = 5; minute <= 30; minute += 5) {
            at(wrong, minute, 80, 0);
            at(right, minute, minute == 25 ? 69 : 80, 0);
        }

        assertThat(wrong.raised()).isEqualTo(LowAlarm.STEP);
        assertThat(wrong.limit(RULE)).isEqualTo(0.2692f, within(1e-4f));
        assertThat(right.raised()).isZero();
    }

    @Test
    void whatNobodyWatchedTeachesNothing() {
        LowAlarm alarm = new LowAlarm();
        at(alarm, 0, 80, 0.3);
        at(alarm, 5, 80, 0);
        // The sensor was silent for the rest of the half hour.
        at(alarm, 60, 80, 0);

        assertThat(alarm.raised()).isZero();
        assertThat(alarm.isOpen()).isFalse();
    }

    @Test
    void aLowThatComesLaterThanTheAlarmSaidIsAFalseAlarmStill() {
        LowAlarm alarm = new LowAlarm();
        for (int minute = 0; minute <= 30; minute += 10) {
            at(alarm, minute, 80, minute == 0 ? 0.3 : 0);
        }
        LowAlarm late = new LowAlarm();
        at(late, 0, 80, 0.3);
        at(late, 12, 80, 0);
        at(late, 24, 80, 0);
        at(late, 36, 60, 0);

        assertThat(alarm.raised()).isEqualTo(LowAlarm.STEP);
        assertThat(late.raised()).isEqualTo(LowAlarm.STEP);
        assertThat(late.isOpen()).isFalse();
    }

    @Test
    void aSilentSensorTakesNothingBack() {
        LowAlarm alarm = new LowAlarm(1, 0, 0, false);
        at(alarm, 7 * 24 * 60, 120, 0);

        // As after a quarter of an hour.
        assertThat(alarm.raised()).isEqualTo(1 - LowAlarm.STEP / 96, within(1e-6f));
    }

    @Test
    void theLimitIsNotRaisedForEver() {
        LowAlarm alarm = new LowAlarm(LowAlarm.MOST_RAISED - 0.01f, 0, -60 * MINUTE, false);
        at(alarm, 1, 80, 0.99);
        at(alarm, 16, 80, 0);
        at(alarm, 31, 80, 0);

        assertThat(alarm.raised()).isEqualTo(LowAlarm.MOST_RAISED);
    }

    @Test
    void quietDaysTakeBackWhatWasLearnedAndNoMore() {
        LowAlarm alarm = new LowAlarm(2 * LowAlarm.STEP, 0, 0, false);
        for (long minute = 5; minute <= 24 * 60; minute += 5) {
            at(alarm, minute, 120, 0);
        }
        assertThat(alarm.raised()).isEqualTo(LowAlarm.STEP, within(1e-3f));
        for (long minute = 24 * 60; minute <= 72 * 60; minute += 5) {
            at(alarm, minute, 120, 0);
        }

        assertThat(alarm.raised()).isZero();
        assertThat(alarm.limit(RULE)).isEqualTo(0.25f);
    }

    @ParameterizedTest
    // How often a person's probability is over the limit for nothing.
    @ValueSource(doubles = {0.02, 0.1, 0.4})
    void inTheLongRunNobodyGetsMoreFalseAlarmsThanAreAccepted(double share) {
        SplittableRandom random = new SplittableRandom(7);
        LowAlarm alarm = new LowAlarm();
        int alarms = 0;
        int days = 90;
        for (int i = 0; i < days * 288; i++) {
            boolean high = random.nextDouble() < share;
            double risk = high ? 0.25 + 0.6 * random.nextDouble() : 0.1;
            boolean began = at(alarm, 5L * i, 100, risk);
            alarms += began && i > 30 * 288 ? 1 : 0;
        }

        assertThat(alarms / 60.0).isBetween(0.85, 1.15);
        assertThat(alarm.raised()).isBetween(0f, LowAlarm.MOST_RAISED);
    }

    @Test
    void theLimitIsTheSameForEverybodyWhereNoRateIsGiven() {
        LowAlarm.Rule frozen = new LowAlarm.Rule(70, 0.25, 0);
        LowAlarm alarm = new LowAlarm(1, 0, 0, false);
        for (int minute = 5; minute < 500; minute += 5) {
            alarm.reading(frozen, minute * MINUTE, 100, 0.5f, false);
        }

        assertThat(alarm.limit(frozen)).isEqualTo(0.25f);
        assertThat(alarm.raised()).isEqualTo(1);
        assertThat(new LowAlarm(1, 0, 0, false).limit(new LowAlarm.Rule(70, 1, 1))).isEqualTo(1);
    }

    @Test
    void aReadingThatComesBehindANewerOneChangesNothing() {
        LowAlarm alarm = new LowAlarm();
        at(alarm, 60, 80, 0.3);
        LowAlarm copy = alarm.copy();

        assertThat(at(alarm, 60, 60, 0.9)).isFalse();
        assertThat(at(alarm, 20, 60, 0.9)).isFalse();
        assertThat(alarm).usingRecursiveComparison().isEqualTo(copy);
    }

    @Test
    void aRuleThatCannotBeIsRefused() {
        assertThatThrownBy(() -> new LowAlarm.Rule(70, 0, 1))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new LowAlarm.Rule(70, 0.5, Double.NaN))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
