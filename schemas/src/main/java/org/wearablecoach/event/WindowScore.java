package org.wearablecoach.event;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A closed window with its features and, where a model scores it, the scores.
 *
 * @param userId the person
 * @param signal of which signal
 * @param device of which device
 * @param start inclusive, sensor time
 * @param end exclusive, sensor time
 * @param ingestTime of the record that closed it, ms
 * @param samples number of samples
 * @param quality 0 to 1
 * @param backfill whether it was filled after a gap
 * @param features by name
 * @param model that scored it; null when none did
 * @param scores the outputs of the model in its order; empty when none did
 * @param label the class of the highest score; null when there is none
 * @param slot for what the model scores, as in {@code models.activity}; null when none did
 * @param others what further models said: of other slots, and candidates in the shadow
 * @param sensor which sensor, where the signal is {@link SignalKind#SENSOR}; else null
 */
public record WindowScore(
        String userId,
        SignalKind signal,
        String device,
        long start,
        long end,
        long ingestTime,
        int samples,
        float quality,
        boolean backfill,
        List<NamedValue> features,
        @Nullable VersionRef model,
        float[] scores,
        @Nullable String label,
        @Nullable String slot,
        List<ModelScore> others,
        @Nullable String sensor) {

    /** A window of a signal that needs no module. */
    public WindowScore(
            String userId,
            SignalKind signal,
            String device,
            long start,
            long end,
            long ingestTime,
            int samples,
            float quality,
            boolean backfill,
            List<NamedValue> features,
            @Nullable VersionRef model,
            float[] scores,
            @Nullable String label,
            @Nullable String slot,
            List<ModelScore> others) {
        this(
                userId,
                signal,
                device,
                start,
                end,
                ingestTime,
                samples,
                quality,
                backfill,
                features,
                model,
                scores,
                label,
                slot,
                others,
                null);
    }
}
