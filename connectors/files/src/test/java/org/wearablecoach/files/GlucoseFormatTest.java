package org.wearablecoach.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class GlucoseFormatTest {

    private static final String CLARITY =
            "Index,Timestamp (YYYY-MM-DDThh:mm:ss),Event Type,Event Subtype,Patient Info,"
                    + "Device Info,Source Device ID,Glucose Value (mg/dL),Insulin Value (u)\n";
    private static final String TIDEPOOL = "type,time,timezoneOffset,value,units\n";

    // Filled by JUnit before each test.
    @SuppressWarnings("NullAway.Init")
    @TempDir
    Path folder;

    private GlucoseReadings read(GlucoseFormat format, String content) {
        return format.read(Given.file(folder, "export", content), null);
    }

    private void assertRefused(GlucoseFormat format, String content, String... message) {
        assertThatThrownBy(() -> read(format, content))
                .isInstanceOf(RecordingException.class)
                .satisfies(
                        e -> {
                            for (String part : message) {
                                assertThat(e).hasMessageContaining(part);
                            }
                        });
    }

    private static long time(String iso) {
        return Instant.parse(iso).toEpochMilli();
    }

    private static Map<String, Long> skipped(GlucoseReadings readings) {
        return readings.counts().skippedByReader();
    }

    /** Counts: see the reference metrics beside the export. */
    @Test
    void readsTheRealExportOfClarity() {
        GlucoseReadings readings =
                GlucoseFormat.DEXCOM_CLARITY.read(
                        RealData.path("cgm-export-formats/dexcom-clarity/test_file.csv"), null);
        assertThat(readings.size()).isEqualTo(2148);
        assertThat(readings.times()[0]).isEqualTo(time("2016-10-24T11:24:17Z"));
        assertThat(readings.times()[2147]).isEqualTo(time("2016-11-01T09:19:02Z"));
        assertThat(readings.mgDl()[0]).isEqualTo(103);
        assertThat(skipped(readings)).containsEntry("Alert", 7L).containsEntry("FirstName", 1L);
    }

    @Test
    void readsTheRealEntriesOfNightscout() {
        GlucoseReadings readings =
                GlucoseFormat.NIGHTSCOUT.read(
                        RealData.path("cgm-export-formats/nightscout/nightscout_entries.json"),
                        ZoneId.of("Europe/London"));
        assertThat(readings.size()).isEqualTo(576);
        assertThat(readings.mgDl()[0]).isEqualTo(107.6f);
        assertThat(readings.times()[0]).isEqualTo(time("2024-10-26T00:00:00Z"));
        // As in nightscout_expected_output.csv beside it.
        assertThat(readings.localTime(0)).isEqualTo(time("2024-10-26T01:00:00Z"));
        assertThat(skipped(readings)).isEmpty();
    }

    /** The JSON lacks 306 values that the table has. */
    @ParameterizedTest
    @CsvSource({"json, 976, 306", "csv, 1282, 0"})
    void readsBothRealExportsOfTidepool(String ending, int size, long withoutValue) {
        GlucoseReadings readings =
                GlucoseFormat.TIDEPOOL.read(
                        RealData.path(
                                "cgm-export-formats/tidepool/example-from-j-jellyfish." + ending),
                        null);
        assertThat(readings.size()).isEqualTo(size);
        assertThat(skipped(readings).getOrDefault("withoutValue", 0L)).isEqualTo(withoutValue);
        assertThat(skipped(readings)).containsEntry("smbg", 55L).containsEntry("basal", 498L);
        assertThat(readings.times()[0]).isEqualTo(time("2018-01-17T10:51:17Z"));
        assertThat(readings.localTime(0)).isEqualTo(time("2018-01-17T02:51:17Z"));
        assertThat(readings.mgDl()[0]).isCloseTo(3.94103f * 18.018f, within(1e-4f));
    }

    @Test
    void readsRealTimesOfDayWithoutDates() {
        GlucoseReadings readings =
                GlucoseFormat.CSV.read(
                        RealData.path(
                                "glucose/Colas_2019/Colas_2019-extracted-glucose-files/case"
                                        + "  1.csv"),
                        ZoneId.of("America/New_York"));
        assertThat(readings.dated()).isFalse();
        assertThat(readings.localTime(0)).isEqualTo(14_000);
        assertThat(readings.localTime(readings.size() - 1)).isBetween(86_400_000L, 172_800_000L);
    }

    @Test
    void readsRealLocalTimesOfWhichTheLastReadingCounts() {
        GlucoseReadings readings =
                GlucoseFormat.CSV.read(
                        RealData.path("glucose/AZT1D/AZT1D-extracted-glucose-files/Subject 1.csv"),
                        ZoneId.of("America/Phoenix"));
        assertThat(readings.times()[0]).isEqualTo(time("2023-12-08T07:04:00Z"));
        assertThat(readings.localTime(0)).isEqualTo(time("2023-12-08T00:04:00Z"));
        assertThat(skipped(readings)).containsKey("repeatedTimestamp");
    }

    @Test
    void readsTheEndsOfARangeAndQuotedFields() {
        GlucoseReadings readings =
                read(
                        GlucoseFormat.DEXCOM_CLARITY,
                        CLARITY
                                + """
                                "1",,"FirstName",,"Jo, \""the\none\"\"",,,,
                                2,2020-01-01T00:00:00,EGV,,,,iPhone,Low,
                                "3","2020-01-01T00:05:00","EGV",,,,"i,Phone","High",
                                4,2020-01-01T00:10:00,EGV,,,,iPhone,,
                                5,2020-01-01 00:15:00,EGV,,,,iPhone,120,
                                6,2020-01-01T00:20:00,Calibration,,,,iPhone,100,
                                """);
        assertThat(readings.mgDl()).containsExactly(39, 401, 120);
        assertThat(skipped(readings))
                .containsOnly(
                        Map.entry("FirstName", 1L),
                        Map.entry("withoutValue", 1L),
                        Map.entry("Calibration", 1L));
    }

    @Test
    void turnsMillimolesIntoMilligramsWhereTheFileSaysSo() {
        assertThat(
                        read(
                                        GlucoseFormat.DEXCOM_CLARITY,
                                        CLARITY.replace("mg/dL", "mmol/L")
                                                + "1,2020-01-01T00:00:00,EGV,,,,x,5.5,\n"
                                                + "2,2020-01-01T00:05:00,EGV,,,,x,Low,\n")
                                .mgDl())
                .containsExactly((float) (5.5 * 18.018), 39);
        assertThat(
                        read(
                                        GlucoseFormat.CSV,
                                        "timestamp,glucose_value_mmol_l\n2020-01-01T00:00:00,5.5,x")
                                .mgDl())
                .containsExactly((float) (5.5 * 18.018));
        assertThat(
                        read(
                                        GlucoseFormat.NIGHTSCOUT,
                                        "{\"sgv\":5.5,\"date\":1729900800000,\"units\":\"mmol\"}")
                                .mgDl())
                .containsExactly((float) (5.5 * 18.018));
        assertThat(
                        read(
                                        GlucoseFormat.TIDEPOOL,
                                        TIDEPOOL + "cbg,2020-01-01T00:00:00Z,,99,mg/dL\n")
                                .mgDl())
                .containsExactly(99);
    }

    @Test
    void passesOverWhatIsNoReadingOfNightscout() {
        GlucoseReadings readings =
                read(
                        GlucoseFormat.NIGHTSCOUT,
                        """
                        [{"type":"sgv","date":1729901400000,"sgv":120,"utcOffset":-300,
                          "raw":{"sgv":[1,{"type":"sgv"}]}},
                         {"type":"sgv","date":1729901100000,"sgv":9},
                         {"type":"sgv","date":1729901100000,"sgv":null},
                         {"type":"mbg","date":1729901100000,"mbg":100},
                         {"date":1729901100000},
                         {"sgv":"High","dateString":"2024-10-26T00:00:00.000Z"}]
                        """);
        assertThat(readings.mgDl()).containsExactly(401, 120);
        assertThat(readings.localTime(1) - readings.times()[1]).isEqualTo(-300 * 60_000);
        assertThat(skipped(readings))
                .containsOnly(
                        Map.entry("sensorError", 1L),
                        Map.entry("withoutValue", 1L),
                        Map.entry("mbg", 1L),
                        Map.entry("withoutType", 1L));
    }

    @Test
    void refusesAnotherUnitThanTheFileSays() {
        String rows = "%d,2020-01-01T00:0%d:00,EGV,,,,x,5.5,\n";
        assertRefused(
                GlucoseFormat.DEXCOM_CLARITY,
                CLARITY + String.format(rows, 1, 1) + String.format(rows, 2, 2),
                "export:2: glucose looks like mmol/L under a header in mg/dL",
                "(2 of 2 values)");
        assertRefused(
                GlucoseFormat.NIGHTSCOUT,
                "[{\"type\":\"sgv\",\"date\":1729901400000,\"sgv\":6.1}]",
                "export:1: sgv looks like mmol/L");
        assertRefused(
                GlucoseFormat.CSV, Given.CGM + "2020-01-01T00:00:00,6.1\n", "glucose_value_mmol_l");
        assertRefused(
                GlucoseFormat.TIDEPOOL,
                "[{\"type\":\"cbg\",\"time\":\"2020-01-01T00:00:00Z\",\"value\":6.1}]",
                "export:1: object 1 has units missing instead of mmol/L or mg/dL");
        String tidepool =
                "[{\"type\":\"cbg\",\"time\":\"2020-01-01T00:00:00Z\",\"units\":\"%s\",\"value\":%s}]";
        assertRefused(
                GlucoseFormat.TIDEPOOL,
                String.format(tidepool, "mg/dL", "6.1"),
                "export:1: glucose in mg/dL looks like mmol/L: correct its unit (1 of 1 values)");
        assertRefused(
                GlucoseFormat.TIDEPOOL,
                String.format(tidepool, "mmol/L", "104"),
                "export:1: glucose in mmol/L looks like mg/dL: correct its unit (1 of 1 values)");
        assertRefused(
                GlucoseFormat.TIDEPOOL,
                "time,type,value,units\n2020-01-01T00:00:00Z,cbg,104,mmol/L\n",
                "export:2: glucose in mmol/L looks like mg/dL");
        assertRefused(
                GlucoseFormat.CSV,
                "timestamp,glucose_value_mmol_l\n2020-01-01T00:00:00,104\n",
                "export:2: glucose in mmol/L looks like mg/dL");
        assertRefused(
                GlucoseFormat.NIGHTSCOUT,
                "[{\"type\":\"sgv\",\"date\":1729901400000,\"sgv\":104,\"units\":\"mmol\"}]",
                "export:1: glucose in mmol/L looks like mg/dL");
        assertRefused(
                GlucoseFormat.NIGHTSCOUT,
                "[{\"type\":\"sgv\",\"date\":1729901400,\"sgv\":100}]",
                "export:1: object 1 has date '1729901400' instead of ms since");
    }

    @ParameterizedTest
    @EnumSource(GlucoseFormat.class)
    void refusesWhatIsNoSuchFile(GlucoseFormat format) {
        assertRefused(format, "", "export: ");
        assertRefused(format, "PK\u0003\u0004junk", "export:1: ");
        assertRefused(format, "a;b;c\n1;2;3\n", "export:1: ");
        assertRefused(format, "<html>\n<body>no</body>\n</html>\n", "export:1: ");
        assertThatThrownBy(() -> format.read(folder, null))
                .isInstanceOf(RecordingException.class)
                .hasMessageContaining("is a folder");
        assertThatThrownBy(() -> format.read(folder.resolve("absent"), null))
                .isInstanceOf(RecordingException.class)
                .hasMessageContaining("cannot be opened");
        assertThat(GlucoseFormat.of(format.cliName())).isSameAs(format);
        assertThatThrownBy(() -> GlucoseFormat.of("xlsx"))
                .hasMessageContaining("use one of dexcom-clarity, nightscout, tidepool, csv");
    }

    @Test
    void refusesFilesThatWereCutOff() {
        assertRefused(
                GlucoseFormat.DEXCOM_CLARITY,
                CLARITY + "1,2020-01-01T00:00:00,EGV,,,,x,100,\n2,2020-01-0",
                "export:3: has 2 fields");
        assertRefused(
                GlucoseFormat.DEXCOM_CLARITY,
                CLARITY + "1,2020-01-01T00:00:00,EGV,,,,x,100,\n2,\"2020-01-0\n",
                "export:3: a quote is not closed");
        assertRefused(
                GlucoseFormat.NIGHTSCOUT,
                "[\n{\"type\":\"sgv\",\"date\":1729901400000,\"sgv\":100},\n{\"type\":",
                "export:3: is no JSON");
        assertRefused(
                GlucoseFormat.TIDEPOOL,
                TIDEPOOL + "cbg,2020-01-01T00:00:00Z,,99,mg/dL\ncbg,20",
                "export:3: has 2 fields");
    }

    @Test
    void refusesWhatIsNoTimeAndNoReading() {
        assertRefused(
                GlucoseFormat.CSV,
                Given.CGM + "2020-01-01T00:00:00,100\n01/02/2020 00:05,100\n",
                "export:3: field 1 is '01/02/2020 00:05' instead of an ISO 8601 time");
        assertRefused(
                GlucoseFormat.CSV,
                Given.CGM + "00:00:10,100\n2020-01-01T00:00:00,100\n",
                "export:3: field 1",
                "a time of day");
        assertRefused(
                GlucoseFormat.CSV,
                Given.CGM + "2020-01-01T00:00:00,Lots\n",
                "export:2: field 2 is 'Lots' instead of a glucose reading, Low or High");
        assertRefused(
                GlucoseFormat.TIDEPOOL,
                TIDEPOOL + "cbg,2020-01-01T00:00:00Z,9999,99,mg/dL\n",
                "export:2: field 3 is '9999' instead of an offset from UTC in minutes");
        assertRefused(
                GlucoseFormat.CSV, Given.CGM + "2020-01-01T00:00:00,\n", "only {withoutValue=1}");
        assertRefused(
                GlucoseFormat.TIDEPOOL, "[1]", "export:1: is VALUE_NUMBER_INT where an object");
    }

    @Test
    void countsDaysOfTimesWithoutDates() {
        GlucoseReadings readings =
                read(
                        GlucoseFormat.CSV,
                        Given.CGM
                                + "23:00:00,100\n22:58,90\n00:01:00,110\n00:00:00,105\n23:59:00,120\n"
                                + "00:00,130\n");
        long day = 86_400_000;
        assertThat(readings.times())
                .containsExactly(
                        day - 62 * 60_000,
                        day - 60 * 60_000,
                        day,
                        day + 60_000,
                        2 * day - 60_000,
                        2 * day);
    }

    @Property(tries = 200, seed = "20160412")
    void theLastReadingOfATimeCountsInAnyOrder(@ForAll @IntRange(min = 1, max = 300) int rows) {
        Random random = new Random(rows);
        List<int[]> all = new ArrayList<>();
        for (int i = 0; i < rows; i++) {
            all.add(new int[] {random.nextInt(rows), 50 + random.nextInt(300)});
        }
        Collections.shuffle(all, random);
        TreeMap<Long, Float> expected = new TreeMap<>();
        StringBuilder csv = new StringBuilder(Given.CGM);
        for (int[] row : all) {
            long time = row[0] * 60_000L;
            csv.append(Instant.ofEpochMilli(time)).append(',').append(row[1]).append('\n');
            expected.put(time, (float) row[1]);
        }
        GlucoseReadings readings =
                GlucoseFormat.CSV.read(Given.scratch("any-order", csv.toString()), null);
        assertThat(readings.size()).isEqualTo(expected.size());
        for (int i = 0; i < readings.size(); i++) {
            assertThat(readings.mgDl()[i]).isEqualTo(expected.get(readings.times()[i]));
        }
        assertThat(skipped(readings).getOrDefault("repeatedTimestamp", 0L))
                .isEqualTo(rows - expected.size());
    }
}
