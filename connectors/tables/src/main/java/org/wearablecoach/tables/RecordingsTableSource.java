package org.wearablecoach.tables;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.functions.RichMapFunction;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.table.api.DataTypes;
import org.apache.flink.table.connector.ChangelogMode;
import org.apache.flink.table.connector.ProviderContext;
import org.apache.flink.table.connector.source.DataStreamScanProvider;
import org.apache.flink.table.connector.source.DynamicTableSource;
import org.apache.flink.table.connector.source.ScanTableSource;
import org.apache.flink.table.connector.source.abilities.SupportsProjectionPushDown;
import org.apache.flink.table.connector.source.abilities.SupportsReadingMetadata;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.data.TimestampData;
import org.apache.flink.table.types.DataType;
import org.apache.flink.table.types.logical.RowType;
import org.jspecify.annotations.Nullable;
import org.wearablecoach.event.Received;
import org.wearablecoach.event.RecordFormat;
import org.wearablecoach.event.Telemetry;
import org.wearablecoach.kafka.source.ReceivedTypeInfo;
import org.wearablecoach.recordings.RecordingSource;

/**
 * A table of recordings. Its metadata columns are those of Kafka's that say where a record is:
 * {@code timestamp} is the ingest time, {@code offset} the number in the input, {@code partition}
 * -1.
 */
final class RecordingsTableSource
        implements ScanTableSource, SupportsProjectionPushDown, SupportsReadingMetadata {

    /** Metadata columns, in the order in which they are listed. */
    private enum Metadata {
        TIMESTAMP("timestamp"),
        PARTITION("partition"),
        OFFSET("offset");

        private final String key;

        Metadata(String key) {
            this.key = key;
        }

        DataType type() {
            return switch (this) {
                case TIMESTAMP -> DataTypes.TIMESTAMP_LTZ(3).notNull();
                case PARTITION -> DataTypes.INT().notNull();
                case OFFSET -> DataTypes.BIGINT().notNull();
            };
        }

        Object of(Received received) {
            return switch (this) {
                case TIMESTAMP -> TimestampData.fromEpochMillis(received.ingestTime());
                case PARTITION -> received.partition();
                case OFFSET -> received.offset();
            };
        }
    }

    private final RecordingSource source;
    private DataType columns;
    private DataType produced;
    private List<String> metadata = List.of();

    RecordingsTableSource(RecordingSource source, DataType columns) {
        this.source = source;
        this.columns = columns;
        this.produced = columns;
    }

    @Override
    public ChangelogMode getChangelogMode() {
        return ChangelogMode.insertOnly();
    }

    @Override
    public boolean supportsNestedProjection() {
        return false;
    }

    @Override
    public void applyProjection(int[][] projectedFields, DataType producedDataType) {
        List<DataTypes.Field> all = fields(columns);
        List<DataTypes.Field> kept = new ArrayList<>();
        for (int[] path : projectedFields) {
            kept.add(all.get(path[0]));
        }
        columns = DataTypes.ROW(kept).notNull();
        produced = producedDataType;
    }

    private static List<DataTypes.Field> fields(DataType row) {
        List<DataTypes.Field> fields = new ArrayList<>();
        List<String> names = DataType.getFieldNames(row);
        List<DataType> types = DataType.getFieldDataTypes(row);
        for (int i = 0; i < names.size(); i++) {
            fields.add(DataTypes.FIELD(names.get(i), types.get(i)));
        }
        return fields;
    }

    @Override
    public Map<String, DataType> listReadableMetadata() {
        Map<String, DataType> types = new LinkedHashMap<>();
        for (Metadata column : Metadata.values()) {
            types.put(column.key, column.type());
        }
        return types;
    }

    @Override
    public void applyReadableMetadata(List<String> metadataKeys, DataType producedDataType) {
        metadata = List.copyOf(metadataKeys);
        produced = producedDataType;
    }

    @Override
    public ScanRuntimeProvider getScanRuntimeProvider(ScanContext context) {
        TypeInformation<RowData> type = context.createTypeInformation(produced);
        ToRow toRow = new ToRow((RowType) columns.getLogicalType(), metadata);
        return new DataStreamScanProvider() {
            @Override
            public DataStream<RowData> produceDataStream(
                    ProviderContext provider, StreamExecutionEnvironment env) {
                SingleOutputStreamOperator<Received> records =
                        env.fromSource(
                                source,
                                WatermarkStrategy.noWatermarks(),
                                "recordings",
                                ReceivedTypeInfo.INSTANCE);
                provider.generateUid("recordings").ifPresent(records::uid);
                SingleOutputStreamOperator<RowData> rows = records.map(toRow).returns(type);
                provider.generateUid("recordings-rows").ifPresent(rows::uid);
                return rows.name("recordings as rows");
            }

            @Override
            public boolean isBounded() {
                return true;
            }
        };
    }

    @Override
    public DynamicTableSource copy() {
        RecordingsTableSource copy = new RecordingsTableSource(source, columns);
        copy.produced = produced;
        copy.metadata = metadata;
        return copy;
    }

    @Override
    public String asSummaryString() {
        return "recordings";
    }

    /** Makes the columns of a record by way of its body, so that they are those of the topic. */
    private static final class ToRow extends RichMapFunction<Received, RowData> {

        private static final long serialVersionUID = 1L;

        private final RowType columns;
        private final Metadata[] metadata;
        private transient @Nullable RecordFormat<Telemetry> format;
        private transient @Nullable RowReader reader;

        ToRow(RowType columns, List<String> keys) {
            this.columns = columns;
            this.metadata = new Metadata[keys.size()];
            for (Metadata column : Metadata.values()) {
                int place = keys.indexOf(column.key);
                if (place >= 0) {
                    metadata[place] = column;
                }
            }
        }

        @Override
        public void open(OpenContext context) {
            format = RecordFormat.telemetry();
            reader = new RowReader(RecordKind.TELEMETRY.schema(), columns, metadata.length);
        }

        @Override
        public RowData map(Received received) throws IOException {
            if (format == null || reader == null) {
                throw new IllegalStateException("open() comes first.");
            }
            byte[] body = format.encodeBody(received.telemetry());
            GenericRowData row = reader.read(body, 0, body.length);
            for (int i = 0; i < metadata.length; i++) {
                row.setField(columns.getFieldCount() + i, metadata[i].of(received));
            }
            return row;
        }
    }
}
