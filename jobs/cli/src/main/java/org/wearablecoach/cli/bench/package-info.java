/**
 * Benchmarks that the command runs. Each prints what it compared with in the same run. The
 * baselines use ONNX Runtime itself, as one does without this project; nothing else here may.
 */
@NullMarked
package org.wearablecoach.cli.bench;

import org.jspecify.annotations.NullMarked;
