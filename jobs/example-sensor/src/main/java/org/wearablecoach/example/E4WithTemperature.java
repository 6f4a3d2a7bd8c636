package org.wearablecoach.example;

import java.nio.file.Path;
import org.wearablecoach.files.Format;
import org.wearablecoach.files.RecordingFormat;
import org.wearablecoach.files.RecordingOptions;
import org.wearablecoach.files.Records;

/** An Empatica E4 session as it is read anyway, and its TEMP.csv: start, rate, then values. */
public final class E4WithTemperature implements RecordingFormat {

    @Override
    public String name() {
        return "e4-with-temperature";
    }

    @Override
    public void read(Path folder, RecordingOptions options, Records records) {
        records.addAll(Format.EMPATICA_E4, "TEMP");
        double[] rows = records.numbers(folder.resolve("TEMP.csv"), 3);
        float[] values = new float[rows.length - 2];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) rows[i + 2];
        }
        long start = Math.round(rows[0] * 1000);
        String device = Format.EMPATICA_E4.cliName();
        records.addValues(records.user(), device, SkinTemperature.NAME, start, rows[1], values);
    }
}
