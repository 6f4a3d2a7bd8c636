package org.wearablecoach.evaluation;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.wearablecoach.signals.Glucose;

/**
 * The glucose readings of one person in order of time; of readings with one time the last counts.
 *
 * @param person name of the file without its ending
 * @param times ms
 * @param mgDl readings
 */
public record GlucoseSeries(String person, long[] times, float[] mgDl) {

    private static final String TIME = "timestamp";
    private static final String MG_DL = "glucose_value_mg_dl";
    private static final String MMOL_L = "glucose_value_mmol_l";
    private static final String ENDING = ".csv";
    private static final long DAY_MILLIS = 86_400_000L;

    /** Below this a median is in mmol/L. */
    private static final float LEAST_MEDIAN = 35;

    /** What a sensor says below 40 and above 400 mg/dL, and the values that stand for it. */
    private static final Map<String, Float> WORDS = Map.of("low", 39f, "high", 401f);

    /** How tables write that there is no value. */
    private static final Set<String> NOTHING = Set.of("", "na", "nan", "null");

    /** How many readings there are. */
    public int size() {
        return times.length;
    }

    /**
     * Reads a file, or all {@code .csv} files of a folder and the folders in it, one a person, see
     * {@link #read(Path, Predicate, Consumer)}.
     *
     * @throws DataException naming file, line, rule and fix
     */
    public static List<GlucoseSeries> read(Path data) {
        return read(data, person -> true, passedOver -> {});
    }

    /**
     * Reads a file, or all {@code .csv} files of a folder and the folders in it, one a person, with
     * the columns {@code timestamp} and {@code glucose_value_mg_dl}, or {@code
     * glucose_value_mmol_l}, among others. Times are ISO local or with an offset, or times of day
     * alone, where a new day begins when the clock falls back. {@code Low} and {@code High} stand
     * for 39 and 401 mg/dL. Rows without a value are passed over.
     *
     * @param persons which persons are read, by the name of their file without its ending
     * @param passedOver told of each file of a folder that holds no readings, with the reason
     * @throws DataException naming file, line, rule and fix
     */
    public static List<GlucoseSeries> read(
            Path data, Predicate<String> persons, Consumer<String> passedOver) {
        if (!Files.isDirectory(data)) {
            if (!Files.isReadable(data)) {
                throw new DataException(data + ": no such file or folder; check --data.");
            }
            if (!persons.test(person(data))) {
                throw nobody(data);
            }
            return List.of(file(data));
        }
        List<Path> files;
        try (Stream<Path> found = Files.walk(data)) {
            files =
                    found.filter(file -> !Files.isDirectory(file) && isTable(file))
                            .sorted()
                            .toList();
        } catch (IOException e) {
            throw new DataException(data + " cannot be listed.", e);
        }
        List<GlucoseSeries> series = new ArrayList<>();
        List<String> reasons = new ArrayList<>();
        boolean anybody = false;
        for (Path file : files) {
            if (!persons.test(person(file))) {
                continue;
            }
            anybody = true;
            String reason = notReadings(file);
            if (reason == null) {
                GlucoseSeries one = file(file);
                if (one.size() > 0) {
                    series.add(one);
                    continue;
                }
                reason = file + " holds no reading.";
            }
            reasons.add(reason);
        }
        if (series.isEmpty()) {
            if (!anybody && !files.isEmpty()) {
                throw nobody(data);
            }
            throw new DataException(
                    data
                            + ": no .csv file with readings in the columns "
                            + TIME
                            + ","
                            + MG_DL
                            + " in it."
                            + (reasons.isEmpty() ? "" : " " + reasons.get(0)));
        }
        reasons.forEach(passedOver);
        return series;
    }

    private static DataException nobody(Path data) {
        return new DataException(
                data
                        + ": no file is named after a person asked for; check --persons: a person is"
                        + " the name of a file without .csv.");
    }

    private static boolean isTable(Path file) {
        return file.toString().toLowerCase(Locale.ROOT).endsWith(ENDING);
    }

    private static String person(Path file) {
        String name = String.valueOf(file.getFileName());
        return isTable(file) ? name.substring(0, name.length() - ENDING.length()) : name;
    }

    /** Why a file is no table of readings; null when it is one. A table of persons is none. */
    private static @Nullable String notReadings(Path file) {
        try (BufferedReader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            return Columns.of(reader.readLine()).missing(file);
        } catch (IOException e) {
            throw new DataException(file + " cannot be read as UTF-8 text.", e);
        }
    }

    /**
     * Where the two columns are.
     *
     * @param names of all columns
     * @param time of the column of times; -1 without
     * @param value of the column of readings; -1 without
     * @param mgDlPerUnit factor to mg/dL
     */
    private record Columns(List<String> names, int time, int value, double mgDlPerUnit) {

        private static final int MOST_SHOWN = 4;

        static Columns of(@Nullable String header) {
            List<String> names = new ArrayList<>();
            if (header != null) {
                for (String name : header.replace("\ufeff", "").split(",", -1)) {
                    names.add(bare(name));
                }
            }
            int mgDl = names.indexOf(MG_DL);
            boolean mmol = mgDl < 0 && names.contains(MMOL_L);
            return new Columns(
                    names,
                    names.indexOf(TIME),
                    mmol ? names.indexOf(MMOL_L) : mgDl,
                    mmol ? Glucose.MG_DL_PER_MMOL_L : 1);
        }

        /** The header, if need be its beginning. */
        private String found() {
            if (names.isEmpty()) {
                return "nothing";
            }
            List<String> shown = names.subList(0, Math.min(names.size(), MOST_SHOWN));
            return String.join(",", shown) + (shown.size() < names.size() ? ",..." : "");
        }

        @Nullable String missing(Path file) {
            if (time >= 0 && value >= 0) {
                return null;
            }
            return file
                    + ", line 1: expected the columns "
                    + TIME
                    + ","
                    + MG_DL
                    + ", found "
                    + found()
                    + ".";
        }
    }

    /** A field without the blanks and quotes around it. */
    private static String bare(String field) {
        String text = field.strip();
        return text.length() > 1 && text.startsWith("\"") && text.endsWith("\"")
                ? text.substring(1, text.length() - 1).strip()
                : text;
    }

    /** A reading with the place it had. */
    private record Row(long time, float mgDl) {}

    private static GlucoseSeries file(Path file) {
        List<Row> rows = new ArrayList<>();
        Columns columns;
        try (BufferedReader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            columns = Columns.of(reader.readLine());
            String missing = columns.missing(file);
            if (missing != null) {
                throw new DataException(missing);
            }
            long before = 0;
            int number = 1;
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                number++;
                if (line.isBlank()) {
                    continue;
                }
                String[] fields = line.split(",", -1);
                if (fields.length <= Math.max(columns.time(), columns.value())) {
                    throw wrong(file, number, "expected " + columns.names().size() + " fields");
                }
                long time = time(bare(fields[columns.time()]), before, file, number);
                before = time;
                String value = bare(fields[columns.value()]);
                String word = value.toLowerCase(Locale.ROOT);
                if (WORDS.containsKey(word)) {
                    rows.add(new Row(time, WORDS.get(word)));
                } else if (!NOTHING.contains(word)) {
                    rows.add(new Row(time, value(value, columns.mgDlPerUnit(), file, number)));
                }
            }
        } catch (IOException e) {
            throw new DataException(file + " cannot be read as UTF-8 text.", e);
        }
        GlucoseSeries series = of(person(file), rows);
        if (series.size() > 0) {
            float[] sorted = series.mgDl.clone();
            java.util.Arrays.sort(sorted);
            if (sorted[sorted.length / 2] < LEAST_MEDIAN) {
                throw new DataException(
                        file
                                + ": glucose looks like mmol/L; multiply it by 18.018, or name the"
                                + " column "
                                + MMOL_L
                                + ".");
            }
        }
        return series;
    }

    private static GlucoseSeries of(String person, List<Row> rows) {
        // The sort is stable: of equal times the last row of the file stays the last.
        rows.sort(Comparator.comparingLong(Row::time));
        long[] times = new long[rows.size()];
        float[] mgDl = new float[rows.size()];
        int size = 0;
        for (Row row : rows) {
            if (size > 0 && times[size - 1] == row.time()) {
                size--;
            }
            times[size] = row.time();
            mgDl[size++] = row.mgDl();
        }
        return new GlucoseSeries(
                person, java.util.Arrays.copyOf(times, size), java.util.Arrays.copyOf(mgDl, size));
    }

    private static long time(String text, long before, Path file, int line) {
        String iso = text.replace(' ', 'T');
        try {
            if (iso.length() <= 8) {
                long time = LocalTime.parse(iso).toNanoOfDay() / 1_000_000;
                long day = Math.floorDiv(before, DAY_MILLIS);
                // A small step back is disorder, not another day.
                boolean next = Math.floorMod(before, DAY_MILLIS) - time > DAY_MILLIS / 2;
                return (next ? day + 1 : day) * DAY_MILLIS + time;
            }
            boolean offset =
                    iso.endsWith("Z") || iso.lastIndexOf('+') > 10 || iso.lastIndexOf('-') > 10;
            return offset
                    ? OffsetDateTime.parse(iso).toInstant().toEpochMilli()
                    : LocalDateTime.parse(iso).toInstant(ZoneOffset.UTC).toEpochMilli();
        } catch (DateTimeParseException e) {
            throw wrong(
                    file,
                    line,
                    "expected a time as 2024-03-01 07:30:00 or 07:30:00, found '" + text + "'");
        }
    }

    private static float value(String text, double mgDlPerUnit, Path file, int line) {
        try {
            // Rounded once, as where readings come in, so that both have the same bits.
            float value = (float) (Double.parseDouble(text) * mgDlPerUnit);
            if (value > 0 && value <= 1000) {
                return value;
            }
        } catch (NumberFormatException e) {
            // Said below, with the place.
        }
        throw wrong(
                file,
                line,
                "expected glucose in "
                        + (mgDlPerUnit == 1 ? "mg/dL" : "mmol/L")
                        + ", found '"
                        + text
                        + "'");
    }

    private static DataException wrong(Path file, int line, String what) {
        return new DataException(file + ", line " + line + ": " + what + ".");
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof GlucoseSeries s
                && person.equals(s.person)
                && java.util.Arrays.equals(times, s.times)
                && java.util.Arrays.equals(mgDl, s.mgDl);
    }

    @Override
    public int hashCode() {
        return person.hashCode() * 31 + java.util.Arrays.hashCode(times);
    }
}
