/**
 * The loop of one person, without Flink: Sense turns telemetry into one ordered stream of elements,
 * Infer scores the windows in it, Adapt decides and closes rewards. The Flink operators and the
 * edge runner call the same classes.
 */
@NullMarked
package org.wearablecoach.loop;

import org.jspecify.annotations.NullMarked;
