package org.wearablecoach.tables;

import java.util.Map;
import java.util.Set;
import org.apache.avro.Schema;
import org.apache.flink.api.common.serialization.DeserializationSchema;
import org.apache.flink.api.common.serialization.SerializationSchema;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ReadableConfig;
import org.apache.flink.table.api.ValidationException;
import org.apache.flink.table.connector.ChangelogMode;
import org.apache.flink.table.connector.format.DecodingFormat;
import org.apache.flink.table.connector.format.EncodingFormat;
import org.apache.flink.table.connector.sink.DynamicTableSink;
import org.apache.flink.table.connector.source.DynamicTableSource;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.factories.DeserializationFormatFactory;
import org.apache.flink.table.factories.DynamicTableFactory;
import org.apache.flink.table.factories.FactoryUtil;
import org.apache.flink.table.factories.SerializationFormatFactory;
import org.apache.flink.table.types.DataType;
import org.apache.flink.table.types.logical.RowType;
import org.jspecify.annotations.Nullable;
import org.wearablecoach.kafka.registry.RegistryOptions;

/**
 * The table format {@code coach-avro}: values of the topics, as Avro single objects or framed by a
 * schema registry, for {@code 'connector' = 'kafka'} and {@code 'upsert-kafka'}.
 *
 * <p>Columns are found by the names of the record's fields, and only those that a table has are
 * read. What is wrong with them is found while a query is planned.
 */
public final class CoachAvroFormatFactory
        implements DeserializationFormatFactory, SerializationFormatFactory {

    /** The format's name in {@code CREATE TABLE}. */
    public static final String IDENTIFIER = "coach-avro";

    /** Found by Flink as a service. */
    public CoachAvroFormatFactory() {}

    @Override
    public String factoryIdentifier() {
        return IDENTIFIER;
    }

    @Override
    public Set<ConfigOption<?>> requiredOptions() {
        return Set.of(CoachAvroOptions.RECORD);
    }

    @Override
    public Set<ConfigOption<?>> optionalOptions() {
        return CoachAvroOptions.optional();
    }

    @Override
    public DecodingFormat<DeserializationSchema<RowData>> createDecodingFormat(
            DynamicTableFactory.Context context, ReadableConfig options) {
        Planned planned = plan(context, options);
        boolean fails = options.get(CoachAvroOptions.ON_ERROR) == CoachAvroOptions.OnError.FAIL;
        return new DecodingFormat<>() {
            @Override
            public DeserializationSchema<RowData> createRuntimeDecoder(
                    DynamicTableSource.Context runtime, DataType type) {
                return new CoachAvroDecoder<>(
                        planned.kind,
                        planned.columns(type, false),
                        runtime.createTypeInformation(type),
                        planned.registry,
                        fails);
            }

            @Override
            public ChangelogMode getChangelogMode() {
                return ChangelogMode.insertOnly();
            }
        };
    }

    @Override
    public EncodingFormat<SerializationSchema<RowData>> createEncodingFormat(
            DynamicTableFactory.Context context, ReadableConfig options) {
        Planned planned = plan(context, options);
        String subject =
                options.getOptional(CoachAvroOptions.REGISTRY_SUBJECT)
                        .orElseGet(() -> topic(context) + "-value");
        return new EncodingFormat<>() {
            @Override
            public SerializationSchema<RowData> createRuntimeEncoder(
                    DynamicTableSink.Context runtime, DataType type) {
                return new CoachAvroEncoder<>(
                        planned.kind, planned.columns(type, true), planned.registry, subject);
            }

            @Override
            public ChangelogMode getChangelogMode() {
                return ChangelogMode.insertOnly();
            }
        };
    }

    private Planned plan(DynamicTableFactory.Context context, ReadableConfig options) {
        FactoryUtil.validateFactoryOptions(this, options);
        String table = "Table " + context.getObjectIdentifier().asSummaryString();
        try {
            return new Planned(
                    table,
                    RecordKind.of(
                            IDENTIFIER + "." + CoachAvroOptions.RECORD.key(),
                            options.get(CoachAvroOptions.RECORD)),
                    CoachAvroOptions.registry(options));
        } catch (ValidationException e) {
            throw new ValidationException(table + ": " + e.getMessage(), e);
        }
    }

    private static String topic(DynamicTableFactory.Context context) {
        Map<String, String> options = context.getCatalogTable().getOptions();
        return options.getOrDefault("topic", context.getObjectIdentifier().getObjectName());
    }

    /** What a table says of its format. */
    private record Planned(String table, RecordKind kind, @Nullable RegistryOptions registry) {

        RowType columns(DataType type, boolean written) {
            RowType columns = (RowType) type.getLogicalType();
            Schema schema = kind.schema();
            AvroColumns.check(table, schema, columns, written);
            return columns;
        }
    }
}
