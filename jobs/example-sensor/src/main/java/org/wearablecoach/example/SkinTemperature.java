package org.wearablecoach.example;

import org.wearablecoach.loop.sensor.Sensor;
import org.wearablecoach.loop.sensor.SensorSpec;
import org.wearablecoach.loop.sensor.SensorWindow;
import org.wearablecoach.signals.Population;

/** Skin temperature of the wrist in degrees Celsius, as the mean of each minute. */
public final class SkinTemperature implements Sensor {

    static final String NAME = "skinTemperature";

    @Override
    public SensorSpec spec() {
        return SensorSpec.of(NAME, "skin temperature, degrees Celsius", 10, 45, 4, "meanCelsius")
                .baseline(Population.perDay(33, 1.5, 1, 1440, 24));
    }

    @Override
    public float describe(SensorWindow window, float[] features) {
        double sum = 0;
        for (int i = 0; i < window.size(); i++) {
            sum += window.value(i);
        }
        features[0] = (float) (sum / window.size());
        return window.size() / 240f;
    }
}
