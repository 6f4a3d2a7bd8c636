package org.wearablecoach.cli;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.wearablecoach.event.Cause;
import org.wearablecoach.event.DeadLetter;
import org.wearablecoach.job.KafkaPorts;
import org.wearablecoach.job.config.CoachConfig;
import org.wearablecoach.kafka.DeadLetterBox;
import org.wearablecoach.kafka.Redriven;
import org.wearablecoach.kafka.TopicReader;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** {@code coach dead-letters}: what could not be used, and how it is used after all. */
@Command(
        name = "dead-letters",
        description =
                "List and show the records that could not be used, and publish them again once the"
                        + " cause is mended.",
        synopsisSubcommandLabel = "COMMAND")
final class DeadLettersCommand {

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Print this help.")
    @SuppressWarnings("UnusedVariable") // picocli reads the annotation and never sets the field.
    private boolean help;

    private DeadLettersCommand() {}

    /** The command with what can be done to dead letters. */
    static CommandLine commandLine(Session session) {
        CommandLine line = new CommandLine(new DeadLettersCommand());
        line.addSubcommand("list", new ListThem(session));
        line.addSubcommand("show", new Show(session));
        line.addSubcommand("redrive", new Redrive(session));
        line.registerConverter(Cause.class, DeadLettersCommand::cause);
        return line;
    }

    private static Cause cause(String name) {
        for (Cause cause : Cause.values()) {
            if (cause.name().equals(name.toUpperCase(Locale.ROOT))) {
                return cause;
            }
        }
        throw new TypeConversionException(
                "'" + name + "' is no cause; use one of " + List.of(Cause.values()));
    }

    private static DeadLetterBox box(CoachConfig config) {
        return new DeadLetterBox(
                config.kafka().bootstrapServers(),
                KafkaPorts.topics(config),
                config.kafka().groupId(),
                config.kafka().properties(),
                config.kafka().registry().options());
    }

    private static String id(TopicReader.Entry<DeadLetter> entry) {
        return entry.partition() + "/" + entry.offset();
    }

    private static Map<String, Object> values(TopicReader.Entry<DeadLetter> entry) {
        DeadLetter letter = entry.value();
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("id", id(entry));
        values.put("cause", letter.cause().name());
        values.put("detail", letter.detail());
        values.put("topic", letter.topic() == null ? Double.NaN : letter.topic());
        values.put("partition", letter.partition());
        values.put("offset", letter.offset());
        values.put("ingestTime", Instant.ofEpochMilli(letter.ingestTime()).toString());
        return values;
    }

    private static String place(DeadLetter letter) {
        return letter.topic() == null
                ? "no topic"
                : letter.topic() + " " + letter.partition() + "/" + letter.offset();
    }

    /** {@code coach dead-letters list}. */
    @Command(name = "list", description = "Count dead letters by cause, and list the newest.")
    static final class ListThem extends ConfiguredCommand {

        @Option(names = "--cause", paramLabel = "X", description = "Only those of this cause.")
        private @Nullable Cause cause;

        @Option(
                names = "--limit",
                paramLabel = "N",
                defaultValue = "20",
                description = "List so many of the newest. Default: 20.")
        private int limit;

        ListThem(Session session) {
            super(session);
        }

        @Override
        Summary run() {
            if (limit < 0 || limit > 100_000) {
                throw new InputException("--limit is " + limit + ": set it between 0 and 100000.");
            }
            TreeMap<String, Long> byCause = new TreeMap<>();
            List<TopicReader.Entry<DeadLetter>> newest = new ArrayList<>();
            box(connected())
                    .each(
                            entry -> {
                                Cause its = entry.value().cause();
                                if (cause == null || its == cause) {
                                    byCause.merge(its.name(), 1L, Long::sum);
                                    newest.add(entry);
                                    if (newest.size() > 2 * limit + 1000) {
                                        keepNewest(newest);
                                    }
                                }
                            });
            keepNewest(newest);
            long total = 0;
            StringBuilder text = new StringBuilder();
            for (Map.Entry<String, Long> count : byCause.entrySet()) {
                total += count.getValue();
                text.append(String.format("%8d %s%n", count.getValue(), count.getKey()));
            }
            text.append(String.format("%8d in all", total));
            List<Object> listed = new ArrayList<>();
            for (TopicReader.Entry<DeadLetter> entry : newest) {
                listed.add(values(entry));
                text.append(
                        String.format(
                                "%n%s  %s  %s: %s",
                                id(entry),
                                place(entry.value()),
                                entry.value().cause(),
                                entry.value().detail()));
            }
            Map<String, Object> values = new LinkedHashMap<>();
            values.put("total", total);
            values.put("byCause", byCause);
            values.put("deadLetters", listed);
            return new Summary(values, text.toString(), false);
        }

        private void keepNewest(List<TopicReader.Entry<DeadLetter>> entries) {
            entries.sort((a, b) -> Long.compare(b.value().ingestTime(), a.value().ingestTime()));
            if (entries.size() > limit) {
                entries.subList(limit, entries.size()).clear();
            }
        }
    }

    /** {@code coach dead-letters show}. */
    @Command(name = "show", description = "Show one dead letter, with the person where known.")
    static final class Show extends ConfiguredCommand {

        private static final Pattern ID = Pattern.compile("(\\d{1,9})/(\\d{1,18})");

        @Option(
                names = "--id",
                required = true,
                paramLabel = "P/O",
                description = "Partition and offset of the dead letter, as list prints them.")
        private @Nullable String id;

        @Option(
                names = "--raw",
                description = "Also the bytes that were kept, in base64. They may be health data.")
        private boolean raw;

        Show(Session session) {
            super(session);
        }

        @Override
        Summary run() {
            Matcher place = ID.matcher(String.valueOf(id));
            if (!place.matches()) {
                throw new InputException(
                        "--id is " + id + ": write PARTITION/OFFSET, as list prints it.");
            }
            String wanted = Integer.parseInt(place.group(1)) + "/" + Long.parseLong(place.group(2));
            List<TopicReader.Entry<DeadLetter>> found = new ArrayList<>();
            box(connected())
                    .each(
                            entry -> {
                                if (id(entry).equals(wanted)) {
                                    found.add(entry);
                                }
                            });
            if (found.isEmpty()) {
                throw new InputException(
                        "--id " + wanted + " is no dead letter; take one that list prints.");
            }
            DeadLetter letter = found.get(0).value();
            Map<String, Object> values = values(found.get(0));
            values.put("userId", letter.userId() == null ? Double.NaN : letter.userId());
            values.put("length", letter.length());
            values.put("sha256", letter.sha256() == null ? Double.NaN : letter.sha256());
            byte[] bytes = letter.raw();
            values.put("rawLength", bytes == null ? 0 : bytes.length);
            if (raw) {
                values.put(
                        "raw",
                        bytes == null ? Double.NaN : Base64.getEncoder().encodeToString(bytes));
            }
            StringBuilder text = new StringBuilder();
            values.forEach(
                    (name, value) ->
                            text.append(text.isEmpty() ? "" : System.lineSeparator())
                                    .append(String.format("%-10s ", name))
                                    .append(value instanceof Double ? "-" : value));
            return new Summary(values, text.toString(), false);
        }
    }

    /** {@code coach dead-letters redrive}. */
    @Command(
            name = "redrive",
            description =
                    "Publish the records of a cause to telemetry again, once each however often it"
                            + " is run. Mend the cause first.")
    static final class Redrive extends ConfiguredCommand {

        @Option(
                names = "--cause",
                required = true,
                paramLabel = "X",
                description = "The cause that was mended, such as UNKNOWN_SCHEMA.")
        private @Nullable Cause cause;

        Redrive(Session session) {
            super(session);
        }

        @Override
        Summary run() {
            if (cause == null) {
                throw new IllegalStateException("picocli refuses a command line without --cause");
            }
            Redriven done = box(connected()).redrive(cause);
            Map<String, Object> values = new LinkedHashMap<>();
            values.put("cause", cause.name());
            values.put("published", done.published());
            values.put("stillRefused", done.stillRefused());
            values.put("gone", done.gone());
            values.put("ofOtherTopics", done.ofOtherTopics());
            String text =
                    done.published()
                            + " records of "
                            + cause
                            + " published again, "
                            + done.stillRefused()
                            + " still cannot be read and stay dead letters, "
                            + done.gone()
                            + " are gone from telemetry, "
                            + done.ofOtherTopics()
                            + " are of other topics.";
            return new Summary(values, text, done.stillRefused() + done.gone() > 0);
        }
    }
}
