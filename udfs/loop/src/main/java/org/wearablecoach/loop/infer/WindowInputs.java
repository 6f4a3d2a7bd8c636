package org.wearablecoach.loop.infer;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.wearablecoach.event.SignalKind;
import org.wearablecoach.loop.Element;
import org.wearablecoach.loop.sense.WindowFeatures;
import org.wearablecoach.onnx.FeatureSchema;
import org.wearablecoach.onnx.ModelManifest;
import org.wearablecoach.signals.AccelerationWindow;
import org.wearablecoach.signals.GlucoseHistory;
import org.wearablecoach.signals.MotionFeatures;

/**
 * The feature schemas that models are served with: which numbers of a window go into a model is
 * said by the manifest of the model, and looked up here.
 */
public final class WindowInputs {

    /** Name of the feature schema of beat intervals: {@code meanRrMs} to {@code coverage}. */
    public static final String HRV_FEATURES = "hrv-features";

    /** All that are served. */
    private static final List<WindowInput> SERVED =
            List.of(
                    new Features(
                            MotionFeatures.SCHEMA_NAME,
                            MotionFeatures.SCHEMA,
                            SignalKind.ACCELERATION,
                            MotionFeatures.WIDTH),
                    new Features(
                            HRV_FEATURES,
                            1,
                            SignalKind.BEAT_INTERVALS,
                            WindowFeatures.names(SignalKind.BEAT_INTERVALS).length),
                    new Raw(
                            AccelerationWindow.SCHEMA_NAME,
                            AccelerationWindow.SCHEMA,
                            SignalKind.ACCELERATION,
                            AccelerationWindow.WIDTH),
                    new Raw(
                            GlucoseHistory.SCHEMA_NAME,
                            GlucoseHistory.SCHEMA,
                            SignalKind.GLUCOSE,
                            GlucoseHistory.WIDTH));

    private WindowInputs() {}

    /**
     * What a model is given.
     *
     * @throws IllegalArgumentException naming what is served, if the model was made for something
     *     else
     */
    public static WindowInput of(ModelManifest manifest) {
        FeatureSchema wanted = manifest.featureSchema();
        for (WindowInput input : SERVED) {
            if (wanted != null
                    && input.schema().equals(wanted.name())
                    && input.version() == wanted.version()) {
                manifest.requireFeatures(input.schema(), input.version(), input.width());
                return input;
            }
        }
        StringBuilder served = new StringBuilder();
        for (WindowInput input : SERVED) {
            served.append(served.isEmpty() ? "" : ", ").append(describe(input));
        }
        throw new IllegalArgumentException(
                String.format(
                        Locale.ROOT,
                        "model %s is made for %s, and windows give %s; train it on one of these, or"
                                + " correct featureSchema in its manifest",
                        manifest.reference(),
                        wanted == null
                                ? "no feature schema"
                                : "features " + wanted.name() + " version " + wanted.version(),
                        served));
    }

    private static String describe(WindowInput input) {
        return String.format(
                Locale.ROOT,
                "%s version %d (%d numbers of %s)",
                input.schema(),
                input.version(),
                input.width(),
                input.signal());
    }

    /** The features of a window as they are. */
    private record Features(String schema, int version, SignalKind signal, int width)
            implements WindowInput {

        /** A window that was not good enough to be described is not scored either. */
        @Override
        public float @Nullable [] of(Element.Window window) {
            float[] features = window.features();
            return features.length == width && window.quality() > 0 ? features : null;
        }
    }

    /** The raw signal of a window, brought to a fixed form. */
    private record Raw(String schema, int version, SignalKind signal, int width)
            implements WindowInput {

        /** A window that was too thin has none. */
        @Override
        public float @Nullable [] of(Element.Window window) {
            return window.input().length == width ? window.input() : null;
        }
    }
}
