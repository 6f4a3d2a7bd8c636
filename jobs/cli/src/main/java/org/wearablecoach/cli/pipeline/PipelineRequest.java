package org.wearablecoach.cli.pipeline;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is measured.
 *
 * @param persons who send, 1 or more
 * @param mix what each sends
 * @param records measured of each run on heap, after four times as many that only warm up; a
 *     quarter on RocksDB
 * @param runs of the asked shape, alternating; the median counts
 * @param asked the shape whose figures stand at the top
 * @param others further shapes, one run each
 * @param exactlyOnce whether results are written in transactions
 * @param checkpoints their interval
 * @param latency length of each of its two parts, cold and warm; zero for none
 * @param loads shares of the measured rate at which it is measured; the first stands at the top
 * @param heap of each job's process, as {@code 4g}; empty for one that fits the persons
 * @param jvm further options of each job's virtual machine
 * @param flink settings of Flink, as {@code key=value}, for both jobs
 * @param configFile configuration; null for the defaults
 * @param settings single options of it, as {@code --a.b VALUE}
 */
public record PipelineRequest(
        int persons,
        Mix mix,
        long records,
        int runs,
        Shape asked,
        List<Shape> others,
        boolean exactlyOnce,
        Duration checkpoints,
        Duration latency,
        List<Double> loads,
        String heap,
        List<String> jvm,
        List<String> flink,
        @Nullable String configFile,
        List<String> settings) {

    /**
     * How a job runs.
     *
     * @param parallelism subtasks
     * @param rocksdb whether state is in RocksDB instead of on the heap
     */
    public record Shape(int parallelism, boolean rocksdb) {

        /** The name of the state backend on the command line. */
        public String state() {
            return rocksdb ? "rocksdb" : "heap";
        }
    }
}
