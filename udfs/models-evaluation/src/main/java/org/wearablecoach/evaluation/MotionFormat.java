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
import java.util.Locale;
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

    /**
     * A table with the columns {@code person,label,sampling_hz,x,y,z} in any order, among others,
     * in g. A sample without a number ({@code NaN}, or empty) was not measured.
     */
    CSV("csv");

    private static final double STANDARD_GRAVITY = 9.80665;
    private static final float WISDM_HERTZ = 20;
    private static final String HEADER = "person,label,sampling_hz,x,y,z";

    private static final List<String> COLUMNS = List.of(HEADER.split(","));
    private static final int AXES = 3;

    /** Beyond this, in g, a value is in another unit. */
    private static final double MOST_G = 32;

    /** A wrist at rest measures 1 g, and a running one hardly twice as much most of the time. */
    private static final double LEAST_MEDIAN_G = 0.3;

    private static final double MOST_MEDIAN_G = 4;

    /** How tables write that there is no value. */
    private static final Set<String> NOTHING = Set.of("", "na", "nan", "null");

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
            Magnitudes magnitudes = new Magnitudes();
            int[] columns = {0, 1, -1, 2, 3, 4};
            try (BufferedReader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
                int number = 0;
                for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                    number++;
                    if (line.isBlank()) {
                        continue;
                    }
                    if (this == CSV && number == 1) {
                        columns = columns(line, file);
                        continue;
                    }
                    add(file, number, line, columns, run, magnitudes, persons, read, known);
                }
            } catch (IOException e) {
                throw new DataException(file + " cannot be read as UTF-8 text.", e);
            }
            run.end(read, known);
            magnitudes.check(file);
        }
        if (read.isEmpty()) {
            throw new DataException(
                    data + ": no row of the persons asked for; check --data and --persons.");
        }
        return read;
    }

    /** Where the columns of a table are, in the order of {@link #HEADER}. */
    private static int[] columns(String header, Path file) {
        List<String> names = new ArrayList<>();
        for (String name : header.replace("\ufeff", "").split(",", -1)) {
            names.add(bare(name));
        }
        int[] columns = new int[COLUMNS.size()];
        for (int i = 0; i < columns.length; i++) {
            columns[i] = names.indexOf(COLUMNS.get(i));
            if (columns[i] < 0) {
                throw wrong(
                        file, 1, "expected the columns " + HEADER + ", found no " + COLUMNS.get(i));
            }
        }
        return columns;
    }

    /** A field without the blanks and quotes around it. */
    private static String bare(String field) {
        String text = field.strip();
        return text.length() > 1 && text.startsWith("\"") && text.endsWith("\"")
                ? text.substring(1, text.length() - 1).strip()
                : text;
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
            int[] columns,
            Run run,
            Magnitudes magnitudes,
            Predicate<String> persons,
            List<LabelledMotion> read,
            Set<LabelledMotion> known) {
        boolean wisdm = this == WISDM;
        String text = line.strip();
        String[] fields =
                (wisdm && text.endsWith(";") ? text.substring(0, text.length() - 1) : text)
                        .split(",", -1);
        int most = Arrays.stream(columns).max().orElse(0);
        if (wisdm ? fields.length != COLUMNS.size() - 1 : fields.length <= most) {
            throw wrong(
                    file,
                    number,
                    "expected "
                            + (wisdm ? "person,label,x,y,z;" : HEADER)
                            + ", found "
                            + fields.length
                            + " fields");
        }
        String person = bare(fields[columns[0]]);
        String label = bare(fields[columns[1]]);
        Activity activity = wisdm ? wisdm(label, file, number) : csv(label, file, number);
        float hertz = wisdm ? WISDM_HERTZ : (float) number(bare(fields[columns[2]]), file, number);
        if (!(hertz >= 5 && hertz <= 1000)) {
            throw wrong(file, number, "expected a sampling rate between 5 and 1000 Hz");
        }
        // Labels of one class, as sitting and standing, are still two stretches.
        run.at(person, label, activity, hertz, persons.test(person), read, known);
        float[] sample = new float[AXES];
        for (int axis = 0; axis < AXES; axis++) {
            String field = bare(fields[columns[COLUMNS.size() - AXES + axis]]);
            if (!wisdm && NOTHING.contains(field.toLowerCase(Locale.ROOT))) {
                Arrays.fill(sample, Float.NaN);
                break;
            }
            double value = number(field, file, number);
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
            sample[axis] = (float) g;
        }
        magnitudes.add(sample);
        run.add(sample);
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
        // Whoever has WISDM's letters in a table may keep them.
        if (text.length() == 1 && Character.isUpperCase(text.charAt(0))) {
            return wisdm(text, file, number);
        }
        Activity activity = Activity.ofLabel(text.toLowerCase(Locale.ROOT));
        if (activity == Activity.UNKNOWN) {
            throw wrong(
                    file,
                    number,
                    "expected the label still, walk, run, stairs or other, found " + text);
        }
        return activity;
    }

    private static double number(String text, Path file, int line) {
        try {
            double value = Double.parseDouble(text);
            if (Double.isFinite(value)) {
                return value;
            }
        } catch (NumberFormatException e) {
            // Said below, with the place.
        }
        throw wrong(file, line, "expected a number, found '" + text + "'");
    }

    private static DataException wrong(Path file, int line, String what) {
        return new DataException(file + ", line " + line + ": " + what + ".");
    }

    /** How large acceleration is in a file, by which a wrong unit is found. */
    private final class Magnitudes {
        private static final int MOST = 100_000;

        private final float[] found = new float[MOST];
        private int size;

        void add(float[] sample) {
            double squares = sample[0] * sample[0] + sample[1] * sample[1] + sample[2] * sample[2];
            if (size < MOST && !Double.isNaN(squares)) {
                found[size++] = (float) Math.sqrt(squares);
            }
        }

        void check(Path file) {
            if (size == 0) {
                return;
            }
            Arrays.sort(found, 0, size);
            float median = found[size / 2];
            if (median > MOST_MEDIAN_G || (median < LEAST_MEDIAN_G && median > 0)) {
                double unit = MotionFormat.this == WISDM ? STANDARD_GRAVITY : 1;
                throw new DataException(
                        String.format(
                                Locale.ROOT,
                                "%s: expected acceleration with gravity in %s, about %.1f at rest,"
                                        + " found %.2f for half of the samples; convert the unit.",
                                file,
                                MotionFormat.this == WISDM ? "m/s^2" : "g",
                                unit,
                                median * unit));
            }
        }
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

        void add(float[] sample) {
            if (wanted) {
                if (length == xyz.length) {
                    xyz = Arrays.copyOf(xyz, 2 * length);
                }
                System.arraycopy(sample, 0, xyz, length, AXES);
                length += AXES;
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
