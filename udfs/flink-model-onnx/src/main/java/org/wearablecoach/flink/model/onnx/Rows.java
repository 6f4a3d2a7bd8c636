package org.wearablecoach.flink.model.onnx;

import java.nio.ByteBuffer;
import org.apache.flink.table.data.ArrayData;
import org.apache.flink.table.data.GenericArrayData;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.data.binary.BinaryArrayData;
import org.apache.flink.table.types.logical.LogicalTypeRoot;
import org.wearablecoach.onnx.GraphRunner;

/** Rows of SQL into the memory of tensors, and back. Values are copied, never kept. */
final class Rows {

    /** What became of a row that was written. */
    enum Written {
        /** All of it is in the tensors. */
        WHOLE,
        /** An input was NULL, or an element of one. */
        NULL
    }

    private final Slot[] inputs;
    private final Slot[] outputs;
    private final ByteBuffer[] in;
    private final ByteBuffer[] out;
    private final RowData nulls;

    Rows(Binding binding, GraphRunner runner) {
        inputs = binding.inputs();
        outputs = binding.outputs();
        in = new ByteBuffer[inputs.length];
        for (int i = 0; i < in.length; i++) {
            in[i] = runner.input(inputs[i].tensor());
        }
        out = new ByteBuffer[outputs.length];
        for (int o = 0; o < out.length; o++) {
            out[o] = runner.output(outputs[o].tensor());
        }
        nulls = new GenericRowData(outputs.length);
    }

    /** A row of outputs that are all NULL; shared, not to be changed. */
    RowData nulls() {
        return nulls;
    }

    /**
     * Copies a row of inputs to a place of the batch.
     *
     * @throws BadRowException if an array has another length than the tensor
     */
    Written write(RowData row, int place) {
        for (int i = 0; i < inputs.length; i++) {
            Slot slot = inputs[i];
            if (row.isNullAt(slot.index())) {
                return Written.NULL;
            }
            int offset = slot.offset(place);
            if (slot.array()) {
                ArrayData array = row.getArray(slot.index());
                if (array.size() != slot.width()) {
                    throw new BadRowException(
                            "column `"
                                    + slot.column()
                                    + "`: expected an array of "
                                    + slot.width()
                                    + " elements, found one of "
                                    + array.size());
                }
                if (hasNull(array)) {
                    return Written.NULL;
                }
                writeArray(slot, array, in[i], offset);
            } else {
                writeScalar(slot, row, in[i], offset);
            }
        }
        return Written.WHOLE;
    }

    /** Makes a row of outputs from a place of the batch. */
    RowData read(int place) {
        GenericRowData row = new GenericRowData(outputs.length);
        for (int o = 0; o < outputs.length; o++) {
            Slot slot = outputs[o];
            int offset = slot.offset(place);
            row.setField(
                    slot.index(),
                    slot.array()
                            ? readArray(slot, out[o], offset)
                            : readScalar(slot, out[o], offset));
        }
        return row;
    }

    private static boolean hasNull(ArrayData array) {
        if (array instanceof BinaryArrayData binary) {
            return binary.anyNull();
        }
        if (array instanceof GenericArrayData generic && generic.isPrimitiveArray()) {
            return false;
        }
        for (int i = 0; i < array.size(); i++) {
            if (array.isNullAt(i)) {
                return true;
            }
        }
        return false;
    }

    private static void writeScalar(Slot slot, RowData row, ByteBuffer to, int offset) {
        int column = slot.index();
        switch (slot.type()) {
            case FLOAT32 ->
                    to.putFloat(
                            offset,
                            slot.sqlType() == LogicalTypeRoot.FLOAT
                                    ? row.getFloat(column)
                                    : (float) integer(slot.sqlType(), row, column));
            case FLOAT64 ->
                    to.putDouble(
                            offset,
                            switch (slot.sqlType()) {
                                case DOUBLE -> row.getDouble(column);
                                case FLOAT -> row.getFloat(column);
                                default -> (double) integer(slot.sqlType(), row, column);
                            });
            case INT32 -> to.putInt(offset, (int) integer(slot.sqlType(), row, column));
            case INT64 -> to.putLong(offset, integer(slot.sqlType(), row, column));
            case BOOL -> to.put(offset, (byte) (row.getBoolean(column) ? 1 : 0));
        }
    }

    private static long integer(LogicalTypeRoot type, RowData row, int column) {
        return switch (type) {
            case TINYINT -> row.getByte(column);
            case SMALLINT -> row.getShort(column);
            case INTEGER -> row.getInt(column);
            default -> row.getLong(column);
        };
    }

    private static void writeArray(Slot slot, ArrayData array, ByteBuffer to, int offset) {
        int n = slot.width();
        LogicalTypeRoot from = slot.sqlType();
        switch (slot.type()) {
            case FLOAT32 -> {
                if (from == LogicalTypeRoot.FLOAT) {
                    for (int i = 0; i < n; i++) {
                        to.putFloat(offset + i * Float.BYTES, array.getFloat(i));
                    }
                } else {
                    for (int i = 0; i < n; i++) {
                        to.putFloat(offset + i * Float.BYTES, (float) integer(from, array, i));
                    }
                }
            }
            case FLOAT64 -> {
                for (int i = 0; i < n; i++) {
                    to.putDouble(
                            offset + i * Double.BYTES,
                            switch (from) {
                                case DOUBLE -> array.getDouble(i);
                                case FLOAT -> array.getFloat(i);
                                default -> (double) integer(from, array, i);
                            });
                }
            }
            case INT32 -> {
                for (int i = 0; i < n; i++) {
                    to.putInt(offset + i * Integer.BYTES, (int) integer(from, array, i));
                }
            }
            case INT64 -> {
                for (int i = 0; i < n; i++) {
                    to.putLong(offset + i * Long.BYTES, integer(from, array, i));
                }
            }
            case BOOL -> {
                for (int i = 0; i < n; i++) {
                    to.put(offset + i, (byte) (array.getBoolean(i) ? 1 : 0));
                }
            }
        }
    }

    private static long integer(LogicalTypeRoot type, ArrayData array, int index) {
        return switch (type) {
            case TINYINT -> array.getByte(index);
            case SMALLINT -> array.getShort(index);
            case INTEGER -> array.getInt(index);
            default -> array.getLong(index);
        };
    }

    private static Object readScalar(Slot slot, ByteBuffer from, int offset) {
        boolean exact = Conversion.isExact(slot.type(), slot.sqlType());
        return switch (slot.type()) {
            case FLOAT32 -> {
                float value = from.getFloat(offset);
                yield exact ? (Object) value : (Object) (double) value;
            }
            case FLOAT64 -> from.getDouble(offset);
            case INT32 -> {
                int value = from.getInt(offset);
                yield exact ? (Object) value : (Object) (long) value;
            }
            case INT64 -> from.getLong(offset);
            case BOOL -> from.get(offset) != 0;
        };
    }

    private static ArrayData readArray(Slot slot, ByteBuffer from, int offset) {
        int n = slot.width();
        boolean exact = Conversion.isExact(slot.type(), slot.sqlType());
        return switch (slot.type()) {
            case FLOAT32 -> {
                if (exact) {
                    float[] values = new float[n];
                    for (int i = 0; i < n; i++) {
                        values[i] = from.getFloat(offset + i * Float.BYTES);
                    }
                    yield new GenericArrayData(values);
                }
                double[] values = new double[n];
                for (int i = 0; i < n; i++) {
                    values[i] = from.getFloat(offset + i * Float.BYTES);
                }
                yield new GenericArrayData(values);
            }
            case FLOAT64 -> {
                double[] values = new double[n];
                for (int i = 0; i < n; i++) {
                    values[i] = from.getDouble(offset + i * Double.BYTES);
                }
                yield new GenericArrayData(values);
            }
            case INT32 -> {
                if (exact) {
                    int[] values = new int[n];
                    for (int i = 0; i < n; i++) {
                        values[i] = from.getInt(offset + i * Integer.BYTES);
                    }
                    yield new GenericArrayData(values);
                }
                long[] values = new long[n];
                for (int i = 0; i < n; i++) {
                    values[i] = from.getInt(offset + i * Integer.BYTES);
                }
                yield new GenericArrayData(values);
            }
            case INT64 -> {
                long[] values = new long[n];
                for (int i = 0; i < n; i++) {
                    values[i] = from.getLong(offset + i * Long.BYTES);
                }
                yield new GenericArrayData(values);
            }
            case BOOL -> {
                boolean[] values = new boolean[n];
                for (int i = 0; i < n; i++) {
                    values[i] = from.get(offset + i) != 0;
                }
                yield new GenericArrayData(values);
            }
        };
    }
}
