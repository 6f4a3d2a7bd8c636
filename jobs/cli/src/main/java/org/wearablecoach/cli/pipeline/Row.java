package org.wearablecoach.cli.pipeline;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * The figures of one shape, medians of its runs.
 *
 * @param shape how the jobs ran
 * @param baselines runs of what the job is compared with
 * @param coaches runs of the job
 * @param brokerCores processors that the broker used meanwhile, of each run of the job
 */
public record Row(
        PipelineRequest.Shape shape,
        List<Run> baselines,
        List<Run> coaches,
        List<Double> brokerCores) {

    /** Records a second of the baseline. */
    public double baselineRecordsPerSecond() {
        return Math.rint(median(baselines, Run::recordsPerSecond));
    }

    /** Records a second of the whole job. */
    public double recordsPerSecond() {
        return Math.rint(median(coaches, Run::recordsPerSecond));
    }

    /** The job's rate over that of the baseline. */
    public double ratio() {
        return recordsPerSecond() / baselineRecordsPerSecond();
    }

    /** Processor time of the baseline for a record, microseconds. */
    public double baselineCpuMicros() {
        return median(baselines, Run::cpuMicros);
    }

    /** Processor time of the job for a record, microseconds. */
    public double cpuMicros() {
        return median(coaches, Run::cpuMicros);
    }

    /** Processors that the job and the broker used together. */
    double coresUsed() {
        return recordsPerSecond() * cpuMicros() / 1e6 + PipelineBench.median(brokerCores);
    }

    Map<String, Object> values() {
        Run baseline = baselines.get(baselines.size() - 1);
        Run coach = coaches.get(coaches.size() - 1);
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("parallelism", shape.parallelism());
        row.put("state", shape.state());
        row.put("runs", coaches.size());
        row.put("records", coach.get("records"));
        row.put("baselineRecordsPerSecond", baselineRecordsPerSecond());
        row.put("recordsPerSecond", recordsPerSecond());
        row.put("ratio", PipelineBench.rounded(ratio()));
        row.put("baselineCpuMicrosPerRecord", PipelineBench.rounded(baselineCpuMicros()));
        row.put("cpuMicrosPerRecord", PipelineBench.rounded(cpuMicros()));
        row.put("baselineCpuMicrosByThread", baseline.cpuMicrosByThread());
        row.put("cpuMicrosByThread", coach.cpuMicrosByThread());
        row.put("decisions", coach.get("decisions"));
        row.put("baselineCheckpoints", baseline.get("checkpoints"));
        row.put("checkpoints", coach.get("checkpoints"));
        row.put("heapMegabytes", coach.get("heapMegabytes"));
        row.put("coresUsed", PipelineBench.rounded(coresUsed()));
        return row;
    }

    private static double median(List<Run> runs, ToDoubleFunction<Run> figure) {
        return PipelineBench.median(runs.stream().mapToDouble(figure).boxed().toList());
    }
}
