package org.wearablecoach.flink.model.onnx;

import java.util.Set;
import java.util.SplittableRandom;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;
import org.apache.flink.connector.datagen.source.DataGeneratorSource;
import org.apache.flink.connector.datagen.source.GeneratorFunction;
import org.apache.flink.table.connector.ChangelogMode;
import org.apache.flink.table.connector.source.DynamicTableSource;
import org.apache.flink.table.connector.source.ScanTableSource;
import org.apache.flink.table.connector.source.SourceProvider;
import org.apache.flink.table.data.GenericArrayData;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.factories.DynamicTableSourceFactory;
import org.apache.flink.table.factories.FactoryUtil;
import org.apache.flink.table.types.DataType;

/** A table of ready-made rows with an array of 32 numbers, as fast as a source can be. */
public final class BenchmarkSource implements DynamicTableSourceFactory {

    static final int WIDTH = 32;
    private static final int KNOWN = 1024;

    private static final ConfigOption<Long> ROWS =
            ConfigOptions.key("rows").longType().noDefaultValue();

    /** When the first row after the warm-up, and the last row, were asked for. */
    static volatile long began;

    static volatile long ended;

    private static final RowData[] TABLE = table();

    /** Found by Flink as a service. */
    public BenchmarkSource() {}

    static float[] values(int row) {
        SplittableRandom random = new SplittableRandom(row);
        float[] values = new float[WIDTH];
        for (int i = 0; i < WIDTH; i++) {
            values[i] = (float) (2 * random.nextDouble() - 1);
        }
        return values;
    }

    private static RowData[] table() {
        RowData[] rows = new RowData[KNOWN];
        for (int i = 0; i < KNOWN; i++) {
            rows[i] = GenericRowData.of(new GenericArrayData(values(i)));
        }
        return rows;
    }

    @Override
    public String factoryIdentifier() {
        return "benchmark";
    }

    @Override
    public Set<ConfigOption<?>> requiredOptions() {
        return Set.of(ROWS);
    }

    @Override
    public Set<ConfigOption<?>> optionalOptions() {
        return Set.of();
    }

    @Override
    public DynamicTableSource createDynamicTableSource(Context context) {
        long rows = FactoryUtil.createTableFactoryHelper(this, context).getOptions().get(ROWS);
        return new Scan(rows, context.getPhysicalRowDataType());
    }

    private record Scan(long rows, DataType type) implements ScanTableSource {

        @Override
        public ChangelogMode getChangelogMode() {
            return ChangelogMode.insertOnly();
        }

        @Override
        public ScanRuntimeProvider getScanRuntimeProvider(ScanContext context) {
            TypeInformation<RowData> info = context.createTypeInformation(type);
            return SourceProvider.of(new DataGeneratorSource<>(new Rows(rows), rows, info));
        }

        @Override
        public DynamicTableSource copy() {
            return this;
        }

        @Override
        public String asSummaryString() {
            return "benchmark";
        }
    }

    private record Rows(long rows) implements GeneratorFunction<Long, RowData> {

        @Override
        public RowData map(Long index) {
            long i = index;
            if (i == rows / 2) {
                began = System.nanoTime();
            } else if (i == rows - 1) {
                ended = System.nanoTime();
            }
            return TABLE[(int) (i & (KNOWN - 1))];
        }
    }
}
