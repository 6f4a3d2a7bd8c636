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
 * @param latency until recommendations are visible; null when it was not asked for
 * @param pureCpu work of two threads of arithmetic over that of one
 */
public record PipelineFigures(
        PipelineRequest request, List<Row> rows, @Nullable Latency latency, double pureCpu) {

    /**
     * Milliseconds from the broker's append of the deciding record to the visible recommendation.
     *
     * @param warm sorted, of the second part
     * @param cold sorted, of the first part
     * @param persons who were live
     * @param recordsPerSecond that they sent, half of what the job can do
     * @param behindCold records that the job had not yet read after the first part
     * @param behindWarm records that it had not yet read after the second part
     * @param jobCores processors that the job used in the second part
     * @param brokerCores processors that the broker used in it
     */
    public record Latency(
            float[] warm,
            float[] cold,
            int persons,
            double recordsPerSecond,
            long behindCold,
            long behindWarm,
            double jobCores,
            double brokerCores) {

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
        if (latency != null) {
            latency(latency, values);
        }
        values.put("rows", rows.stream().map(Row::values).toList());
        values.put("scaling", scaling());
        return values;
    }

    private static void latency(Latency latency, Map<String, Object> values) {
        values.put("p50Ms", PipelineBench.rounded(latency.warm(50)));
        values.put("p99Ms", PipelineBench.rounded(latency.warm(99)));
        values.put("coldP50Ms", PipelineBench.rounded(latency.cold(50)));
        values.put("coldP99Ms", PipelineBench.rounded(latency.cold(99)));
        Map<String, Object> more = new LinkedHashMap<>();
        more.put("persons", latency.persons);
        more.put("recordsPerSecond", Math.rint(latency.recordsPerSecond));
        more.put("recommendations", latency.warm.length);
        more.put("coldRecommendations", latency.cold.length);
        more.put("p90Ms", PipelineBench.rounded(latency.warm(90)));
        more.put("maxMs", PipelineBench.rounded(latency.warm(100)));
        more.put("coldMaxMs", PipelineBench.rounded(latency.cold(100)));
        more.put("behindAfterCold", latency.behindCold);
        more.put("behindAtEnd", latency.behindWarm);
        more.put("jobCores", PipelineBench.rounded(latency.jobCores));
        more.put("brokerCores", PipelineBench.rounded(latency.brokerCores));
        values.put("latency", more);
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
