package org.wearablecoach.simulation.testbed;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * A person of the causal model of HeartSteps V2 (arXiv 2410.14659): 252 days of five decisions.
 * What is sent moves the half hour after it (M) and the day's engagement (E); both move the day's
 * commitment to be active (R), which is the score.
 *
 * <p>Observed are yesterday's engagement and commitment, and the context C before the decision. All
 * variables are standardised. The outcome of a decision is M; the reward of a day is R / 252, so
 * that the return is the mean of R.
 */
public final class HeartStepsPerson implements Environment {

    /** Days of an episode. */
    public static final int DAYS = 252;

    /** Decisions a day. */
    public static final int DECISIONS = 5;

    /** Limits to which a variable is clipped after its noise, as standardised in the trial. */
    private record Limits(double low, double high) {
        double clip(double x) {
            return Math.max(low, Math.min(high, x));
        }
    }

    private static final Limits C = new Limits(-2.575, 1.714);
    private static final Limits M = new Limits(-2.259, 1.684);
    private static final Limits E = new Limits(-1.439, 3.349);
    private static final Limits R = new Limits(-2.285, 4.042);

    private final Coefficients of;
    private SplittableRandom random = new SplittableRandom(0);
    private double engagement;
    private double commitment;
    private double context;
    private int taken = DAYS * DECISIONS;
    private final double[] outcomes = new double[DECISIONS];
    private final int[] sent = new int[DECISIONS];

    /**
     * The coefficients of one person.
     *
     * @param engagement E on the day before the first
     * @param commitment R on the day before the first
     * @param context mean of C
     * @param outcome of M on (1, E, R, C) and on A (1, E, R, C)
     * @param engaging of E on (1, E, A_1..A_5, E A_1..E A_5)
     * @param committing of R on (1, M_1..M_5, E, R)
     * @param contextSd noise of C
     * @param outcomeSd noise of M
     * @param engagementSd noise of E
     * @param commitmentSd noise of R
     */
    public record Coefficients(
            double engagement,
            double commitment,
            double context,
            double[] outcome,
            double[] engaging,
            double[] committing,
            double contextSd,
            double outcomeSd,
            double engagementSd,
            double commitmentSd) {

        /**
         * The persons of a table with the columns {@code E0, R0, theta_C0, theta_M0..7,
         * theta_E0..11, theta_R0..7, sd_C, sd_M, sd_E, sd_R}.
         *
         * @throws IOException when it cannot be read
         * @throws IllegalArgumentException naming the column that is missing
         */
        public static List<Coefficients> read(Path table) throws IOException {
            List<String> lines = Files.readAllLines(table);
            Map<String, Integer> columns = new HashMap<>();
            String[] header = lines.get(0).split(",");
            for (int i = 0; i < header.length; i++) {
                columns.put(header[i].strip(), i);
            }
            List<Coefficients> persons = new ArrayList<>();
            for (String line : lines.subList(1, lines.size())) {
                if (line.isBlank()) {
                    continue;
                }
                String[] cells = line.split(",");
                persons.add(
                        new Coefficients(
                                cell(columns, cells, "E0"),
                                cell(columns, cells, "R0"),
                                cell(columns, cells, "theta_C0"),
                                cells(columns, cells, "theta_M", 8),
                                cells(columns, cells, "theta_E", 12),
                                cells(columns, cells, "theta_R", 8),
                                cell(columns, cells, "sd_C"),
                                cell(columns, cells, "sd_M"),
                                cell(columns, cells, "sd_E"),
                                cell(columns, cells, "sd_R")));
            }
            return persons;
        }

        private static double cell(Map<String, Integer> columns, String[] cells, String name) {
            Integer column = columns.get(name);
            if (column == null || column >= cells.length) {
                throw new IllegalArgumentException(
                        "the table of persons has no column " + name + ".");
            }
            return Double.parseDouble(cells[column]);
        }

        private static double[] cells(
                Map<String, Integer> columns, String[] cells, String name, int count) {
            double[] values = new double[count];
            for (int i = 0; i < count; i++) {
                values[i] = cell(columns, cells, name + i);
            }
            return values;
        }
    }

    /** A person with coefficients. */
    public HeartStepsPerson(Coefficients coefficients) {
        this.of = coefficients;
    }

    @Override
    public String name() {
        return "heartsteps";
    }

    @Override
    public List<Variable> observations() {
        return List.of(
                new Variable("engagement", E.low(), E.high(), Place.ACCEPTED, false),
                new Variable("commitment", R.low(), R.high(), Place.HOURS, true),
                new Variable("context", C.low(), C.high(), Place.AROUSAL, false));
    }

    @Override
    public int actions() {
        return 2;
    }

    @Override
    public int decisionsPerDay() {
        return DECISIONS;
    }

    @Override
    public Dynamics dynamics() {
        return new Dynamics(List.of(0, 1), -1, 2, false, DECISIONS, 1, 0);
    }

    @Override
    public double[] reset(long seed) {
        random = new SplittableRandom(seed);
        engagement = of.engagement();
        commitment = of.commitment();
        taken = 0;
        return observation();
    }

    private double[] observation() {
        context = C.clip(of.context() + of.contextSd() * random.nextGaussian());
        return new double[] {engagement, commitment, context};
    }

    @Override
    public Step step(int action) {
        if (taken >= DAYS * DECISIONS) {
            throw new IllegalStateException("the episode has ended: reset the environment.");
        }
        double[] seen = {1, engagement, commitment, context};
        double base = 0;
        double effect = 0;
        for (int i = 0; i < seen.length; i++) {
            base += seen[i] * of.outcome()[i];
            effect += seen[i] * of.outcome()[seen.length + i];
        }
        double noise = of.outcomeSd() * random.nextGaussian();
        double outcome = M.clip(base + action * Math.max(effect, 0) + noise);
        int slot = taken % DECISIONS;
        outcomes[slot] = outcome;
        sent[slot] = action;
        taken++;
        double reward = 0;
        if (slot == DECISIONS - 1) {
            endDay();
            reward = commitment / DAYS;
        }
        return new Step(observation(), reward, outcome, taken == DAYS * DECISIONS);
    }

    private void endDay() {
        double e = of.engaging()[0] + of.engaging()[1] * engagement;
        double r = of.committing()[0] + of.committing()[7] * commitment;
        for (int k = 0; k < DECISIONS; k++) {
            e += sent[k] * (of.engaging()[2 + k] + of.engaging()[7 + k] * engagement);
            r += of.committing()[1 + k] * outcomes[k];
        }
        engagement = E.clip(e + of.engagementSd() * random.nextGaussian());
        r += of.committing()[6] * engagement;
        commitment = R.clip(r + of.commitmentSd() * random.nextGaussian());
    }
}
