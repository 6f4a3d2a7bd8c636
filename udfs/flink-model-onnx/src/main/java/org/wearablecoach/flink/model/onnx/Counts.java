package org.wearablecoach.flink.model.onnx;

import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.table.functions.FunctionContext;

/** The metrics of a function, in the group {@code onnx}. */
final class Counts {

    final Counter rows;
    final Counter batches;
    final Counter nulls;
    final Counter failed;

    Counts(FunctionContext context) {
        MetricGroup group = context.getMetricGroup().addGroup("onnx");
        rows = group.counter("rowsScored");
        batches = group.counter("batches");
        nulls = group.counter("rowsWithNull");
        failed = group.counter("rowsFailed");
    }
}
