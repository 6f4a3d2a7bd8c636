package org.wearablecoach.job;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.wearablecoach.files.Format;
import org.wearablecoach.files.RecordingOptions;
import org.wearablecoach.files.Timed;

/**
 * A recording that a test writes as coach-csv, with an ingest column, and reads as anyone would.
 */
final class CsvRecording {

    private final StringBuilder rows =
            new StringBuilder("user,device,boot,sequence,time,ingest,kind,value\n");
    private final Map<String, Integer> sequences = new HashMap<>();

    /** A record that arrives when it was measured. */
    void live(String user, String device, Instant time, String kind, Object... values) {
        add(user, device, time, time, kind, values);
    }

    /** A record that arrives at another time than it was measured. */
    void add(
            String user,
            String device,
            Instant time,
            Instant ingest,
            String kind,
            Object... values) {
        int sequence = sequences.merge(user + "/" + device, 1, Integer::sum) - 1;
        rows.append(user).append(',').append(device).append(",0,").append(sequence);
        rows.append(',').append(time).append(',').append(ingest).append(',').append(kind);
        for (Object value : values) {
            rows.append(',').append(value);
        }
        rows.append('\n');
    }

    /** A second of a wrist at rest, 25 Hz: gravity with a little tremor. */
    void still(String user, String device, Instant time) {
        Object[] values = new Object[1 + 3 * 25];
        values[0] = 25;
        for (int sample = 0; sample < 25; sample++) {
            double tremor = sample % 2 == 0 ? 0.004 : -0.004;
            values[1 + 3 * sample] = 0.1 + tremor;
            values[2 + 3 * sample] = 0.2 - tremor;
            values[3 + 3 * sample] = 0.97 + tremor;
        }
        live(user, device, time, "acc", values);
    }

    /** Steps of every minute from a time on. */
    void steps(String user, String device, Instant from, Duration length, int aMinute) {
        for (long minute = 0; minute < length.toMinutes(); minute++) {
            live(user, device, from.plusSeconds(60 * minute), "steps", aMinute);
        }
    }

    /** The records in the order of their arrival, persons with their profiles first. */
    List<Timed> read() {
        try {
            Path file = Files.createTempFile("recording", ".csv");
            Files.writeString(file, rows);
            List<Timed> records =
                    Format.of("coach-csv")
                            .read(file, new RecordingOptions(null, null, null))
                            .toList();
            Files.delete(file);
            return records;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
