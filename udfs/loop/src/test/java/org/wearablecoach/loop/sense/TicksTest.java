package org.wearablecoach.loop.sense;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wearablecoach.loop.Device.DAY;
import static org.wearablecoach.loop.Device.HOUR;
import static org.wearablecoach.loop.Device.MINUTE;
import static org.wearablecoach.loop.Device.SECOND;
import static org.wearablecoach.loop.Device.START;
import static org.wearablecoach.loop.Device.enrolled;
import static org.wearablecoach.loop.Device.glucose;
import static org.wearablecoach.loop.Device.heartRate;
import static org.wearablecoach.loop.Device.steps;

import org.junit.jupiter.api.Test;
import org.wearablecoach.event.InteractionKind;
import org.wearablecoach.event.Payload;
import org.wearablecoach.event.SignalKind;
import org.wearablecoach.loop.Device;
import org.wearablecoach.loop.Element;

/** The person's clock, its ticks, and when a person is forgotten. */
class TicksTest {

    private final Sensing sensing = new Sensing();
    private final Device watch = new Device("p", "watch");
    private final Device phone = new Device("p", "phone");

    @Test
    void ticksLieOnTheGridAndTheFirstRecordMakesNone() {
        for (int m = 1; m <= 16; m++) {
            sensing.accept(watch.at(START + m * MINUTE, heartRate(60)));
        }
        assertThat(sensing.ticks().stream().map(t -> t.decisionTime() - START))
                .containsExactly(5 * MINUTE, 10 * MINUTE, 15 * MINUTE);
        assertThat(sensing.ticks()).allSatisfy(t -> assertThat(t.skipped()).isZero());
    }

    @Test
    void aJumpOf42HoursIsOneTick() {
        sensing.accept(watch.at(START, heartRate(60)));
        sensing.accept(watch.at(START + 42 * HOUR + 7 * MINUTE, heartRate(60)));
        assertThat(sensing.ticks())
                .singleElement()
                .satisfies(
                        t -> {
                            assertThat(t.decisionTime()).isEqualTo(START + 42 * HOUR + 5 * MINUTE);
                            assertThat(t.skipped()).isEqualTo(42 * 12);
                            assertThat(t.sensorTime()).isEqualTo(START + 42 * HOUR + 7 * MINUTE);
                        });
    }

    private static String describe(Element element) {
        return element instanceof Element.Window w
                ? "window " + (w.end() - START) / MINUTE
                : element instanceof Element.Tick t
                        ? "tick " + (t.decisionTime() - START) / MINUTE
                        : element.toString();
    }

    @Test
    void aTickStandsBehindTheWindowsThatEndBeforeItAndBeforeThoseThatEndLater() {
        sensing.accept(watch.at(START, heartRate(60)));
        sensing.accept(watch.at(START + 4 * MINUTE, heartRate(60)));
        sensing.out.clear();
        sensing.accept(watch.at(START + 8 * MINUTE, heartRate(60)));
        assertThat(sensing.out.stream().map(TicksTest::describe))
                .as("the window of the fifth minute ends at the grid point itself")
                .containsExactly("window 5", "tick 5");
        sensing.out.clear();
        // Closes the ninth minute, and passes the grid point after it.
        sensing.accept(watch.at(START + 11 * MINUTE, heartRate(60)));
        // The sixteenth minute is closed by the record that passes 15: a jump over both.
        sensing.accept(watch.at(START + 14 * MINUTE + 55 * SECOND, heartRate(60)));
        sensing.accept(watch.at(START + 15 * MINUTE - 1, heartRate(60)));
        sensing.out.clear();
        sensing.accept(watch.at(START + 15 * MINUTE + 15 * SECOND, heartRate(60)));
        assertThat(sensing.out.stream().map(TicksTest::describe))
                .containsExactly("window 15", "tick 15");
        Sensing other = new Sensing();
        other.accept(watch.at(START + 4 * MINUTE + 50 * SECOND, heartRate(60)));
        other.accept(watch.at(START + 4 * MINUTE + 59 * SECOND, heartRate(60)));
        other.accept(phone.at(START + 4 * MINUTE + 59 * SECOND, heartRate(60)));
        // A device whose clock is ahead, within what is accepted.
        other.accept(
                phone.at(START + 5 * MINUTE - 1, START + 4 * MINUTE + 59 * SECOND, glucose(100)));
        other.accept(phone.at(START + 7 * MINUTE + 30 * SECOND, START, glucose(100)));
        assertThat(other.out.stream().map(TicksTest::describe))
                .containsExactly("window 5", "tick 5", "window 7");
    }

    @Test
    void aReadingAtTheVeryMomentOfTheGridPointIsKnownAtTheTick() {
        sensing.accept(watch.at(START, heartRate(60)));
        sensing.accept(phone.at(START + 5 * MINUTE, glucose(65)));
        assertThat(sensing.out.get(0)).isInstanceOf(Element.Window.class);
        assertThat(sensing.out.get(1)).isInstanceOf(Element.Tick.class);
        sensing.accept(phone.at(START + 10 * MINUTE + 1, glucose(66)));
        assertThat(sensing.out.get(2)).as("behind the point").isInstanceOf(Element.Tick.class);
        assertThat(sensing.out.get(3)).isInstanceOf(Element.Window.class);
    }

    @Test
    void aBacklogMakesNoTickOfThePast() {
        sensing.accept(phone.at(START, heartRate(60)));
        sensing.accept(phone.at(START + 6 * HOUR, heartRate(60)));
        int before = sensing.ticks().size();
        for (int m = 1; m < 350; m++) {
            sensing.accept(watch.at(START + m * MINUTE, START + 6 * HOUR, heartRate(60)));
        }
        assertThat(sensing.ticks()).hasSize(before);
        assertThat(sensing.windows(SignalKind.HEART_RATE)).hasSizeGreaterThan(340);
    }

    @Test
    void aPersonWhoWasOfflineHasTicksOfThePastWithTheTimeTheyCameAt() {
        sensing.accept(watch.at(START, heartRate(60)));
        for (int m = 1; m <= 360; m++) {
            sensing.accept(watch.at(START + m * MINUTE, START + 6 * HOUR, heartRate(60)));
        }
        assertThat(sensing.ticks()).hasSize(72);
        assertThat(sensing.ticks())
                .allSatisfy(t -> assertThat(t.ingestTime()).isEqualTo(START + 6 * HOUR));
    }

    @Test
    void theTickSaysHowFarTheStepsAreKnown() {
        sensing.accept(watch.at(START, steps(3)));
        sensing.accept(watch.at(START + 4 * MINUTE + 9 * SECOND, steps(3)));
        sensing.accept(phone.at(START + 5 * MINUTE, heartRate(60)));
        assertThat(sensing.ticks().get(0).stepsClock()).isEqualTo(START + 3 * MINUTE);
    }

    @Test
    void eventsPassInTheirPlace() {
        sensing.accept(phone.at(START, enrolled("Europe/Berlin")));
        sensing.accept(phone.at(START, new Payload.Consent(false)));
        sensing.accept(
                phone.at(
                        START + 5 * MINUTE,
                        new Payload.Interaction("abc", InteractionKind.ACCEPTED)));
        assertThat(sensing.out)
                .hasExactlyElementsOfTypes(
                        Element.ProfileChange.class,
                        Element.ConsentChange.class,
                        Element.Reaction.class,
                        Element.Tick.class);
        assertThat(sensing.store.zone()).isEqualTo("Europe/Berlin");
    }

    @Test
    void afterAWeekWithoutARecordBuffersAreForgottenBeforeTheNextOne() {
        sensing.accept(phone.at(START, enrolled("Europe/Berlin")));
        sensing.accept(watch.at(START, heartRate(60)));
        sensing.accept(watch.at(START + 90 * SECOND, heartRate(60)));
        sensing.out.clear();
        long later = START + 90 * SECOND + 7 * DAY;
        sensing.accept(watch.at(later, heartRate(60)));
        assertThat(sensing.all(Element.Expired.class)).as("exactly a week").isEmpty();
        sensing.accept(watch.at(later + 7 * DAY + 1, heartRate(60)));
        assertThat(sensing.out.get(sensing.out.size() - 2))
                .isEqualTo(new Element.Expired("p", later + 7 * DAY + 1, later, false));
        assertThat(sensing.store.zone()).isEqualTo("Europe/Berlin");
        assertThat(sensing.store.baseline(SignalKind.HEART_RATE)).isNotNull();
        assertThat(sensing.store.devices()).hasSize(1);
    }

    @Test
    void after400DaysThePersonIsForgotten() {
        sensing.accept(phone.at(START, enrolled("Europe/Berlin")));
        sensing.accept(watch.at(START, heartRate(60)));
        sensing.accept(watch.at(START + 90 * SECOND, heartRate(60)));
        sensing.out.clear();
        long later = START + 90 * SECOND + 400 * DAY + 1;
        sensing.accept(watch.at(later, heartRate(60)));
        assertThat(sensing.out)
                .containsExactly(new Element.Expired("p", later, START + 90 * SECOND, true));
        assertThat(sensing.store.zone()).isNull();
        assertThat(sensing.store.baseline(SignalKind.HEART_RATE)).isNull();
        assertThat(sensing.store.entries()).as("clock, device, signal, sample").isEqualTo(4);
    }

    @Test
    void aTimerThatFreesChangesNothingThatIsEmitted() {
        for (long silence : new long[] {6 * DAY, 8 * DAY, 401 * DAY}) {
            Sensing lazy = new Sensing();
            Sensing timed = new Sensing();
            Device device = new Device("p", "watch");
            for (int m = 0; m < 7; m++) {
                var record = device.at(START + m * MINUTE, heartRate(60));
                lazy.accept(record);
                timed.accept(record);
            }
            long timer = timed.sense.firstTimer(START + 6 * MINUTE);
            long until = START + 6 * MINUTE + silence;
            while (timer != PersonClock.NEVER && timer < until) {
                timer = timed.sense.free(timer, timed.store);
            }
            for (int m = 0; m < 7; m++) {
                var record = device.at(until + m * MINUTE, heartRate(60));
                lazy.accept(record);
                timed.accept(record);
            }
            assertThat(timed.out.stream().map(TicksTest::text))
                    .isEqualTo(lazy.out.stream().map(TicksTest::text).toList());
        }
    }

    private static String text(Element element) {
        return element instanceof Element.Window w
                ? w.end() + " " + w.z() + " " + java.util.Arrays.toString(w.features())
                : element.toString();
    }

    @Test
    void timersEndWithNothingKept() {
        sensing.accept(phone.at(START, enrolled("Europe/Berlin")));
        sensing.accept(watch.at(START, heartRate(60)));
        sensing.accept(watch.at(START + 90 * SECOND, heartRate(60)));
        long timer = sensing.sense.firstTimer(START);
        int fired = 0;
        while (timer != PersonClock.NEVER) {
            timer = sensing.sense.free(timer, sensing.store);
            assertThat(++fired).isLessThan(10);
        }
        assertThat(sensing.store.entries()).isZero();
    }

    @Test
    void erasureLeavesNothing() {
        sensing.accept(phone.at(START, enrolled("Europe/Berlin")));
        for (int m = 0; m < 20; m++) {
            sensing.accept(watch.at(START + m * MINUTE, heartRate(60)));
            sensing.accept(watch.at(START + m * MINUTE, steps(7)));
            sensing.accept(phone.at(START + m * MINUTE, glucose(100)));
        }
        assertThat(sensing.store.entries()).isGreaterThan(10);
        assertThat(sensing.accept(phone.at(START + 21 * MINUTE, new Payload.Erase())))
                .isEqualTo(Disposition.USED);
        assertThat(sensing.store.entries()).isZero();
        assertThat(sensing.out.get(sensing.out.size() - 1))
                .isEqualTo(new Element.Erasure("p", START + 21 * MINUTE));
    }
}
