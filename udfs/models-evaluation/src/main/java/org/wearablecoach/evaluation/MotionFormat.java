package org.wearablecoach.evaluation;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.wearablecoach.signals.Activity;

/** How labelled wrist acceleration is written. */
public enum MotionFormat {
    /**
     * WISDM 2019 (Weiss, UCI 507, CC BY 4.0): lines {@code person,label,x,y,z;} in m/s^2 at 20 Hz;
     * A walk, B run, C stairs, D and E still, M other.
     */
    WISDM("wisdm"),

    /** A table with the header {@code person,label,sampling_hz,x,y,z}, in g. */
    CSV("csv");

    private static final double STANDARD_GRAVITY = 9.80665;
    private static final float WISDM_HERTZ = 20;
    private static final String HEADER = "person,label,sampling_hz,x,y,z";

    /** Beyond this, in g, a value is in another unit. */
    private static final double MOST_G = 32;

    private final String label;

    MotionFormat(String label) {
        this.label = label;
    }

    /** The name on the command line. */
    public String label() {
        return label;
    }

    /**
     * Reads a file, or all {@code .txt} and {@code .csv} files of a folder in order of their names.
     * A stretch that repeats an earlier one of the same person line by line is a copy and is left
     * out.
     *
     * @param data the file or folder
     * @param persons which persons are read
     * @throws DataException naming file, line, rule and fix
     */
    public List<LabelledMotion> read(Path data, Predicate<String> persons) {
        List<LabelledMotion> read = new ArrayList<>();
        Set<LabelledMotion> known = new HashSet<>();
        for (Path file : files(data)) {
            Run run = new Run();
            try (BufferedReader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
                int number = 0;
                for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                    number++;
                    if (line.isBlank()) {
                        continue;
                    }
                    if (this == CSV && number == 1) {
                        if (!line.strip().equals(HEADER)) {
                            throw wrong(file, number, "expected the header " + HEADER);
                        }
                        continue;
                    }
                    add(file, number, line, run, persons, read, known);
                }
            } catch (IOException e) {
                throw new DataException(file + " cannot be read as UTF-8 text.", e);
            }
            run.end(read, known);
        }
        if (read.isEmpty()) {
            throw new DataException(
                    data + ": no row of the persons asked for; check --data and --persons.");
        }
        return read;
    }

    private static List<Path> files(Path data) {
        if (!Files.isDirectory(data)) {
            if (!Files.isReadable(data)) {
                throw new DataException(data + ": no such file or folder; check --data.");
            }
            return List.of(data);
        }
        try (Stream<Path> found = Files.list(data)) {
            List<Path> files =
                    found.filter(
                                    file ->
                                            file.toString().endsWith(".txt")
                                                    || file.toString().endsWith(".csv"))
                            .sorted()
                            .toList();
            if (files.isEmpty()) {
                throw new DataException(
                        data + ": no .txt or .csv file in it; point --data at the recordings.");
            }
            return files;
        } catch (IOException e) {
            throw new DataException(data + " cannot be listed.", e);
        }
    }

    private void add(
            Path file,
            int number,
            String line,
            Run run,
            Predicate<String> persons,
            List<LabelledMotion> read,
            Set<LabelledMotion> known) {
        boolean wisdm = this == WISDM;
        String text = line.strip();
        String[] fields =
                (wisdm && text.endsWith(";") ? text.substring(0, text.length() - 1) : text)
                        .split(",", -1);
        int columns = wisdm ? 5 : 6;
        if (fields.length != columns) {
            throw wrong(
                    file,
                    number,
                    "expected "
                            + (wisdm ? "person,label,x,y,z;" : HEADER)
                            + ", found "
                            + fields.length
                            + " fields");
        }
        String person = fields[0].strip();
        Activity activity =
                wisdm ? wisdm(fields[1].strip(), file, number) : csv(fields[1], file, number);
        float hertz = wisdm ? WISDM_HERTZ : (float) number(fields[2], file, number);
        if (!(hertz >= 5 && hertz <= 1000)) {
            throw wrong(file, number, "expected a sampling rate between 5 and 1000 Hz");
        }
        // Labels of one class, as sitting and standing, are still two stretches.
        run.at(person, fields[1].strip(), activity, hertz, persons.test(person), read, known);
        for (int axis = 0; axis < 3; axis++) {
            double value = number(fields[columns - 3 + axis], file, number);
            double g = wisdm ? value / STANDARD_GRAVITY : value;
            if (!(Math.abs(g) <= MOST_G)) {
                throw wrong(
                        file,
                        number,
                        "expected acceleration in "
                                + (wisdm ? "m/s^2" : "g")
                                + ", found "
                                + value
                                + "; convert the unit");
            }
            run.add((float) g);
        }
    }

    private static Activity wisdm(String letter, Path file, int number) {
        return switch (letter) {
            case "A" -> Activity.WALK;
            case "B" -> Activity.RUN;
            case "C" -> Activity.STAIRS;
            case "D", "E" -> Activity.STILL;
            default -> {
                if (letter.length() != 1) {
                    throw wrong(file, number, "expected a letter of WISDM, found " + letter);
                }
                yield Activity.OTHER;
            }
        };
    }

    private static Activity csv(String text, Path file, int number) {
        String label = text.strip();
        // Whoever has WISDM's letters in a table may keep them.
        if (label.length() == 1 && Character.isUpperCase(label.charAt(0))) {
            return wisdm(label, file, number);
        }
        Activity activity = Activity.ofLabel(label);
        if (activity == Activity.UNKNOWN) {
            throw wrong(
                    file,
                    number,
                    "expected the label still, walk, run, stairs or other, found " + label);
        }
        return activity;
    }

    private static double number(String text, Path file, int line) {
        try {
            double value = Double.parseDouble(text.strip());
            if (Double.isFinite(value)) {
                return value;
            }
        } catch (NumberFormatException e) {
            // Said below, with the place.
        }
        throw wrong(file, line, "expected a number, found '" + text.strip() + "'");
    }

    private static DataException wrong(Path file, int line, String what) {
        return new DataException(file + ", line " + line + ": " + what + ".");
    }

    /** Consecutive rows of one person, label and rate. */
    private static final class Run {
        private String person = "";
        private String label = "";
        private Activity activity = Activity.UNKNOWN;
        private float hertz;
        private boolean wanted;
        private float[] xyz = new float[3 * 4096];
        private int length;

        void at(
                String nowPerson,
                String nowLabel,
                Activity nowActivity,
                float nowHertz,
                boolean nowWanted,
                List<LabelledMotion> read,
                Set<LabelledMotion> known) {
            if (nowPerson.equals(person) && nowLabel.equals(label) && nowHertz == hertz) {
                return;
            }
            end(read, known);
            person = nowPerson;
            label = nowLabel;
            activity = nowActivity;
            hertz = nowHertz;
            wanted = nowWanted;
        }

        void add(float g) {
            if (wanted) {
                if (length == xyz.length) {
                    xyz = Arrays.copyOf(xyz, 2 * length);
                }
                xyz[length++] = g;
            }
        }

        void end(List<LabelledMotion> read, Set<LabelledMotion> known) {
            if (length > 0) {
                LabelledMotion motion =
                        new LabelledMotion(person, activity, hertz, Arrays.copyOf(xyz, length));
                if (known.add(motion)) {
                    read.add(motion);
                }
            }
            length = 0;
        }
    }
}
