package org.wearablecoach.tables;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.RuntimeExecutionMode;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.apache.flink.types.Row;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.wearablecoach.event.Payload;
import org.wearablecoach.files.Format;
import org.wearablecoach.files.RecordingOptions;
import org.wearablecoach.files.Timed;

/** Recordings as tables. */
class RecordingsTest {

    @RegisterExtension static final MiniClusterExtension CLUSTER = Sql.cluster();

    private static final Path FOLDER =
            Path.of(System.getProperty("coach.data", "../../../shared/data"));

    private static Sql sql;

    private final Path folder;

    RecordingsTest(@TempDir Path folder) {
        this.folder = folder;
    }

    @BeforeAll
    static void open() {
        sql = new Sql(RuntimeExecutionMode.STREAMING, "nowhere:1");
    }

    @BeforeEach
    void forget() {
        sql.tables.executeSql("DROP TABLE IF EXISTS r");
    }

    private static void table(String options) {
        sql.tables.executeSql(
                "CREATE TABLE r WITH ('connector' = 'recordings', "
                        + options
                        + ") LIKE telemetry (EXCLUDING OPTIONS)");
    }

    private static Path data(String name) {
        Assumptions.assumeTrue(
                Files.isDirectory(FOLDER),
                () -> "skipped: no data folder; set -Dcoach.data to the folder of recordings");
        Path path = FOLDER.resolve(name);
        assertThat(path).exists();
        return path;
    }

    @ParameterizedTest
    @CsvSource({
        "garmin-health, garmin-health-stream",
        "fitbit-minutes, fitbit-minutes/minute_hr_intensity_steps_4users.csv",
        "empatica-e4, empatica-e4",
        "fit, fit-files/garmin-fenix-5-walk.fit"
    })
    void holdsWhatTheReaderReads(String format, String path) {
        Path input = data(path);
        List<Row> heartRates = new ArrayList<>();
        long[] counts = new long[3];
        for (Timed timed : Format.of(format).read(input, RecordingOptions.DEFAULTS)) {
            Payload payload = timed.telemetry().payload();
            counts[0]++;
            counts[1] += payload instanceof Payload.Steps ? 1 : 0;
            counts[2] += payload instanceof Payload.Profile ? 1 : 0;
            if (payload instanceof Payload.HeartRate rate && heartRates.size() < 1000) {
                heartRates.add(
                        Row.of(
                                timed.telemetry().userId(),
                                timed.telemetry().sequence(),
                                Instant.ofEpochMilli(timed.telemetry().sensorTime()),
                                rate.bpm(),
                                rate.minuteMean(),
                                Instant.ofEpochMilli(timed.ingestTime()),
                                counts[0] - 1));
            }
        }
        table("'format' = '" + format + "', 'path' = '" + input + "'");
        List<Row> all =
                sql.all(
                        "SELECT userId, sequence, sensorTime, heartRate.bpm, heartRate.minuteMean,"
                                + " ingestTime, kafkaOffset, steps IS NOT NULL, profile IS NOT NULL,"
                                + " heartRate IS NOT NULL FROM r");
        assertThat(all).hasSize((int) counts[0]);
        assertThat(all.stream().filter(row -> row.getFieldAs(7)).count()).isEqualTo(counts[1]);
        assertThat(all.stream().filter(row -> row.getFieldAs(8)).count()).isEqualTo(counts[2]);
        assertThat(
                        all.stream()
                                .filter(row -> row.getFieldAs(9))
                                .limit(heartRates.size())
                                .map(row -> Row.project(row, new int[] {0, 1, 2, 3, 4, 5, 6})))
                .containsExactlyElementsOf(heartRates);
    }

    private Path recording(String name, String user) throws IOException {
        StringBuilder csv = new StringBuilder("user,device,boot,sequence,time,kind,value\n");
        for (int minute = 0; minute < 10; minute++) {
            csv.append(user).append(",watch,0,").append(minute).append(',');
            csv.append(Instant.parse("2026-03-02T12:00:00Z").plusSeconds(60L * minute));
            csv.append(",steps,").append(minute).append('\n');
        }
        return Files.writeString(folder.resolve(name), csv);
    }

    @Test
    void severalPathsAreOneTableWithTheIngestTimeAsItsWatermark() throws Exception {
        Path ann = recording("ann.csv", "ann");
        Path bob = recording("bob.csv", "bob");
        table("'format' = 'coach-csv', 'path' = '" + ann + ";" + bob.toUri() + "'");
        assertThat(
                        sql.all(
                                "SELECT userId, window_start, SUM(steps.`count`) FROM"
                                        + " TABLE(TUMBLE(TABLE r, DESCRIPTOR(ingestTime), INTERVAL"
                                        + " '5' MINUTE)) WHERE steps IS NOT NULL GROUP BY userId,"
                                        + " window_start, window_end"))
                .extracting(row -> row.getField(0) + " " + row.getField(2))
                .containsExactlyInAnyOrder("ann 10", "ann 35", "bob 10", "bob 35");
        assertThat(sql.tables.explainSql("SELECT userId, steps FROM r"))
                .as("only what a query needs is made")
                .contains("table=[[default_catalog, default_database, r")
                .contains("fields=[userId, steps");
    }

    @Test
    void theOptionsOfAReplayHoldHereToo() throws Exception {
        Path profiles =
                Files.writeString(
                        folder.resolve("profiles.csv"),
                        "user,zone,language,enrolled\nann,Asia/Tokyo,ja,false\n");
        Path ann = recording("profiled.csv", "ann");
        table(
                "'format' = 'coach-csv', 'path' = '"
                        + ann
                        + "', 'profiles' = '"
                        + profiles
                        + "', 'zone' = 'Europe/Berlin', 'speed' = '100000'");
        assertThat(sql.all("SELECT profile.zone, profile.enrolled FROM r WHERE profile.zone <> ''"))
                .containsExactly(Row.of("Asia/Tokyo", false));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    'format' = 'garmin', 'path' = 'X' | 'format': expected one of garmin-health, fitbit-minutes, | found 'garmin'
                    'format' = 'cgm', 'path' = '/no/such' | 'path': there is no file or folder '/no/such' here; | where it runs
                    'format' = 'coach-csv', 'path' = 'X', 'zone' = 'Berlin' | 'zone': expected a time zone as Europe/Berlin | found 'Berlin'
                    'format' = 'coach-csv', 'path' = 'X', 'user' = 'ann' | 'user': coach-csv names its persons itself | leave the option out
                    'format' = 'fit', 'path' = 'X;X', 'user' = 'ann' | 'user': 2 paths cannot be of one person | put the files into one folder
                    'format' = 'coach-csv', 'path' = 'X', 'speed' = '-1' | 'speed': expected 0 for as fast as possible | found -1.0
                    'format' = 'coach-csv', 'path' = 'X', 'profiles' = '/none' | 'profiles': there is no file or folder '/none' | here
                    'format' = 'coach-csv' | Missing required options are | path
                    'format' = 'coach-csv', 'path' = 'X', 'spede' = '1' | Unsupported options | spede
                    """)
    void whatIsWrongWithAnOptionIsSaidWhilePlanning(String options, String what, String cure)
            throws Exception {
        Path any = recording("any.csv", "ann");
        table(options.replace("X", any.toString()));
        assertThatThrownBy(() -> sql.tables.explainSql("SELECT * FROM r"))
                .hasStackTraceContaining(what)
                .hasStackTraceContaining(cure);
    }

    @Test
    void aWrongColumnIsSaidWhilePlanning() throws Exception {
        Path any = recording("columns.csv", "ann");
        sql.tables.executeSql(
                "CREATE TABLE r (userId STRING, steps INT) WITH ('connector' = 'recordings',"
                        + " 'format' = 'coach-csv', 'path' = '"
                        + any
                        + "')");
        assertThatThrownBy(() -> sql.tables.explainSql("SELECT * FROM r"))
                .hasStackTraceContaining(
                        "column 'steps': expected ROW<`count` INT NOT NULL, `cumulative` BOOLEAN"
                                + " NOT NULL>, found INT");
    }
}
