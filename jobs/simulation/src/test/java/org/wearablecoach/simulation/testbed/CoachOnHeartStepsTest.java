package org.wearablecoach.simulation.testbed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.wearablecoach.policy.Bounds;

/** The 42-person causal model of HeartSteps V2 (arXiv 2410.14659), 252 days. */
class CoachOnHeartStepsTest {

    private static final Bounds NARROW = new Bounds(0.2, 0.8, 0.05);
    private static final Bounds WIDE = new Bounds(0.05, 0.95, 0.05);

    private static List<HeartStepsPerson.Coefficients> persons() throws IOException {
        Path folder = Path.of(System.getProperty("coach.data", "../../../shared/data"));
        Assumptions.assumeTrue(
                Files.isDirectory(folder), () -> "skipped: the coefficients are not at " + folder);
        return HeartStepsPerson.Coefficients.read(folder.resolve("heartsteps-testbed/theta.csv"));
    }

    /** Mean reward per run and person. */
    private static double[][] play(String agent, Bounds bounds, int runs) throws IOException {
        HeartStepsTrial trial = new HeartStepsTrial(persons(), Trial.named(agent), bounds, 1);
        double[][] means = new double[runs][];
        for (int run = 0; run < runs; run++) {
            means[run] = trial.persons(run);
        }
        return means;
    }

    private static double[] overPersons(double[][] means) {
        double[] all = new double[means.length];
        for (int run = 0; run < all.length; run++) {
            for (double mean : means[run]) {
                all[run] += mean / means[run].length;
            }
        }
        return all;
    }

    private static double[] overRuns(double[][] means) {
        double[] all = new double[means[0].length];
        for (double[] run : means) {
            for (int i = 0; i < all.length; i++) {
                all[i] += run[i] / means.length;
            }
        }
        return all;
    }

    private static double mean(double[] values) {
        double sum = 0;
        for (double value : values) {
            sum += value;
        }
        return sum / values.length;
    }

    @Test
    void constantsReturnPerPersonWhatTheReferenceReturns() throws IOException {
        Path folder = Path.of(System.getProperty("coach.data", "../../../shared/data"));
        Assumptions.assumeTrue(
                Files.isDirectory(folder), () -> "skipped: the returns are not at " + folder);
        List<String> lines =
                Files.readAllLines(folder.resolve("heartsteps-testbed/simple_policy_gaussian.csv"));
        int runs = 20;
        double[] never = overRuns(play("constant:0", NARROW, runs));
        double[] always = overRuns(play("constant:1", NARROW, runs));
        for (int i = 0; i < never.length; i++) {
            String[] cells = lines.get(1 + i).split(",");
            // The reference has 400 runs; with a twentieth of them four standard errors are
            // allowed.
            double scale = 4 * Math.sqrt(1 + 400.0 / runs);
            assertThat(never[i])
                    .isCloseTo(
                            Double.parseDouble(cells[1]),
                            within(scale * Double.parseDouble(cells[5])));
            assertThat(always[i])
                    .isCloseTo(
                            Double.parseDouble(cells[4]),
                            within(scale * Double.parseDouble(cells[6])));
        }
    }

    @Test
    void isBetterThanAnyConstantUnderTheSameNoise() throws IOException {
        int runs = 8;
        double[] coach = overPersons(play("coach", NARROW, runs));
        double[] never = overPersons(play("constant:0", NARROW, runs));
        double[] always = overPersons(play("constant:1", NARROW, runs));
        assertThat(twoErrorsAbove(coach, never)).isTrue();
        assertThat(twoErrorsAbove(coach, always)).isTrue();
    }

    private static boolean twoErrorsAbove(double[] ours, double[] theirs) {
        double[] difference = new double[ours.length];
        double squares = 0;
        for (int i = 0; i < ours.length; i++) {
            difference[i] = ours[i] - theirs[i];
        }
        double mean = mean(difference);
        for (double value : difference) {
            squares += (value - mean) * (value - mean);
        }
        double error = Math.sqrt(squares / (ours.length - 1) / ours.length);
        return mean > 2 * error;
    }

    @Test
    @Tag("long")
    void reachesTheFiguresInAHundredRuns() throws IOException {
        int runs = 100;
        double[][] narrow = play("coach", NARROW, runs);
        double[][] wide = play("coach", WIDE, runs);
        double[][] never = play("constant:0", NARROW, runs);
        double[][] half = play("random", NARROW, runs);
        double[][] always = play("constant:1", NARROW, runs);
        double[] coinFlip = overRuns(half);
        double[] zero = overRuns(never);
        double[] one = overRuns(always);
        double[] ours = overRuns(narrow);
        int better = 0;
        int differing = 0;
        for (int i = 0; i < ours.length; i++) {
            if (Math.abs(one[i] - zero[i]) > 0.05) {
                differing++;
                better += ours[i] > coinFlip[i] ? 1 : 0;
            }
        }
        System.out.printf(
                "heartsteps coach [.2, .8] %.4f, [.05, .95] %.4f; never %.4f, half %.4f, always"
                        + " %.4f; above the coin flip %d of %d%n",
                mean(overPersons(narrow)),
                mean(overPersons(wide)),
                mean(overPersons(never)),
                mean(overPersons(half)),
                mean(overPersons(always)),
                better,
                differing);
        assertThat(mean(overPersons(narrow))).isGreaterThanOrEqualTo(-0.092);
        assertThat(mean(overPersons(wide))).isGreaterThanOrEqualTo(-0.088);
        for (double[][] constant : List.of(never, half, always)) {
            assertThat(twoErrorsAbove(overPersons(narrow), overPersons(constant))).isTrue();
            assertThat(twoErrorsAbove(overPersons(wide), overPersons(constant))).isTrue();
        }
        assertThat(differing).isEqualTo(18);
        assertThat(better).isGreaterThanOrEqualTo(13);
    }
}
