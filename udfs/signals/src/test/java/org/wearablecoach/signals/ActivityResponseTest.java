package org.wearablecoach.signals;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/** Arousal is what is left of the heart's deviation when what the person does is accounted for. */
class ActivityResponseTest {

    /** A made-up person: the heart follows the load, and stress comes whatever the person does. */
    private static final class Synthetic {
        final Random random;
        final double response;
        final double recovery;
        final double noise;
        final double[] loads = new double[10];
        boolean walks;
        boolean stressed;
        double y;

        Synthetic(long seed) {
            random = new Random(seed);
            response = 0.8 + 2.5 * random.nextDouble();
            recovery = 0.8 * random.nextDouble();
            noise = 0.5 + 0.7 * random.nextDouble();
        }

        void minute() {
            walks = walks ? random.nextInt(12) > 0 : random.nextInt(40) == 0;
            stressed = stressed ? random.nextInt(15) > 0 : random.nextInt(300) == 0;
            System.arraycopy(loads, 0, loads, 1, 9);
            loads[0] = walks ? 0.7 + 0.5 * random.nextDouble() : 0.05 * random.nextDouble();
            y = -0.2 + response * now() + recovery * before() + noise * random.nextGaussian();
            y += stressed ? 3 * noise : 0;
        }

        double now() {
            return (loads[0] + loads[1] + loads[2]) / 3;
        }

        double before() {
            double sum = 0;
            for (int i = 3; i < 10; i++) {
                sum += loads[i] / 7;
            }
            return sum;
        }
    }

    @Property(tries = 40, seed = "20160412")
    void walkingIsNoStressAndStressIsSeenWhileWalking(@ForAll @LongRange(max = 1000) long seed) {
        Synthetic person = new Synthetic(seed);
        ActivityResponse response = new ActivityResponse();
        List<Double> walking = new ArrayList<>();
        List<Double> stress = new ArrayList<>();
        List<Double> stressWalking = new ArrayList<>();
        for (int minute = 0; minute < 10 * 960; minute++) {
            person.minute();
            double z = response.z(person.y, person.now(), person.before());
            if (minute > 2 * 960) {
                if (person.stressed) {
                    (person.now() > 0.6 ? stressWalking : stress).add(z);
                } else if (person.now() > 0.6) {
                    walking.add(z);
                }
            }
            response.learn(person.y, person.now(), person.before());
        }
        assertThat(response.response()).isCloseTo(person.response, Offset.offset(0.6));
        assertThat(mean(walking)).isBetween(-0.3, 0.3);
        assertThat(share(walking, 2)).as("walks that look like stress").isLessThan(0.06);
        assertThat(mean(stress)).isGreaterThan(1.7);
        assertThat(mean(stressWalking)).isGreaterThan(1.7);
    }

    @Test
    void saysNothingBeforeAnHour() {
        ActivityResponse response = new ActivityResponse();
        for (int minute = 0; minute < 61; minute++) {
            assertThat(response.z(1, 0, 0)).isNaN();
            response.learn(0, 0, 0);
        }
        assertThat(response.z(1, 0, 0)).isFinite();
    }

    @Test
    void startsFromThePopulationForWhoNeverWalked() {
        ActivityResponse response = new ActivityResponse();
        Random random = new Random(1);
        for (int minute = 0; minute < 200; minute++) {
            response.learn(random.nextGaussian(), 0, 0);
        }
        // The first walk of the record raises the heart as everybody's.
        assertThat(response.z(2, 1, 1)).isLessThan(1);
        assertThat(response.z(2, 0, 0)).isGreaterThan(1.5);
    }

    @Test
    void aDayOfStressIsNotLearnedAsUsual() {
        ActivityResponse response = new ActivityResponse();
        Random random = new Random(2);
        for (int minute = 0; minute < 7 * 960; minute++) {
            response.learn(random.nextGaussian(), 0, 0);
        }
        for (int minute = 0; minute < 960; minute++) {
            response.learn(4 + random.nextGaussian(), 0, 0);
        }
        assertThat(response.z(4, 0, 0)).isGreaterThan(2);
    }

    /** Least squares of the same rows, solved by another way, within the prior's small pull. */
    @Test
    void isTheRegressionOfItsMinutes() {
        ActivityResponse response = new ActivityResponse();
        Random random = new Random(3);
        for (int minute = 0; minute < 20_000; minute++) {
            double now = random.nextDouble();
            double before = random.nextDouble();
            response.learn(
                    0.3 + 1.9 * now - 0.4 * before + 0.2 * random.nextGaussian(), now, before);
        }
        assertThat(response.expected(0, 0)).isCloseTo(0.3, Offset.offset(0.02));
        assertThat(response.expected(1, 0)).isCloseTo(2.2, Offset.offset(0.02));
        assertThat(response.expected(0, 1)).isCloseTo(-0.1, Offset.offset(0.02));
    }

    @Test
    void ignoresWhatIsNoNumberAndKeepsItsState() {
        ActivityResponse response = new ActivityResponse();
        response.learn(1, 0.5, 0.2);
        double[] before = response.state().clone();
        response.learn(Double.NaN, 0, 0);
        response.learn(1, Double.NaN, 0);
        response.learn(1, 0, Double.POSITIVE_INFINITY);
        assertThat(response.state()).isEqualTo(before);
        assertThat(new ActivityResponse(before).expected(1, 1)).isEqualTo(response.expected(1, 1));
    }

    /** Four real persons: how often a minute of walking, and one of rest, lies beyond 2. */
    @Test
    void walksOfRealPersonsAreNoStress() {
        List<String> rows = RealData.lines("fitbit-minutes/minute_hr_intensity_steps_4users.csv");
        String user = "";
        DaytimeBaseline baseline = new DaytimeBaseline(Population.heartRate());
        ActivityResponse response = new ActivityResponse();
        double[] loads = new double[10];
        int[] minutes = new int[2];
        int[] plain = new int[2];
        int[] given = new int[2];
        int learned = 0;
        for (String row : rows.subList(1, rows.size())) {
            String[] fields = row.split(",", -1);
            if (!fields[0].equals(user)) {
                user = fields[0];
                baseline = new DaytimeBaseline(Population.heartRate());
                response = new ActivityResponse();
                learned = 0;
            }
            System.arraycopy(loads, 0, loads, 1, 9);
            loads[0] = Math.min(2, Double.parseDouble(fields[4]) / 100);
            double bpm = Double.parseDouble(fields[2]);
            int minute =
                    60 * Integer.parseInt(fields[1].substring(11, 13))
                            + Integer.parseInt(fields[1].substring(14, 16));
            double y = baseline.z(bpm, minute);
            double now = (loads[0] + loads[1] + loads[2]) / 3;
            double before = 0;
            for (int i = 3; i < 10; i++) {
                before += loads[i] / 7;
            }
            int walks = now >= 0.6 ? 1 : 0;
            if (learned > 3 * 1440 && (walks == 1 || now + before == 0)) {
                minutes[walks]++;
                plain[walks] += y >= 2 ? 1 : 0;
                given[walks] += response.z(y, now, before) >= 2 ? 1 : 0;
            }
            response.learn(y, now, before);
            Population whole = Population.heartRate();
            baseline.update(bpm, minute, whole, DaytimeBaseline.ofPart(whole));
            learned++;
        }
        System.out.printf(
                Locale.ROOT,
                "minutes beyond 2, heart rate alone and given activity: walking %.1f%% and %.1f%% of"
                        + " %d, at rest %.1f%% and %.1f%% of %d%n",
                100.0 * plain[1] / minutes[1],
                100.0 * given[1] / minutes[1],
                minutes[1],
                100.0 * plain[0] / minutes[0],
                100.0 * given[0] / minutes[0],
                minutes[0]);
        assertThat(given[1] / (double) minutes[1]).isLessThan(0.10);
        assertThat(given[1]).isLessThan(plain[1] / 3);
    }

    private static double mean(List<Double> values) {
        return values.stream().mapToDouble(v -> v).average().orElse(0);
    }

    private static double share(List<Double> values, double from) {
        return values.stream().filter(v -> v >= from).count() / (double) values.size();
    }
}
