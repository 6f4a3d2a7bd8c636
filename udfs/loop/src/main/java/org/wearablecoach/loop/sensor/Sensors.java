package org.wearablecoach.loop.sensor;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.wearablecoach.loop.config.ContextWord;

/**
 * The sensors that modules bring, by name. They are looked for once, when the first is asked for;
 * no record pays for that.
 */
public final class Sensors {

    /** No sensor at all. */
    public static final Sensors NONE = new Sensors(List.of());

    /**
     * Values that the windows of all sensors together keep of one device of a person; 24 bytes each
     * if every record holds one.
     */
    public static final int MOST_KEPT_VALUES = 700;

    /** Behind the end of a window so many seconds more are kept, for values out of order. */
    private static final int DISORDER_SECONDS = 10;

    /** Looked for at the first use, by the loader of this class: that of the job's jars. */
    private static final class OnClassPath {
        static final Sensors SENSORS = load();

        private static Sensors load() {
            List<Sensor> found = new ArrayList<>();
            for (Sensor sensor : ServiceLoader.load(Sensor.class, Sensors.class.getClassLoader())) {
                found.add(sensor);
            }
            return of(found);
        }
    }

    /** A sensor with its specification, which was asked for once. */
    public record Installed(Sensor sensor, SensorSpec spec) {}

    private final List<Installed> sensors;
    private final Map<String, Installed> byName = new HashMap<>();

    private Sensors(List<Installed> sensors) {
        this.sensors = List.copyOf(sensors);
        for (Installed sensor : sensors) {
            byName.put(sensor.spec().name(), sensor);
        }
    }

    /**
     * The sensors on the class path.
     *
     * @throws IllegalArgumentException as {@link #of}
     */
    public static Sensors installed() {
        return OnClassPath.SENSORS;
    }

    /**
     * Sensors in the order of their names.
     *
     * @throws IllegalArgumentException naming the sensor, the rule and the cure
     */
    public static Sensors of(List<? extends Sensor> given) {
        if (given.isEmpty()) {
            return NONE;
        }
        List<Installed> sorted = new ArrayList<>();
        for (Sensor sensor : given) {
            sorted.add(new Installed(sensor, sensor.spec()));
        }
        sorted.sort(Comparator.comparing(sensor -> sensor.spec().name()));
        Set<String> words = new HashSet<>();
        for (ContextWord word : ContextWord.values()) {
            words.add(word.word());
        }
        Set<Integer> codes = new HashSet<>();
        double kept = 0;
        for (Installed sensor : sorted) {
            SensorSpec spec = sensor.spec();
            for (String word : new String[] {spec.name(), spec.name() + "Z"}) {
                require(words.add(word), sensor, "the word " + word + " is taken");
            }
            require(
                    codes.add(code(spec.name())),
                    sensor,
                    "its state would be mixed with that of another sensor");
            kept += spec.mostHertz() * (spec.length().toSeconds() + DISORDER_SECONDS);
        }
        Sensors sensors = new Sensors(sorted);
        if (kept > MOST_KEPT_VALUES) {
            throw new IllegalArgumentException(
                    String.format(
                            Locale.ROOT,
                            "The sensors %s together keep up to %.0f values of a device, and %d are"
                                    + " the most; lower a sampling rate or a length, or leave one"
                                    + " out.",
                            sensors.names(),
                            kept,
                            MOST_KEPT_VALUES));
        }
        return sensors;
    }

    private static void require(boolean holds, Installed sensor, String rule) {
        if (!holds) {
            throw new IllegalArgumentException(
                    "Sensor "
                            + sensor.spec().name()
                            + " of "
                            + sensor.sensor().getClass().getName()
                            + ": "
                            + rule
                            + "; rename it.");
        }
    }

    /** A number for the name that is the same everywhere, never 0; persisted with samples. */
    public static int code(String name) {
        int code = name.hashCode();
        return code == 0 ? 1 : code;
    }

    /** Number of sensors. */
    public int size() {
        return sensors.size();
    }

    /** A sensor by its place in the order of names. */
    public Installed get(int index) {
        return sensors.get(index);
    }

    /** The names in their order. */
    public List<String> names() {
        List<String> names = new ArrayList<>();
        for (Installed sensor : sensors) {
            names.add(sensor.spec().name());
        }
        return names;
    }

    /** The sensor of a name; null when no module brings it. */
    public @Nullable Installed find(String name) {
        return byName.get(name);
    }
}
