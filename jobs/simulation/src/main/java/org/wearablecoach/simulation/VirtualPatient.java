package org.wearablecoach.simulation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A person with type 1 diabetes in the UVA/Padova model (Dalla Man et al., J Diabetes Sci Technol
 * 2014), as simglucose (MIT) states it: meal, insulin and glucose in thirteen compartments, stepped
 * by the half minute with the classical Runge-Kutta method.
 *
 * <p>It knows no exercise and no heart rate.
 */
public final class VirtualPatient {

    /** Grams that are eaten in a minute of a meal. */
    private static final double GRAMS_A_MINUTE = 5;

    private static final double MG_PER_GRAM = 1000;
    private static final double PMOL_PER_UNIT = 6000;
    private static final int STATES = 13;

    /** A whole minute at once would be wrong by 0.002 mg/dL in a small child. */
    private static final int STEPS = 2;

    private final Parameters of;
    private double[] x;
    private double queue;
    private boolean eating;
    private double lastQsto;
    private double eatenMg;

    /**
     * What is fixed of a person: the columns of the table of virtual patients.
     *
     * @param name of the person
     * @param start of the thirteen states
     * @param values of the parameters by name
     */
    public record Parameters(String name, double[] start, Map<String, Double> values) {

        /**
         * The persons of a table.
         *
         * @param table csv with the columns {@code Name}, {@code x0_ 1} to {@code x0_13} and the
         *     parameters by name
         * @throws IOException when it cannot be read
         * @throws IllegalArgumentException naming the column that is missing
         */
        public static List<Parameters> read(Path table) throws IOException {
            List<String> lines = Files.readAllLines(table);
            String[] header = lines.get(0).split(",");
            List<Parameters> persons = new ArrayList<>();
            for (String line : lines.subList(1, lines.size())) {
                if (line.isBlank()) {
                    continue;
                }
                String[] cells = line.split(",");
                Map<String, Double> values = new HashMap<>();
                for (int i = 1; i < Math.min(cells.length, header.length); i++) {
                    try {
                        values.put(header[i].replace(" ", ""), Double.parseDouble(cells[i]));
                    } catch (NumberFormatException e) {
                        throw new IllegalArgumentException(
                                "the table of patients holds no number in the column "
                                        + header[i]
                                        + ".",
                                e);
                    }
                }
                double[] start = new double[STATES];
                for (int i = 0; i < STATES; i++) {
                    start[i] = value(values, "x0_" + (i + 1));
                }
                persons.add(new Parameters(cells[0], start, Map.copyOf(values)));
            }
            return persons;
        }

        /** A parameter. */
        double value(String parameter) {
            return value(values, parameter);
        }

        private static double value(Map<String, Double> values, String name) {
            Double value = values.get(name);
            if (value == null) {
                throw new IllegalArgumentException(
                        "the table of patients has no column " + name + ".");
            }
            return value;
        }
    }

    private final double bw;
    private final double kabs;
    private final double kmax;
    private final double kmin;
    private final double b;
    private final double d;
    private final double f;
    private final double kp1;
    private final double kp2;
    private final double kp3;
    private final double ke1;
    private final double ke2;
    private final double fsnc;
    private final double k1;
    private final double k2;
    private final double vm0;
    private final double vmx;
    private final double km0;
    private final double m1;
    private final double m2;
    private final double m4;
    private final double m30;
    private final double ka1;
    private final double ka2;
    private final double kd;
    private final double p2u;
    private final double vi;
    private final double vg;
    private final double ib;
    private final double ki;
    private final double ksc;

    /** A person at the start of the table, fasting. */
    public VirtualPatient(Parameters parameters) {
        this.of = parameters;
        this.x = parameters.start().clone();
        this.lastQsto = x[0] + x[1];
        bw = of.value("BW");
        kabs = of.value("kabs");
        kmax = of.value("kmax");
        kmin = of.value("kmin");
        b = of.value("b");
        d = of.value("d");
        f = of.value("f");
        kp1 = of.value("kp1");
        kp2 = of.value("kp2");
        kp3 = of.value("kp3");
        ke1 = of.value("ke1");
        ke2 = of.value("ke2");
        fsnc = of.value("Fsnc");
        k1 = of.value("k1");
        k2 = of.value("k2");
        vm0 = of.value("Vm0");
        vmx = of.value("Vmx");
        km0 = of.value("Km0");
        m1 = of.value("m1");
        m2 = of.value("m2");
        m4 = of.value("m4");
        m30 = of.value("m30");
        ka1 = of.value("ka1");
        ka2 = of.value("ka2");
        kd = of.value("kd");
        p2u = of.value("p2u");
        vi = of.value("Vi");
        vg = of.value("Vg");
        ib = of.value("Ib");
        ki = of.value("ki");
        ksc = of.value("ksc");
    }

    /** Insulin that keeps the fasting glucose, U a minute. */
    public double basal() {
        return of.value("u2ss") * bw / PMOL_PER_UNIT;
    }

    /** Glucose under the skin, where a sensor sits, mg/dL. */
    public double glucose() {
        return x[12] / vg;
    }

    /**
     * Lives one minute.
     *
     * @param announced grams of carbohydrate of a meal that begins now; they are eaten at 5 g a
     *     minute, after what is on the plate already
     * @param insulin U a minute, during this minute
     */
    public void minute(double announced, double insulin) {
        queue += announced;
        double eaten = Math.min(GRAMS_A_MINUTE, queue);
        queue -= eaten;
        boolean now = eaten > 0;
        if (now && !eating) {
            lastQsto = x[0] + x[1];
            eatenMg = 0;
        }
        if (now) {
            eatenMg += MG_PER_GRAM * eaten;
        }
        eating = now;
        double carbohydrate = MG_PER_GRAM * eaten;
        double rate = insulin * PMOL_PER_UNIT / bw;
        for (int i = 0; i < STEPS; i++) {
            step(carbohydrate, rate);
        }
    }

    private void step(double carbohydrate, double rate) {
        double h = 1.0 / STEPS;
        double[] first = slope(x, carbohydrate, rate);
        double[] second = slope(along(first, h / 2), carbohydrate, rate);
        double[] third = slope(along(second, h / 2), carbohydrate, rate);
        double[] fourth = slope(along(third, h), carbohydrate, rate);
        double[] next = x.clone();
        for (int i = 0; i < STATES; i++) {
            next[i] += h * (first[i] + 2 * second[i] + 2 * third[i] + fourth[i]) / 6;
        }
        x = next;
    }

    private double[] along(double[] slope, double minutes) {
        double[] there = x.clone();
        for (int i = 0; i < STATES; i++) {
            there[i] += minutes * slope[i];
        }
        return there;
    }

    /** The thirteen states' rates of change a minute; state n of the model is entry n - 1. */
    private double[] slope(double[] s, double carbohydrate, double insulin) {
        double[] to = new double[STATES];
        double stomach = s[0] + s[1];
        double dose = lastQsto + eatenMg;
        double gut = kmax;
        if (dose > 0) {
            double aa = 5 / (2 * dose * (1 - b));
            double cc = 5 / (2 * dose * d);
            gut =
                    kmin
                            + (kmax - kmin)
                                    / 2
                                    * (StrictMath.tanh(aa * (stomach - b * dose))
                                            - StrictMath.tanh(cc * (stomach - d * dose))
                                            + 2);
        }
        to[0] = -kmax * s[0] + carbohydrate;
        to[1] = kmax * s[0] - gut * s[1];
        to[2] = gut * s[1] - kabs * s[2];
        double appearing = f * kabs * s[2] / bw;
        double produced = kp1 - kp2 * s[3] - kp3 * s[8];
        double excreted = ke1 * Math.max(s[3] - ke2, 0);
        to[3] = Math.max(produced, 0) + appearing - fsnc - excreted - k1 * s[3] + k2 * s[4];
        double used = (vm0 + vmx * s[6]) * s[4] / (km0 + s[4]);
        to[4] = -used + k1 * s[3] - k2 * s[4];
        to[5] = -(m2 + m4) * s[5] + m1 * s[9] + ka1 * s[10] + ka2 * s[11];
        to[6] = -p2u * s[6] + p2u * (s[5] / vi - ib);
        to[7] = -ki * (s[7] - s[5] / vi);
        to[8] = -ki * (s[8] - s[7]);
        to[9] = -(m1 + m30) * s[9] + m2 * s[5];
        to[10] = insulin - (ka1 + kd) * s[10];
        to[11] = kd * s[10] - ka2 * s[11];
        to[12] = ksc * (s[3] - s[12]);
        for (int i : new int[] {3, 4, 5, 9, 10, 11, 12}) {
            if (s[i] < 0) {
                to[i] = 0;
            }
        }
        return to;
    }
}
