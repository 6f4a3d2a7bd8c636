package org.wearablecoach.cli.pipeline;

import java.util.ArrayList;
import java.util.List;

/** How much more two threads compute than one on this machine: the limit of any scaling. */
final class PureCpu {

    private static final long ROUND_NANOS = 400_000_000L;
    private static final int ROUNDS = 3;
    private static final int STEPS = 10_000;

    private PureCpu() {}

    /** Work of several threads over that of one, at the same time; the median of the rounds. */
    static double scaling(int threads) throws InterruptedException {
        work(1);
        List<Double> ratios = new ArrayList<>();
        for (int round = 0; round < ROUNDS; round++) {
            double one = work(1);
            ratios.add(work(threads) / one);
        }
        return PipelineBench.median(ratios);
    }

    private static double work(int threads) throws InterruptedException {
        long[] done = new long[threads];
        List<Thread> workers = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            int index = i;
            Thread worker = new Thread(() -> done[index] = count(index), "pure-cpu-" + i);
            worker.start();
            workers.add(worker);
        }
        for (Thread worker : workers) {
            worker.join();
        }
        long sum = 0;
        for (long part : done) {
            sum += part;
        }
        return sum;
    }

    /** Rounds of arithmetic in a fixed time; the hash is used so that it is not left out. */
    private static long count(int seed) {
        long until = System.nanoTime() + ROUND_NANOS;
        long hash = seed;
        long rounds = 0;
        while (System.nanoTime() < until) {
            for (int i = 0; i < STEPS; i++) {
                hash = (hash ^ (hash >>> 31)) * 0x9E3779B97F4A7C15L + i;
            }
            rounds++;
        }
        return hash == 42 ? rounds + 1 : rounds;
    }
}
