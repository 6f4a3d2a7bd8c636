package org.wearablecoach.tables;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.List;
import java.util.Set;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;
import org.apache.flink.configuration.ReadableConfig;
import org.apache.flink.table.api.ValidationException;
import org.apache.flink.table.connector.source.DynamicTableSource;
import org.apache.flink.table.factories.DynamicTableSourceFactory;
import org.apache.flink.table.factories.FactoryUtil;
import org.apache.flink.table.types.DataType;
import org.apache.flink.table.types.logical.RowType;
import org.wearablecoach.files.Format;
import org.wearablecoach.files.RecordingOptions;
import org.wearablecoach.recordings.RecordingSource;

/**
 * The table connector {@code recordings}: files and folders of any format of recordings, with the
 * columns of the topic {@code telemetry}. Its tables end, and are read only.
 *
 * <p>What is wrong with an option is found while a query is planned; so the files must be found
 * there under the path under which the TaskManagers find them.
 */
public final class RecordingsTableFactory implements DynamicTableSourceFactory {

    /** The connector's name in {@code CREATE TABLE}. */
    public static final String IDENTIFIER = "recordings";

    /** What the recordings are. */
    public static final ConfigOption<String> FORMAT =
            ConfigOptions.key("format")
                    .stringType()
                    .noDefaultValue()
                    .withDescription("What the recordings are, as `coach replay --format`.");

    /** Where the recordings are. */
    public static final ConfigOption<List<String>> PATH =
            ConfigOptions.key("path")
                    .stringType()
                    .asList()
                    .noDefaultValue()
                    .withDescription(
                            "Files or folders, separated by `;`. Each is read by one subtask; a"
                                    + " person belongs into one of them.");

    /** The zone of local times. */
    public static final ConfigOption<String> ZONE =
            ConfigOptions.key("zone")
                    .stringType()
                    .noDefaultValue()
                    .withDescription(
                            "The zone of times without an offset, and of profiles. Default: the"
                                    + " first row's offset where the format has one, else UTC.");

    /** The person of a format that names none. */
    public static final ConfigOption<String> USER =
            ConfigOptions.key("user")
                    .stringType()
                    .noDefaultValue()
                    .withDescription(
                            "The person, where the format names none. Default: the format's.");

    /** Profiles of the persons. */
    public static final ConfigOption<String> PROFILES =
            ConfigOptions.key("profiles")
                    .stringType()
                    .noDefaultValue()
                    .withDescription("A csv `user,zone,language,enrolled`. Default: none.");

    /** How fast. */
    public static final ConfigOption<Double> SPEED =
            ConfigOptions.key("speed")
                    .doubleType()
                    .defaultValue(0.0)
                    .withDescription("So many times faster than recorded; 0 as fast as possible.");

    /** Found by Flink as a service. */
    public RecordingsTableFactory() {}

    @Override
    public String factoryIdentifier() {
        return IDENTIFIER;
    }

    @Override
    public Set<ConfigOption<?>> requiredOptions() {
        return Set.of(FORMAT, PATH);
    }

    @Override
    public Set<ConfigOption<?>> optionalOptions() {
        return Set.of(ZONE, USER, PROFILES, SPEED);
    }

    @Override
    public DynamicTableSource createDynamicTableSource(Context context) {
        FactoryUtil.TableFactoryHelper helper = FactoryUtil.createTableFactoryHelper(this, context);
        helper.validate();
        String table = "Table " + context.getObjectIdentifier().asSummaryString();
        DataType columns = context.getPhysicalRowDataType();
        AvroColumns.check(
                table, RecordKind.TELEMETRY.schema(), (RowType) columns.getLogicalType(), false);
        try {
            return new RecordingsTableSource(source(helper.getOptions()), columns);
        } catch (ValidationException e) {
            throw new ValidationException(table + ": " + e.getMessage(), e);
        }
    }

    private static RecordingSource source(ReadableConfig options) {
        Format format = format(options.get(FORMAT));
        List<String> inputs = options.get(PATH);
        Path[] paths = new Path[inputs.size()];
        for (int i = 0; i < paths.length; i++) {
            paths[i] = existing(PATH, inputs.get(i));
        }
        RecordingOptions its = RecordingOptions.DEFAULTS;
        if (options.getOptional(ZONE).isPresent()) {
            its = its.withZone(zone(options.get(ZONE)));
        }
        if (options.getOptional(USER).isPresent()) {
            its = its.withUser(user(format, options.get(USER), paths.length));
        }
        if (options.getOptional(PROFILES).isPresent()) {
            its = its.withProfiles(existing(PROFILES, options.get(PROFILES)));
        }
        double speed = options.get(SPEED);
        if (!(speed >= 0 && speed < Double.POSITIVE_INFINITY)) {
            throw new ValidationException(
                    "'speed': expected 0 for as fast as possible, or how many times faster than"
                            + " recorded, found "
                            + speed);
        }
        return RecordingSource.builder()
                .format(format)
                .inputs(paths)
                .options(its)
                .speed(speed)
                .build();
    }

    private static Format format(String name) {
        StringBuilder known = new StringBuilder();
        for (Format format : Format.values()) {
            if (format.cliName().equals(name)) {
                return format;
            }
            known.append(known.length() == 0 ? "" : ", ").append(format.cliName());
        }
        throw new ValidationException(
                "'format': expected one of " + known + ", found '" + name + "'");
    }

    private static Path existing(ConfigOption<?> option, String text) {
        Path path;
        try {
            path = Path.of(text.startsWith("file:") ? text.substring(fileScheme(text)) : text);
        } catch (InvalidPathException e) {
            throw new ValidationException(
                    "'" + option.key() + "': expected a file or folder, found '" + text + "'", e);
        }
        if (!Files.exists(path)) {
            throw new ValidationException(
                    "'"
                            + option.key()
                            + "': there is no file or folder '"
                            + text
                            + "' here; give one that is found under this path where the query is"
                            + " planned and where it runs");
        }
        return path.toAbsolutePath();
    }

    /** Length of {@code file:} or {@code file://}. */
    private static int fileScheme(String text) {
        return text.startsWith("file://") ? 7 : 5;
    }

    private static ZoneId zone(String name) {
        try {
            return ZoneId.of(name);
        } catch (DateTimeException e) {
            throw new ValidationException(
                    "'zone': expected a time zone as Europe/Berlin or +02:00, found '" + name + "'",
                    e);
        }
    }

    private static String user(Format format, String user, int inputs) {
        if (!format.takesUser()) {
            throw new ValidationException(
                    "'user': "
                            + format.cliName()
                            + " names its persons itself, found '"
                            + user
                            + "'; leave the option out");
        }
        if (inputs > 1) {
            throw new ValidationException(
                    "'user': "
                            + inputs
                            + " paths cannot be of one person, whose order would be lost; put the"
                            + " files into one folder");
        }
        return user;
    }
}
