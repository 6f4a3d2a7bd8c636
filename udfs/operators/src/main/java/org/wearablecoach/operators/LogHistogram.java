package org.wearablecoach.operators;

import java.util.concurrent.atomic.AtomicLongArray;
import org.apache.flink.metrics.Histogram;
import org.apache.flink.metrics.HistogramStatistics;

/**
 * A histogram of whole numbers in buckets that each are a fifth wider than the one before: its
 * quantiles are right within 20 %. Adding a value allocates nothing; one thread adds, others read.
 */
final class LogHistogram implements Histogram {

    private static final int BUCKETS = 256;
    private static final double LN_STEP = StrictMath.log(1.2);

    private final AtomicLongArray counts = new AtomicLongArray(BUCKETS);

    @Override
    public void update(long value) {
        int bucket = bucket(value);
        counts.lazySet(bucket, counts.get(bucket) + 1);
    }

    @Override
    public long getCount() {
        long count = 0;
        for (int i = 0; i < BUCKETS; i++) {
            count += counts.get(i);
        }
        return count;
    }

    @Override
    public HistogramStatistics getStatistics() {
        long[] copy = new long[BUCKETS];
        for (int i = 0; i < BUCKETS; i++) {
            copy[i] = counts.get(i);
        }
        return new Statistics(copy);
    }

    private static int bucket(long value) {
        return value <= 0
                ? 0
                : Math.min(BUCKETS - 1, 1 + (int) (StrictMath.log((double) value) / LN_STEP));
    }

    /** The smallest whole number of a bucket. */
    private static long value(int bucket) {
        return bucket == 0 ? 0 : (long) StrictMath.ceil(StrictMath.exp((bucket - 1) * LN_STEP));
    }

    /** A look at the counts. */
    private static final class Statistics extends HistogramStatistics {

        private final long[] counts;
        private final long total;

        Statistics(long[] counts) {
            this.counts = counts;
            long sum = 0;
            for (long count : counts) {
                sum += count;
            }
            total = sum;
        }

        @Override
        public double getQuantile(double quantile) {
            long wanted = Math.max(1, (long) Math.ceil(quantile * total));
            long seen = 0;
            for (int i = 0; i < BUCKETS; i++) {
                seen += counts[i];
                if (seen >= wanted) {
                    return value(i);
                }
            }
            return 0;
        }

        /** Without the values themselves: a histogram keeps counts. */
        @Override
        public long[] getValues() {
            return new long[0];
        }

        @Override
        public int size() {
            return (int) Math.min(Integer.MAX_VALUE, total);
        }

        @Override
        public double getMean() {
            double sum = 0;
            for (int i = 0; i < BUCKETS; i++) {
                sum += (double) value(i) * counts[i];
            }
            return total == 0 ? 0 : sum / total;
        }

        @Override
        public double getStdDev() {
            double mean = getMean();
            double sum = 0;
            for (int i = 0; i < BUCKETS; i++) {
                sum += counts[i] * (value(i) - mean) * (value(i) - mean);
            }
            return total == 0 ? 0 : Math.sqrt(sum / total);
        }

        @Override
        public long getMax() {
            for (int i = BUCKETS - 1; i >= 0; i--) {
                if (counts[i] > 0) {
                    return value(i);
                }
            }
            return 0;
        }

        @Override
        public long getMin() {
            for (int i = 0; i < BUCKETS; i++) {
                if (counts[i] > 0) {
                    return value(i);
                }
            }
            return 0;
        }
    }
}
