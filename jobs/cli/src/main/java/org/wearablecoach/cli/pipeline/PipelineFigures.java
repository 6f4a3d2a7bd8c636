package org.wearablecoach.cli.pipeline;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What was found.
 *
 * @param request what was asked for
 * @param rows of the asked shape, then of the others
 * @param liveRate records a second that the job reads while they are sent; NaN without latencies
 * @param latencies until recommendations are visible, at each load that was asked for
 * @param pureCpu work of two threads of arithmetic over that of one
 */
public record PipelineFigures(
        PipelineRequest request,
        List<Row> rows,
        double liveRate,
        List<Latency> latencies,
        double pureCpu) {

    /**
     * Milliseconds from the broker's append of the deciding record to the visible recommendation.
     *
     * @param load share of the live rate
     * @param warm sorted, of the second part, which begins when the job keeps up
     * @param cold sorted, of the first part, which begins when the job has read its profiles
     * @param pace seconds of the persons' time in a second
     * @param recordsPerSecond that they sent
     * @param catchUpSeconds between the parts, until the job kept up
     * @param keptUp whether it did, within the time it was given
     * @param behind records that the job had not yet read when the second part ended
     * @param sentLateMs how long after its time a record was sent, at most, in the second part
     * @param jobCores processors that the job used in the second part
     * @param brokerCores processors that the broker used in it
     * @param checkpoints that were completed in it
     */
    public record Latency(
            double load,
            float[] warm,
            float[] cold,
            double pace,
            double recordsPerSecond,
            double catchUpSeconds,
            boolean keptUp,
            long behind,
            long sentLateMs,
            double jobCores,
            double brokerCores,
            long checkpoints) {

        /** Nearest rank of the second part. */
        public double warm(double percent) {
            return LatencyProbe.percentile(warm, percent);
        }

        /** Nearest rank of the first part. */
        public double cold(double percent) {
            return LatencyProbe.percentile(cold, percent);
        }
    }

    /** The figures by name, in the order in which they are printed. */
    public Map<String, Object> values() {
        Row asked = rows.get(0);
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("persons", request.persons());
        values.put("mix", request.mix().toString());
        values.put("parallelism", request.asked().parallelism());
        values.put("state", request.asked().state());
        values.put("delivery", request.exactlyOnce() ? "exactly-once" : "at-least-once");
        values.put("checkpointIntervalMs", request.checkpoints().toMillis());
        values.put("baselineRecordsPerSecond", asked.baselineRecordsPerSecond());
        values.put("recordsPerSecond", asked.recordsPerSecond());
        values.put("ratio", PipelineBench.rounded(asked.ratio()));
        if (!latencies.isEmpty()) {
            Latency first = latencies.get(0);
            values.put("liveRecordsPerSecond", Math.rint(liveRate));
            values.put("load", first.load);
            values.put("p50Ms", PipelineBench.rounded(first.warm(50)));
            values.put("p99Ms", PipelineBench.rounded(first.warm(99)));
            values.put("coldP50Ms", PipelineBench.rounded(first.cold(50)));
            values.put("coldP99Ms", PipelineBench.rounded(first.cold(99)));
            values.put("latency", latencies.stream().map(PipelineFigures::values).toList());
        }
        values.put("rows", rows.stream().map(Row::values).toList());
        values.put("scaling", scaling());
        return values;
    }

    private static Map<String, Object> values(Latency latency) {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("load", latency.load);
        values.put("pace", PipelineBench.rounded(latency.pace));
        values.put("recordsPerSecond", Math.rint(latency.recordsPerSecond));
        values.put("recommendations", latency.warm.length);
        values.put("p50Ms", PipelineBench.rounded(latency.warm(50)));
        values.put("p90Ms", PipelineBench.rounded(latency.warm(90)));
        values.put("p99Ms", PipelineBench.rounded(latency.warm(99)));
        values.put("maxMs", PipelineBench.rounded(latency.warm(100)));
        values.put("coldRecommendations", latency.cold.length);
        values.put("coldP50Ms", PipelineBench.rounded(latency.cold(50)));
        values.put("coldP99Ms", PipelineBench.rounded(latency.cold(99)));
        values.put("coldMaxMs", PipelineBench.rounded(latency.cold(100)));
        values.put("catchUpSeconds", PipelineBench.rounded(latency.catchUpSeconds));
        values.put("keptUp", latency.keptUp);
        values.put("behindAtEnd", latency.behind);
        values.put("sentLateMs", latency.sentLateMs);
        values.put("jobCores", PipelineBench.rounded(latency.jobCores));
        values.put("brokerCores", PipelineBench.rounded(latency.brokerCores));
        values.put("checkpoints", latency.checkpoints);
        return values;
    }

    /** What a second slot brings on heap, beside what the machine allows. */
    private Map<String, Object> scaling() {
        Row one = onHeap(1);
        Row two = onHeap(2);
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("pureCpuOfTwoThreads", PipelineBench.rounded(pureCpu));
        if (one != null) {
            values.put("coresUsedByOneSlot", PipelineBench.rounded(one.coresUsed()));
            values.put("machineLimit", PipelineBench.rounded(pureCpu / one.coresUsed()));
        }
        if (one != null && two != null) {
            values.put(
                    "twoSlots",
                    PipelineBench.rounded(two.recordsPerSecond() / one.recordsPerSecond()));
            values.put(
                    "baselineTwoSlots",
                    PipelineBench.rounded(
                            two.baselineRecordsPerSecond() / one.baselineRecordsPerSecond()));
        }
        return values;
    }

    private @Nullable Row onHeap(int parallelism) {
        for (Row row : rows) {
            if (row.shape().parallelism() == parallelism && !row.shape().rocksdb()) {
                return row;
            }
        }
        return null;
    }
}
