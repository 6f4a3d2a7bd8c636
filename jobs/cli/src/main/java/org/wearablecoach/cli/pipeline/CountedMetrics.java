package org.wearablecoach.cli.pipeline;

import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.Metric;
import org.apache.flink.metrics.MetricConfig;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.reporter.MetricReporter;
import org.apache.flink.metrics.reporter.MetricReporterFactory;

/**
 * Flink's own counts of the job in this process. Both jobs are counted by what Flink counts anyway,
 * so counting costs neither of them anything.
 */
public final class CountedMetrics implements MetricReporter {

    private static final List<Counted> COUNTERS = new CopyOnWriteArrayList<>();
    private static final List<Measured> GAUGES = new CopyOnWriteArrayList<>();

    private record Counted(String operator, String name, Counter counter) {}

    private record Measured(String name, Gauge<?> gauge) {}

    /** Made by Flink, by the name of this class. */
    public static final class Factory implements MetricReporterFactory {
        @Override
        public MetricReporter createMetricReporter(Properties properties) {
            return new CountedMetrics();
        }
    }

    /** The sum of a counter over the subtasks of an operator; 0 while there is none. */
    static long count(String operator, String name) {
        long sum = 0;
        for (Counted counted : COUNTERS) {
            if (counted.operator.equals(operator) && counted.name.equals(name)) {
                sum += counted.counter.getCount();
            }
        }
        return sum;
    }

    /** The largest value of a gauge that is a number; 0 while there is none. */
    static long gauge(String name) {
        long largest = 0;
        for (Measured measured : GAUGES) {
            if (measured.name.equals(name) && measured.gauge.getValue() instanceof Number value) {
                largest = Math.max(largest, value.longValue());
            }
        }
        return largest;
    }

    @Override
    public void open(MetricConfig config) {}

    @Override
    public void close() {}

    @Override
    public void notifyOfAddedMetric(Metric metric, String name, MetricGroup group) {
        Map<String, String> variables = group.getAllVariables();
        if (metric instanceof Counter counter) {
            String operator = variables.get("<operator_name>");
            if (operator != null) {
                COUNTERS.add(new Counted(operator, name, counter));
            }
        } else if (metric instanceof Gauge<?> gauge && name.contains("heckpoint")) {
            GAUGES.add(new Measured(name, gauge));
        }
    }

    @Override
    public void notifyOfRemovedMetric(Metric metric, String name, MetricGroup group) {
        // The process ends with its job.
    }
}
