package org.wearablecoach.cli;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.wearablecoach.cli.pipeline.Mix;
import org.wearablecoach.cli.pipeline.PipelineBench;
import org.wearablecoach.cli.pipeline.PipelineFigures;
import org.wearablecoach.cli.pipeline.PipelineRequest;
import org.wearablecoach.cli.pipeline.PipelineRequest.Shape;
import org.wearablecoach.cli.pipeline.Row;
import org.wearablecoach.job.config.CoachConfig;
import org.wearablecoach.job.config.Setting;
import org.wearablecoach.onnx.NativeRuntime;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code coach bench pipeline}: the whole job beside the least that any job must do. */
@Command(
        name = "pipeline",
        description =
                "Records a second of the whole job, beside source -> keyBy -> ValueState with the"
                        + " same source and decoding, and how soon after the deciding record a"
                        + " recommendation is visible at half that load. The broker and each job"
                        + " run in processes of their own. Takes about eight minutes.")
final class BenchPipelineCommand extends CoachCommand {

    private static final Pattern HEAP = Pattern.compile("[1-9][0-9]{0,5}[mgMG]");

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description =
                    "Configuration of the job (YAML). Single options: --decision.interval PT10M.")
    private java.nio.file.@Nullable Path config;

    @Option(
            names = "--persons",
            paramLabel = "N",
            defaultValue = "10000",
            description = "Persons whose records are in the topic. Default: ${DEFAULT-VALUE}.")
    private int persons;

    @Option(
            names = "--records",
            paramLabel = "N",
            defaultValue = "3000000",
            description =
                    "Records that are measured of each run, after four times as many that warm up; a quarter"
                            + " on RocksDB. Default: ${DEFAULT-VALUE}.")
    private long records;

    @Option(
            names = "--runs",
            paramLabel = "N",
            defaultValue = "2",
            description =
                    "Runs of the asked shape, alternating with the baseline; the median counts."
                            + " Other shapes run once. Default: ${DEFAULT-VALUE}.")
    private int runs;

    @Option(
            names = "--parallelism",
            paramLabel = "N",
            defaultValue = "1",
            description = "Subtasks of the asked shape. Default: ${DEFAULT-VALUE}.")
    private int parallelism;

    @Option(
            names = "--state",
            paramLabel = "BACKEND",
            defaultValue = "heap",
            description = "State of the asked shape, heap or rocksdb. Default: ${DEFAULT-VALUE}.")
    private String state = "";

    @Option(
            names = "--delivery",
            paramLabel = "GUARANTEE",
            defaultValue = "at-least-once",
            description = "at-least-once or exactly-once. Default: ${DEFAULT-VALUE}.")
    private String delivery = "";

    @Option(
            names = "--mix",
            paramLabel = "KIND=N,...",
            defaultValue = Mix.DEFAULT,
            description =
                    "Records a minute of each person by kind: heart-rate, intervals, steps,"
                            + " glucose, acceleration. Default: ${DEFAULT-VALUE}.")
    private String mix = "";

    @Option(
            names = "--only",
            description =
                    "Measure the asked shape only; else parallelism 1 and 2 on heap and on"
                            + " RocksDB are measured too.")
    private boolean only;

    @Option(
            names = "--latency",
            paramLabel = "DURATION",
            defaultValue = "PT1M",
            description =
                    "How long latency is measured, once cold from the first record on and once"
                            + " warm, when the job keeps up; PT0S for not at all. Default:"
                            + " ${DEFAULT-VALUE}.")
    private Duration latency = Duration.ZERO;

    @Option(
            names = "--load",
            paramLabel = "SHARE,...",
            defaultValue = "0.5",
            split = ",",
            description =
                    "Shares of the rate at which the job reads what is sent while it runs, at which latency is measured, one after the other,"
                            + " the persons' time passing as fast as that needs. Default:"
                            + " ${DEFAULT-VALUE}.")
    private List<Double> loads = new ArrayList<>();

    @Option(
            names = "--flink",
            paramLabel = "KEY=VALUE",
            description =
                    "A setting of Flink for both jobs, above those of flink-conf; may be repeated:"
                            + " --flink state.backend.rocksdb.use-bloom-filter=true")
    private List<String> flink = new ArrayList<>();

    @Option(
            names = "--checkpoints",
            paramLabel = "DURATION",
            defaultValue = "PT10S",
            description = "Interval of checkpoints. Default: ${DEFAULT-VALUE}.")
    private Duration checkpoints = Duration.ZERO;

    @Option(
            names = "--heap",
            paramLabel = "SIZE",
            defaultValue = "",
            description =
                    "Heap of each job's process, as 4g. Default: 2 GiB, and 10 KiB a person whose"
                            + " state is on the heap, at most 12 GiB.")
    private String heap = "";

    @Option(
            names = "--jvm",
            paramLabel = "OPTION",
            description =
                    "A further option of each job's virtual machine, beside those of"
                            + " flink-conf/config.yaml; may be repeated. %%n in it"
                            + " becomes the name of the job, as for a recording of its profile:"
                            + " --jvm=-XX:StartFlightRecording=filename=%%n.jfr")
    private List<String> jvm = new ArrayList<>();

    BenchPipelineCommand(Session session) {
        super(session);
    }

    @Override
    boolean takesSettings() {
        return true;
    }

    @Override
    Summary run() throws Exception {
        PipelineRequest request = checked();
        NativeRuntime.check();
        PipelineFigures figures =
                PipelineBench.run(request, line -> session().console().progress(line));
        return new Summary(figures.values(), text(figures), false);
    }

    private PipelineRequest checked() {
        between("--persons", persons, 1, 10_000_000);
        between("--records", records, 1_000, 1_000_000_000);
        between("--runs", runs, 1, 100);
        between("--parallelism", parallelism, 1, 128);
        between("--latency", latency, Duration.ZERO, Duration.ofHours(1));
        for (double load : loads) {
            if (!(load > 0 && load <= 1)) {
                throw new InputException(
                        "--load is " + load + ": write shares above 0, up to 1, as 0.5,0.25.");
            }
        }
        for (String setting : flink) {
            if (setting.indexOf('=') < 1) {
                throw new InputException(
                        "--flink is "
                                + setting
                                + ": write KEY=VALUE, as execution.buffer-timeout.interval=0ms.");
            }
        }
        between("--checkpoints", checkpoints, Duration.ofMillis(100), Duration.ofHours(1));
        oneOf("--state", state, "heap", "rocksdb");
        oneOf("--delivery", delivery, "at-least-once", "exactly-once");
        if (!heap.isEmpty() && !HEAP.matcher(heap).matches()) {
            throw new InputException(
                    "--heap is " + heap + ": write a size as the virtual machine takes it, as 4g.");
        }
        // A configuration that is wrong is said now, not by a process later.
        CoachConfig.load(config, session().settings());
        List<String> settings = new ArrayList<>();
        for (Setting setting : session().settings()) {
            settings.add("--" + setting.path() + "=" + setting.value());
        }
        Shape asked = new Shape(parallelism, state.equals("rocksdb"));
        return new PipelineRequest(
                persons,
                mix(),
                records,
                runs,
                asked,
                only ? List.of() : others(asked),
                delivery.equals("exactly-once"),
                checkpoints,
                latency,
                loads,
                heap,
                jvm,
                flink,
                config == null ? null : config.toAbsolutePath().toString(),
                settings);
    }

    private Mix mix() {
        try {
            return Mix.parse(mix);
        } catch (IllegalArgumentException e) {
            throw new InputException("--mix has " + e.getMessage());
        }
    }

    private static List<Shape> others(Shape asked) {
        List<Shape> shapes = new ArrayList<>();
        for (boolean rocksdb : new boolean[] {false, true}) {
            for (int parallelism = 1; parallelism <= 2; parallelism++) {
                Shape shape = new Shape(parallelism, rocksdb);
                if (!shape.equals(asked)) {
                    shapes.add(shape);
                }
            }
        }
        return shapes;
    }

    private static void between(String option, long value, long least, long most) {
        if (value < least || value > most) {
            throw new InputException(
                    option + " is " + value + ": set it between " + least + " and " + most + ".");
        }
    }

    private static void between(String option, Duration value, Duration least, Duration most) {
        if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
            throw new InputException(
                    option + " is " + value + ": set it between " + least + " and " + most + ".");
        }
    }

    private static void oneOf(String option, String value, String one, String other) {
        if (!value.equals(one) && !value.equals(other)) {
            throw new InputException(
                    option + " is " + value + ": set it to " + one + " or " + other + ".");
        }
    }

    private static String text(PipelineFigures figures) {
        StringBuilder text = new StringBuilder();
        text.append(
                String.format(
                        Locale.ROOT,
                        "%-8s %5s %14s %14s %7s %14s %14s%n",
                        "state",
                        "slots",
                        "baseline/s",
                        "coach/s",
                        "ratio",
                        "baseline us",
                        "coach us"));
        for (Row row : figures.rows()) {
            text.append(
                    String.format(
                            Locale.ROOT,
                            "%-8s %5d %,14.0f %,14.0f %7.2f %14.2f %14.2f%n",
                            row.shape().state(),
                            row.shape().parallelism(),
                            row.baselineRecordsPerSecond(),
                            row.recordsPerSecond(),
                            row.ratio(),
                            row.baselineCpuMicros(),
                            row.cpuMicros()));
        }
        for (PipelineFigures.Latency latency : figures.latencies()) {
            text.append(
                    String.format(
                            Locale.ROOT,
                            "Visible after the deciding record, at %.2f of %,.0f records/s:"
                                    + " p50 %.1f ms, p99 %.1f ms%s; cold p50 %.1f ms, p99 %.1f ms.%n",
                            latency.load(),
                            figures.liveRate(),
                            latency.warm(50),
                            latency.warm(99),
                            latency.keptUp() ? "" : " (the job did not keep up)",
                            latency.cold(50),
                            latency.cold(99)));
        }
        return text.append("us: processor time of a record, compilers left out.").toString();
    }
}
