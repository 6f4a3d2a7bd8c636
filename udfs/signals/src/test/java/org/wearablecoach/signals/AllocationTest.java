package org.wearablecoach.signals;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.time.ZoneId;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What is done per sample allocates nothing, so that a stream of samples leaves no garbage. */
class AllocationTest {

    private static final int ROUNDS = 20_000;
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final Random random = new Random(1);
    private final float[] ms = new float[400];
    private final long[] ends = new long[400];
    private final float[] xyz = new float[3 * 125];

    AllocationTest() {
        long end = 0;
        for (int i = 0; i < ms.length; i++) {
            ms[i] = 800 + random.nextInt(100);
            end += (long) ms[i];
            ends[i] = end;
        }
        for (int i = 0; i < xyz.length; i++) {
            xyz[i] = (float) random.nextGaussian();
        }
    }

    @Test
    void beatsAllocateNothing() {
        SlidingHrv sliding = new SlidingHrv(60_000, 5);
        long[] clock = {0};
        assertNothing(
                () -> {
                    clock[0] += 800;
                    sliding.add(clock[0], 800);
                });
    }

    @Test
    void windowsOfBeatsAllocateNothing() {
        HrvWindow window = new HrvWindow();
        assertNothing(
                () -> {
                    window.compute(ends, ms, 0, ms.length, 0, 300_000);
                    sink += window.timeDomain().rmssdMs() + window.quality();
                    sink += window.usable() ? 1 : 0;
                });
    }

    @Test
    void windowsOfMotionAllocateNothing() {
        MotionSummary summary = new MotionSummary();
        float[] out = new float[300];
        assertNothing(
                () -> {
                    summary.compute(xyz, 0, 125);
                    sink += summary.enmoMg();
                    sink += Resampler.resample(xyz, 125, 25, out, 20);
                });
    }

    @Test
    void baselinesAllocateNothing() {
        Population all = Population.heartRate();
        Population part = DaytimeBaseline.ofPart(all);
        PersonalBaseline baseline = new PersonalBaseline(all);
        DaytimeBaseline daytime = new DaytimeBaseline(all);
        for (int minute = 0; minute < 1440; minute += 180) {
            daytime.update(70, minute, all, part);
        }
        assertNothing(
                () -> {
                    baseline.update(70, all);
                    daytime.update(70, 700, all, part);
                    sink += baseline.z(80) + daytime.z(80, 700);
                });
    }

    @Test
    void heartRatesAndStepsAllocateNothing() {
        StepCounter counter = new StepCounter();
        StepHistory history = new StepHistory();
        LocalDay day = new LocalDay();
        ZoneId zone = ZoneId.of("Europe/Berlin");
        long[] clock = {1_700_000_000_000L};
        day.startOf(clock[0], zone);
        assertNothing(
                () -> {
                    clock[0] += 1;
                    long start = day.startOf(clock[0], zone);
                    int steps = counter.increment(clock[0], 1000, start);
                    history.add(clock[0], steps);
                    sink += history.sedentary(clock[0]) ? 1 : 0;
                    sink += Plausible.heartRate(70) == null ? 1 : 0;
                    double reserve = ActivityRule.heartRateReserve(120, 60, 190);
                    sink += ActivityRule.intensity(reserve, steps).code();
                    sink += ActivityRule.activity(steps).code();
                });
    }

    @Test
    void glucoseAllocatesNothing() {
        GlucoseDay day = new GlucoseDay(0);
        GlucoseSums sums = new GlucoseSums();
        HypoglycaemiaEvent event = new HypoglycaemiaEvent(70);
        SensorCompression compression = new SensorCompression();
        long[] clock = {0};
        assertNothing(
                () -> {
                    clock[0] += 1;
                    day.put(clock[0], 110);
                    sums.add(110);
                    sink += event.update(clock[0], 110) == HypoglycaemiaEvent.Change.NONE ? 0 : 1;
                    sink += compression.update(clock[0], 110) ? 1 : 0;
                });
    }

    /** Keeps results alive. */
    private double sink;

    private void assertNothing(Runnable perSample) {
        for (int i = 0; i < ROUNDS; i++) {
            perSample.run();
        }
        long thread = Thread.currentThread().getId();
        long allocated = Long.MAX_VALUE;
        // The least of several: the machine itself allocates on a thread whose code it compiles.
        for (int time = 0; time < 5 && allocated >= ROUNDS / 10; time++) {
            long before = THREADS.getThreadAllocatedBytes(thread);
            for (int i = 0; i < ROUNDS; i++) {
                perSample.run();
            }
            allocated = Math.min(allocated, THREADS.getThreadAllocatedBytes(thread) - before);
        }
        assertThat(sink).isNotNaN();
        // The measurement itself allocates a little, once.
        assertThat(allocated).as("bytes in %d rounds", ROUNDS).isLessThan(ROUNDS / 10);
    }
}
