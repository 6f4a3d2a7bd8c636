package org.wearablecoach.loop;

import org.wearablecoach.event.VersionRef;

/**
 * What a model said of a window.
 *
 * @param slot for what it scores, as in {@code models.activity}
 * @param shadow whether the model is a candidate: its scores are recorded and nothing uses them
 * @param model the version
 * @param outputs its outputs in the order of its manifest; never changed
 */
public record Score(String slot, boolean shadow, VersionRef model, float[] outputs) {}
