package org.wearablecoach.recordings;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.flink.connector.testutils.source.reader.TestingReaderOutput;
import org.apache.flink.core.io.InputStatus;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wearablecoach.event.Received;
import org.wearablecoach.files.EmptyRecording;
import org.wearablecoach.files.Format;
import org.wearablecoach.files.Recording;
import org.wearablecoach.files.RecordingOptions;

class RecordingReaderOfSplitsTest {

    private static List<Long> offsets(Recording two, long position, long size) throws Exception {
        try (RecordingReaderOfSplits reader =
                new RecordingReaderOfSplits(
                        input -> input.equals("none") ? EmptyRecording.create() : two, 0)) {
            reader.addSplits(
                    List.of(
                            new RecordingSplit(0, "none", 0, RecordingSplit.UNREAD),
                            new RecordingSplit(1, "two", position, size)));
            reader.notifyNoMoreSplits();
            TestingReaderOutput<Received> output = new TestingReaderOutput<>();
            InputStatus status = reader.pollNext(output);
            while (status != InputStatus.END_OF_INPUT) {
                reader.isAvailable().get(5, TimeUnit.MINUTES);
                status = reader.pollNext(output);
            }
            assertThat(reader.snapshotState(1)).isEmpty();
            List<Long> offsets = new ArrayList<>();
            for (Received received : output.getEmittedRecords()) {
                offsets.add(received.offset());
            }
            return offsets;
        }
    }

    @Test
    void passesOverAnInputWithoutRecordsAndOneThatWasReadToItsEnd(@TempDir Path folder)
            throws Exception {
        Path file =
                Files.writeString(
                        folder.resolve("ann.csv"),
                        "timestamp,glucose_value_mg_dl\n2026-01-01T00:00:00Z,100\n");
        Recording two = Format.CGM.read(file, RecordingOptions.DEFAULTS);
        assertThat(offsets(two, 0, RecordingSplit.UNREAD)).containsExactly(0L, 1L);
        assertThat(offsets(two, 1, 2)).containsExactly(1L);
        assertThat(offsets(two, 2, 2)).isEmpty();
    }
}
