package org.wearablecoach.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page of a run: each person's signals, activity, decisions and rewards over one time axis. */
final class TimelinePageTest {

    private static final Instant START = Instant.parse("2026-03-02T12:00:00Z");

    private final Path folder;
    private final Path recording;
    private final Path page;

    TimelinePageTest(@TempDir Path folder) {
        this.folder = folder;
        this.recording = folder.resolve("recording.csv");
        this.page = folder.resolve("page.html");
    }

    /** Three hours of two persons who walk and then sit; the heart rate of each is their own. */
    @BeforeEach
    void record() throws IOException {
        StringBuilder csv = new StringBuilder("user,device,boot,sequence,time,kind,value\n");
        for (int minute = 0; minute < 180; minute++) {
            Instant time = START.plusSeconds(60L * minute);
            for (String person : List.of("anna", "<b>ben</b>")) {
                String row = person + ",watch,0,";
                int bpm = person.equals("anna") ? 61 : 83;
                csv.append(row + (4 * minute) + "," + time + ",heart-rate," + bpm + "\n");
                csv.append(
                        row
                                + (4 * minute + 1)
                                + ","
                                + time
                                + ",steps,"
                                + (minute < 15 ? 90 : 2)
                                + "\n");
                if (minute % 5 == 0) {
                    csv.append(row + (4 * minute + 2) + "," + time + ",glucose,117\n");
                }
            }
        }
        Files.writeString(recording, csv);
    }

    private Captured edge(String... more) {
        List<String> args = new ArrayList<>(List.of("edge", "--format", "coach-csv", "--json"));
        args.addAll(List.of("--input", recording.toString()));
        args.addAll(List.of("--out", folder.resolve("out").toString()));
        args.addAll(List.of(more));
        return Captured.run(Runners.standard(), args.toArray(new String[0]));
    }

    private String html(String... more) throws IOException {
        List<String> args = new ArrayList<>(List.of("--html", page.toString()));
        args.addAll(List.of(more));
        Captured run = edge(args.toArray(new String[0]));
        assertThat(run.code()).as(run.err()).isZero();
        return Files.readString(page);
    }

    private static List<JsonNode> charts(String html) throws IOException {
        List<JsonNode> charts = new ArrayList<>();
        Matcher chart =
                Pattern.compile("<script type=\"application/json\" id=\"[^\"]*\">(.*?)</script>")
                        .matcher(html);
        while (chart.find()) {
            charts.add(new ObjectMapper().readTree(chart.group(1)));
        }
        return charts;
    }

    private static JsonNode series(JsonNode chart, String name) {
        for (JsonNode series : chart.get("series")) {
            if (series.get("name").asText().equals(name)) {
                return series.get("data");
            }
        }
        throw new AssertionError("no series " + name);
    }

    @Test
    void showsEachPersonsSignalsAndDecisionsOverOneAxis() throws IOException {
        List<JsonNode> charts = charts(html());
        assertThat(charts).hasSize(2);
        // In the order of names: "<" comes before "a".
        for (int i = 0; i < 2; i++) {
            JsonNode chart = charts.get(i);
            JsonNode heart = series(chart, "heart rate");
            assertThat(heart).hasSize(180);
            assertThat(heart.get(7).get(0).longValue())
                    .isEqualTo(START.toEpochMilli() + 7 * 60_000 + 30_000);
            assertThat(heart.get(7).get(1).doubleValue()).isEqualTo(i == 0 ? 83 : 61);
            assertThat(series(chart, "steps")).hasSize(180);
            assertThat(series(chart, "glucose")).hasSize(36);
            assertThat(series(chart, "still")).isNotEmpty();
            assertThat(series(chart, "reward without a message")).isNotEmpty();
            // Every row has the same time axis, and one slider moves them all.
            for (JsonNode axis : chart.get("xAxis")) {
                assertThat(axis.get("min")).isEqualTo(chart.get("xAxis").get(0).get("min"));
                assertThat(axis.get("max")).isEqualTo(chart.get("xAxis").get(0).get("max"));
            }
            assertThat(chart.get("dataZoom").get(1).get("xAxisIndex"))
                    .hasSize(chart.get("xAxis").size());
        }
    }

    @Test
    void countsWhatTheRowsSay() throws IOException {
        String html = html("--person", "anna");
        long points;
        try (var lines = Files.lines(folder.resolve("out/decisions.jsonl"))) {
            points = lines.filter(line -> line.contains("\"anna\"")).count();
        }
        assertThat(points).isPositive();
        assertThat(html).contains("decision points</th><td>" + points + "<");
    }

    @Test
    void showsNobodyWhoWasNotAskedFor() throws IOException {
        String html = html("--person", "anna");
        assertThat(charts(html)).hasSize(1);
        assertThat(html).contains(">anna<").doesNotContain("ben").doesNotContain("id=\"panels\"");
    }

    @Test
    void writesNoPageUnlessItIsWanted() {
        assertThat(edge().code()).isZero();
        assertThat(page).doesNotExist();
    }

    @Test
    void aNameIsTextAndNeverMarkup() throws IOException {
        assertThat(html()).contains("&lt;b&gt;ben&lt;/b&gt;").doesNotContain("<b>ben");
    }

    @Test
    void isTheSameForTheSameRecording() throws IOException {
        assertThat(html()).isEqualTo(html());
    }

    @Test
    void reachesForNothing() throws IOException {
        String page = html();
        String head = page.substring(0, page.indexOf("<style>"));
        assertThat(head)
                .contains("default-src 'none'")
                .doesNotContain("http:")
                .doesNotContain("src=");
    }

    @Test
    void saysBeforeTheRunWhatIsWrongWithThePage() {
        Captured nobody = edge("--html", page.toString(), "--person", "carla");
        assertThat(nobody.code()).isEqualTo(2);
        assertThat(nobody.out()).contains("who is not in the recording");
        Captured noPage = edge("--person", "anna");
        assertThat(noPage.code()).isEqualTo(2);
        assertThat(noPage.out()).contains("name the page with --html FILE");
        Captured nowhere = edge("--html", folder.resolve("no/where.html").toString());
        assertThat(nowhere.code()).isEqualTo(2);
        assertThat(nowhere.out()).contains("name a file in a folder that is there");
        Captured itself = edge("--html", recording.toString());
        assertThat(itself.code()).isEqualTo(2);
        assertThat(itself.out()).contains("is the recording itself");
        assertThat(folder.resolve("out/decisions.jsonl")).doesNotExist();
    }
}
