package org.wearablecoach.onnx;

/**
 * The list of features that a model was trained on.
 *
 * @param name of the list, for instance {@code motion-features}
 * @param version of the list, from 1
 */
public record FeatureSchema(String name, int version) {}
