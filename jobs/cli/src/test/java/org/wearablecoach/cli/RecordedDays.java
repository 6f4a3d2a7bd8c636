package org.wearablecoach.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** A recording of a few persons and days, and what the loop decides on it. */
final class RecordedDays {

    private RecordedDays() {}

    /** Runs the edge loop on it; returns the folder with the files. */
    static Path decided(Path folder, int persons, int days, String... options) throws IOException {
        Path recording = folder.resolve("recording.csv");
        try (Writer out = Files.newBufferedWriter(recording)) {
            out.write("user,device,boot,sequence,time,kind,value\n");
            long start = Instant.parse("2026-03-02T06:00:00Z").toEpochMilli();
            SplittableRandom[] random = new SplittableRandom[persons];
            for (int p = 0; p < persons; p++) {
                random[p] = new SplittableRandom(p);
            }
            for (int minute = 0; minute < days * 1440; minute++) {
                Instant time = Instant.ofEpochMilli(start + minute * 60_000L);
                boolean awake = minute % 1440 < 960;
                for (int p = 0; p < persons; p++) {
                    int steps =
                            awake && random[p].nextInt(40) == 0 ? 30 + random[p].nextInt(90) : 0;
                    int bpm = 58 + p + random[p].nextInt(12) + steps / 4;
                    String prefix = "p" + p + ",watch,0,";
                    out.write(prefix + 2 * minute + "," + time + ",heart-rate," + bpm + "\n");
                    out.write(prefix + (2 * minute + 1) + "," + time + ",steps," + steps + "\n");
                }
            }
        }
        Path results = Files.createDirectories(folder.resolve("results"));
        List<String> call = new ArrayList<>(List.of("edge", "--format", "coach-csv"));
        call.addAll(List.of("--input", recording.toString(), "--out", results.toString()));
        call.addAll(List.of(options));
        Captured run = Captured.run(Runners.standard(), call.toArray(new String[0]));
        assertThat(run.code()).as(run.err()).isZero();
        return results;
    }
}
