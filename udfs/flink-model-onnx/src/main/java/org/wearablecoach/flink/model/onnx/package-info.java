/**
 * ONNX models inside Flink SQL.
 *
 * <p>{@link org.wearablecoach.flink.model.onnx.OnnxModelProviderFactory} is found by Flink under
 * the provider name {@code onnx}. At planning it loads the graph and binds columns to tensors; on
 * the TaskManagers a synchronous and an asynchronous function score rows.
 */
@NullMarked
package org.wearablecoach.flink.model.onnx;

import org.jspecify.annotations.NullMarked;
