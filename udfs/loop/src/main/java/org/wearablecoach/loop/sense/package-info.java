/**
 * Telemetry of one person becomes an ordered stream of closed windows, events and decision ticks.
 */
@NullMarked
package org.wearablecoach.loop.sense;

import org.jspecify.annotations.NullMarked;
