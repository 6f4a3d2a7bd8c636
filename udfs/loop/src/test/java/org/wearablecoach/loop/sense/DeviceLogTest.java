package org.wearablecoach.loop.sense;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wearablecoach.loop.Device.MINUTE;
import static org.wearablecoach.loop.Device.SECOND;
import static org.wearablecoach.loop.Device.START;
import static org.wearablecoach.loop.Device.heartRate;
import static org.wearablecoach.loop.sense.DeviceLog.Verdict.CONFLICT;
import static org.wearablecoach.loop.sense.DeviceLog.Verdict.DUPLICATE;
import static org.wearablecoach.loop.sense.DeviceLog.Verdict.NEW;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.wearablecoach.event.SignalKind;
import org.wearablecoach.loop.Device;
import org.wearablecoach.loop.Element;

/** De-duplication: what is known of each run of a device's counter. */
class DeviceLogTest {

    private final DeviceLog log = new DeviceLog((byte) 0);

    @Test
    void knowsTheLast1024Numbers() {
        for (int i = 0; i < 2000; i++) {
            assertThat(log.see(i, i)).isEqualTo(NEW);
        }
        assertThat(log.see(1999 - 1023, 1999 - 1023)).isEqualTo(DUPLICATE);
        assertThat(log.see(1999 - 1024, 1999 - 1024)).as("below the map").isEqualTo(NEW);
    }

    @Test
    void comparesTheLast16Bodies() {
        for (int i = 0; i < 100; i++) {
            log.see(i, i);
        }
        assertThat(log.see(99, 7)).isEqualTo(CONFLICT);
        assertThat(log.see(84, 7)).isEqualTo(CONFLICT);
        assertThat(log.see(83, 7)).as("the 17th last").isEqualTo(DUPLICATE);
        assertThat(log.see(84, 84)).as("a conflict changes nothing").isEqualTo(DUPLICATE);
    }

    @Test
    void aNumberThatWasLeftOutIsNewWhenItComes() {
        log.see(0, 0);
        log.see(10, 10);
        assertThat(log.see(5, 5)).isEqualTo(NEW);
        assertThat(log.see(5, 5)).isEqualTo(DUPLICATE);
        assertThat(log.see(5, 6)).isEqualTo(CONFLICT);
        log.see(5000, 1);
        assertThat(log.see(4990, 1)).as("after a jump over the whole map").isEqualTo(NEW);
    }

    @Test
    void theLargestNumbersDoNotOverflow() {
        assertThat(log.see(Long.MIN_VALUE, 1)).isEqualTo(NEW);
        assertThat(log.see(Long.MAX_VALUE, 2)).isEqualTo(NEW);
        assertThat(log.see(Long.MAX_VALUE, 2)).isEqualTo(DUPLICATE);
        assertThat(log.see(Long.MAX_VALUE - 1, 2)).isEqualTo(NEW);
        assertThat(log.see(Long.MIN_VALUE, 1)).as("below the map").isEqualTo(NEW);
    }

    @Property(seed = "1")
    void agreesWithAMapOfAllNumbers(
            @ForAll @Size(max = 300) List<@IntRange(max = 2500) Integer> numbers) {
        DeviceLog judged = new DeviceLog((byte) 0);
        Map<Integer, Integer> all = new HashMap<>();
        int highest = -1;
        for (int i = 0; i < numbers.size(); i++) {
            int number = numbers.get(i);
            int body = i % 2;
            Integer known = all.putIfAbsent(number, body);
            DeviceLog.Verdict expected = NEW;
            if (known != null && highest - number < 1024) {
                expected = highest - number < 16 && known != body ? CONFLICT : DUPLICATE;
            }
            assertThat(judged.see(number, body)).isEqualTo(expected);
            highest = Math.max(highest, number);
        }
    }

    @Test
    void aRebootStartsAgainAndTheOldRunIsStillKnown() {
        Sensing sensing = new Sensing();
        Device watch = new Device("p", "watch");
        for (int i = 0; i < 20; i++) {
            sensing.accept(watch.at(START + i * SECOND, heartRate(60)));
        }
        watch.reboot();
        assertThat(sensing.accept(watch.at(START + 20 * SECOND, heartRate(60))))
                .as("number 0 of the next run")
                .isEqualTo(Disposition.USED);
        assertThat(
                        sensing.accept(
                                new Device("p", "watch")
                                        .numbered(
                                                3,
                                                START + 3 * SECOND,
                                                START + 21 * SECOND,
                                                heartRate(60))))
                .as("of the old run")
                .isEqualTo(Disposition.DUPLICATE);
    }

    @Test
    void theNinthDeviceMakesTheMostSilentOneForgottenWithItsSamples() {
        Sensing sensing = new Sensing();
        Device[] devices = new Device[9];
        for (int i = 0; i < 9; i++) {
            devices[i] = new Device("p", "d" + i);
            sensing.accept(devices[i].at(START + i * SECOND, heartRate(60 + i)));
        }
        assertThat(sensing.store.devices()).hasSize(8);
        assertThat(sensing.store.devices()).noneMatch(e -> e.getKey().device().equals("d0"));
        assertThat(sensing.store.signal(new SignalKey(SignalKind.HEART_RATE, "d0"))).isNull();
        // The ninth device has the place of the first one, but not its samples.
        sensing.accept(devices[8].at(START + 2 * MINUTE, heartRate(100)));
        Element.Window window = sensing.windows(SignalKind.HEART_RATE).get(0);
        assertThat(window.device()).isEqualTo("d8");
        assertThat(window.features()).containsExactly(68, 68, 68);
    }

    @Test
    void manyRebootsOfOneDeviceForgetItsOwnOldRunsAndNoOtherDevice() {
        Sensing sensing = new Sensing();
        Device quiet = new Device("p", "quiet");
        Device restless = new Device("p", "restless");
        sensing.accept(quiet.at(START, heartRate(90)));
        for (int i = 0; i < 40; i++) {
            sensing.accept(restless.at(START + i, heartRate(60)));
            restless.reboot();
        }
        assertThat(sensing.store.devices()).hasSizeLessThanOrEqualTo(16);
        // A new device must not get the place of one that still has samples.
        Device other = new Device("p", "other");
        sensing.accept(other.at(START, heartRate(50)));
        sensing.accept(other.at(START + 2 * MINUTE, heartRate(50)));
        assertThat(sensing.windows(SignalKind.HEART_RATE).get(0).features())
                .containsExactly(50, 50, 50);
    }

    @Test
    void whichDeviceIsForgottenDoesNotDependOnTheOrderOfAMap() {
        Sensing sensing = new Sensing();
        for (int i = 0; i < 8; i++) {
            for (int boot = 0; boot < 2; boot++) {
                Device device = new Device("p", "d" + (7 - i));
                for (int b = 0; b < boot; b++) {
                    device.reboot();
                }
                sensing.accept(device.at(START, heartRate(60)));
            }
        }
        Device d7 = new Device("p", "d7");
        d7.reboot();
        d7.reboot();
        sensing.accept(d7.at(START, heartRate(60)));
        assertThat(sensing.store.devices())
                .as("all as old: the first run of the first device by name")
                .noneMatch(e -> e.getKey().equals(new DeviceKey("d0", 0)))
                .hasSize(16);
    }

    @Test
    void fewerDevicesThanBeforeAreNoError() {
        HeapSenseStore store = new HeapSenseStore();
        store.device(new DeviceKey("old", 0), new DeviceLog((byte) 15));
        Sense sense = new Sense(org.wearablecoach.loop.config.LoopConfig.defaults(), null);
        assertThat(sense.accept(new Device("p", "w").at(START, heartRate(60)), store, e -> {}))
                .isEqualTo(Disposition.USED);
    }
}
