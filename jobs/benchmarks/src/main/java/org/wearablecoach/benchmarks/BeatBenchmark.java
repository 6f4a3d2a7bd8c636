package org.wearablecoach.benchmarks;

import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.wearablecoach.signals.FrequencyDomainHrv;
import org.wearablecoach.signals.HrvWindow;
import org.wearablecoach.signals.SlidingHrv;

/**
 * Heart-rate variability of five minutes, every minute: slices that are added up against a
 * computation from all beats of each window.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class BeatBenchmark {

    private static final int BEATS = 1 << 12;
    private static final long STEP = 60_000;
    private static final int STEPS = 5;

    private final float[] ms = new float[BEATS];
    private final long[] ends = new long[BEATS];
    private final SlidingHrv sliding = new SlidingHrv(STEP, STEPS);
    private final SlidingHrv windows = new SlidingHrv(STEP, STEPS);
    private final HrvWindow window = new HrvWindow();
    private final FrequencyDomainHrv spectrum = new FrequencyDomainHrv();
    private int next;
    private long clock;
    private long windowClock;
    private int windowNext;
    private int first;

    /** A quiet hour of a heart at 75 a minute. */
    public BeatBenchmark() {
        Random random = new Random(1);
        long end = 0;
        for (int i = 0; i < BEATS; i++) {
            ms[i] = 800 + (float) Math.rint(40 * random.nextGaussian());
            end += (long) ms[i];
            ends[i] = end;
        }
    }

    /** One beat into the slices. */
    @Benchmark
    public SlidingHrv beatSliding() {
        float interval = ms[next++ & (BEATS - 1)];
        clock += (long) interval;
        sliding.add(clock, interval);
        return sliding;
    }

    /** One minute: its beats into the slices, and the window that ends with it. */
    @Benchmark
    public double windowSliding() {
        long end = Math.floorDiv(windowClock, STEP) * STEP + STEP;
        while (windowClock < end) {
            float interval = ms[windowNext++ & (BEATS - 1)];
            windowClock += (long) interval;
            windows.add(windowClock, interval);
        }
        windows.window(end, window);
        return window.timeDomain().rmssdMs() + window.quality();
    }

    /** One minute: the window that ends with it, from all of its beats. */
    @Benchmark
    public double windowBatch() {
        // Five minutes and the warm-up, at a place that moves.
        first = (first + 75) & (BEATS / 2 - 1);
        int last = first;
        long start = ends[first] + HrvWindow.WARM_UP_MILLIS;
        while (ends[last] < start + STEPS * STEP) {
            last++;
        }
        window.compute(ends, ms, first, last, start, start + STEPS * STEP);
        return window.timeDomain().rmssdMs() + window.quality();
    }

    /** The spectrum of one window: it has no sums that could be kept. */
    @Benchmark
    public double windowSpectrum() {
        windowBatch();
        window.spectrum(spectrum);
        return spectrum.lfHf();
    }
}
