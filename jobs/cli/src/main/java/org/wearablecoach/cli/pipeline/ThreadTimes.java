package org.wearablecoach.cli.pipeline;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/**
 * The processor time of this process so far, by what its threads do.
 *
 * @param seconds by group; {@link #COMPILER} and {@link #MEASURING} are not the job
 */
record ThreadTimes(Map<String, Double> seconds) {

    /** The virtual machine's compilers: done after a warm-up, and no work of the job. */
    static final String COMPILER = "compiler";

    /** The thread that measures. */
    static final String MEASURING = "measuring";

    private static final Path TASKS = Path.of("/proc/self/task");

    /** Linux counts in hundredths of a second whatever its own clock is. */
    private static final double TICKS_PER_SECOND = 100;

    /** What was spent until now; where there is no /proc, all of it in one group. */
    static ThreadTimes now() {
        Map<String, Double> seconds = new TreeMap<>();
        if (!Files.isDirectory(TASKS)) {
            seconds.put("process", processSeconds());
            return new ThreadTimes(seconds);
        }
        try (DirectoryStream<Path> tasks = Files.newDirectoryStream(TASKS)) {
            for (Path task : tasks) {
                add(task, seconds);
            }
        } catch (IOException e) {
            seconds.put("process", processSeconds());
        }
        return new ThreadTimes(seconds);
    }

    private static double processSeconds() {
        return ManagementFactory.getOperatingSystemMXBean()
                        instanceof com.sun.management.OperatingSystemMXBean system
                ? system.getProcessCpuTime() / 1e9
                : Double.NaN;
    }

    private static void add(Path task, Map<String, Double> seconds) {
        String stat;
        try {
            stat = Files.readString(task.resolve("stat"), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return; // the thread has ended
        }
        int open = stat.indexOf('(');
        int close = stat.lastIndexOf(')');
        String[] fields = stat.substring(close + 2).split(" ", -1);
        // Fields 14 and 15 of the line: user and system time.
        long ticks = Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
        seconds.merge(
                group(stat.substring(open + 1, close)), ticks / TICKS_PER_SECOND, Double::sum);
    }

    private static String group(String thread) {
        if (thread.startsWith("C1 ") || thread.startsWith("C2 ")) {
            return COMPILER;
        }
        if (thread.equals("main") || thread.equals("java")) {
            return MEASURING;
        }
        if (thread.startsWith("GC ") || thread.startsWith("G1 ") || thread.startsWith("VM ")) {
            return "garbage collector";
        }
        if (thread.startsWith("Source Data F")) {
            return "fetcher";
        }
        if (thread.startsWith("Source")) {
            return "source and decoding";
        }
        if (thread.startsWith("sense") || thread.startsWith("count")) {
            return "person";
        }
        if (thread.startsWith("rocksdb")) {
            return "RocksDB, flushing and compaction";
        }
        if (thread.startsWith("kafka-produc")) {
            return "producers";
        }
        return "other";
    }

    /** What was spent since an earlier moment. */
    ThreadTimes since(ThreadTimes earlier) {
        Map<String, Double> spent = new TreeMap<>();
        seconds.forEach(
                (group, now) -> spent.put(group, now - earlier.seconds.getOrDefault(group, 0.0)));
        return new ThreadTimes(spent);
    }

    /** The part that is the job: all but the compilers and the measurement. */
    double ofTheJob() {
        double sum = 0;
        for (Map.Entry<String, Double> group : seconds.entrySet()) {
            if (!group.getKey().equals(COMPILER) && !group.getKey().equals(MEASURING)) {
                sum += group.getValue();
            }
        }
        return sum;
    }
}
