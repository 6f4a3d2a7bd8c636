/**
 * Recordings as a bounded Flink source: the readers of {@code connectors/files}, split by file,
 * with their place in each file in the checkpoint.
 *
 * <p>It stands in a module of its own so that the readers themselves need no Flink.
 */
@NullMarked
package org.wearablecoach.recordings;

import org.jspecify.annotations.NullMarked;
