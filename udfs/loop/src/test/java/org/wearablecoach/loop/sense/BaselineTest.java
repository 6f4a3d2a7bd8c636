package org.wearablecoach.loop.sense;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.wearablecoach.loop.Device.DAY;
import static org.wearablecoach.loop.Device.HOUR;
import static org.wearablecoach.loop.Device.MINUTE;
import static org.wearablecoach.loop.Device.SECOND;
import static org.wearablecoach.loop.Device.START;
import static org.wearablecoach.loop.Device.beats;
import static org.wearablecoach.loop.Device.enrolled;
import static org.wearablecoach.loop.Device.glucose;
import static org.wearablecoach.loop.Device.heartRate;
import static org.wearablecoach.loop.Device.motion;
import static org.wearablecoach.loop.Device.steps;

import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.wearablecoach.event.Received;
import org.wearablecoach.event.SignalKind;
import org.wearablecoach.loop.Device;
import org.wearablecoach.loop.Element;
import org.wearablecoach.signals.DaytimeBaseline;

/** Every window says how unusual it is for this person, at this time of day. */
class BaselineTest {

    /** A midnight in UTC. */
    private static final long MIDNIGHT = START - START % DAY;

    private static final int DAYS = 21;

    /** One person's days of a heart rate a minute, lowest at four in the morning. */
    private static final class Person {
        final Sensing sensing = new Sensing();
        final Device watch = new Device("p", "watch");
        final Random random;
        long now = MIDNIGHT;

        Person(long seed) {
            random = new Random(seed);
        }

        Person lives(int days, double resting) {
            for (long end = now + days * DAY; now < end; now += MINUTE) {
                accept(resting + daily(now) + 4 * random.nextGaussian());
            }
            return this;
        }

        /** From the resting rate at night to ten more in the afternoon. */
        private static double daily(long time) {
            double hour = (time - MIDNIGHT) % DAY / (double) HOUR;
            return 5 - 5 * Math.cos(2 * Math.PI * (hour - 4) / 24);
        }

        void accept(double bpm) {
            sensing.accept(watch.at(now, heartRate(Math.max(30, bpm))));
        }

        /** The score of a heart rate at an hour of the day that has begun last. */
        float scoreAt(int hour, double bpm) {
            long at = Math.floorDiv(now, DAY) * DAY + hour * HOUR;
            while (now < at) {
                now += 20 * MINUTE;
            }
            now = at;
            accept(bpm);
            now += 2 * MINUTE;
            accept(bpm);
            List<Element.Window> windows = sensing.windows(SignalKind.HEART_RATE);
            Element.Window window = windows.get(windows.size() - 1);
            assertThat(window.features()[WindowFeatures.HEART_RATE_MEAN]).isEqualTo((float) bpm);
            return window.z();
        }

        DaytimeBaseline baseline() {
            return Objects.requireNonNull(sensing.store.baseline(SignalKind.HEART_RATE));
        }
    }

    @Test
    void theSameHeartRateIsUnusualForOnePersonAndNotForAnother() {
        float athlete = new Person(1).lives(DAYS, 48).scoreAt(15, 95);
        float sitter = new Person(2).lives(DAYS, 78).scoreAt(15, 95);
        assertThat(athlete).isGreaterThan(6);
        assertThat(sitter).isBetween(0.5f, 3f);
    }

    @Test
    void theSameHeartRateIsUnusualAtNightAndUsualInTheAfternoon() {
        assertThat(new Person(3).lives(DAYS, 60).scoreAt(4, 70)).isGreaterThan(1.3f);
        assertThat(new Person(3).lives(DAYS, 60).scoreAt(16, 70)).isBetween(-0.7f, 0.7f);
    }

    @Test
    void aPersonOfWhomNothingIsKnownIsJudgedByThePopulationWithAWideMargin() {
        Person person = new Person(4);
        person.accept(95);
        person.now += 2 * MINUTE;
        person.accept(95);
        float z = person.sensing.windows(SignalKind.HEART_RATE).get(0).z();
        // 20 above the mean of all persons; they and one person's hours differ by 18 together.
        assertThat(z).isCloseTo(1.1f, within(0.15f));
    }

    @Test
    void aWeekOfFeverDoesNotBecomeUsual() {
        Person person = new Person(5).lives(DAYS, 58);
        double before = person.baseline().mean(15 * 60);
        person.lives(7, 73);
        assertThat(person.baseline().mean(15 * 60) - before).as("of a rise by 15").isLessThan(2);
        assertThat(person.scoreAt(15, 83)).as("the fever's own heart rate").isGreaterThan(2);
        person.lives(7, 58);
        assertThat(person.baseline().mean(15 * 60)).isCloseTo(before, within(1.0));
    }

    @Test
    void aDayOnAnotherWristIsNotLearned() {
        Person person = new Person(6).lives(DAYS, 50);
        double before = person.baseline().mean(15 * 60);
        person.lives(1, 85);
        assertThat(person.baseline().mean(15 * 60)).isCloseTo(before, within(0.8));
        assertThat(person.scoreAt(15, 95)).isGreaterThan(5);
    }

    @Test
    void aLastingChangeIsLearnedInTheEnd() {
        Person person = new Person(7).lives(DAYS, 70).lives(60, 64);
        assertThat(person.baseline().mean(16 * 60)).isCloseTo(74, within(1.5));
    }

    @Test
    void theTimeOfDayIsThatOfThePersonsZone() {
        Person person = new Person(8);
        Received profile = new Device("p", "profile").at(MIDNIGHT, enrolled("Asia/Tokyo"));
        person.sensing.accept(profile);
        person.now += MINUTE;
        person.accept(60);
        person.now += 2 * MINUTE;
        person.accept(60);
        // Midnight in UTC is nine in the morning there.
        assertThat(person.baseline().knows(3)).isTrue();
        assertThat(person.baseline().knows(0)).isFalse();
    }

    @Test
    void everyWindowThatIsGoodEnoughCarriesItsScore() {
        Sensing sensing = new Sensing();
        Device watch = new Device("p", "watch");
        for (long t = START; t < START + 12 * MINUTE; t += SECOND) {
            sensing.accept(watch.at(t, heartRate(60)));
            sensing.accept(watch.at(t, beats((float) (980 + t / SECOND % 40))));
            sensing.accept(watch.at(t, motion(25, 25, 0.1)));
            if (t % MINUTE == 0) {
                sensing.accept(watch.at(t, steps(20)));
                sensing.accept(watch.at(t, glucose(100)));
            }
        }
        for (SignalKind kind : SignalKind.values()) {
            if (kind == SignalKind.SENSOR) {
                continue; // no module brings one here
            }
            List<Element.Window> windows = sensing.windows(kind);
            assertThat(windows.isEmpty()).as("%s", kind).isEqualTo(kind == SignalKind.UNKNOWN);
            for (Element.Window window : windows) {
                boolean refused = window.quality() == 0 || window.features().length == 0;
                assertThat(Float.isNaN(window.z())).as("%s", kind).isEqualTo(refused);
            }
            assertThat(windows.stream().filter(w -> !Float.isNaN(w.z())).count())
                    .as("scored windows of %s", kind)
                    .isGreaterThanOrEqualTo(kind == SignalKind.UNKNOWN ? 0 : 7);
        }
    }
}
