/**
 * Thin Flink operators over the loop. They move state, time and output; every rule is in {@code
 * org.wearablecoach.loop}.
 */
@NullMarked
package org.wearablecoach.operators;

import org.jspecify.annotations.NullMarked;
