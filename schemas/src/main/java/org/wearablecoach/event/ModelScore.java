package org.wearablecoach.event;

/**
 * What one more model said of a window.
 *
 * @param slot for what it scores, as in {@code models.activity}
 * @param shadow whether it is a candidate, whose scores nothing uses
 * @param model the version
 * @param scores its outputs in its order
 */
public record ModelScore(String slot, boolean shadow, VersionRef model, float[] scores) {}
