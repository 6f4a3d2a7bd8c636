package org.wearablecoach.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.wearablecoach.event.Payload.DeviceStatus;
import org.wearablecoach.event.Payload.Glucose;
import org.wearablecoach.event.Payload.HeartRate;
import org.wearablecoach.event.Payload.Profile;
import org.wearablecoach.event.Payload.Steps;

class AppleHealthReaderTest {

    private static final String HEAD = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
    private static final String TIMES =
            " startDate=\"2024-01-01 01:01:36 +0200\" endDate=\"2024-01-01 01:01:50 +0200\"";

    // Filled by JUnit before each test.
    @SuppressWarnings("NullAway.Init")
    @TempDir
    Path folder;

    private static String record(String type, String unit, String value) {
        return record("HKQuantityTypeIdentifier" + type, unit, value, TIMES);
    }

    private static String record(String type, String unit, String value, String more) {
        String written = "<Record type=\"" + type + "\" unit=\"" + unit + "\" value=\"" + value;
        return written + "\"" + more + "/>\n";
    }

    private static String document(String content) {
        return HEAD + "<HealthData locale=\"en_NL\">\n" + content + "</HealthData>\n";
    }

    private Recording read(String xml) {
        return Given.read(Format.APPLE_HEALTH, Given.file(folder, "export.xml", xml));
    }

    private void assertRefused(String xml, String... message) {
        assertThatThrownBy(() -> read(xml))
                .isInstanceOf(RecordingException.class)
                .satisfies(
                        e -> {
                            for (String part : message) {
                                assertThat(e).hasMessageContaining(part);
                            }
                        });
    }

    private static byte[] zip(String... namesAndContents) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            for (int i = 0; i < namesAndContents.length; i += 2) {
                zip.putNextEntry(new ZipEntry(namesAndContents[i]));
                zip.write(namesAndContents[i + 1].getBytes(StandardCharsets.UTF_8));
            }
        }
        return bytes.toByteArray();
    }

    /** Counted with grep. */
    @ParameterizedTest
    @ValueSource(strings = {"export.xml", "export.zip"})
    void readsTheFirstRealSample(String name) {
        Recording recording =
                Given.read(
                        Format.APPLE_HEALTH,
                        RealData.path("apple-health-sample/alxdrcirilo/tests/data/" + name));
        assertThat(Given.payloads(recording))
                .containsExactly(new HeartRate(74, false), new HeartRate(75, false));
        assertThat(recording.counts().skippedByReader())
                .hasToString(
                        "{ActiveEnergyBurned=2, AppleExerciseTime=1, AppleStandTime=1,"
                                + " HKCategoryTypeIdentifierSleepAnalysis=2}");
        Timed first = recording.iterator().next();
        assertThat(first.ingestTime())
                .isEqualTo(Instant.parse("2023-12-31T23:01:36Z").toEpochMilli());
        assertThat(first.telemetry().payload())
                .isEqualTo(new Profile("+02:00", "en", true, null, null, false));
    }

    /** Its heart rates have no unit, and span two minutes and more. */
    @ParameterizedTest
    @ValueSource(strings = {"export.xml", "export.zip"})
    void readsTheSecondRealSample(String name) {
        Recording recording =
                Given.read(
                        Format.APPLE_HEALTH,
                        RealData.path("apple-health-sample/paulstaab/tests/fixtures/" + name));
        assertThat(Given.payloads(recording))
                .containsExactly(
                        new HeartRate(150, true),
                        new HeartRate(152, true),
                        new HeartRate(160, true),
                        new HeartRate(162, true),
                        new HeartRate(170, true));
        assertThat(recording.counts().skippedByReader()).hasToString("{Workout=8}");
    }

    @Test
    void publishesWhatItKnowsInItsUnitsAndCountsTheRest() {
        String sdnn =
                "<Record type=\"HKQuantityTypeIdentifierHeartRateVariabilitySDNN\" unit=\"ms\""
                        + TIMES
                        + " value=\"41.5\"><HeartRateVariabilityMetadataList>"
                        + "<InstantaneousBeatsPerMinute bpm=\"63\" time=\"1:01:36.96\"/>"
                        + "</HeartRateVariabilityMetadataList></Record>";
        Recording recording =
                read(
                        document(
                                record("HeartRate", "count/min", "61.5")
                                        + record("BloodGlucose", "mg/dL", "101")
                                        + record(
                                                "BloodGlucose",
                                                "mmol&lt;180.1558800000541&gt;/L",
                                                "5.5")
                                        + record("StepCount", "count", "17")
                                        + sdnn
                                        + record("OxygenSaturation", "%", "0.98")
                                        + "<Correlation type=\"x\">"
                                        + record("HeartRate", "count/min", "61.5")
                                        + "</Correlation>"
                                        + record("HeartRate", "count/min", "62")));
        assertThat(Given.payloads(recording))
                .containsExactlyInAnyOrder(
                        new HeartRate(61.5f, false),
                        new Glucose(101),
                        new Glucose((float) (5.5 * 18.018)),
                        new Steps(17, false),
                        new DeviceStatus("HRV_SDNN_MS", 41.5),
                        new HeartRate(62, false));
        assertThat(recording.counts().skippedByReader()).hasToString("{OxygenSaturation=1}");
    }

    @Test
    void knowsTheStepsOfAPhoneFromThoseOfTheWatch() {
        String phone =
                TIMES + " device=\"&lt;&lt;HKDevice: 0x1&gt;, name:iPhone, model:iPhone&gt;\"";
        String steps = "HKQuantityTypeIdentifierStepCount";
        Recording recording =
                read(
                        document(
                                record(steps, "count", "10", TIMES)
                                        + record(steps, "count", "12", phone)));
        assertThat(recording.toList())
                .extracting(t -> t.telemetry().device() + " " + t.telemetry().sequence())
                .containsExactly("profile 0", "apple-health 0", "apple-health-phone 0");
        assertThat(recording.toList().get(1).ingestTime())
                .isEqualTo(Instant.parse("2023-12-31T23:01:50Z").toEpochMilli());
    }

    @Test
    void passesOverTheDocumentTypeOfRealExports() {
        String type =
                "<!DOCTYPE HealthData [\n<!-- HealthKit Export Version: 14 -->\n"
                        + "<!ELEMENT HealthData (ExportDate,Me,(Record|Correlation)*)>\n"
                        + "<!ATTLIST HealthData\n  locale CDATA #REQUIRED\n>\n"
                        + "<!-- Note: Any Records that appear as children of a correlation [too] -->\n"
                        + "<!ATTLIST Record unit CDATA #IMPLIED>\n"
                        // As some releases wrote it: declared twice, and out of its list.
                        + "<!ATTLIST Record unit CDATA #IMPLIED>\n  startDate CDATA #REQUIRED\n]>\n";
        String xml = document(record("HeartRate", "count/min", "61")).replace(HEAD, HEAD + type);
        assertThat(Given.payloads(read(xml))).containsExactly(new HeartRate(61, false));
    }

    @Test
    void opensNothingOutsideAndExpandsNothing() {
        Path secret = Given.file(folder, "secret.txt", "99");
        String external =
                HEAD
                        + "<!DOCTYPE HealthData [<!ENTITY x SYSTEM \""
                        + secret.toUri()
                        + "\">]>\n<HealthData>&x;"
                        + record("HeartRate", "count/min", "61")
                        + "</HealthData>";
        String bomb =
                HEAD
                        + "<!DOCTYPE HealthData [<!ENTITY a \"9999999999\"><!ENTITY b"
                        + " \"&a;&a;&a;&a;&a;&a;&a;&a;\">]>\n<HealthData>"
                        + record("HeartRate", "count/min", "&b;")
                        + "</HealthData>";
        for (String xml : new String[] {external, bomb}) {
            try {
                assertThat(Given.payloads(read(xml))).containsExactly(new HeartRate(61, false));
            } catch (RecordingException e) {
                assertThat(e).hasMessageContaining("export.xml:3").hasMessageNotContaining("9999");
            }
        }
        String outside =
                HEAD
                        + "<!DOCTYPE HealthData SYSTEM \"http://localhost:1/health.dtd\">\n"
                        + "<HealthData>"
                        + record("HeartRate", "count/min", "61")
                        + "</HealthData>";
        assertThat(Given.payloads(read(outside))).hasSize(1);
    }

    @Test
    void refusesOtherUnitsWithThePlace() {
        assertRefused(
                document(record("HeartRate", "count/s", "1.1")),
                "export.xml:3: has HKQuantityTypeIdentifierHeartRate in 'count/s' instead of"
                        + " count/min");
        assertRefused(
                document(record("BloodGlucose", "g/L", "1.1")),
                "export.xml:3: is in 'g/L' instead of mg/dL or mmol/L");
        assertRefused(
                document(record("BloodGlucose", "mg/dL", "5.6").repeat(2)),
                "export.xml:3: glucose in mg/dL looks like mmol/L");
        assertRefused(
                document(record("BloodGlucose", "mmol/L", "104").repeat(2)),
                "export.xml:3: glucose in mmol/L looks like mg/dL");
        assertRefused(document(record("HeartRateVariabilitySDNN", "s", ".04")), "instead of ms");
        assertRefused(document(record("StepCount", "km", "1")), "instead of count");
    }

    @Test
    void refusesValuesAndTimesThatAreNoneWithThePlace() {
        assertRefused(document(record("HeartRate", "count/min", "NaN")), ":3: has value 'NaN'");
        assertRefused(document(record("StepCount", "count", "-4")), ":3: has -4.0 steps");
        assertRefused(
                document(record("HeartRate", "count/min", "61").replace("01:01:36", "25:01:36")),
                ":3: has startDate '2024-01-01 25:01:36 +0200' instead of a time");
        assertRefused(
                document(record("StepCount", "count", "4").replace("endDate", "ended")),
                ":3: is a record without endDate");
    }

    @Test
    void refusesADocumentThatWasCutOffWhereverItWas() {
        String whole = document(record("HeartRate", "count/min", "61").repeat(20));
        for (int length : new int[] {whole.length() / 2, whole.length() - 14, 200}) {
            assertRefused(whole.substring(0, length), "export.xml:", "if it was cut off");
        }
    }

    @Test
    void refusesWhatIsNoExport() throws IOException {
        assertRefused("", "export.xml:1", "is no whole XML document");
        assertRefused("<html><body/></html>", ":1: begins with <html> instead of <HealthData>");
        assertRefused(document(""), "holds no record");
        Path none = Given.file(folder, "none.zip", zip("apple_health_export/workout.gpx", ""));
        assertThatThrownBy(() -> Given.read(Format.APPLE_HEALTH, none))
                .hasMessageContaining("holds no export.xml");
        Path text = Given.file(folder, "text.zip", "no zip");
        assertThatThrownBy(() -> Given.read(Format.APPLE_HEALTH, text))
                .isInstanceOf(RecordingException.class)
                .hasMessageContaining("text.zip: is no readable zip");
        assertThatThrownBy(() -> Given.read(Format.APPLE_HEALTH, folder.resolve(".")))
                .hasMessageContaining("holds no record");
    }

    @Test
    void findsTheExportInAFolderAndInAZipOfAnyLanguage() throws IOException {
        String xml = document(record("HeartRate", "count/min", "61"));
        String cda = "<ClinicalDocument/>";
        Path zip =
                Given.file(
                        folder,
                        "exportar.zip",
                        zip(
                                "apple_health_export/export_cda.xml",
                                cda,
                                "__MACOSX/apple_health_export/._export.xml",
                                "",
                                "apple_health_export/exportar.xml",
                                xml));
        assertThat(Given.payloads(Given.read(Format.APPLE_HEALTH, zip))).hasSize(1);
        Path unpacked = Files.createDirectories(folder.resolve("u/apple_health_export"));
        Given.file(unpacked, "export.xml", xml);
        assertThat(Given.payloads(Given.read(Format.APPLE_HEALTH, folder.resolve("u")))).hasSize(1);
    }

    @Test
    void refusesAZipThatWasDamaged() throws IOException {
        String many = record("HeartRate", "count/min", "61").repeat(5000);
        byte[] bytes = zip("export.xml", document(many));
        Arrays.fill(bytes, bytes.length / 2, bytes.length / 2 + 200, (byte) 0);
        Path file = Given.file(folder, "damaged.zip", bytes);
        assertThatThrownBy(() -> Given.read(Format.APPLE_HEALTH, file))
                .isInstanceOf(RecordingException.class)
                .hasMessageContaining("damaged.zip");
    }
}
