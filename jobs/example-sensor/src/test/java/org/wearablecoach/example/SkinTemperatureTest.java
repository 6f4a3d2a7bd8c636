package org.wearablecoach.example;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wearablecoach.cli.Coach;

/** The example through the command, with the module beside it on the class path. */
final class SkinTemperatureTest {

    /** Warm up where the skin is cooler than 31 degrees and the person is still. */
    private static final String CONFIG =
            """
            decision:
              interval: PT5M
              quietFrom: "03:00"
              quietUntil: "03:00"
            topics:
              windowScores: true
            safety:
              glucoseEnabled: false
              heartRateEnabled: false
            interventions:
              - id: warm-up
                safetyOnly: false
                eligible: skinTemperature < 31 and not exercising
                exertion: false
                outcome: steps
                outcomeWindow: PT30M
                cost: 0
                cap: 0
                coolDown: PT0S
                quietUntil: ""
                expiresAfter: PT15M
                text:
                  en: "Cool hands. A few steps?"
            """;

    private static final Pattern MEAN =
            Pattern.compile("\"name\":\"meanCelsius\",\"value\":([-0-9.E]+)");

    private final Path folder;

    SkinTemperatureTest(@TempDir Path folder) {
        this.folder = folder;
    }

    private static String coach(String... words) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int code =
                Coach.run(
                        new PrintStream(out, true, StandardCharsets.UTF_8),
                        new PrintStream(err, true, StandardCharsets.UTF_8),
                        words);
        assertThat(code).as(() -> out + err.toString(StandardCharsets.UTF_8)).isZero();
        return out.toString(StandardCharsets.UTF_8);
    }

    private String run(String command, Path session, String out) throws IOException {
        Path config = Files.writeString(folder.resolve("config.yaml"), CONFIG);
        return coach(
                command,
                "--config",
                config.toString(),
                "--format",
                "e4-with-temperature",
                "--input",
                session.toString(),
                "--out",
                folder.resolve(out).toString(),
                "--json");
    }

    /** A session of a cool and then a warm hand, each for half an hour. */
    private Path session() throws IOException {
        Path session = Files.createDirectory(folder.resolve("ann"));
        StringBuilder heart = new StringBuilder("1560279600.00\n1.00\n");
        StringBuilder skin = new StringBuilder("1560279600.00\n4.00\n");
        for (int second = 0; second < 3600; second++) {
            heart.append("70.00\n");
            for (int quarter = 0; quarter < 4; quarter++) {
                double celsius = (second < 1800 ? 29 : 34) + quarter / 10.0;
                skin.append(String.format(Locale.ROOT, "%.2f\n", celsius));
            }
        }
        Files.writeString(session.resolve("HR.csv"), heart);
        Files.writeString(session.resolve("TEMP.csv"), skin);
        return session;
    }

    @Test
    void aRuleOnTheSensorDecidesOnTheEdgeAndInTheJobAlike() throws IOException {
        Path session = session();
        String edge = run("edge", session, "edge");
        String job = run("replay", session, "job");

        assertThat(edge).contains("\"sensor\":3600").contains("\"balanced\":true");
        assertThat(job).contains("\"sensor\":3600").contains("\"balanced\":true");
        for (String topic : List.of("window-scores", "decisions", "recommendations", "rewards")) {
            assertThat(folder.resolve("job/" + topic + ".jsonl"))
                    .hasSameTextualContentAs(folder.resolve("edge/" + topic + ".jsonl"));
        }
        List<Double> means = means("job");
        assertThat(means.subList(0, 30))
                .allSatisfy(m -> assertThat(m).isCloseTo(29.15, within(1e-5)));
        assertThat(means.subList(30, 59))
                .allSatisfy(m -> assertThat(m).isCloseTo(34.15, within(1e-5)));
        // Cool: the rule holds and the policy is asked. Warm: nothing is eligible.
        List<String> decisions = Files.readAllLines(folder.resolve("job/decisions.jsonl"));
        assertThat(decisions).hasSizeGreaterThan(8);
        for (String row : decisions) {
            Matcher seen =
                    Pattern.compile("\"name\":\"skinTemperature\",\"value\":([0-9.]+)")
                            .matcher(row);
            if (seen.find() && row.contains("\"signal\":\"SENSOR\"")) {
                boolean cool = Double.parseDouble(seen.group(1)) < 31;
                assertThat(row)
                        .contains("\"sensor\":\"skinTemperature\"")
                        .contains("\"name\":\"skinTemperatureZ\"")
                        .contains(
                                cool
                                        ? "\"intervention\":\"warm-up\",\"reason\":null"
                                        : "\"intervention\":\"warm-up\",\"reason\":\"CONTEXT\"");
            }
        }
        assertThat(decisions).anyMatch(row -> row.contains("\"warm-up\",\"reason\":null"));
        assertThat(decisions).anyMatch(row -> row.contains("\"warm-up\",\"reason\":\"CONTEXT\""));
        coach(
                "audit",
                "--config",
                folder.resolve("config.yaml").toString(),
                "--log",
                folder.resolve("job/decisions.jsonl").toString(),
                "--rewards",
                folder.resolve("job/rewards.jsonl").toString());
    }

    private List<Double> means(String out) throws IOException {
        List<Double> means = new ArrayList<>();
        try (Stream<String> rows = Files.lines(folder.resolve(out + "/window-scores.jsonl"))) {
            rows.filter(row -> row.contains("\"sensor\":\"skinTemperature\""))
                    .forEach(
                            row -> {
                                Matcher mean = MEAN.matcher(row);
                                assertThat(mean.find()).as(row).isTrue();
                                means.add(Double.parseDouble(mean.group(1)));
                            });
        }
        return means;
    }

    @Test
    void aRealSessionGivesTheMeansOfItsMinutes() throws IOException {
        Path data =
                Path.of(System.getProperty("coach.data", "../../../shared/data"))
                        .resolve("empatica-e4");
        assumeTrue(Files.isDirectory(data), "without the shared data there is no real session");
        run("edge", data, "edge");

        List<String> rows = new ArrayList<>();
        for (String row : Files.readAllLines(data.resolve("TEMP.csv"))) {
            if (!row.isBlank()) {
                rows.add(row.strip());
            }
        }
        long start = Math.round(Double.parseDouble(rows.get(0)) * 1000);
        double sum = 0;
        int count = 0;
        List<Double> expected = new ArrayList<>();
        for (int i = 2; i < rows.size(); i++) {
            long minute = Math.floorDiv(start + 250L * (i - 2), 60_000L);
            sum += Double.parseDouble(rows.get(i));
            count++;
            if (i + 1 < rows.size() && Math.floorDiv(start + 250L * (i - 1), 60_000L) > minute) {
                expected.add(sum / count);
                sum = 0;
                count = 0;
            }
        }
        List<Double> means = means("edge");
        // The last minute is still open when the recording ends.
        assertThat(means).hasSize(expected.size()).hasSizeGreaterThan(15);
        for (int i = 0; i < means.size(); i++) {
            assertThat(means.get(i)).isCloseTo(expected.get(i), within(1e-4));
        }
    }

    @Test
    void namesTheLineThatIsNoTemperature() throws IOException {
        Path session = session();
        Files.writeString(session.resolve("TEMP.csv"), "1560279600.00\n4.00\nwarm\n");
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int code =
                Coach.run(
                        new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8),
                        new PrintStream(err, true, StandardCharsets.UTF_8),
                        "edge",
                        "--format",
                        "e4-with-temperature",
                        "--input",
                        session.toString(),
                        "--out",
                        folder.resolve("out").toString());
        assertThat(code).isEqualTo(2);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("TEMP.csv:3:");
    }

    /** The guide shows this module; it must stay as small as the guide says. */
    @Test
    void isAsSmallAsTheGuideSaysAndShownInIt() throws IOException {
        String guide = Files.readString(Path.of("../../docs/extending.md"));
        long lines = 0;
        for (String name : List.of("SkinTemperature", "E4WithTemperature")) {
            Path file = Path.of("src/main/java/org/wearablecoach/example/" + name + ".java");
            List<String> source = Files.readAllLines(file);
            lines += source.size();
            String body = String.join("\n", source).split("\n\n/\\*\\*", 2)[1];
            assertThat(guide).contains("/**" + body);
        }
        assertThat(lines).isLessThan(60);
    }
}
