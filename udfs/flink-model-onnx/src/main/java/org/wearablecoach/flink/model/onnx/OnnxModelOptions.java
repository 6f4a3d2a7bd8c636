package org.wearablecoach.flink.model.onnx;

import java.time.Duration;
import java.util.List;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.util.TimeUtils;

/** The options of {@code CREATE MODEL ... WITH ('provider' = 'onnx', ...)}. */
public final class OnnxModelOptions {

    /** Which functions are offered to the planner. */
    public enum Mode {
        /** Both; the planner takes the asynchronous one unless told otherwise. */
        AUTO,
        /** One row at a time, on the thread of the task. */
        SYNC,
        /** Rows are collected and scored together. */
        ASYNC
    }

    /** What happens to a row that cannot be scored. */
    public enum OnError {
        /** The job fails. */
        FAIL,
        /** All outputs of the row are NULL; the row is counted. */
        NULL
    }

    /** Where the model is. */
    public static final ConfigOption<String> PATH =
            ConfigOptions.key("path")
                    .stringType()
                    .noDefaultValue()
                    .withDescription(
                            "The .onnx file, by any file system that Flink knows (file, s3, hdfs,"
                                    + " ...). Read at planning and again by each TaskManager, where it"
                                    + " must still be the same file.");

    /** What the model promises. */
    public static final ConfigOption<String> MANIFEST =
            ConfigOptions.key("manifest")
                    .stringType()
                    .noDefaultValue()
                    .withDescription(
                            "The manifest whose contract and self-test are checked before the model"
                                    + " serves. Default: the file beside the model that ends in .json"
                                    + " instead of .onnx, where there is one; `none` takes none.");

    /** Which file it must be. */
    public static final ConfigOption<String> SHA256 =
            ConfigOptions.key("sha256")
                    .stringType()
                    .noDefaultValue()
                    .withDescription(
                            "SHA-256 of the .onnx file, 64 hexadecimal digits. Another file is"
                                    + " refused before native code sees it.");

    /** Which of both ways. */
    public static final ConfigOption<Mode> MODE =
            ConfigOptions.key("mode")
                    .enumType(Mode.class)
                    .defaultValue(Mode.AUTO)
                    .withDescription(
                            "`async` collects rows and scores them together; `sync` scores each row"
                                    + " as it comes; `auto` offers both, and the planner takes async"
                                    + " unless a query says MAP['async', 'false'].");

    /** Rows that are scored at once. */
    public static final ConfigOption<Integer> BATCH_SIZE =
            ConfigOptions.key("batch-size")
                    .intType()
                    .defaultValue(64)
                    .withDescription(
                            "async: most rows that are scored at once, 1 to 1024. Never more than"
                                    + " table.exec.async-ml-predict.max-concurrent-operations"
                                    + " (Flink's default is 10), since no more rows are under way.");

    /** How long a row waits for others. */
    public static final ConfigOption<Duration> FLUSH_INTERVAL =
            ConfigOptions.key("flush-interval")
                    .durationType()
                    .defaultValue(Duration.ofMillis(5))
                    .withDescription(
                            "async: longest time that a row waits for its batch to fill. It decides"
                                    + " when a row is scored, never what comes out.");

    /** Input columns to tensors. */
    public static final ConfigOption<String> INPUT_MAPPING =
            ConfigOptions.key("input-mapping")
                    .stringType()
                    .noDefaultValue()
                    .withDescription(
                            "Input columns whose names are not those of tensors: `column=tensor` or"
                                    + " `column=tensor[element]`, separated by commas. A column that is"
                                    + " not named goes to the tensor (or element) of its own name.");

    /** Output columns to tensors. */
    public static final ConfigOption<String> OUTPUT_MAPPING =
            ConfigOptions.key("output-mapping")
                    .stringType()
                    .noDefaultValue()
                    .withDescription("The same for output columns.");

    /** What happens to a row that cannot be scored. */
    public static final ConfigOption<OnError> ON_ERROR =
            ConfigOptions.key("on-error")
                    .enumType(OnError.class)
                    .defaultValue(OnError.FAIL)
                    .withDescription(
                            "A row that cannot be scored (an array of another length, a value that"
                                    + " the graph refuses): `fail` fails the job, `null` makes its"
                                    + " outputs NULL and counts it. Other rows of its batch are scored"
                                    + " in either case.");

    /** Largest file. */
    public static final ConfigOption<MemorySize> MAX_FILE_SIZE =
            ConfigOptions.key("max-file-size")
                    .memoryType()
                    .defaultValue(MemorySize.ofMebiBytes(64))
                    .withDescription("A larger .onnx file is refused before it is read.");

    private OnnxModelOptions() {}

    /** All options, in the order of the documentation. */
    public static List<ConfigOption<?>> all() {
        return List.of(
                PATH,
                MANIFEST,
                SHA256,
                MODE,
                BATCH_SIZE,
                FLUSH_INTERVAL,
                INPUT_MAPPING,
                OUTPUT_MAPPING,
                ON_ERROR,
                MAX_FILE_SIZE);
    }

    /** The table of the documentation. */
    public static String markdown() {
        StringBuilder table =
                new StringBuilder("| option | default | what it does |\n|---|---|---|\n");
        for (ConfigOption<?> option : all()) {
            table.append("| `")
                    .append(option.key())
                    .append("` | ")
                    .append(defaultOf(option))
                    .append(" | ")
                    .append(new Description(option).text())
                    .append(" |\n");
        }
        return table.toString();
    }

    private static String defaultOf(ConfigOption<?> option) {
        Object value = option.hasDefaultValue() ? option.defaultValue() : null;
        if (value == null) {
            return option.equals(PATH) ? "required" : "none";
        }
        if (value instanceof Duration duration) {
            return TimeUtils.formatWithHighestUnit(duration);
        }
        return value instanceof Enum<?> constant
                ? constant.name().toLowerCase(java.util.Locale.ROOT)
                : value.toString();
    }

    /** The description of an option as plain text. */
    private record Description(ConfigOption<?> option) {

        String text() {
            return new org.apache.flink.configuration.description.HtmlFormatter()
                    .format(option.description())
                    .replace("&apos;", "'");
        }
    }
}
