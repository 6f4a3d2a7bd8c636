package org.wearablecoach.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An export that is larger than the heap of the process that reads it. */
class LargeAppleExportTest {

    // Filled by JUnit before each test.
    @SuppressWarnings("NullAway.Init")
    @TempDir
    Path folder;

    /** Reads an export and prints what came of it; the process under test. */
    public static final class Reads {

        private Reads() {}

        /** One argument, the file. */
        public static void main(String[] args) {
            long start = System.nanoTime();
            Recording recording =
                    Format.APPLE_HEALTH.read(Path.of(args[0]), RecordingOptions.DEFAULTS);
            long records = 0;
            long last = Long.MIN_VALUE;
            for (Timed timed : recording) {
                records++;
                if (timed.ingestTime() < last) {
                    throw new IllegalStateException("The order of ingest times is lost.");
                }
                last = timed.ingestTime();
            }
            System.out.println(
                    records
                            + " "
                            + recording.counts().skippedByReader().get("ActiveEnergyBurned")
                            + " seconds "
                            + (System.nanoTime() - start) / 1_000_000_000.0);
        }
    }

    /** Writes heart rates and energy by turns until the file is large enough; how many of each. */
    private static long write(Path file, long bytes) throws IOException {
        String device =
                "device=\"&lt;&lt;HKDevice: 0x3012772a0&gt;, name:Apple Watch, manufacturer:Apple"
                        + " Inc., model:Watch, hardware:Watch6,7, software:10.2&gt;\"";
        long written = 0;
        long pairs = 0;
        try (BufferedWriter out = Files.newBufferedWriter(file, StandardCharsets.UTF_8)) {
            out.write("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<HealthData locale=\"en\">\n");
            while (written < bytes) {
                for (String kind : new String[] {"HeartRate", "ActiveEnergyBurned"}) {
                    String time = time(pairs);
                    String line =
                            "<Record type=\"HKQuantityTypeIdentifier"
                                    + kind
                                    + "\" sourceName=\"Somebody\u2019s Watch\""
                                    + " sourceVersion=\"10.2\" "
                                    + device
                                    + " unit=\""
                                    + (kind.equals("HeartRate") ? "count/min" : "kcal")
                                    + "\" creationDate=\""
                                    + time
                                    + "\" startDate=\""
                                    + time
                                    + "\" endDate=\""
                                    + time
                                    + "\" value=\""
                                    + (50 + pairs % 100)
                                    + "\"/>\n";
                    out.write(line);
                    written += line.length();
                }
                pairs++;
            }
            out.write("</HealthData>\n");
        }
        return pairs;
    }

    private static String time(long second) {
        return String.format(
                "20%02d-%02d-%02d %02d:%02d:%02d +0100",
                10 + second / (28 * 12 * 86_400L),
                1 + second / (28 * 86_400L) % 12,
                1 + second / 86_400 % 28,
                second / 3600 % 24,
                second / 60 % 60,
                second % 60);
    }

    private void readsUnder(long bytes, String heap) throws IOException, InterruptedException {
        Path file = folder.resolve("export.xml");
        long pairs = write(file, bytes);
        Process process =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                heap,
                                "-XX:+UseSerialGC",
                                "-cp",
                                System.getProperty("java.class.path"),
                                Reads.class.getName(),
                                file.toString())
                        .redirectErrorStream(true)
                        .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
        System.out.println("Export of " + Files.size(file) + " bytes under " + heap + ": " + said);
        // And the profile before the first one.
        assertThat(said).startsWith((pairs + 1) + " " + pairs + " seconds ");
        assertThat(process.exitValue()).isZero();
    }

    @Test
    void readsAnExportLargerThanTheHeap() throws IOException, InterruptedException {
        readsUnder(40L << 20, "-Xmx24m");
    }

    @Test
    @Tag("long")
    void readsOneGigabyteInLittleMemory() throws IOException, InterruptedException {
        readsUnder(1L << 30, "-Xmx128m");
    }
}
