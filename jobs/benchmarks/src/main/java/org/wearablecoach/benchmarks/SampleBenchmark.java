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
import org.wearablecoach.signals.DaytimeBaseline;
import org.wearablecoach.signals.GlucoseSums;
import org.wearablecoach.signals.MotionFeatures;
import org.wearablecoach.signals.MotionReport;
import org.wearablecoach.signals.MotionSummary;
import org.wearablecoach.signals.Population;

/**
 * Heart rate, acceleration and glucose, sample by sample, each against a computation from all
 * samples of its window.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class SampleBenchmark {

    private static final int DAY = 288;
    private static final int HERTZ = 25;
    private static final int MOTION = 5 * HERTZ;
    private static final int WEEK = 7 * 1440;

    private final Population all = Population.heartRate();
    private final Population part = DaytimeBaseline.ofPart(all);
    private final DaytimeBaseline baseline = new DaytimeBaseline(all);
    private final float[] bpm = new float[WEEK];
    private int minute;

    private final float[] xyz = new float[3 * 4096];
    private final MotionReport report = new MotionReport(HERTZ);
    private final MotionSummary summary = new MotionSummary();
    private final float[] features = new float[MotionFeatures.WIDTH];
    private int sample;
    private long time;

    private final float[] mgDl = new float[2 * DAY];
    private final GlucoseSums rolling = new GlucoseSums();
    private final GlucoseSums batch = new GlucoseSums();
    private int reading;

    /** A week of heart rate, two minutes of a walk, two days of glucose. */
    public SampleBenchmark() {
        Random random = new Random(1);
        for (int i = 0; i < WEEK; i++) {
            bpm[i] = 65 + (float) (6 * random.nextGaussian());
        }
        for (int i = 0; i < xyz.length; i++) {
            xyz[i] = (float) (0.6 + 0.3 * random.nextGaussian());
        }
        for (int i = 0; i < mgDl.length; i++) {
            mgDl[i] = 80 + random.nextInt(120);
        }
        for (int i = 0; i < DAY; i++) {
            rolling.add(mgDl[i]);
        }
    }

    /** One heart rate: its score, and what the baseline learns from it. */
    @Benchmark
    public double heartRateBaseline() {
        int now = minute++ % WEEK;
        double z = baseline.z(bpm[now], now % 1440);
        baseline.update(bpm[now], now % 1440, all, part);
        return z;
    }

    /** One heart rate: its score by mean and deviation of a week of the same three hours. */
    @Benchmark
    public double heartRateBatch() {
        int now = minute++ % WEEK;
        int from = now % 1440 / 180 * 180;
        double sum = 0;
        double squares = 0;
        int count = 0;
        for (int day = 0; day < 7; day++) {
            for (int i = 0; i < 180; i++) {
                double value = bpm[day * 1440 + from + i];
                sum += value;
                squares += value * value;
                count++;
            }
        }
        double mean = sum / count;
        return (bpm[now] - mean) / Math.sqrt((squares - sum * mean) / (count - 1));
    }

    /** One sample of acceleration into a report. */
    @Benchmark
    public long accelerationSample() {
        int at = 3 * (sample++ & 4095);
        time += 1000 / HERTZ;
        report.add(time, xyz[at], xyz[at + 1], xyz[at + 2]);
        return report.samples();
    }

    /** A window of five seconds: amount of movement. */
    @Benchmark
    public double accelerationWindow() {
        summary.compute(xyz, (sample += 7) & 2047, MOTION);
        return summary.enmoMg() + summary.madMg();
    }

    /** A window of five seconds: every feature of the activity model. */
    @Benchmark
    public float accelerationFeatures() {
        MotionFeatures.compute(xyz, MOTION, HERTZ, features, 0);
        return features[MotionFeatures.ENMO];
    }

    /** One reading of a rolling day: in, and the oldest out; the metrics of the day. */
    @Benchmark
    public double glucoseRolling() {
        int now = reading++ % DAY;
        rolling.add(mgDl[now]);
        rolling.remove(mgDl[now]);
        return rolling.gri() + rolling.lbgi() + rolling.sdMgDl();
    }

    /** The same metrics from all readings of the day. */
    @Benchmark
    public double glucoseBatch() {
        int now = reading++ % DAY;
        batch.clear();
        for (int i = now; i < now + DAY; i++) {
            batch.add(mgDl[i]);
        }
        return batch.gri() + batch.lbgi() + batch.sdMgDl();
    }
}
