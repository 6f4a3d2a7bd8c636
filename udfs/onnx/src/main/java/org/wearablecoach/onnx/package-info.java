/**
 * ONNX Runtime behind one small seam.
 *
 * <p>A {@link org.wearablecoach.onnx.ModelBundle} is a checked file with its manifest, a {@link
 * org.wearablecoach.onnx.OnnxModel} is a loaded session that proved its contract, and a {@link
 * org.wearablecoach.onnx.Scorer} turns rows of numbers into rows of numbers. Code that scores knows
 * the {@code Scorer} only, and its tests implement it by a table.
 */
@NullMarked
package org.wearablecoach.onnx;

import org.jspecify.annotations.NullMarked;
