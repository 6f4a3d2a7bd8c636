package org.wearablecoach.recordings;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.connector.source.Boundedness;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.api.java.typeutils.ResultTypeQueryable;
import org.apache.flink.connector.testframe.external.ExternalSystemSplitDataWriter;
import org.apache.flink.connector.testframe.external.source.DataStreamSourceExternalContext;
import org.apache.flink.connector.testframe.external.source.TestingSourceSettings;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.wearablecoach.event.Payload;
import org.wearablecoach.event.Received;
import org.wearablecoach.event.Telemetry;
import org.wearablecoach.files.Format;
import org.wearablecoach.kafka.source.ReceivedTypeInfo;

/** The files of one test of the conformance suite: each is a person, and a split. */
final class RecordingContext implements DataStreamSourceExternalContext<Received> {

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final AtomicInteger NUMBER = new AtomicInteger();

    private final Path folder;
    private int files;

    RecordingContext(Path root) {
        try {
            folder = Files.createDirectory(root.resolve("suite-" + NUMBER.incrementAndGet()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public Source<Received, ?, ?> createSource(TestingSourceSettings settings) {
        return new OfFolder(folder.toString());
    }

    @Override
    public ExternalSystemSplitDataWriter<Received> createSourceSplitDataWriter(
            TestingSourceSettings settings) {
        Path file = folder.resolve("p" + files++ + ".csv");
        return new ExternalSystemSplitDataWriter<>() {
            @Override
            public void writeRecords(List<Received> records) {
                StringBuilder rows = new StringBuilder("timestamp,glucose_value_mg_dl\n");
                for (Received received : records) {
                    if (received.telemetry().payload() instanceof Payload.Glucose glucose) {
                        rows.append(Instant.ofEpochMilli(received.ingestTime()))
                                .append(',')
                                .append((int) glucose.mgDl())
                                .append('\n');
                    }
                }
                try {
                    Files.writeString(file, rows);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }

            @Override
            public void close() {
                // The file is closed.
            }
        };
    }

    @Override
    public List<Received> generateTestData(TestingSourceSettings settings, int split, long seed) {
        Random random = new Random(seed);
        String person = "p" + split;
        List<Received> records = new ArrayList<>();
        long start = START.toEpochMilli();
        Payload profile = new Payload.Profile("UTC", "en", true, null, null, false);
        records.add(
                new Received(new Telemetry(person, "profile", 0, 0, start, profile), start, -1, 0));
        int size = 50 + random.nextInt(200);
        for (int i = 0; i < size; i++) {
            long time = start + i * 300_000L;
            Payload glucose = new Payload.Glucose(60 + random.nextInt(200));
            records.add(
                    new Received(
                            new Telemetry(person, "cgm", 0, i, time, glucose), time, -1, i + 1L));
        }
        return records;
    }

    @Override
    public TypeInformation<Received> getProducedType() {
        return ReceivedTypeInfo.INSTANCE;
    }

    @Override
    public List<URL> getConnectorJarPaths() {
        return List.of();
    }

    @Override
    public void close() {
        // JUnit removes the folder.
    }

    @Override
    public String toString() {
        return "recordings";
    }

    /** The suite makes the source before the files: it is made of those that are there later. */
    private static final class OfFolder
            implements Source<Received, RecordingSplit, List<RecordingSplit>>,
                    ResultTypeQueryable<Received> {

        private static final long serialVersionUID = 1L;

        private final String folder;

        OfFolder(String folder) {
            this.folder = folder;
        }

        private RecordingSource source() {
            try (Stream<Path> files = Files.list(Path.of(folder))) {
                return RecordingSource.builder()
                        .format(Format.CGM)
                        .inputs(files.sorted().toArray(Path[]::new))
                        .build();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public Boundedness getBoundedness() {
            return Boundedness.BOUNDED;
        }

        @Override
        public SourceReader<Received, RecordingSplit> createReader(SourceReaderContext context) {
            return source().createReader(context);
        }

        @Override
        public SplitEnumerator<RecordingSplit, List<RecordingSplit>> createEnumerator(
                SplitEnumeratorContext<RecordingSplit> context) {
            return source().createEnumerator(context);
        }

        @Override
        public SplitEnumerator<RecordingSplit, List<RecordingSplit>> restoreEnumerator(
                SplitEnumeratorContext<RecordingSplit> context, List<RecordingSplit> state) {
            return source().restoreEnumerator(context, state);
        }

        @Override
        public SimpleVersionedSerializer<RecordingSplit> getSplitSerializer() {
            return new RecordingSplitSerializer();
        }

        @Override
        public SimpleVersionedSerializer<List<RecordingSplit>> getEnumeratorCheckpointSerializer() {
            return new SplitListSerializer();
        }

        @Override
        public TypeInformation<Received> getProducedType() {
            return ReceivedTypeInfo.INSTANCE;
        }
    }
}
