package org.wearablecoach.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wearablecoach.evaluation.LabelledMotion;
import org.wearablecoach.evaluation.MotionFormat;
import org.wearablecoach.signals.Activity;

/**
 * A walk to the fridge is not a sprint: twenty seconds of a slow walk indoors, half as large as the
 * walks of the study and a fifth slower, in an hour of sitting, of every person that the shipped
 * model never saw.
 */
final class FridgeTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** The persons kept for validation, see the card of the model. */
    private static final List<String> HELD_OUT =
            List.of("1610", "1612", "1614", "1624", "1625", "1626");

    private static final int HERTZ = 20;
    private static final int HOUR = 3600;
    private static final int WALK_FROM = 2400;
    private static final int WALK_UNTIL = 2420;
    private static final double PACE = 0.8;
    private static final double SIZE = 0.5;
    private static final Instant START = Instant.parse("2026-03-02T12:00:00Z");

    private final Path folder;

    FridgeTest(@TempDir Path folder) {
        this.folder = folder;
    }

    private static LabelledMotion first(List<LabelledMotion> motions, String who, Activity what) {
        return motions.stream()
                .filter(m -> m.person().equals(who) && m.activity() == what)
                .findFirst()
                .orElseThrow();
    }

    /** One sample of a recording that is played at a pace, gravity as it is. */
    private static double[] sample(LabelledMotion motion, double[] mean, double at, double size) {
        double[] xyz = new double[3];
        int k = (int) at % (motion.samples() - 1);
        double share = at - Math.floor(at);
        for (int axis = 0; axis < 3; axis++) {
            double a = motion.xyz()[3 * k + axis];
            double b = motion.xyz()[3 * k + 3 + axis];
            xyz[axis] = mean[axis] + size * (a + share * (b - a) - mean[axis]);
        }
        return xyz;
    }

    private static double[] mean(LabelledMotion motion) {
        double[] mean = new double[3];
        for (int i = 0; i < motion.xyz().length; i++) {
            mean[i % 3] += motion.xyz()[i] / (double) motion.samples();
        }
        return mean;
    }

    private static void write(BufferedWriter out, List<LabelledMotion> motions, String who)
            throws IOException {
        LabelledMotion sitting = first(motions, who, Activity.STILL);
        LabelledMotion walking = first(motions, who, Activity.WALK);
        double[] still = mean(sitting);
        double[] walk = mean(walking);
        int sequence = 0;
        for (int second = 0; second < HOUR; second++) {
            Instant time = START.plusSeconds(second);
            StringBuilder row = new StringBuilder();
            row.append(who).append(",watch,0,").append(sequence++).append(',').append(time);
            row.append(",acc,").append(HERTZ);
            boolean walks = second >= WALK_FROM && second < WALK_UNTIL;
            for (int i = 0; i < HERTZ; i++) {
                double at = HERTZ * second + i;
                double[] xyz =
                        walks
                                ? sample(walking, walk, PACE * (at - HERTZ * WALK_FROM), SIZE)
                                : sample(sitting, still, at, 1);
                for (double value : xyz) {
                    row.append(String.format(Locale.ROOT, ",%.3f", value));
                }
            }
            out.write(row.append('\n').toString());
            if (second % 60 == 0) {
                out.write(
                        String.format(
                                Locale.ROOT,
                                "%s,watch,0,%d,%s,heart-rate,68%n",
                                who,
                                sequence++,
                                time));
            }
        }
    }

    @Test
    void isNeverTakenForRunningAndNoWorkoutIsSeen() throws IOException {
        Path all = Path.of(System.getProperty("coach.data", "../../../shared/data"));
        assumeTrue(Files.isDirectory(all), "skipped: no shared data at " + all);
        List<LabelledMotion> motions =
                MotionFormat.WISDM.read(all.resolve("wisdm-watch"), HELD_OUT::contains);
        Path recording = folder.resolve("recording.csv");
        try (BufferedWriter out = Files.newBufferedWriter(recording)) {
            out.write("user,device,boot,sequence,time,kind,value\n");
            for (String person : HELD_OUT) {
                write(out, motions, person);
            }
        }
        Captured run =
                Captured.run(
                        Runners.standard(),
                        "edge",
                        "--format",
                        "coach-csv",
                        "--input",
                        recording.toString(),
                        "--out",
                        folder.resolve("out").toString(),
                        "--topics.windowScores",
                        "true",
                        "--json");
        assertThat(run.code()).as(run.err()).isZero();

        long from = START.plusSeconds(WALK_FROM).toEpochMilli();
        long until = START.plusSeconds(WALK_UNTIL + 10).toEpochMilli();
        Map<String, Integer> seen = new TreeMap<>();
        Map<String, Integer> walked = new TreeMap<>();
        for (String line : Files.readAllLines(folder.resolve("out/window-scores.jsonl"))) {
            JsonNode row = JSON.readTree(line);
            if (!row.get("label").isNull()) {
                String label = row.get("label").asText();
                seen.merge(label, 1, Integer::sum);
                long end = Instant.parse(row.get("end").asText()).toEpochMilli();
                if (end > from && end <= until && !label.equals("still")) {
                    walked.merge(row.get("userId").asText(), 1, Integer::sum);
                }
            }
        }
        System.out.println("labels of six sedentary hours: " + seen + ", of the walk: " + walked);
        assertThat(seen.keySet()).doesNotContain("run");
        assertThat(seen.get("still")).isGreaterThan(6 * 600);
        for (String line : Files.readAllLines(folder.resolve("out/decisions.jsonl"))) {
            for (JsonNode value : JSON.readTree(line).get("context")) {
                if (value.get("name").asText().equals("exercising")) {
                    assertThat(value.get("value").asDouble()).isZero();
                }
            }
        }
        for (String line : Files.readAllLines(folder.resolve("out/recommendations.jsonl"))) {
            // Who sits for an hour may be asked to move; nothing is said of a workout.
            assertThat(JSON.readTree(line).get("intervention").asText()).isEqualTo("move");
        }
    }
}
