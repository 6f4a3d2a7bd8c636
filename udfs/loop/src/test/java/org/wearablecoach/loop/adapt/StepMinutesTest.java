package org.wearablecoach.loop.adapt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wearablecoach.loop.adapt.Adapting.at;

import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.wearablecoach.event.SignalKind;
import org.wearablecoach.loop.Configs;
import org.wearablecoach.signals.Activity;

/** A window of a counter tells of the silent minutes before it as well. */
class StepMinutesTest {

    private final Adapting person = new Adapting(Configs.sending(.5)).enrol("UTC");

    /** A reading in a minute, with steps of so many seconds before it. */
    private void reading(int minute, int own, int before, double seconds) {
        person.accept(
                person.window(
                        SignalKind.STEPS,
                        "watch",
                        at(minute),
                        at(minute + 1),
                        1,
                        0,
                        own + before,
                        before,
                        (float) seconds));
    }

    private Activity activity(int minute) {
        return person.store.minutes().activity(Minutes.minute(at(minute)));
    }

    private int steps(int minute) {
        return person.store.minutes().stepsAt(Minutes.minute(at(minute)));
    }

    @Test
    void aWalkThatWasToldAtItsEndIsAWalkInEachMinute() {
        reading(0, 55, 0, 0);
        reading(10, 110, 990, 540);
        for (int minute = 1; minute <= 10; minute++) {
            assertThat(steps(minute)).isEqualTo(110);
            assertThat(activity(minute)).isEqualTo(Activity.WALK);
        }
        assertThat(steps(0)).isEqualTo(55);
        assertThat(person.store.minutes().observed(Minutes.minute(at(5)))).isTrue();
    }

    @Test
    void aBacklogThatTellsMoreIsNotAddedToWhatWasTold() {
        reading(0, 0, 0, 0);
        reading(10, 100, 900, 540);
        for (int minute = 1; minute < 10; minute++) {
            reading(minute, 0, 0, 0);
        }
        assertThat(steps(5)).isEqualTo(100);
    }

    /** The outcome of a decision holds the steps of its minutes, whenever they were told. */
    @Test
    void theOutcomeOfADecisionHoldsTheStepsOfTheSilence() {
        person.minutes(-60, 0, 0);
        String decision = person.tick(0).decisionId();
        for (int minute = 0; minute < 40; minute++) {
            person.heart(minute, 70);
        }
        reading(10, 100, 0, 0);
        reading(20, 100, 900, 540);
        reading(40, 100, 0, 0);
        assertThat(person.out.rewards)
                .filteredOn(reward -> reward.decisionId().equals(decision))
                .singleElement()
                .satisfies(
                        reward ->
                                assertThat(reward.outcomeValue())
                                        .isCloseTo(Math.log(.5 + 1100), Offset.offset(1e-6)));
    }
}
