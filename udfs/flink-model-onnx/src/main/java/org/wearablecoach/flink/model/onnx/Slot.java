package org.wearablecoach.flink.model.onnx;

import java.io.Serializable;
import org.apache.flink.table.types.logical.LogicalTypeRoot;
import org.wearablecoach.onnx.ElementType;

/**
 * Where a column stands in a tensor.
 *
 * @param column name of the column
 * @param index of the column in its row
 * @param tensor index of the tensor
 * @param type of the tensor's elements
 * @param sqlType of the column, or of the elements of its array
 * @param array whether the column is an array
 * @param at index of the first element in a row of the tensor
 * @param width how many elements
 * @param rowWidth how many elements a row of the tensor has
 */
record Slot(
        String column,
        int index,
        int tensor,
        ElementType type,
        LogicalTypeRoot sqlType,
        boolean array,
        int at,
        int width,
        int rowWidth)
        implements Serializable {

    /** Byte offset of the slot in a row of the tensor's memory. */
    int offset(int row) {
        return (row * rowWidth + at) * type.bytes();
    }
}
