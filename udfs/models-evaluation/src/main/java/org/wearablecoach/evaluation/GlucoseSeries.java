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
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The glucose readings of one person in order of time; of readings with one time the last counts.
 *
 * @param person name of the file without its ending
 * @param times ms
 * @param mgDl readings
 */
public record GlucoseSeries(String person, long[] times, float[] mgDl) {

    private static final String TIME = "timestamp";
    private static final String VALUE = "glucose_value_mg_dl";
    private static final long DAY_MILLIS = 86_400_000L;

    /** Below this a median is in mmol/L. */
    private static final float LEAST_MEDIAN = 35;

    /** How many readings there are. */
    public int size() {
        return times.length;
    }

    /**
     * Reads a file, or all {@code .csv} files of a folder and the folders in it, one a person, with
     * the columns {@code timestamp,glucose_value_mg_dl}. Times are ISO local or with an offset, or
     * times of day alone, where a new day begins when the clock falls back. Rows without a value
     * are passed over.
     *
     * @throws DataException naming file, line, rule and fix
     */
    public static List<GlucoseSeries> read(Path data) {
        if (!Files.isDirectory(data)) {
            if (!Files.isReadable(data)) {
                throw new DataException(data + ": no such file or folder; check --data.");
            }
            return List.of(file(data, true));
        }
        List<GlucoseSeries> series = new ArrayList<>();
        try (Stream<Path> found = Files.walk(data)) {
            for (Path file :
                    found.filter(file -> file.toString().endsWith(".csv")).sorted().toList()) {
                GlucoseSeries one = file(file, false);
                if (one.size() > 0) {
                    series.add(one);
                }
            }
        } catch (IOException e) {
            throw new DataException(data + " cannot be listed.", e);
        }
        if (series.isEmpty()) {
            throw new DataException(
                    data + ": no .csv file with the columns " + TIME + "," + VALUE + " in it.");
        }
        return series;
    }

    /** A reading with the place it had. */
    private record Row(long time, float mgDl) {}

    /** A table with other columns, as one of persons, is no series; alone it is an error. */
    private static GlucoseSeries file(Path file, boolean alone) {
        String name = String.valueOf(file.getFileName());
        String person = name.endsWith(".csv") ? name.substring(0, name.length() - 4) : name;
        List<Row> rows = new ArrayList<>();
        try (BufferedReader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            @Nullable String header = reader.readLine();
            List<String> columns =
                    header == null
                            ? List.of()
                            : Stream.of(header.replace("\ufeff", "").split(",", -1))
                                    .map(String::strip)
                                    .toList();
            int timeAt = columns.indexOf(TIME);
            int valueAt = columns.indexOf(VALUE);
            if (timeAt < 0 || valueAt < 0) {
                if (alone) {
                    throw new DataException(
                            file + ", line 1: expected the columns " + TIME + "," + VALUE + ".");
                }
                return new GlucoseSeries(person, new long[0], new float[0]);
            }
            long before = 0;
            int number = 1;
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                number++;
                if (line.isBlank()) {
                    continue;
                }
                String[] fields = line.split(",", -1);
                if (fields.length <= Math.max(timeAt, valueAt)) {
                    throw wrong(file, number, "expected " + columns.size() + " fields");
                }
                long time = time(fields[timeAt].strip(), before, file, number);
                before = time;
                String value = fields[valueAt].strip();
                if (!value.isEmpty()) {
                    rows.add(new Row(time, value(value, file, number)));
                }
            }
        } catch (IOException e) {
            throw new DataException(file + " cannot be read as UTF-8 text.", e);
        }
        GlucoseSeries series = of(person, rows);
        if (series.size() > 0) {
            float[] sorted = series.mgDl.clone();
            java.util.Arrays.sort(sorted);
            if (sorted[sorted.length / 2] < LEAST_MEDIAN) {
                throw new DataException(
                        file + ": glucose looks like mmol/L; multiply it by 18.018.");
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

    private static float value(String text, Path file, int line) {
        try {
            float value = Float.parseFloat(text);
            if (value > 0 && value <= 1000) {
                return value;
            }
        } catch (NumberFormatException e) {
            // Said below, with the place.
        }
        throw wrong(file, line, "expected glucose in mg/dL, found '" + text + "'");
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
