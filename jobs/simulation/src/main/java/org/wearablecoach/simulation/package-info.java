/**
 * Simulated wearers: persons with a daily rhythm, signals that follow from what they do, devices
 * that fail as devices do, and reactions to what they are shown.
 *
 * <p>Everything is a function of the seed and of the recommendations received: no wall clock, no
 * shared random generator, and arithmetic that gives the same bits on every machine. The signals
 * are plausible, not physiological models: they exist to drive the whole loop, not to judge a
 * policy.
 */
@NullMarked
package org.wearablecoach.simulation;

import org.jspecify.annotations.NullMarked;
