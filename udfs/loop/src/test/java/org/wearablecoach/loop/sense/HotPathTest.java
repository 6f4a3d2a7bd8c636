package org.wearablecoach.loop.sense;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wearablecoach.loop.Device.MINUTE;
import static org.wearablecoach.loop.Device.SECOND;
import static org.wearablecoach.loop.Device.START;
import static org.wearablecoach.loop.Device.beats;
import static org.wearablecoach.loop.Device.heartRate;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;
import org.wearablecoach.event.Received;
import org.wearablecoach.loop.ByteSenseStore;
import org.wearablecoach.loop.Device;
import org.wearablecoach.loop.Element;
import org.wearablecoach.loop.config.LoopConfig;

/** What one record costs. */
class HotPathTest {

    private final Device watch = new Device("p", "watch");

    @Test
    void aHeartRateTouchesThePersonClockOneDeviceOneSignalAndAppendsOneSample() {
        Sense sense = new Sense(LoopConfig.defaults(), null);
        ByteSenseStore store = new ByteSenseStore();
        for (int s = 0; s < 75; s++) {
            sense.accept(watch.at(START + s * SECOND, heartRate(60)), store, e -> {});
        }
        store.touched.clear();
        store.bytes = 0;
        sense.accept(watch.at(START + 75 * SECOND, heartRate(60)), store, e -> {});
        assertThat(store.touched)
                .containsExactlyInAnyOrder(
                        "read person clock",
                        "read device",
                        "write device",
                        "read signal",
                        "write signal",
                        "write one sample",
                        "write person clock");
        System.out.printf("bytes read and written by a heart-rate record: %d%n", store.bytes);
        assertThat(store.bytes).isLessThan(2 * 256 + 20);
    }

    @Test
    void aHeartRateAllocatesLittle() {
        Sense sense = new Sense(LoopConfig.defaults(), null);
        HeapSenseStore store = new HeapSenseStore();
        Element.Sink nowhere = e -> {};
        int warm = 50_000;
        int measured = 50_000;
        Received[] records = new Received[warm + measured];
        for (int s = 0; s < records.length; s++) {
            records[s] = watch.at(START + s * SECOND, heartRate(60 + s % 50));
        }
        for (int s = 0; s < warm; s++) {
            sense.accept(records[s], store, nowhere);
        }
        ThreadMXBean thread = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long id = Thread.currentThread().getId();
        long before = thread.getThreadAllocatedBytes(id);
        for (int s = warm; s < records.length; s++) {
            sense.accept(records[s], store, nowhere);
        }
        double perRecord = (thread.getThreadAllocatedBytes(id) - before) / (double) measured;
        System.out.printf("bytes allocated by a heart-rate record: %.0f%n", perRecord);
        // Two keys, a sample, and a share of the minute's window and lists.
        assertThat(perRecord).isLessThan(250);
    }

    @Test
    void theStateOfABusyPersonStaysSmall() {
        Sense sense = new Sense(LoopConfig.defaults(), null);
        ByteSenseStore store = new ByteSenseStore();
        long largest = 0;
        for (int s = 0; s < 3600; s++) {
            long time = START + s * SECOND;
            sense.accept(watch.at(time, heartRate(60)), store, e -> {});
            sense.accept(watch.at(time, beats(1000)), store, e -> {});
            sense.accept(watch.at(time, Device.motion(25, 25, 0.1)), store, e -> {});
            if (s % 60 == 0) {
                sense.accept(watch.at(time, Device.steps(10)), store, e -> {});
                sense.accept(watch.at(time, Device.glucose(100)), store, e -> {});
            }
            largest = Math.max(largest, store.size());
        }
        System.out.printf("bytes kept by Sense for a person with every signal: %d%n", largest);
        assertThat(largest).isLessThan(16 * 1024);
    }

    @Test
    void recordsOfAMinuteReadTheSamplesAndTheZoneOnce() {
        Sense sense = new Sense(LoopConfig.defaults(), null);
        ByteSenseStore store = new ByteSenseStore();
        for (long time = START; time < START + 20 * MINUTE; time += SECOND) {
            sense.accept(watch.at(time, heartRate(60)), store, e -> {});
        }
        assertThat(store.touched.stream().filter(t -> t.equals("read samples"))).hasSize(20);
        // The first minute is not over when the second reads.
        assertThat(store.touched.stream().filter(t -> t.equals("read zone"))).hasSize(19);
    }
}
