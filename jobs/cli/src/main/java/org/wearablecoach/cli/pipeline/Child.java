package org.wearablecoach.cli.pipeline;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A Java process of this class path that says lines on its standard output. It ends when its
 * standard input ends, so it never outlives the process that started it.
 */
final class Child implements AutoCloseable {

    /** Flink reflects into the JDK; these are the openings of its own start scripts. */
    private static final List<String> OPENED =
            List.of(
                    "java.lang",
                    "java.net",
                    "java.io",
                    "java.nio",
                    "sun.nio.ch",
                    "java.lang.reflect",
                    "java.text",
                    "java.time",
                    "java.util",
                    "java.util.concurrent",
                    "java.util.concurrent.atomic",
                    "java.util.concurrent.locks");

    private static final String END = "";
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final String what;
    private final Process process;
    private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();

    /**
     * Starts one.
     *
     * @param what it is, for messages
     * @param main its main class
     * @param jvm options of its virtual machine
     * @param arguments of its main class
     */
    Child(String what, Class<?> main, List<String> jvm, List<String> arguments) {
        this.what = what;
        List<String> command = new ArrayList<>();
        command.add(
                System.getProperty("java.home") + File.separator + "bin" + File.separator + "java");
        command.addAll(jvm);
        command.add("-Dcoach.log=error");
        for (String opened : OPENED) {
            command.add("--add-opens=java.base/" + opened + "=ALL-UNNAMED");
        }
        String nativePath = System.getProperty("onnxruntime.native.path");
        if (nativePath != null) {
            command.add("-Donnxruntime.native.path=" + nativePath);
        }
        command.add("-cp");
        command.add(System.getProperty("java.class.path"));
        command.add(main.getName());
        command.addAll(arguments);
        try {
            process =
                    new ProcessBuilder(command)
                            .redirectError(ProcessBuilder.Redirect.INHERIT)
                            .start();
        } catch (IOException e) {
            throw new UncheckedIOException("The process of " + what + " did not start", e);
        }
        Thread reader = new Thread(this::read, "lines-of-" + what);
        reader.setDaemon(true);
        reader.start();
    }

    private void read() {
        try (BufferedReader reader =
                new BufferedReader(
                        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                lines.add(line);
            }
        } catch (IOException e) {
            // The process is gone.
        }
        lines.add(END);
    }

    /**
     * What stands behind a word on the next line that begins with it; other lines are skipped.
     *
     * @throws IllegalStateException when the process ends first, or says nothing for so long
     */
    String await(String word, Duration patience) throws InterruptedException {
        long until = System.nanoTime() + patience.toNanos();
        while (true) {
            @Nullable String line =
                    lines.poll(Math.max(0, until - System.nanoTime()), TimeUnit.NANOSECONDS);
            if (line == null) {
                throw new IllegalStateException(
                        "The process of "
                                + what
                                + " did not say \""
                                + word
                                + "\" within "
                                + patience.toSeconds()
                                + " s. Is the machine busy? Ask for fewer --records or --persons.");
            }
            if (line.equals(END)) {
                lines.add(END);
                throw new IllegalStateException(
                        "The process of "
                                + what
                                + " ended without \""
                                + word
                                + "\"; its messages stand above. Too little memory? See --heap.");
            }
            if (line.startsWith(word + " ")) {
                return line.substring(word.length() + 1);
            }
        }
    }

    /** As {@link #await}, but of the last such line of those that were said. */
    String latest(String word, Duration patience) throws InterruptedException {
        String last = await(word, patience);
        for (String line = lines.poll(); line != null; line = lines.poll()) {
            if (line.equals(END)) {
                lines.add(END);
                return last;
            }
            if (line.startsWith(word + " ")) {
                last = line.substring(word.length() + 1);
            }
        }
        return last;
    }

    /** Whether it still runs. */
    boolean isAlive() {
        return process.isAlive();
    }

    /** Processor time that it has used so far, seconds; NaN where the system does not tell. */
    double cpuSeconds() {
        return process.info().totalCpuDuration().map(d -> d.toNanos() / 1e9).orElse(Double.NaN);
    }

    /** Asks it to end, and ends it if it does not. */
    @Override
    public void close() {
        try {
            process.getOutputStream().close();
            if (process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                return;
            }
        } catch (IOException e) {
            // It has ended.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        process.destroyForcibly();
    }

    /** Ends it at once. */
    void kill() {
        try {
            process.destroyForcibly().waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Runs something in a child when whoever started it is gone. */
    static void whenParentEnds(Runnable end) {
        Thread watch =
                new Thread(
                        () -> {
                            try {
                                while (System.in.read() >= 0) {
                                    // Nothing is ever said to it.
                                }
                            } catch (IOException e) {
                                // As good as the end.
                            }
                            end.run();
                        },
                        "parent");
        watch.setDaemon(true);
        watch.start();
    }
}
