/**
 * Benchmarks: what the stream does per sample and per window, each beside what a good engineer
 * would write without it, in the same run. Compiled by every build, run by hand.
 */
@NullMarked
package org.wearablecoach.benchmarks;

import org.jspecify.annotations.NullMarked;
