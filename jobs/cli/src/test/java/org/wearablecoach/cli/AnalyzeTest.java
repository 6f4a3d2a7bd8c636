package org.wearablecoach.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class AnalyzeTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String CLARITY = "cgm-export-formats/dexcom-clarity/test_file.csv";

    private final Path folder;

    AnalyzeTest(@TempDir Path folder) {
        this.folder = folder;
    }

    private static Path data(String relative) {
        Path all = Path.of(System.getProperty("coach.data", "../../../shared/data"));
        assumeTrue(Files.isDirectory(all), "skipped: no shared data at " + all);
        Path path = all.resolve(relative);
        assertThat(path).as("part of the shared data").exists();
        return path;
    }

    private static Captured analyze(String... args) {
        List<String> all = new ArrayList<>(List.of("analyze"));
        all.addAll(List.of(args));
        return Captured.run(FakeRunners.returning(false).runners(), all.toArray(new String[0]));
    }

    private static JsonNode json(String... args) {
        List<String> all = new ArrayList<>(List.of(args));
        all.add("--json");
        Captured run = analyze(all.toArray(new String[0]));
        assertThat(run.code()).as(run.err()).isZero();
        return tree(run.out());
    }

    private static JsonNode tree(String text) {
        try {
            return JSON.readTree(text);
        } catch (IOException e) {
            throw new AssertionError("this is not one JSON object: " + text, e);
        }
    }

    private static List<String> names(JsonNode object) {
        List<String> names = new ArrayList<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }

    private Path file(String name, String content) throws IOException {
        return Files.writeString(folder.resolve(name), content);
    }

    /**
     * Kubios HRV Premium 3.1.0 on three one-hour series (data/hrv/kubios_reference.json),
     * detrending off, FFT column: to every printed digit where it is a definition, within 5% in the
     * spectrum.
     */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void agreesWithKubios(int number) throws IOException {
        JsonNode kubios =
                JSON.readTree(Files.readString(data("hrv/kubios_reference.json")))
                        .get("series_" + number)
                        .get("kubios");
        JsonNode ours =
                json("hrv", data("hrv/nsrdb-1h/series_" + number + "_nn_ms.txt").toString());
        exactly(ours, "meanRrMs", kubios.get("Statistical parameters | Mean RR  (ms)"));
        exactly(ours, "sdnnMs", kubios.get("Statistical parameters | STD RR (ms)"));
        exactly(ours, "rmssdMs", kubios.get("Statistical parameters | RMSSD (ms)"));
        exactly(ours, "nn50", kubios.get("Statistical parameters | NNxx (beats)"));
        exactly(ours, "pnn50Percent", kubios.get("Statistical parameters | pNNxx (%)"));
        nearly(ours, "sd1Ms", kubios.get("Poincare plot | SD1 (ms)"), 0.001);
        nearly(ours, "sd2Ms", kubios.get("Poincare plot | SD2 (ms)"), 0.001);
        nearly(ours, "lfMs2", kubios.get("Absolute powers | LF (ms^2)").get(0), 0.05);
        nearly(ours, "hfMs2", kubios.get("Absolute powers | HF (ms^2)").get(0), 0.05);
        nearly(ours, "lfHf", kubios.get("Normalized powers | LF/HF ratio").get(0), 0.05);
        assertThat(ours.get("correctedPercent").doubleValue()).isZero();
        assertThat(ours.get("coveragePercent").doubleValue()).isEqualTo(100);
    }

    private static void exactly(JsonNode ours, String key, JsonNode reference) {
        assertThat(ours.get(key).doubleValue())
                .as(key)
                .isCloseTo(reference.doubleValue(), within(1e-4));
    }

    private static void nearly(JsonNode ours, String key, JsonNode reference, double share) {
        double expected = reference.doubleValue();
        assertThat(ours.get(key).doubleValue())
                .as(key)
                .isCloseTo(expected, within(share * expected));
    }

    @Test
    void hrvHasItsDocumentedKeysInTheirOrder() throws IOException {
        JsonNode one = json("hrv", file("one", "800\n").toString());
        assertThat(names(one))
                .containsExactly(
                        "n",
                        "meanRrMs",
                        "sdnnMs",
                        "rmssdMs",
                        "nn50",
                        "pnn50Percent",
                        "sd1Ms",
                        "sd2Ms",
                        "lfMs2",
                        "hfMs2",
                        "lfHf",
                        "correctedPercent",
                        "coveragePercent");
        assertThat(one.get("n").intValue()).isEqualTo(1);
        assertThat(one.get("meanRrMs").doubleValue()).isEqualTo(800);
        for (String missing : List.of("sdnnMs", "rmssdMs", "pnn50Percent", "sd1Ms", "lfMs2")) {
            assertThat(one.get(missing).isNull()).as(missing).isTrue();
        }
    }

    /** data/hrv/artefact_cases.json: the published cases of each rule. */
    @ParameterizedTest
    @ValueSource(strings = {"malik", "kamath", "karlsson", "acar"})
    void findsTheArtefactsOfThePublishedCases(String rule) throws IOException {
        JsonNode both = JSON.readTree(Files.readString(data("hrv/artefact_cases.json"))).get(rule);
        StringBuilder in = new StringBuilder("# a published case\n");
        int expected = 0;
        for (int i = 0; i < both.get("in").size(); i++) {
            in.append(both.get("in").get(i).asText()).append('\n');
            expected += both.get("out").get(i).isNull() ? 1 : 0;
        }
        JsonNode ours = json("hrv", file("case", in.toString()).toString(), "--artefacts", rule);
        assertThat(ours.get("correctedPercent").doubleValue())
                .isCloseTo(100.0 * expected / both.get("in").size(), within(1e-9))
                .isPositive();
        assertThat(ours.get("n").intValue()).isEqualTo(both.get("in").size());
    }

    @Test
    void theRuleOfTheStreamLeavesArtefactsOut() throws IOException {
        StringBuilder series = new StringBuilder();
        for (int i = 0; i < 60; i++) {
            series.append(i % 20 == 10 ? "1600\n" : i % 2 == 0 ? "800\n" : "820\n");
        }
        String file = file("series", series.toString()).toString();
        JsonNode causal = json("hrv", file, "--artefacts", "causal");
        assertThat(causal.get("correctedPercent").doubleValue()).isEqualTo(5);
        assertThat(causal.get("rmssdMs").doubleValue()).isCloseTo(20, within(1e-9));
        assertThat(causal.get("coveragePercent").doubleValue()).isBetween(89.0, 92.0);
        assertThat(json("hrv", file).get("rmssdMs").doubleValue()).isGreaterThan(200);
        assertThat(analyze("hrv", file, "--artefacts", "causal").out())
                .contains("Artefacts by the rule causal: 3 (5.00%)");
    }

    @Test
    void secondsAreReadAsSeconds() throws IOException {
        StringBuilder seconds = new StringBuilder();
        for (String ms : Files.readAllLines(data("hrv/nsrdb-1h/series_1_nn_ms.txt"))) {
            seconds.append(Double.parseDouble(ms) / 1000).append('\n');
        }
        Path file = file("seconds", seconds.toString());
        assertThat(json("hrv", file.toString(), "--unit", "s"))
                .isEqualTo(json("hrv", data("hrv/nsrdb-1h/series_1_nn_ms.txt").toString()));
    }

    /** data/cgm-export-formats/dexcom_clarity_reference_metrics.json, from the export beside it. */
    @Test
    void agreesWithTheGlucoseReference() throws IOException {
        JsonNode reference =
                JSON.readTree(
                        Files.readString(
                                data("cgm-export-formats/dexcom_clarity_reference_metrics.json")));
        JsonNode ours = json("cgm", data(CLARITY).toString(), "--format", "dexcom-clarity");
        String[][] pairs = {
            {"n", "n"},
            {"meanMgDl", "mean"},
            {"sdMgDl", "sd_sample"},
            {"cvPercent", "cv_percent"},
            {"gmiPercent", "gmi_percent"},
            {"ea1cPercent", "ea1c_percent"},
            {"titr70To140Percent", "titr_70_140_percent"},
            {"tbrBelow54Percent", "tbr2_lt54_percent"},
            {"tbr54To69Percent", "tbr1_54_69_percent"},
            {"tir70To180Percent", "tir_70_180_percent"},
            {"tar181To250Percent", "tar1_181_250_percent"},
            {"tarAbove250Percent", "tar2_gt250_percent"},
            {"lbgi", "lbgi"},
            {"hbgi", "hbgi"},
            {"gri", "gri"},
            {"jIndex", "j_index"},
            {"grade", "grade"}
        };
        List<String> keys = new ArrayList<>();
        for (String[] pair : pairs) {
            keys.add(pair[0]);
            assertThat(ours.get(pair[0]).doubleValue())
                    .as(pair[0])
                    .isCloseTo(reference.get(pair[1]).doubleValue(), within(1e-9));
        }
        keys.add("mage");
        assertThat(names(ours)).containsExactlyElementsOf(keys);
        assertThat(ours.get("mage").doubleValue()).isBetween(50.0, 90.0);
    }

    @ParameterizedTest
    @CsvSource({
        "nightscout, cgm-export-formats/nightscout/nightscout_entries.json, 576, 123.2, ''",
        "tidepool, cgm-export-formats/tidepool/example-from-j-jellyfish.json, 976, 141.4,"
                + " withoutValue 306",
        "tidepool, cgm-export-formats/tidepool/example-from-j-jellyfish.csv, 1282, 138.3, smbg 55"
    })
    void readsEveryRealExport(String format, String path, int n, double mean, String skipped) {
        JsonNode ours = json("cgm", data(path).toString(), "--format", format);
        assertThat(ours.get("n").intValue()).isEqualTo(n);
        assertThat(ours.get("meanMgDl").doubleValue()).isCloseTo(mean, within(0.05));
        Captured withJson = analyze("cgm", data(path).toString(), "--format", format, "--json");
        assertThat(withJson.err()).contains(skipped);
        assertThat(analyze("cgm", data(path).toString(), "--format", format).out())
                .contains(skipped);
    }

    /** The limits of SIGNALS.md: 54, 70, 180 and 250 belong to the range above, within, within. */
    @Test
    void theEndsOfTheRangesBelongWhereTheConsensusPutsThem() throws IOException {
        StringBuilder csv = new StringBuilder("timestamp,glucose_value_mg_dl\n");
        String[] values = {"Low", "53", "54", "69", "70", "140", "141", "180", "181", "High"};
        for (int i = 0; i < values.length; i++) {
            csv.append("2026-01-01T00:")
                    .append(String.format(Locale.ROOT, "%02d", 5 * i))
                    .append(":00,")
                    .append(values[i])
                    .append('\n');
        }
        csv.append("2026-01-01T01:00:00,9999\n2026-01-01T01:05:00,\n");
        String file = file("ends.csv", csv.toString()).toString();
        JsonNode ours = json("cgm", file, "--format", "csv");
        assertThat(ours.get("n").intValue()).isEqualTo(10);
        assertThat(ours.get("tbrBelow54Percent").doubleValue()).isEqualTo(20);
        assertThat(ours.get("tbr54To69Percent").doubleValue()).isEqualTo(20);
        assertThat(ours.get("titr70To140Percent").doubleValue()).isEqualTo(20);
        assertThat(ours.get("tir70To180Percent").doubleValue()).isEqualTo(40);
        assertThat(ours.get("tar181To250Percent").doubleValue()).isEqualTo(10);
        assertThat(ours.get("tarAbove250Percent").doubleValue()).isEqualTo(10);
        assertThat(analyze("cgm", file, "--format", "csv").out())
                .contains("Passed over: 2 (withoutValue 1, outside10To600MgDl 1).")
                .contains("Less than 14 days");
    }

    @ParameterizedTest
    @CsvSource({
        "wisdm, wisdm-watch/data_1600_accel_watch.txt, 14400, 19.9, 20.1, 0, 0, 12",
        "wisdm, wisdm-watch/data_1629_accel_watch.txt, 14400, 19.9, 20.1, 0, 0, 12",
        "garmin-acc, garmin-health-stream/acc.csv, 10000, 24, 25.5, 550, 553, 6.6",
        "empatica-e4, empatica-e4/ACC.csv, 9998, 31.9, 32.1, 0, 0, 5.2",
        "empatica-e4, empatica-e4, 9998, 31.9, 32.1, 0, 0, 5.2"
    })
    void saysPlausibleThingsAboutRealWrists(
            String format,
            String path,
            int n,
            double leastHz,
            double mostHz,
            double leastGap,
            double mostGap,
            double minutes) {
        JsonNode ours = json("motion", data(path).toString(), "--format", format);
        assertThat(names(ours))
                .containsExactly(
                        "n",
                        "samplingHz",
                        "enmoMg",
                        "madMg",
                        "dominantHz",
                        "gapSeconds",
                        "minutesByIntensity");
        assertThat(ours.get("n").intValue()).isEqualTo(n);
        assertThat(ours.get("samplingHz").doubleValue()).isBetween(leastHz, mostHz);
        assertThat(ours.get("enmoMg").doubleValue()).isBetween(5.0, 300.0);
        assertThat(ours.get("madMg").doubleValue()).isBetween(5.0, 300.0);
        assertThat(ours.get("dominantHz").doubleValue()).isBetween(0.3, 4.0);
        assertThat(ours.get("gapSeconds").doubleValue()).isBetween(leastGap, mostGap);
        JsonNode byIntensity = ours.get("minutesByIntensity");
        assertThat(names(byIntensity))
                .containsExactly("veryLight", "light", "moderate", "vigorous");
        double all = 0;
        for (JsonNode each : byIntensity) {
            all += each.doubleValue();
        }
        assertThat(all).isCloseTo(minutes, within(0.2));
    }

    @Test
    void motionFindsTheRateThatAFileDoesNotState() throws IOException {
        StringBuilder acc = new StringBuilder();
        for (int i = 0; i < 6000; i++) {
            // 50 Hz, stamped in pairs, with one stamp set back.
            long time = 1_571_220_000_000L + (i - i % 2) * 20L - (i == 3000 ? 500 : 0);
            acc.append(java.time.Instant.ofEpochMilli(time)).append(";0;0;1000\n");
        }
        Path file = file("acc.csv", acc.toString());
        JsonNode ours = json("motion", file.toString(), "--format", "garmin-acc");
        assertThat(ours.get("samplingHz").doubleValue()).isCloseTo(50, within(0.1));
        assertThat(ours.get("minutesByIntensity").get("veryLight").doubleValue())
                .isCloseTo(2, within(0.1));
        assertThat(ours.get("dominantHz").isNull()).as("at rest").isTrue();
        assertThat(analyze("motion", file.toString(), "--format", "garmin-acc").out())
                .contains("1 samples are stamped before the one in front of them");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "hrv FILE|0.8/0.9/0.7|looks like seconds",
                "hrv FILE --unit s|800/900|looks like milliseconds",
                "hrv FILE|''|is empty; give a file with lines one interval a line in ms",
                "hrv FILE|800/abc|in:2: field 1 is 'abc' instead of a number",
                "hrv FILE|800;900|in:1: field 1 is '800;900' instead of a number",
                "hrv FILE|800/-1|in:2: field 1 is '-1' instead of an interval",
                "hrv FILE --unit min|800|Invalid value for option '--unit'",
                "hrv FILE --artefacts best|800|'best' is no rule for artefacts; use one of none,",
                "hrv absent|800|absent: no such file; check FILE.",
                "hrv|800|Missing required parameter: 'FILE'",
                "hrv FILE --html FILE|800|is the recording itself",
                "hrv FILE --html absent/page.html|800|name a file in a folder that is there",
                "hrv FILE --decision.cap 3|800|this command reads none: leave it out.",
                "cgm FILE|800|Missing required option: '--format=FORMAT'",
                "cgm FILE --format xls|800|--format xls is not known; use one of dexcom-clarity,",
                "cgm FILE --format csv|''|is empty; give a file with lines timestamp,",
                "cgm FILE --format csv|timestamp,glucose_value_mg_dl/2026-01-01T00:00:00,5.5"
                        + "|in:2: glucose looks like mmol/L",
                "cgm FILE --format csv|timestamp,glucose_value_mg_dl/2026-01-01T00:00:00,5000"
                        + "|outside 10 to 600 mg/dL",
                "cgm FILE --format csv|timestamp;glucose_value_mg_dl|';' seems to separate",
                "cgm FILE --format dexcom-clarity|a,b,c/1,2,3|in:1: is not the header",
                "cgm FILE --format nightscout|[{\"type\":|in:1: is no JSON",
                "cgm FILE --format tidepool|[]|in: holds no glucose reading",
                "cgm FILE --format csv --zone Mars|800|Invalid value for option '--zone'",
                "motion FILE --format fit|800|use one of wisdm, garmin-acc, empatica-e4",
                "motion FILE --format wisdm|1600,A,1,2|in:1: has 4 fields",
                "motion FILE --format garmin-acc|2019-10-16T12:09:01.702Z;0;0;1"
                        + "|in:1: acceleration looks like g",
                "motion FILE --format garmin-acc|2019-10-16T12:09:01.702Z;0;0;1000"
                        + "|its times tell no sampling rate",
                "motion FILE --format empatica-e4|1560279825,1,1/0.5,0.5,0.5/0,0,64"
                        + "|the sampling rate is 0.5 Hz; it must be from 1 to 1000",
                "motion FILE --format empatica-e4|1560279825|in:1: has 1 field",
                "hvr FILE|800|hvr is not a command: did you mean hrv?",
            })
    void junkIsExitCodeTwoWithAMessageThatHelps(String words, String content, String message)
            throws IOException {
        Path in = file("in", content.replace(words.contains("html") ? "\n" : "/", "\n"));
        String[] args = words.replace("FILE", in.toString()).split(" ", -1);
        Captured plain = analyze(args);
        assertThat(plain.err()).contains(message);
        assertThat(plain.code()).isEqualTo(2);
        assertThat(plain.out()).isEmpty();
        Captured json = analyze((String.join(" ", args) + " --json").split(" ", -1));
        assertThat(json.code()).isEqualTo(2);
        assertThat(names(tree(json.out()))).containsExactly("error");
    }

    @Test
    void theTextIsForATerminal() {
        for (Captured run :
                List.of(
                        analyze("hrv", data("hrv/nsrdb-1h/series_2_nn_ms.txt").toString()),
                        analyze("cgm", data(CLARITY).toString(), "--format", "dexcom-clarity"),
                        analyze(
                                "motion",
                                data("empatica-e4").toString(),
                                "--format",
                                "empatica-e4"))) {
            assertThat(run.code()).isZero();
            assertThat(run.out().lines()).allMatch(line -> line.length() <= 100);
            assertThat(run.err()).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "hrv, hrv/nsrdb-1h/series_1_nn_ms.txt, --artefacts, kamath, Tachogram|Poincare plot|Spectrum",
        "cgm, cgm-export-formats/dexcom-clarity/test_file.csv, --format, dexcom-clarity,"
                + " Time in ranges|Ambulatory glucose profile|All readings",
        "motion, wisdm-watch/data_1600_accel_watch.txt, --format, wisdm,"
                + " Minutes by intensity|Activity timeline"
    })
    void thePageNeedsNothingElse(
            String kind, String path, String option, String value, String headings)
            throws IOException {
        Path page = folder.resolve("page.html");
        Captured run =
                analyze(kind, data(path).toString(), option, value, "--html", page.toString());
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.err()).contains("Page: " + page);
        String html = Files.readString(page);
        for (String heading : headings.split("\\|", -1)) {
            assertThat(html).contains("<h2>" + heading + "</h2>");
        }
        assertThat(html)
                .contains("default-src 'none'")
                .contains("Licensed to the Apache Software Foundation");
        // The charting library itself speaks of such elements; the page around it must not.
        assertThat(html.replaceAll("(?s)<script>.*?</script>", ""))
                .doesNotContainPattern("<(script|img|iframe|link|object)[^>]*(src|href)=")
                .doesNotContain("@import")
                .doesNotContain("NaN");
        Matcher charts =
                Pattern.compile("<script type=\"application/json\" id=\"([^\"]+)\">(.*?)</script>")
                        .matcher(html);
        int found = 0;
        while (charts.find()) {
            assertThat(html).contains("data-chart=\"" + charts.group(1) + "\"");
            assertThat(tree(charts.group(2)).get("series").size()).isPositive();
            found++;
        }
        assertThat(found).isPositive();
    }

    @Test
    void noTextFromOutsideGetsIntoThePageAsMarkup() throws IOException {
        Path recording = file("<b>&\"x\".txt", "1600,</script><b>A,0,0,9.8;\n".repeat(400));
        Path page = folder.resolve("page.html");
        Captured run =
                analyze("motion", recording.toString(), "--format", "wisdm", "--html", page + "");
        assertThat(run.code()).as(run.err()).isZero();
        String html = Files.readString(page);
        assertThat(html)
                .contains("<h1>Motion of &lt;b&gt;&amp;&quot;x&quot;.txt</h1>")
                .contains("\\u003c/script>\\u003cb>A")
                .doesNotContain("<b>&")
                .doesNotContain("</script><b>");
    }

    @Test
    void aPageIsReplacedAndTheSameForTheSameRecording() throws IOException {
        Path series = file("series", "800\n810\n790\n".repeat(200));
        Path page = file("page.html", "something older");
        assertThat(analyze("hrv", series.toString(), "--html", page.toString()).code()).isZero();
        String first = Files.readString(page);
        assertThat(analyze("hrv", series.toString(), "--html", page.toString()).code()).isZero();
        assertThat(Files.readString(page)).isEqualTo(first).startsWith("<!DOCTYPE html>");
    }

    @Test
    void helpNamesTheKindsOfRecordings() {
        assertThat(analyze("--help").out()).contains("hrv", "cgm", "motion");
        assertThat(analyze("hrv", "--help").out()).contains("--artefacts", "--html", "--json");
        assertThat(analyze().err()).contains("Missing required subcommand");
        assertThat(Captured.run(FakeRunners.returning(false).runners(), "--help").out())
                .contains("analyze");
    }
}
