package org.wearablecoach.cli.audit;

import java.io.BufferedOutputStream;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.wearablecoach.cli.CsvReader;
import org.wearablecoach.event.Candidate;
import org.wearablecoach.event.Decision;
import org.wearablecoach.event.NamedValue;
import org.wearablecoach.event.Reward;

/**
 * The flat table of a micro-randomised trial: one row a decision point, the rows of a person
 * together and in order, and a codebook that says what each column means.
 *
 * <p>Columns that depend on the configuration (context, shares of interventions, features) are
 * appended as they are met. Rows wait in a file beside the table until they can be put in order, so
 * memory holds a few bytes of each.
 */
public final class MrtExport implements Sink, AutoCloseable {

    /** Name of the table. */
    public static final String TABLE = "mrt.csv";

    /** Name of the codebook. */
    public static final String CODEBOOK = "codebook.csv";

    private static final DateTimeFormatter MILLIS =
            new DateTimeFormatterBuilder().appendInstant(3).toFormatter(Locale.ROOT);

    private static final DateTimeFormatter MINUTE =
            DateTimeFormatter.ofPattern("HH:mm", Locale.ROOT);

    /**
     * A column.
     *
     * @param name of it
     * @param meaning in words
     * @param unit empty without one
     * @param type text, number, whole number, flag or time
     * @param values which occur
     */
    private record Column(String name, String meaning, String unit, String type, String values) {}

    private static final String FLAG = "flag";
    private static final String NUMBER = "number";
    private static final String WHOLE = "whole number";
    private static final String TIME = "time";
    private static final String TEXT = "text";
    private static final String ISO = "ISO 8601, UTC";

    private static final List<Column> FIXED =
            List.of(
                    new Column("userId", "pseudonym of the person; the cluster", "", TEXT, ""),
                    new Column(
                            "index",
                            "running number of the decision point of the person",
                            "",
                            WHOLE,
                            "from 0"),
                    new Column(
                            "decisionId",
                            "id of the decision, unique",
                            "",
                            TEXT,
                            "32 hexadecimal digits"),
                    new Column(
                            "decisionTime",
                            "when it was decided, by the person's own clock",
                            "",
                            TIME,
                            ISO),
                    new Column(
                            "localDay",
                            "day of the person's local calendar",
                            "",
                            TEXT,
                            "yyyy-mm-dd"),
                    new Column("localTime", "time of that day", "", TEXT, "hh:mm"),
                    new Column(
                            "type",
                            "how the decision came about",
                            "",
                            TEXT,
                            "POLICY; SAFETY (forced, never analysed); FALLBACK (never analysed);"
                                    + " WARM_UP"),
                    new Column("trigger", "what made the decision point", "", TEXT, "GRID; WINDOW"),
                    new Column("available", "whether something could be sent", "", FLAG, "0; 1"),
                    new Column("reason", "first reason why not", "", TEXT, "empty when available"),
                    new Column(
                            "analysed",
                            "whether an analysis may use the row: available, and randomised by the"
                                    + " policy or the warm-up",
                            "",
                            FLAG,
                            "0; 1"),
                    new Column("sent", "the action: whether a message was sent", "", FLAG, "0; 1"),
                    new Column(
                            "chosen", "which intervention was sent", "", TEXT, "empty when none"),
                    new Column(
                            "probability",
                            "probability with which sending was drawn; use this one for the effect"
                                    + " of sending or not",
                            "",
                            NUMBER,
                            "0 when not available; 1 when forced; else between"),
                    new Column(
                            "centred",
                            "the action centred on the probability of its own draw: sent -"
                                    + " probability; the regressor of action-centred estimates",
                            "",
                            NUMBER,
                            "-1 to 1; 0 where nothing was drawn"),
                    new Column(
                            "weight",
                            "1 / probability where sent, 1 / (1 - probability) where not; times the"
                                    + " reference probability of the same action it is the weight"
                                    + " of weighted and centred least squares, whose action is"
                                    + " sent - reference",
                            "",
                            NUMBER,
                            "above 1; 0 where not analysed"),
                    new Column(
                            "propensity",
                            "probability of exactly what was done: 1 - probability, or probability"
                                    + " times the share of what was chosen; for off-policy"
                                    + " evaluation",
                            "",
                            NUMBER,
                            "0 to 1"),
                    new Column("outcomeName", "which proximal outcome", "", TEXT, ""),
                    new Column(
                            "outcome",
                            "the proximal outcome; never imputed",
                            "as its name says",
                            NUMBER,
                            "empty when missing"),
                    new Column("outcomeTime", "end of its window", "", TIME, ISO),
                    new Column(
                            "reward",
                            "what a policy learns from: outcome less burden",
                            "",
                            NUMBER,
                            "empty when missing"),
                    new Column(
                            "closedBy",
                            "what closed the outcome",
                            "",
                            TEXT,
                            "DATA; CENSORED (the data did not come in time); empty without a"
                                    + " reward row"),
                    new Column(
                            "learnable", "whether a policy learned from the row", "", FLAG, "0; 1"),
                    new Column("delivered", "whether a delivery was reported", "", FLAG, "0; 1"),
                    new Column("opened", "whether an opening was reported", "", FLAG, "0; 1"),
                    new Column("answer", "what was answered", "", TEXT, "empty without an answer"),
                    new Column("policy", "policy in force", "", TEXT, "name:version"),
                    new Column(
                            "dosage",
                            "decayed number of messages before",
                            "messages",
                            NUMBER,
                            "from 0"),
                    new Column(
                            "messagesToday",
                            "messages of the local day before",
                            "messages",
                            WHOLE,
                            "from 0"));

    private static final Map<String, String[]> CONTEXT =
            Map.ofEntries(
                    Map.entry("steps30", new String[] {"steps of the last 30 minutes", "steps"}),
                    Map.entry(
                            "minutesSinceMove",
                            new String[] {"time since the last minute with a move", "min"}),
                    Map.entry(
                            "observedMinutes40",
                            new String[] {"observed ones of the last 40 minutes", "min"}),
                    Map.entry("exercising", new String[] {"whether the person exercises", ""}),
                    Map.entry("heartRateBpm", new String[] {"newest heart rate", "bpm"}),
                    Map.entry("activity", new String[] {"code of the newest activity", ""}),
                    Map.entry(
                            "stepsZ",
                            new String[] {"steps against what is usual for the person", "sd"}),
                    Map.entry(
                            "activityZ",
                            new String[] {
                                "newest window of motion, or minute of steps, against what is usual"
                                        + " for the person",
                                "sd"
                            }),
                    Map.entry(
                            "arousalZ",
                            new String[] {"arousal against what is usual for the person", "sd"}),
                    Map.entry("glucoseMgDl", new String[] {"newest glucose reading", "mg/dL"}),
                    Map.entry(
                            "glucoseLowRisk",
                            new String[] {"probability of low glucose within 30 minutes", ""}),
                    Map.entry(
                            "glucoseLowLimit",
                            new String[] {"probability from which a low was expected", ""}),
                    Map.entry(
                            "glucoseZ",
                            new String[] {"glucose against what is usual for the person", "sd"}),
                    Map.entry(
                            "glucoseTrend",
                            new String[] {
                                "slope of the glucose readings of 20 minutes", "mg/dL a minute"
                            }),
                    Map.entry(
                            "glucoseTrendZ",
                            new String[] {"that slope against what is usual for the person", "sd"}),
                    Map.entry(
                            "glucoseForecastMgDl",
                            new String[] {"glucose forecast for 30 minutes later", "mg/dL"}),
                    Map.entry(
                            "glucoseForecastZ",
                            new String[] {
                                "the slope to that forecast against what is usual for the person",
                                "sd"
                            }),
                    Map.entry(
                            "minutesToBedtime",
                            new String[] {"minutes to the usual bedtime, below 0 after it", "min"}),
                    Map.entry(
                            "acceptedShare",
                            new String[] {
                                "share of answered messages that were accepted, about 7" + " days",
                                ""
                            }),
                    Map.entry("localMinute", new String[] {"minutes since local midnight", "min"}));

    private final Path folder;
    private final Path waiting;
    private final OutputStream rows;
    private final Map<String, Integer> further = new LinkedHashMap<>();
    private final List<Column> columns = new ArrayList<>(FIXED);
    private final Map<String, Integer> persons = new HashMap<>();
    private long written;
    private int count;
    private long[] places = new long[1024];
    private int[] lengths = new int[1024];
    private int[] whose = new int[1024];
    private long[] indexes = new long[1024];

    /**
     * An export into a folder.
     *
     * @param folder is made where it is missing; files of an earlier export are replaced
     * @throws IOException when it cannot be written
     */
    public MrtExport(Path folder) throws IOException {
        this.folder = Files.createDirectories(folder);
        waiting = Files.createTempFile(folder, "mrt", ".part");
        rows = new BufferedOutputStream(Files.newOutputStream(waiting), 1 << 16);
    }

    @Override
    public void closed(Decision d, @Nullable Reward r) {
        List<String> cells = new ArrayList<>(columns.size());
        ZonedDateTime local = Instant.ofEpochMilli(d.decisionTime()).atZone(ZoneId.of(d.zone()));
        cells.add(CsvReader.field(d.userId()));
        cells.add(Long.toString(d.index()));
        cells.add(d.decisionId());
        cells.add(MILLIS.format(Instant.ofEpochMilli(d.decisionTime())));
        cells.add(local.toLocalDate().toString());
        cells.add(MINUTE.format(local));
        cells.add(d.type().name());
        cells.add(d.trigger().name());
        cells.add(flag(d.available()));
        cells.add(name(d.reason()));
        cells.add(flag(Analysed.is(d)));
        cells.add(flag(d.chosen() != null));
        cells.add(name(d.chosen()));
        cells.add(number(d.probability()));
        boolean sent = d.chosen() != null;
        cells.add(number((sent ? 1 : 0) - d.probability()));
        double ofAction = sent ? d.probability() : 1 - d.probability();
        cells.add(number(Analysed.is(d) ? 1 / ofAction : 0));
        cells.add(number(d.available() ? Analysed.propensity(d) : 1));
        cells.add(r == null ? "" : r.outcome());
        cells.add(r == null ? "" : number(r.outcomeValue()));
        cells.add(r == null ? "" : MILLIS.format(Instant.ofEpochMilli(r.outcomeTime())));
        cells.add(r == null ? "" : number(r.reward()));
        cells.add(r == null ? "" : r.closedBy().name());
        cells.add(flag(r != null && r.learnable()));
        cells.add(flag(r != null && r.deliveredAt() != null));
        cells.add(flag(r != null && r.openedAt() != null));
        cells.add(r == null ? "" : name(r.answer()));
        cells.add(CsvReader.field(d.policy().name() + ":" + d.policy().version()));
        cells.add(number(d.dosage()));
        cells.add(Integer.toString(d.messagesToday()));
        for (NamedValue value : d.context()) {
            put(cells, value.name(), value.value(), "context");
        }
        for (Candidate candidate : d.candidates()) {
            put(cells, "share_" + candidate.intervention(), candidate.share(), "share");
            put(
                    cells,
                    "eligible_" + candidate.intervention(),
                    candidate.reason() == null ? 1 : 0,
                    "eligible");
        }
        for (int i = 0; i < d.baselineFeatures().length; i++) {
            put(cells, "g" + i, d.baselineFeatures()[i], "g");
        }
        for (int i = 0; i < d.advantageFeatures().length; i++) {
            put(cells, "f" + i, d.advantageFeatures()[i], "f");
        }
        byte[] line = String.join(",", cells).getBytes(StandardCharsets.UTF_8);
        try {
            rows.write(line);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if (count == places.length) {
            places = Arrays.copyOf(places, 2 * count);
            lengths = Arrays.copyOf(lengths, 2 * count);
            whose = Arrays.copyOf(whose, 2 * count);
            indexes = Arrays.copyOf(indexes, 2 * count);
        }
        places[count] = written;
        lengths[count] = line.length;
        whose[count] = persons.computeIfAbsent(d.userId(), id -> persons.size());
        indexes[count] = d.index();
        written += line.length;
        count++;
    }

    private void put(List<String> cells, String name, double value, String kind) {
        Integer known = further.get(name);
        int at;
        if (known == null) {
            at = columns.size();
            further.put(name, at);
            columns.add(describe(name, kind));
        } else {
            at = known;
        }
        while (cells.size() <= at) {
            cells.add("");
        }
        cells.set(at, number(value));
    }

    private static Column describe(String name, String kind) {
        String rest = name.substring(name.indexOf('_') + 1);
        return switch (kind) {
            case "share" ->
                    new Column(
                            name,
                            "probability of " + rest + " given that something is sent",
                            "",
                            NUMBER,
                            "0 when not eligible");
            case "eligible" ->
                    new Column(name, "whether " + rest + " could be chosen", "", FLAG, "0; 1");
            case "g" ->
                    new Column(
                            name,
                            "entry " + name.substring(1) + " of the baseline features as used",
                            "standardised",
                            NUMBER,
                            "");
            case "f" ->
                    new Column(
                            name,
                            "entry " + name.substring(1) + " of the advantage features as used",
                            "standardised",
                            NUMBER,
                            "");
            default -> {
                String[] words = CONTEXT.getOrDefault(name, new String[] {"observed value", ""});
                yield new Column(
                        name,
                        words[0] + ", as seen before the decision",
                        words[1],
                        NUMBER,
                        "empty when missing");
            }
        };
    }

    private static String flag(boolean value) {
        return value ? "1" : "0";
    }

    private static String name(@Nullable Object value) {
        return value == null ? "" : CsvReader.field(value.toString());
    }

    private static String number(double value) {
        if (!Double.isFinite(value)) {
            return "";
        }
        return value == Math.rint(value) && Math.abs(value) < 1e9
                ? Long.toString((long) value)
                : Double.toString(value);
    }

    /** Rows of the table. */
    public long rows() {
        return count;
    }

    /**
     * Puts the rows in order and writes table and codebook.
     *
     * @throws IOException when they cannot be written
     */
    public void finish() throws IOException {
        rows.close();
        String[] names = new String[persons.size()];
        persons.forEach((name, number) -> names[number] = name);
        Integer[] ranks = new Integer[names.length];
        Arrays.setAll(ranks, i -> i);
        Arrays.sort(ranks, Comparator.comparing(i -> names[i]));
        int[] rank = new int[names.length];
        for (int i = 0; i < ranks.length; i++) {
            rank[ranks[i]] = i;
        }
        Integer[] order = new Integer[count];
        Arrays.setAll(order, i -> i);
        // Stable, so that a person who began anew keeps the order of the log.
        Arrays.sort(
                order,
                Comparator.<Integer>comparingInt(i -> rank[whose[i]])
                        .thenComparingLong(i -> indexes[i]));
        try (RandomAccessFile from = new RandomAccessFile(waiting.toFile(), "r");
                OutputStream out =
                        new BufferedOutputStream(
                                Files.newOutputStream(folder.resolve(TABLE)), 1 << 16)) {
            StringBuilder header = new StringBuilder();
            for (Column column : columns) {
                header.append(header.isEmpty() ? "" : ",").append(CsvReader.field(column.name()));
            }
            out.write(header.append('\n').toString().getBytes(StandardCharsets.UTF_8));
            for (int i : order) {
                byte[] line = new byte[lengths[i]];
                from.seek(places[i]);
                from.readFully(line);
                out.write(line);
                // Columns that were met later than this row.
                int commas = 0;
                boolean quoted = false;
                for (byte b : line) {
                    quoted ^= b == '"';
                    commas += b == ',' && !quoted ? 1 : 0;
                }
                for (; commas < columns.size() - 1; commas++) {
                    out.write(',');
                }
                out.write('\n');
            }
        }
        try (BufferedWriter out =
                Files.newBufferedWriter(folder.resolve(CODEBOOK), StandardCharsets.UTF_8)) {
            out.write("column,meaning,unit,type,values\n");
            for (Column column : columns) {
                out.write(
                        String.join(
                                ",",
                                CsvReader.field(column.name()),
                                CsvReader.field(column.meaning()),
                                CsvReader.field(column.unit()),
                                CsvReader.field(column.type()),
                                CsvReader.field(column.values())));
                out.write('\n');
            }
        }
    }

    @Override
    public void close() throws IOException {
        rows.close();
        Files.deleteIfExists(waiting);
    }
}
