package org.wearablecoach.loop.infer;

import org.wearablecoach.event.VersionRef;

/** Hears what {@link Infer} does, for metrics. It learns no person and no value. */
public interface InferListener {

    /** Hears nothing. */
    InferListener NONE =
            new InferListener() {
                @Override
                public void scoring() {}

                @Override
                public void scored(String slot, VersionRef model, int rows) {}

                @Override
                public void failed(String slot, VersionRef model) {}
            };

    /** A batch is about to be run. */
    void scoring();

    /** A batch was run by a version. */
    void scored(String slot, VersionRef model, int rows);

    /** A version could not score a window. */
    void failed(String slot, VersionRef model);
}
