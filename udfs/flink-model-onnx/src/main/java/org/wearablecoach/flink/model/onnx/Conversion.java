package org.wearablecoach.flink.model.onnx;

import java.util.EnumSet;
import java.util.Set;
import org.apache.flink.table.types.logical.LogicalTypeRoot;
import org.wearablecoach.onnx.ElementType;

/** Which SQL types go into and come out of which tensors: those that lose nothing. */
final class Conversion {

    private Conversion() {}

    /** SQL types that an input tensor takes. */
    static Set<LogicalTypeRoot> accepted(ElementType type) {
        return switch (type) {
            case FLOAT32 ->
                    EnumSet.of(
                            LogicalTypeRoot.FLOAT,
                            LogicalTypeRoot.TINYINT,
                            LogicalTypeRoot.SMALLINT);
            case FLOAT64 ->
                    EnumSet.of(
                            LogicalTypeRoot.DOUBLE,
                            LogicalTypeRoot.FLOAT,
                            LogicalTypeRoot.TINYINT,
                            LogicalTypeRoot.SMALLINT,
                            LogicalTypeRoot.INTEGER);
            case INT32 ->
                    EnumSet.of(
                            LogicalTypeRoot.INTEGER,
                            LogicalTypeRoot.TINYINT,
                            LogicalTypeRoot.SMALLINT);
            case INT64 ->
                    EnumSet.of(
                            LogicalTypeRoot.BIGINT,
                            LogicalTypeRoot.TINYINT,
                            LogicalTypeRoot.SMALLINT,
                            LogicalTypeRoot.INTEGER);
            case BOOL -> EnumSet.of(LogicalTypeRoot.BOOLEAN);
        };
    }

    /** SQL types that an output tensor fills. */
    static Set<LogicalTypeRoot> offered(ElementType type) {
        return switch (type) {
            case FLOAT32 -> EnumSet.of(LogicalTypeRoot.FLOAT, LogicalTypeRoot.DOUBLE);
            case FLOAT64 -> EnumSet.of(LogicalTypeRoot.DOUBLE);
            case INT32 -> EnumSet.of(LogicalTypeRoot.INTEGER, LogicalTypeRoot.BIGINT);
            case INT64 -> EnumSet.of(LogicalTypeRoot.BIGINT);
            case BOOL -> EnumSet.of(LogicalTypeRoot.BOOLEAN);
        };
    }

    /** Whether a SQL type is exactly a tensor's; else it is wider. */
    static boolean isExact(ElementType type, LogicalTypeRoot sqlType) {
        return switch (type) {
            case FLOAT32 -> sqlType == LogicalTypeRoot.FLOAT;
            case FLOAT64 -> sqlType == LogicalTypeRoot.DOUBLE;
            case INT32 -> sqlType == LogicalTypeRoot.INTEGER;
            case INT64 -> sqlType == LogicalTypeRoot.BIGINT;
            case BOOL -> sqlType == LogicalTypeRoot.BOOLEAN;
        };
    }
}
