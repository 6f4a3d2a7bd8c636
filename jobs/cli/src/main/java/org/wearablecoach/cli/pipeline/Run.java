package org.wearablecoach.cli.pipeline;

import java.util.LinkedHashMap;
import java.util.Map;

/** What one measured run of a job found, by name. */
public record Run(Map<String, Double> values) {

    /** Reads {@code name=value name=value}. */
    static Run parse(String line) {
        Map<String, Double> values = new LinkedHashMap<>();
        for (String part : line.split(" ", -1)) {
            int equals = part.indexOf('=');
            values.put(part.substring(0, equals), Double.valueOf(part.substring(equals + 1)));
        }
        return new Run(values);
    }

    double get(String name) {
        return values.getOrDefault(name, Double.NaN);
    }

    double recordsPerSecond() {
        return get("records") / get("seconds");
    }

    double cpuMicros() {
        return get("cpuSeconds") / get("records") * 1e6;
    }

    /** Microseconds a record of each group of threads. */
    Map<String, Double> cpuMicrosByThread() {
        Map<String, Double> micros = new LinkedHashMap<>();
        values.forEach(
                (name, seconds) -> {
                    if (name.startsWith("cpu:")) {
                        double value = seconds / get("records") * 1e6;
                        micros.put(
                                name.substring(4).replace('_', ' '), Math.rint(value * 1e3) / 1e3);
                    }
                });
        return micros;
    }
}
