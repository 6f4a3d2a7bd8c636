package org.wearablecoach.loop.sensor;

/**
 * A sensor that a module brings: what its values are, and how a window of them is described. The
 * values arrive as {@link org.wearablecoach.event.Payload.SensorValues} of its name.
 *
 * <p>An implementation is public, has a public constructor without arguments, and is named in
 * {@code META-INF/services/org.wearablecoach.loop.sensor.Sensor} of its jar. One instance serves
 * many persons and threads, so it keeps nothing. What it computes is a function of the window
 * alone: no clock, no random numbers, and {@link StrictMath} where {@link Math} may differ between
 * machines.
 */
public interface Sensor {

    /** What its values are; asked for once. */
    SensorSpec spec();

    /**
     * Computes the features of a window. What it throws makes a window of quality 0.
     *
     * @param window its values, at least one
     * @param features to fill in the order of the specification; NaN, as they are given, where one
     *     is missing
     * @return the share of the window that was usable, 0 to 1; more counts as 1, and a window of 0
     *     or without its first feature decides nothing
     */
    float describe(SensorWindow window, float[] features);
}
