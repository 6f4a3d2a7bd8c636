package org.wearablecoach.recordings;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.connector.source.Boundedness;
import org.apache.flink.api.connector.source.ReaderOutput;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.api.connector.source.SourceEvent;
import org.apache.flink.api.connector.source.SourceOutput;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.api.java.typeutils.ResultTypeQueryable;
import org.apache.flink.core.io.InputStatus;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.wearablecoach.event.Received;
import org.wearablecoach.kafka.source.Envelope;
import org.wearablecoach.kafka.source.EnvelopeTypeInfo;

/**
 * A source of recordings in the place of one of telemetry: each record in an envelope. Readers
 * refuse what cannot be read, so no envelope holds a dead letter.
 */
final class RecordingEnvelopes
        implements Source<Envelope<Received>, RecordingSplit, List<RecordingSplit>>,
                ResultTypeQueryable<Envelope<Received>> {

    private static final long serialVersionUID = 1L;

    private final RecordingSource recordings;

    RecordingEnvelopes(RecordingSource recordings) {
        this.recordings = recordings;
    }

    @Override
    public Boundedness getBoundedness() {
        return recordings.getBoundedness();
    }

    @Override
    public SourceReader<Envelope<Received>, RecordingSplit> createReader(
            SourceReaderContext context) {
        return new Reader(recordings.reader());
    }

    @Override
    public SplitEnumerator<RecordingSplit, List<RecordingSplit>> createEnumerator(
            SplitEnumeratorContext<RecordingSplit> context) {
        return recordings.createEnumerator(context);
    }

    @Override
    public SplitEnumerator<RecordingSplit, List<RecordingSplit>> restoreEnumerator(
            SplitEnumeratorContext<RecordingSplit> context, List<RecordingSplit> unassigned) {
        return recordings.restoreEnumerator(context, unassigned);
    }

    @Override
    public SimpleVersionedSerializer<RecordingSplit> getSplitSerializer() {
        return recordings.getSplitSerializer();
    }

    @Override
    public SimpleVersionedSerializer<List<RecordingSplit>> getEnumeratorCheckpointSerializer() {
        return recordings.getEnumeratorCheckpointSerializer();
    }

    @Override
    public TypeInformation<Envelope<Received>> getProducedType() {
        return EnvelopeTypeInfo.TELEMETRY;
    }

    /** Puts what another reader emits into envelopes. */
    private static final class Reader implements SourceReader<Envelope<Received>, RecordingSplit> {

        private final RecordingReaderOfSplits records;

        Reader(RecordingReaderOfSplits records) {
            this.records = records;
        }

        @Override
        public void start() {
            records.start();
        }

        @Override
        public InputStatus pollNext(ReaderOutput<Envelope<Received>> output) {
            return records.pollNext(new Enveloping(output));
        }

        @Override
        public List<RecordingSplit> snapshotState(long checkpointId) {
            return records.snapshotState(checkpointId);
        }

        @Override
        public CompletableFuture<Void> isAvailable() {
            return records.isAvailable();
        }

        @Override
        public void addSplits(List<RecordingSplit> splits) {
            records.addSplits(splits);
        }

        @Override
        public void notifyNoMoreSplits() {
            records.notifyNoMoreSplits();
        }

        @Override
        public void handleSourceEvents(SourceEvent event) {
            records.handleSourceEvents(event);
        }

        @Override
        public void close() {
            records.close();
        }
    }

    /** An output that takes records and gives envelopes. */
    private record Enveloping(ReaderOutput<Envelope<Received>> to)
            implements ReaderOutput<Received> {

        @Override
        public void collect(Received received) {
            to.collect(Envelope.of(received));
        }

        @Override
        public void collect(Received received, long timestamp) {
            to.collect(Envelope.of(received), timestamp);
        }

        @Override
        public void emitWatermark(Watermark watermark) {
            to.emitWatermark(watermark);
        }

        @Override
        public void markIdle() {
            to.markIdle();
        }

        @Override
        public void markActive() {
            to.markActive();
        }

        @Override
        public SourceOutput<Received> createOutputForSplit(String splitId) {
            throw new UnsupportedOperationException("Splits are merged before they are emitted.");
        }

        @Override
        public void releaseOutputForSplit(String splitId) {
            throw new UnsupportedOperationException("Splits are merged before they are emitted.");
        }
    }
}
