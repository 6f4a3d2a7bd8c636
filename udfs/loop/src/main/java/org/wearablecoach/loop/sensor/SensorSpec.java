package org.wearablecoach.loop.sensor;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.wearablecoach.signals.Population;

/**
 * What the values of a {@link Sensor} are, and how they are cut into windows.
 *
 * @param name in records and rules: a lower-case letter and up to 31 letters. In an intervention's
 *     {@code eligible} it stands for the first feature of the newest window, and with a Z behind it
 *     for its personal z-score
 * @param meaning what the name stands for, with its unit
 * @param least lowest value that a working device measures; a record with a lower one is IMPOSSIBLE
 * @param most highest value that a working device measures
 * @param mostHertz highest sampling rate; bounds what is kept of a person, and a record that says a
 *     higher one is IMPOSSIBLE
 * @param stride how often a window ends: whole seconds, at most an hour
 * @param length how far a window reaches back: a multiple of the stride, at most an hour
 * @param features names of what a window is described by, as they stand in {@code window-scores}; 1
 *     to 16
 * @param usual where the personal baseline of the first feature starts; null for no baseline, and
 *     then there is no z-score
 */
public record SensorSpec(
        String name,
        String meaning,
        float least,
        float most,
        float mostHertz,
        Duration stride,
        Duration length,
        List<String> features,
        @Nullable Population usual) {

    private static final Pattern NAME = Pattern.compile("[a-z][A-Za-z]{0,31}");
    private static final long MOST_MILLIS = 3_600_000;
    private static final float MOST_HERTZ = 1_000;
    private static final int MOST_FEATURES = 16;

    /** Checks the ranges. */
    public SensorSpec {
        features = List.copyOf(features);
        require(
                NAME.matcher(name).matches(),
                name,
                "a name is a lower-case letter and up to 31 letters; rename it");
        require(
                Float.isFinite(least) && Float.isFinite(most) && least < most,
                name,
                "the lowest value " + least + " lies below the highest " + most + ", both finite");
        require(
                mostHertz > 0 && mostHertz <= MOST_HERTZ,
                name,
                "the sampling rate " + mostHertz + " Hz lies above 0 and up to 1000");
        require(
                isWindow(stride.toMillis(), 1_000),
                name,
                "the stride " + stride + " is whole seconds, from PT1S to PT1H");
        require(
                isWindow(length.toMillis(), stride.toMillis()),
                name,
                "the length " + length + " is a multiple of the stride, up to PT1H");
        require(
                !features.isEmpty()
                        && features.size() <= MOST_FEATURES
                        && new HashSet<>(features).size() == features.size(),
                name,
                "it has 1 to 16 features of different names, not " + features);
    }

    private static boolean isWindow(long millis, long unit) {
        return millis >= unit && millis % unit == 0 && millis <= MOST_MILLIS;
    }

    private static void require(boolean holds, String name, String rule) {
        if (!holds) {
            throw new IllegalArgumentException("Sensor " + name + ": " + rule + ".");
        }
    }

    /**
     * A sensor without a personal baseline, with a window every minute of that minute.
     *
     * @param features names of what a window is described by
     */
    public static SensorSpec of(
            String name,
            String meaning,
            float least,
            float most,
            float mostHertz,
            String... features) {
        Duration minute = Duration.ofMinutes(1);
        return new SensorSpec(
                name, meaning, least, most, mostHertz, minute, minute, List.of(features), null);
    }

    /** The same with other windows. */
    public SensorSpec windows(Duration itsStride, Duration itsLength) {
        return new SensorSpec(
                name, meaning, least, most, mostHertz, itsStride, itsLength, features, usual);
    }

    /** The same with a personal baseline of the first feature, which starts from a population. */
    public SensorSpec baseline(Population population) {
        return new SensorSpec(
                name, meaning, least, most, mostHertz, stride, length, features, population);
    }
}
