package org.wearablecoach.event;

/**
 * The posterior of what sending adds to the reward in the state of one decision.
 *
 * @param name which advantage: an intervention, or {@code send}
 * @param mean posterior mean
 * @param variance posterior variance
 */
public record Advantage(String name, double mean, double variance) {}
