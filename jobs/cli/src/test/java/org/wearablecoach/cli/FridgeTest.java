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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.junit.jupiter.api.Tag;
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

    /**
     * An hour of sitting with one short walk.
     *
     * @param size of the movement, 1 as recorded
     * @param pace 1 as recorded
     */
    private static void write(
            BufferedWriter out,
            List<LabelledMotion> motions,
            String who,
            String as,
            double size,
            double pace)
            throws IOException {
        LabelledMotion sitting = first(motions, who, Activity.STILL);
        LabelledMotion walking = first(motions, who, Activity.WALK);
        double[] still = mean(sitting);
        double[] walk = mean(walking);
        int sequence = 0;
        for (int second = 0; second < HOUR; second++) {
            Instant time = START.plusSeconds(second);
            StringBuilder row = new StringBuilder();
            row.append(as).append(",watch,0,").append(sequence++).append(',').append(time);
            row.append(",acc,").append(HERTZ);
            boolean walks = second >= WALK_FROM && second < WALK_UNTIL;
            for (int i = 0; i < HERTZ; i++) {
                double at = HERTZ * second + i;
                double[] xyz =
                        walks
                                ? sample(walking, walk, pace * (at - HERTZ * WALK_FROM), size)
                                : sample(sitting, still, at, 1);
                for (double value : xyz) {
                    row.append(',').append(Math.round(1000 * value) / 1000f);
                }
            }
            out.write(row.append('\n').toString());
            if (second % 60 == 0) {
                out.write(as + ",watch,0," + sequence++ + "," + time + ",heart-rate,68\n");
            }
        }
    }

    private static List<LabelledMotion> motions(Predicate<String> who) throws IOException {
        Path all = Path.of(System.getProperty("coach.data", "../../../shared/data"));
        assumeTrue(Files.isDirectory(all), "skipped: no shared data at " + all);
        return MotionFormat.WISDM.read(all.resolve("wisdm-watch"), who);
    }

    private Captured run(String command, Path recording) {
        return Captured.run(
                Runners.standard(),
                command,
                "--format",
                "coach-csv",
                "--input",
                recording.toString(),
                "--out",
                folder.resolve(command).toString(),
                "--topics.windowScores",
                "true",
                "--json");
    }

    private List<JsonNode> rows(String topic) throws IOException {
        List<JsonNode> rows = new ArrayList<>();
        for (String line : Files.readAllLines(folder.resolve("replay/" + topic + ".jsonl"))) {
            rows.add(JSON.readTree(line));
        }
        return rows;
    }

    /** Nobody runs, and nothing is said of a workout; returns seconds of walking that were seen. */
    private Map<String, Integer> nobodyRuns(int hours) throws IOException {
        long from = START.plusSeconds(WALK_FROM).toEpochMilli();
        long until = START.plusSeconds(WALK_UNTIL + 10).toEpochMilli();
        Map<String, Integer> seen = new TreeMap<>();
        Map<String, Integer> walked = new TreeMap<>();
        for (JsonNode row : rows("window-scores")) {
            if (!row.get("label").isNull()) {
                String label = row.get("label").asText();
                seen.merge(label, 1, Integer::sum);
                long end = Instant.parse(row.get("end").asText()).toEpochMilli();
                if (end > from && end <= until && !label.equals("still")) {
                    walked.merge(row.get("userId").asText(), 5, Integer::sum);
                }
            }
        }
        System.out.println("labels of " + hours + " sedentary hours: " + seen);
        System.out.println("seconds of walking that were seen: " + walked);
        assertThat(seen.keySet()).doesNotContain("run");
        assertThat(seen.values().stream().mapToInt(Integer::intValue).sum())
                .isGreaterThanOrEqualTo(717 * hours);
        for (JsonNode row : rows("decisions")) {
            for (JsonNode value : row.get("context")) {
                String name = value.get("name").asText();
                double is = value.get("value").asDouble();
                if (name.equals("exercising")) {
                    assertThat(is).isZero();
                } else if (name.equals("activity")) {
                    assertThat(is).isNotEqualTo(Activity.RUN.code());
                }
            }
        }
        for (JsonNode row : rows("recommendations")) {
            // Who sits for an hour may be asked to move; nothing is said of a workout.
            assertThat(row.get("intervention").asText()).isEqualTo("move");
        }
        return walked;
    }

    /** Broker, cluster and job in this process; the loop without them says the same. */
    @Test
    void isNeverTakenForRunningAndNoWorkoutIsSeenByTheWholeJob() throws IOException {
        List<LabelledMotion> motions = motions(HELD_OUT::contains);
        Path recording = folder.resolve("recording.csv");
        try (BufferedWriter out = Files.newBufferedWriter(recording)) {
            out.write("user,device,boot,sequence,time,kind,value\n");
            for (String person : HELD_OUT) {
                write(out, motions, person, person, SIZE, PACE);
            }
        }
        Captured run = run("replay", recording);
        assertThat(run.code()).as(run.err()).isZero();
        Map<String, Integer> walked = nobodyRuns(HELD_OUT.size());
        assertThat(walked.keySet()).containsAll(HELD_OUT);
        assertThat(run("edge", recording).code()).isZero();
        for (String topic : List.of("decisions", "recommendations", "rewards", "window-scores")) {
            assertThat(folder.resolve("replay/" + topic + ".jsonl"))
                    .hasSameBinaryContentAs(folder.resolve("edge/" + topic + ".jsonl"));
        }
    }

    /**
     * All persons, each with five walks: as recorded, slower, smaller, and so small that it is
     * hardly one. Those who are not held out were seen in training; they show that nothing in the
     * way of the data makes a run of a walk, not how good the network is.
     */
    @Test
    @Tag("long")
    void isNeverTakenForRunningWhoeverWalksHowever() throws IOException {
        List<LabelledMotion> motions = motions(person -> true);
        List<String> persons = motions.stream().map(LabelledMotion::person).distinct().toList();
        assertThat(persons).hasSize(30).containsAll(HELD_OUT);
        double[][] walks = {{1, 1}, {1, PACE}, {SIZE, 1}, {SIZE, PACE}, {0.3, 0.7}};
        Path recording = folder.resolve("recording.csv");
        try (BufferedWriter out = Files.newBufferedWriter(recording)) {
            out.write("user,device,boot,sequence,time,kind,value\n");
            for (String person : persons) {
                for (int i = 0; i < walks.length; i++) {
                    String as = person + "-" + i;
                    write(out, motions, person, as, walks[i][0], walks[i][1]);
                }
            }
        }
        Captured run = run("replay", recording);
        assertThat(run.code()).as(run.err()).isZero();
        nobodyRuns(walks.length * persons.size());
    }
}
