package org.wearablecoach.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.wearablecoach.event.Payload;

/** The UVA/Padova model against 24 hours of simglucose (MIT), three meals with their boluses. */
class VirtualPatientTest {

    private static Path data() {
        Path folder = Path.of(System.getProperty("coach.data", "../../../shared/data"));
        Assumptions.assumeTrue(
                Files.isDirectory(folder), () -> "skipped: the patients are not at " + folder);
        return folder.resolve("simglucose");
    }

    private static VirtualPatient.Parameters parameters(String name) throws IOException {
        for (VirtualPatient.Parameters one :
                VirtualPatient.Parameters.read(data().resolve("vpatient_params.csv"))) {
            if (one.name().equals(name)) {
                return one;
            }
        }
        throw new AssertionError(name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"adult#001", "child#001"})
    void aDayIsThatOfTheReference(String name) throws IOException {
        Map<Integer, double[]> golden = new HashMap<>();
        for (String line : Files.readAllLines(data().resolve("golden_trajectories_24h.csv"))) {
            String[] cells = line.split(",");
            if (cells[0].equals(name)) {
                golden.put(
                        Integer.parseInt(cells[1]),
                        new double[] {
                            Double.parseDouble(cells[2]),
                            Double.parseDouble(cells[3]),
                            Double.parseDouble(cells[4])
                        });
            }
        }
        assertThat(golden).hasSize(97);
        VirtualPatient patient = new VirtualPatient(parameters(name));
        double worst = 0;
        for (int minute = 0; minute <= 1440; minute++) {
            double[] row = golden.get(minute);
            if (row != null) {
                worst = Math.max(worst, Math.abs(patient.glucose() - row[2]));
            }
            patient.minute(row == null ? 0 : row[0], row == null ? patient.basal() : row[1]);
        }
        assertThat(worst).isLessThan(0.002);
    }

    @Test
    void allThirtyPatientsLiveAWeekOfMeals() throws IOException {
        List<VirtualPatient.Parameters> all =
                VirtualPatient.Parameters.read(data().resolve("vpatient_params.csv"));
        assertThat(all).hasSize(30);
        for (VirtualPatient.Parameters one : all) {
            VirtualPatient patient = new VirtualPatient(one);
            double fasting = patient.glucose();
            double most = 0;
            for (int minute = 0; minute < 7 * 1440; minute++) {
                boolean meal = minute % 1440 == 480;
                patient.minute(meal ? 40 : 0, patient.basal() + (meal ? 3 : 0));
                most = Math.max(most, patient.glucose());
                assertThat(patient.glucose()).as(one.name()).isBetween(0.0, 700.0);
            }
            assertThat(most).isGreaterThan(fasting);
        }
    }

    @Test
    void aSensorIsWrongAsMuchAsItIsSaidToBe() {
        double sum = 0;
        double squares = 0;
        int count = 0;
        for (int seed = 0; seed < 40; seed++) {
            SensorNoise noise = new SensorNoise(seed, 3);
            for (int i = 0; i < 480; i++) {
                double error = noise.reading(200) - 200;
                sum += error;
                squares += error * error;
                count++;
            }
        }
        // e is normal with variance .49 / .51; the moments of the transformation follow from it.
        double variance = 0.49 / 0.51;
        double exact = 0;
        double exactSquares = 0;
        double mass = 0;
        for (double z = -8; z <= 8; z += 0.001) {
            double weight = Math.exp(-z * z / 2);
            double error = -5.47 + 15.9574 * Math.sinh((z * Math.sqrt(variance) + 0.5444) / 1.6898);
            exact += weight * error;
            exactSquares += weight * error * error;
            mass += weight;
        }
        exact /= mass;
        double deviation = Math.sqrt(exactSquares / mass - exact * exact);
        assertThat(sum / count).isCloseTo(exact, within(1.0));
        double mean = sum / count;
        assertThat(Math.sqrt(squares / count - mean * mean))
                .isBetween(0.85 * deviation, 1.05 * deviation);
        assertThat(new SensorNoise(1, 3).reading(0)).isEqualTo(39);
        assertThat(new SensorNoise(1, 3).reading(2000)).isEqualTo(600);
        double first = new SensorNoise(5, 5).reading(120);
        assertThat(new SensorNoise(5, 5).reading(120)).isEqualTo(first);
    }

    @Test
    void whoWearsASensorMayBeAVirtualPatient() throws IOException {
        SimulationOptions options =
                SimulationOptions.defaults().withWarmUp(Duration.ZERO).withGlucoseShare(1);
        long start = Instant.parse("2026-03-02T07:00:00Z").toEpochMilli();
        SimulatedPopulation population =
                new SimulatedPopulation(
                        6,
                        start,
                        3,
                        options,
                        VirtualPatient.Parameters.read(data().resolve("vpatient_params.csv")));
        List<Float> readings = new ArrayList<>();
        population.advanceTo(
                start + 86_400_000L,
                timed -> {
                    if (timed.telemetry().payload() instanceof Payload.Glucose glucose) {
                        readings.add(glucose.mgDl());
                    }
                });
        assertThat(readings).hasSizeGreaterThan(6 * 250);
        assertThat(readings).allMatch(mgDl -> mgDl >= 39 && mgDl <= 600);
        double mean = readings.stream().mapToDouble(Float::doubleValue).average().orElse(0);
        assertThat(mean).isBetween(90.0, 220.0);
        // Meals show.
        assertThat(readings).anyMatch(mgDl -> mgDl > 180);
    }

    @Test
    void aTableWithoutAColumnSaysWhich(@TempDir Path folder) throws IOException {
        Path table = folder.resolve("patients.csv");
        Files.writeString(table, "Name,x0_ 1\na,0\n");
        assertThatThrownBy(() -> VirtualPatient.Parameters.read(table))
                .hasMessageContaining("x0_2");
    }
}
