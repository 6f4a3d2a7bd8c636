package org.wearablecoach.event;

import org.jspecify.annotations.Nullable;

/**
 * An intervention as one decision saw it.
 *
 * @param intervention its id
 * @param reason why it was not eligible; null when it was
 * @param share probability of this intervention given that one is sent; 0 when not eligible
 */
public record Candidate(String intervention, @Nullable Reason reason, double share) {}
