@NullMarked
package org.wearablecoach.flink.model.onnx;

import org.jspecify.annotations.NullMarked;
