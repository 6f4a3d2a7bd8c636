package org.wearablecoach.signals;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/**
 * Whether the deviation of the heart rate from a person's own baseline says anything of arousal: on
 * eight persons before and while they were made anxious, sitting. Far too few to train on, and to
 * promise anything; it shows that the sign is right.
 */
class ArousalSanityTest {

    private static final int ROWS_PER_MINUTE = 240;

    @Test
    void anxiousMinutesLieAboveThePersonsOwnCalmOnes() throws IOException {
        Path all = Path.of(System.getProperty("coach.data", "../../../shared/data"));
        assumeTrue(Files.isDirectory(all), "skipped: no shared data at " + all);
        double[] auc = new double[8];
        for (int person = 1; person <= 8; person++) {
            Path folder = all.resolve("social-anxiety-e4").resolve(String.valueOf(person));
            auc[person - 1] = auc(folder.resolve("experiment_1.csv"));
        }
        double mean = Arrays.stream(auc).average().orElseThrow();
        SplittableRandom random = new SplittableRandom(20261120);
        double[] drawn = new double[2000];
        for (int i = 0; i < drawn.length; i++) {
            for (int k = 0; k < auc.length; k++) {
                drawn[i] += auc[random.nextInt(auc.length)] / auc.length;
            }
        }
        Arrays.sort(drawn);
        System.out.printf(
                Locale.ROOT,
                "anxious against calm minutes by heart-rate z, 8 persons: AUC %.2f (%.2f-%.2f)%n",
                mean,
                drawn[50],
                drawn[1949]);
        assertThat(drawn[50]).as("lower end of the interval over persons").isGreaterThan(0.5);
    }

    /** Share of pairs of an anxious and a calm minute that the z-score orders rightly. */
    private static double auc(Path file) throws IOException {
        PersonalBaseline baseline = new PersonalBaseline(Population.heartRate());
        List<Double> calm = new ArrayList<>();
        List<Double> anxious = new ArrayList<>();
        double sum = 0;
        int label = 0;
        int rows = 0;
        try (BufferedReader reader = Files.newBufferedReader(file)) {
            reader.readLine();
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                String[] fields = line.split(",", -1);
                sum += Double.parseDouble(fields[1]);
                label += Integer.parseInt(fields[4].strip());
                if (++rows == ROWS_PER_MINUTE) {
                    double bpm = sum / rows;
                    boolean isAnxious = 2 * label > rows;
                    (isAnxious ? anxious : calm).add(baseline.z(bpm));
                    // A calm stretch of a few minutes is all there is to learn from.
                    if (!isAnxious) {
                        baseline.update(bpm, Population.heartRate());
                    }
                    sum = 0;
                    label = 0;
                    rows = 0;
                }
            }
        }
        double right = 0;
        for (double a : anxious) {
            for (double c : calm) {
                right += a > c ? 1 : a == c ? 0.5 : 0;
            }
        }
        return right / (anxious.size() * (double) calm.size());
    }
}
