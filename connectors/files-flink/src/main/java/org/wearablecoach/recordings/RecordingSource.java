package org.wearablecoach.recordings;

import java.io.Serializable;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.connector.source.Boundedness;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.api.java.typeutils.ResultTypeQueryable;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.jspecify.annotations.Nullable;
import org.wearablecoach.event.Received;
import org.wearablecoach.files.Format;
import org.wearablecoach.files.Recording;
import org.wearablecoach.files.RecordingOptions;
import org.wearablecoach.kafka.source.Envelope;
import org.wearablecoach.kafka.source.ReceivedTypeInfo;

/**
 * A bounded source of recordings, in any format of {@link Format}. Timestamps of its records are
 * their ingest times.
 *
 * <pre>{@code
 * Source<Received, ?, ?> source =
 *         RecordingSource.builder()
 *                 .format(Format.CGM)
 *                 .inputs(Path.of("ann.csv"), Path.of("bob.csv"))
 *                 .build();
 * env.fromSource(source, WatermarkStrategy.forMonotonousTimestamps(), "recordings")
 *         .keyBy(r -> r.telemetry().userId());
 * }</pre>
 *
 * <p><b>Order.</b> Each input, a file or a folder, is a split and is read by one subtask. A subtask
 * merges its inputs by ingest time, so that its records ascend in time and those of a person keep
 * their order, <b>as long as a person is in one input only</b>; put several files of one person
 * into one folder. An input is held in memory while it is read, about 60 bytes a record or less.
 *
 * <p><b>Restore.</b> The checkpoint holds how many records of each input were emitted. Readers give
 * the same records in the same order each time, so a job that is restored goes on with the next
 * one, at any parallelism; an input with another number of records than then is refused.
 */
public final class RecordingSource
        implements Source<Received, RecordingSplit, List<RecordingSplit>>,
                ResultTypeQueryable<Received> {

    private static final long serialVersionUID = 1L;

    private final Format format;
    private final ArrayList<String> inputs;
    private final Options options;
    private final double speed;

    private RecordingSource(Format format, Builder builder) {
        this.format = format;
        this.inputs = new ArrayList<>(builder.inputs);
        this.options = Options.of(builder.options);
        this.speed = builder.speed;
    }

    /** Options of the source. */
    public static Builder builder() {
        return new Builder();
    }

    @Override
    public Boundedness getBoundedness() {
        return Boundedness.BOUNDED;
    }

    @Override
    public SourceReader<Received, RecordingSplit> createReader(SourceReaderContext context) {
        return reader();
    }

    RecordingReaderOfSplits reader() {
        Format itsFormat = format;
        Options itsOptions = options;
        return new RecordingReaderOfSplits(input -> read(itsFormat, input, itsOptions), speed);
    }

    private static Recording read(Format format, String input, Options options) {
        return format.read(Path.of(input), options.toOptions());
    }

    @Override
    public SplitEnumerator<RecordingSplit, List<RecordingSplit>> createEnumerator(
            SplitEnumeratorContext<RecordingSplit> context) {
        List<RecordingSplit> splits = new ArrayList<>();
        for (String input : inputs) {
            splits.add(new RecordingSplit(splits.size(), input, 0, RecordingSplit.UNREAD));
        }
        return new RecordingEnumerator(context, splits);
    }

    @Override
    public SplitEnumerator<RecordingSplit, List<RecordingSplit>> restoreEnumerator(
            SplitEnumeratorContext<RecordingSplit> context, List<RecordingSplit> unassigned) {
        return new RecordingEnumerator(context, unassigned);
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

    /** {@link RecordingOptions} in a form that travels. */
    private record Options(@Nullable String zone, @Nullable String user, @Nullable String profiles)
            implements Serializable {

        static Options of(RecordingOptions options) {
            ZoneId zone = options.zone();
            Path profiles = options.profiles();
            return new Options(
                    zone == null ? null : zone.getId(),
                    options.user(),
                    profiles == null ? null : profiles.toString());
        }

        RecordingOptions toOptions() {
            return new RecordingOptions(
                    zone == null ? null : ZoneId.of(zone),
                    user,
                    profiles == null ? null : Path.of(profiles));
        }
    }

    /** Options of a source of recordings. */
    public static final class Builder {

        private @Nullable Format format;
        private final List<String> inputs = new ArrayList<>();
        private RecordingOptions options = RecordingOptions.DEFAULTS;
        private double speed;

        private Builder() {}

        /** What the recordings are. Required. */
        public Builder format(Format value) {
            format = value;
            return this;
        }

        /**
         * Files or folders, each one split; may be called again for more. Required. They must be
         * found under the same path wherever a subtask may run.
         */
        public Builder inputs(Path... values) {
            for (Path value : values) {
                inputs.add(value.toString());
            }
            return this;
        }

        /** The person, time zone and profiles of all inputs; see {@link RecordingOptions}. */
        public Builder options(RecordingOptions value) {
            options = value;
            return this;
        }

        /**
         * Emits records as they came, so many times faster, by the wall clock and measured from the
         * first record of each subtask. Default 0: as fast as possible.
         *
         * @throws IllegalArgumentException when it is negative or no number
         */
        public Builder speed(double timesFaster) {
            if (!(timesFaster >= 0 && timesFaster < Double.POSITIVE_INFINITY)) {
                throw new IllegalArgumentException(
                        "speed is "
                                + timesFaster
                                + "; give 0 for as fast as possible, or how many times faster.");
            }
            speed = timesFaster;
            return this;
        }

        /**
         * The source.
         *
         * @throws IllegalStateException when a required option is missing, or when several inputs
         *     would be of the one person that the options name
         */
        public RecordingSource build() {
            if (format == null) {
                throw new IllegalStateException("format is not set; give it to the builder.");
            }
            if (inputs.isEmpty()) {
                throw new IllegalStateException("inputs is not set; give a file or a folder.");
            }
            if (inputs.size() > 1 && options.user() != null) {
                throw new IllegalStateException(
                        "Several inputs of the one person that the options name would lose the"
                                + " person's order; put the files into one folder.");
            }
            return new RecordingSource(format, this);
        }

        /**
         * The source in the place of one of Kafka's telemetry, as for the job's {@code Ports}: each
         * record in an envelope. The job decides on it as on the same records in a topic.
         *
         * @throws IllegalStateException as {@link #build}
         */
        public Source<Envelope<Received>, ?, ?> buildTelemetry() {
            return new RecordingEnvelopes(build());
        }
    }
}
