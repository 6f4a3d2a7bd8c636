package org.wearablecoach.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Prepares what makes commands start at once. The launcher runs it after a build, with an archive
 * of the loaded classes switched on: it unpacks the native library of ONNX Runtime, which otherwise
 * every run would do, and loads the classes that most commands need.
 */
public final class WarmUp {

    /** Where ONNX Runtime looks for its library before it unpacks its own. */
    private static final String NATIVE_PATH = "onnxruntime.native.path";

    /** Ten times what a slow machine takes. */
    private static final long LONGEST_MILLIS = 180_000;

    private WarmUp() {}

    /**
     * Unpacks and loads.
     *
     * @param args {@code short} or {@code flink}, which is the kind of commands, and the folder
     *     that takes the native library
     */
    public static void main(String[] args) throws IOException {
        endInAnyCase();
        Path nativeFolder = Path.of(args[1]);
        unpack(nativeFolder);
        if (Files.exists(nativeFolder)) {
            System.setProperty(NATIVE_PATH, nativeFolder.toString());
        }
        Path scratch = Files.createTempDirectory("coach-warm-up");
        PrintStream nowhere =
                new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
        Console console = new Console(nowhere, nowhere);
        Path recording = scratch.resolve("recording.csv");
        Files.writeString(recording, recording());
        String in = recording.toString();
        String out = scratch.toString();
        String log = scratch.resolve("decisions.jsonl").toString();
        String[][] commands =
                args[0].equals("flink")
                        ? new String[][] {
                            {"replay", "--format", "coach-csv", "--input", in, "--out", out}
                        }
                        : new String[][] {
                            {"edge", "--format", "coach-csv", "--input", in, "--out", out},
                            {"--help"},
                            {"config", "--defaults"},
                            {"config", "--json", "--decision.interval", "PT10M"},
                            {"explain", "--log", log, "--id", "none"}
                        };
        for (String[] command : commands) {
            // Whatever fails fails where a person sees it; an archive of fewer classes is no harm.
            int unused = Coach.run(command, console, Runners.standard());
        }
        remove(scratch);
        System.exit(0);
    }

    /** A run that hangs must not keep the launcher waiting; without an archive all works too. */
    private static void endInAnyCase() {
        Thread watchdog =
                new Thread(
                        () -> {
                            try {
                                Thread.sleep(LONGEST_MILLIS);
                                Runtime.getRuntime().halt(ExitCodes.FAILED);
                            } catch (InterruptedException e) {
                                Thread.currentThread().interrupt();
                            }
                        },
                        "watchdog");
        watchdog.setDaemon(true);
        watchdog.start();
    }

    /** One simulated hour that ends in decisions: every kind of signal, one of each a minute. */
    private static String recording() {
        StringBuilder csv = new StringBuilder("user,device,boot,sequence,time,kind,value\n");
        long start = Instant.parse("2026-03-02T12:00:00Z").toEpochMilli();
        int sequence = 0;
        for (int minute = 0; minute < 60; minute++) {
            Instant time = Instant.ofEpochMilli(start + minute * 60_000L);
            String row = "warm-up,watch,0,%d," + time + ",%s\n";
            csv.append(String.format(Locale.ROOT, row, sequence++, "heart-rate,65"));
            csv.append(String.format(Locale.ROOT, row, sequence++, "steps,0"));
            csv.append(String.format(Locale.ROOT, row, sequence++, "glucose,100"));
            csv.append(String.format(Locale.ROOT, row, sequence++, "interval,900"));
            if (minute == 30) {
                for (int second = 0; second < 20; second++) {
                    StringBuilder acc = new StringBuilder("acc,25");
                    for (int sample = 0; sample < 25; sample++) {
                        acc.append(",0,0,1");
                    }
                    csv.append("warm-up,watch,0,")
                            .append(sequence++)
                            .append(',')
                            .append(time.plusSeconds(second))
                            .append(',')
                            .append(acc)
                            .append('\n');
                }
            }
        }
        return csv.toString();
    }

    private static void unpack(Path folder) throws IOException {
        String platform = platform();
        for (String name : new String[] {"onnxruntime", "onnxruntime4j_jni"}) {
            String file = System.mapLibraryName(name);
            String resource = "/ai/onnxruntime/native/" + platform + "/" + file;
            try (@Nullable InputStream library = WarmUp.class.getResourceAsStream(resource)) {
                if (library == null) {
                    // Another platform: ONNX Runtime unpacks what it finds.
                    return;
                }
                Files.createDirectories(folder);
                Files.copy(library, folder.resolve(file), StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }

    /** The folder of this platform in ONNX Runtime's jar. */
    private static String platform() {
        String os = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
        String arch = System.getProperty("os.arch", "").toLowerCase(Locale.ROOT);
        return (os.contains("mac") ? "osx" : os.contains("win") ? "win" : "linux")
                + "-"
                + (arch.equals("aarch64") || arch.equals("arm64") ? "aarch64" : "x64");
    }

    private static void remove(Path folder) throws IOException {
        try (var files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(folder);
    }
}
