package org.wearablecoach.onnx;

/** The failures of a scorer, which only its package makes. */
public final class Failures {

    private Failures() {}

    /** As the runtime throws it. */
    public static ScoringException scoring() {
        return new ScoringException("the runtime failed");
    }
}
