package org.wearablecoach.loop.adapt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wearablecoach.loop.adapt.Adapting.at;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.wearablecoach.event.Decision;
import org.wearablecoach.event.NamedValue;
import org.wearablecoach.event.SignalKind;
import org.wearablecoach.loop.Bytes;
import org.wearablecoach.loop.Configs;

/** Arousal is what is unusual for the person given what the person does. */
class ArousalTest {

    private final Adapting person = new Adapting(Configs.sending(.5)).enrol("UTC");
    private final Random random = new Random(4);

    /** A minute with a heart that beats as unusually as told. */
    private void minute(int minute, int steps, double z) {
        person.accept(
                person.window(
                        SignalKind.HEART_RATE,
                        "watch",
                        at(minute),
                        at(minute + 1),
                        1,
                        (float) (z + 0.4 * random.nextGaussian()),
                        70,
                        70,
                        70));
        person.steps(minute, steps);
        // Stored and read between minutes, as in a job.
        person.store.arousal(
                Bytes.read(
                        new Arousal.Form(),
                        Bytes.write(new Arousal.Form(), person.store.arousal())));
    }

    /** An hour and a half of sitting with a walk of ten minutes in each half hour. */
    private void days() {
        for (int minute = -600; minute < 0; minute++) {
            boolean walks = Math.floorMod(minute, 30) < 10;
            minute(minute, walks ? 100 : 0, walks ? 2.5 : 0);
        }
    }

    private double arousal(double minute) {
        Decision decision = person.tick(minute);
        for (NamedValue value : decision.context()) {
            if (value.name().equals("arousalZ")) {
                return value.value();
            }
        }
        throw new AssertionError("no arousal in the row");
    }

    @Test
    void aWalkIsNoStress() {
        days();
        for (int minute = 0; minute < 10; minute++) {
            minute(minute, 100, 2.5);
        }
        assertThat(arousal(10)).isBetween(-1.5, 1.5);
    }

    @Test
    void theSameHeartInSomebodyWhoSitsIs() {
        days();
        for (int minute = 0; minute < 25; minute++) {
            minute(minute, 0, minute < 10 ? 0 : 2.5);
        }
        assertThat(arousal(25)).isGreaterThan(2);
    }

    @Test
    void nothingIsSaidBeforeAnHourWasSeen() {
        for (int minute = 0; minute < 60; minute++) {
            minute(minute, 0, 0);
        }
        assertThat(arousal(60)).isNaN();
        for (int minute = 60; minute < 70; minute++) {
            minute(minute, 0, 0);
        }
        assertThat(arousal(70)).isFinite();
    }

    /** Who wears nothing that counts steps or senses motion is compared with the time of day. */
    @Test
    void whereNothingIsKnownOfTheActivityTheTimeOfDayAloneDecides() {
        for (int minute = 0; minute < 5; minute++) {
            person.heart(minute, 70);
        }
        assertThat(arousal(5)).isEqualTo(.5);
    }

    @Test
    void forgettingLeavesNothing() {
        days();
        person.store.clear();
        assertThat(person.store.entries()).isZero();
    }
}
