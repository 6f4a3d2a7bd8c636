package org.wearablecoach.loop.config;

/** What is observed after a decision, see docs/policy.md. */
public enum OutcomeKind {
    /** Steps in the window, as ln(0.5 + steps). */
    STEPS,
    /** How far the arousal fell in the window. */
    AROUSAL,
    /** Whether the heart rate was in the personal zone. */
    ZONE,
    /** Whether the person settled. */
    STILL
}
