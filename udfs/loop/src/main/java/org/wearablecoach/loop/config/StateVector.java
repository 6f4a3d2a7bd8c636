package org.wearablecoach.loop.config;

/** Sizes of the state vector that policies see, and where in it stands what settings refer to. */
public final class StateVector {

    /** Entries of g, the baseline features. */
    public static final int BASELINE = 20;

    /** Entries of f, the advantage features. */
    public static final int ADVANTAGE = 5;

    /** Position of the dosage (0.05 x) in g. */
    public static final int BASELINE_DOSAGE = 3;

    /** Position of the dosage (0.05 x) in f. */
    public static final int ADVANTAGE_DOSAGE = 1;

    /** Position of the hours since the last move in f. */
    public static final int ADVANTAGE_HOURS = 2;

    /** Position of the z-score of arousal in f. */
    public static final int ADVANTAGE_AROUSAL = 3;

    /** Position of the share of accepted messages, less one half, in f. */
    public static final int ADVANTAGE_ACCEPTED = 4;

    /** Most hours since the last move that are told apart. */
    public static final double MOST_HOURS = 4;

    private StateVector() {}
}
