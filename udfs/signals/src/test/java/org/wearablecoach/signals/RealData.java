package org.wearablecoach.signals;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.util.List;
import org.junit.jupiter.api.Assumptions;

/**
 * Recordings and reference results outside the repository; a test that needs them skips without.
 */
final class RealData {

    private static final Path FOLDER =
            Path.of(System.getProperty("coach.data", "../../../shared/data"));

    private RealData() {}

    /** A file of the data folder; skips without the folder, fails without the file. */
    static Path file(String name) {
        Assumptions.assumeTrue(
                Files.isDirectory(FOLDER),
                () -> "skipped: no data folder; set -Dcoach.data to the folder of recordings");
        Path file = FOLDER.resolve(name);
        assertThat(file).exists();
        return file;
    }

    static List<String> lines(String name) {
        try {
            return Files.readAllLines(file(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static JsonNode json(String name) {
        try {
            return new ObjectMapper().readTree(file(name).toFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One number a line; lines that do not start with a digit are left out. */
    static float[] numbers(String name, float factor) {
        List<String> lines = lines(name);
        float[] numbers = new float[lines.size()];
        int count = 0;
        for (String line : lines) {
            if (!line.isBlank() && Character.isDigit(line.charAt(0))) {
                numbers[count++] = Float.parseFloat(line.trim()) * factor;
            }
        }
        return java.util.Arrays.copyOf(numbers, count);
    }

    /** Times and values of one kind of the Garmin recording. */
    static Series garmin(String kind) {
        List<String> lines = lines("garmin-health-stream/data.csv");
        Series series = new Series(new long[lines.size()], new float[lines.size()]);
        int count = 0;
        for (String line : lines) {
            String[] fields = line.split(";", -1);
            if (fields[1].equals(kind)) {
                series.times[count] = OffsetDateTime.parse(fields[0]).toInstant().toEpochMilli();
                series.values[count++] = Float.parseFloat(fields[2]);
            }
        }
        return new Series(
                java.util.Arrays.copyOf(series.times, count),
                java.util.Arrays.copyOf(series.values, count));
    }

    /** Beat intervals of the Empatica E4 recording, in ms. */
    static Series empaticaIntervals() {
        List<String> lines = lines("empatica-e4/IBI.csv");
        double start = Double.parseDouble(lines.get(0).split(",", -1)[0]);
        Series series = new Series(new long[lines.size() - 1], new float[lines.size() - 1]);
        for (int i = 1; i < lines.size(); i++) {
            String[] fields = lines.get(i).split(",", -1);
            series.times[i - 1] = Math.round((start + Double.parseDouble(fields[0])) * 1000);
            series.values[i - 1] = (float) (Double.parseDouble(fields[1]) * 1000);
        }
        return series;
    }

    record Series(long[] times, float[] values) {
        int size() {
            return times.length;
        }
    }
}
