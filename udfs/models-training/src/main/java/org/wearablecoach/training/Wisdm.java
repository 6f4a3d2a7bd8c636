package org.wearablecoach.training;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Reads the wrist acceleration of WISDM 2019 (Weiss et al., UCI 507, CC BY 4.0): lines {@code
 * person,label,x,y,z;} in m/s^2 at 20 Hz.
 */
final class Wisdm {

    static final float HERTZ = 20;

    private static final double G = 9.80665;

    /** Classes in the order of the model's outputs; WISDM's letter for each. */
    enum Activity {
        STILL(0, "DE"),
        WALK(1, "A"),
        RUN(2, "B"),
        STAIRS(3, "C");

        private final int output;
        private final String letters;

        Activity(int output, String letters) {
            this.output = output;
            this.letters = letters;
        }

        /** Its place among the model's outputs. */
        int output() {
            return output;
        }

        /** The name in the model's manifest. */
        String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * One activity of one person without interruption.
     *
     * @param person number in the data
     * @param activity what was done
     * @param xyz acceleration in g, interleaved
     */
    record Segment(int person, Activity activity, float[] xyz) {}

    private Wisdm() {}

    /**
     * Reads all persons, in the order of their numbers. Kicking (M) is left out. A person's second
     * segment of one label is left out too: 1629's file holds its rows twice.
     */
    static List<Segment> read(Path folder) throws IOException {
        List<Path> files;
        try (Stream<Path> found = Files.list(folder)) {
            files = found.filter(file -> file.toString().endsWith(".txt")).sorted().toList();
        }
        if (files.isEmpty()) {
            throw new IOException("no .txt file in " + folder + "; point at the data of WISDM");
        }
        List<Segment> segments = new ArrayList<>();
        for (Path file : files) {
            read(file, segments);
        }
        return segments;
    }

    private static void read(Path file, List<Segment> segments) throws IOException {
        Set<String> seen = new HashSet<>();
        float[] xyz = new float[3 * 4096];
        int at = 0;
        String current = "";
        try (BufferedReader reader = Files.newBufferedReader(file)) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                String[] fields = line.replace(";", "").split(",", -1);
                if (fields.length != 5) {
                    throw new IOException(file + ": expected person,label,x,y,z; found " + line);
                }
                String key = fields[0] + ',' + fields[1];
                if (!key.equals(current)) {
                    add(segments, current, xyz, at, seen);
                    current = key;
                    at = 0;
                }
                if (at == xyz.length) {
                    xyz = Arrays.copyOf(xyz, 2 * at);
                }
                for (int axis = 0; axis < 3; axis++) {
                    xyz[at++] = (float) (Double.parseDouble(fields[2 + axis]) / G);
                }
            }
        }
        add(segments, current, xyz, at, seen);
    }

    private static void add(
            List<Segment> segments, String key, float[] xyz, int length, Set<String> seen) {
        if (key.isEmpty() || !seen.add(key)) {
            return;
        }
        int comma = key.indexOf(',');
        String letter = key.substring(comma + 1);
        for (Activity activity : Activity.values()) {
            if (activity.letters.contains(letter)) {
                segments.add(
                        new Segment(
                                Integer.parseInt(key.substring(0, comma)),
                                activity,
                                Arrays.copyOf(xyz, length)));
            }
        }
    }
}
