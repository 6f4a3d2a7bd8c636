package org.wearablecoach.loop.sense;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.wearablecoach.event.Payload;
import org.wearablecoach.event.SignalKind;
import org.wearablecoach.loop.sensor.Sensor;
import org.wearablecoach.loop.sensor.SensorSpec;
import org.wearablecoach.loop.sensor.SensorWindow;
import org.wearablecoach.loop.sensor.Sensors;
import org.wearablecoach.signals.DaytimeBaseline;

/** One signal as Sense makes windows of it: a kind, or a sensor that a module brings. */
final class Signal {

    static final Signal HEART_RATE = new Signal(SignalKind.HEART_RATE);
    static final Signal BEAT_INTERVALS = new Signal(SignalKind.BEAT_INTERVALS);
    static final Signal ACCELERATION = new Signal(SignalKind.ACCELERATION);
    static final Signal STEPS = new Signal(SignalKind.STEPS);
    static final Signal GLUCOSE = new Signal(SignalKind.GLUCOSE);

    private final SignalKind kind;
    private final @Nullable Sensor sensor;
    private final @Nullable String name;
    private final int code;
    private final int features;
    private final Windowing windowing;
    private final WindowFeatures.@Nullable Start start;

    // Of a sensor.
    private final float least;
    private final float most;
    private final float mostHertz;
    private final String range;

    private Signal(SignalKind kind) {
        this.kind = kind;
        sensor = null;
        name = null;
        code = 0;
        features = WindowFeatures.names(kind).length;
        windowing = Windowing.of(kind);
        start = WindowFeatures.start(kind);
        least = 0;
        most = 0;
        mostHertz = 0;
        range = "";
    }

    private Signal(Sensors.Installed brought) {
        SensorSpec spec = brought.spec();
        kind = SignalKind.SENSOR;
        sensor = brought.sensor();
        name = spec.name();
        code = Sensors.code(spec.name());
        features = spec.features().size();
        windowing = new Windowing(spec.stride().toMillis(), spec.length().toMillis(), 0);
        start = spec.usual() == null ? null : new WindowFeatures.Start(spec.usual());
        least = spec.least();
        most = spec.most();
        mostHertz = spec.mostHertz();
        range = spec.name() + " outside " + least + " to " + most;
    }

    static Signal of(Sensors.Installed brought) {
        return new Signal(brought);
    }

    SignalKind kind() {
        return kind;
    }

    /** The name of the sensor; null for a signal that needs no module. */
    @Nullable String name() {
        return name;
    }

    /** What marks its samples, see {@link Sensors#code}; 0 for a signal that needs no module. */
    int code() {
        return code;
    }

    /** Number of features of a window. */
    int features() {
        return features;
    }

    Windowing windowing() {
        return windowing;
    }

    /** Where its personal baseline starts; null when it has none. */
    WindowFeatures.@Nullable Start start() {
        return start;
    }

    SignalKey key(String device) {
        return new SignalKey(kind, device, name == null ? "" : name);
    }

    @Nullable DaytimeBaseline baseline(SenseStore store) {
        return name == null ? store.baseline(kind) : store.sensorBaseline(name);
    }

    void baseline(SenseStore store, DaytimeBaseline baseline) {
        if (name == null) {
            store.baseline(kind, baseline);
        } else {
            store.sensorBaseline(name, baseline);
        }
    }

    /** The rule of the sensor that its values break, or null. */
    @Nullable String impossible(Payload.SensorValues values) {
        if (values.hertz() > mostHertz) {
            return "sampling rate of " + name + " above " + mostHertz + " Hz";
        }
        for (float value : values.values()) {
            if (!(value >= least && value <= most)) {
                return range;
            }
        }
        return null;
    }

    /**
     * The sensor's features of a window.
     *
     * @return the quality, 0 to 1; NaN for usable values without a finite first feature
     * @throws RuntimeException what the module throws
     */
    float describe(SensorWindow window, float[] into) {
        Arrays.fill(into, Float.NaN);
        if (sensor == null) {
            return 0;
        }
        float quality = sensor.describe(window, into);
        if (!(quality > 0)) {
            return 0;
        }
        return Float.isFinite(into[0]) ? Math.min(1, quality) : Float.NaN;
    }
}
