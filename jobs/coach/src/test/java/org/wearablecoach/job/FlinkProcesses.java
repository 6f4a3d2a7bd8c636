package org.wearablecoach.job;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.File;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.flink.client.cli.CliFrontend;
import org.apache.flink.runtime.entrypoint.StandaloneSessionClusterEntrypoint;
import org.apache.flink.runtime.taskexecutor.TaskManagerRunner;
import org.apache.flink.runtime.util.bash.BashJavaUtils;

/**
 * A Flink cluster of real processes with the configuration of {@code flink-conf}: its class path is
 * what a distribution has in {@code lib/}, so a submitted jar must bring the rest.
 */
final class FlinkProcesses implements AutoCloseable {

    /** Jars of the test's class path that no distribution has. */
    private static final List<String> NOT_IN_LIB =
            List.of(
                    "/wearablecoach/",
                    "/kafka/",
                    "flink-connector-kafka",
                    "/avro/",
                    "/fasterxml/",
                    "/hadoop/",
                    "flink-sql-parquet",
                    "/scala-lang/",
                    "/zstd-jni/",
                    "/lz4-java/",
                    "/junit/",
                    "/jqwik/",
                    "/assertj/");

    private final Path folder;
    private final Path conf;
    private final String lib;
    private final List<String> openings;
    private final List<Process> processes = new ArrayList<>();
    private final HttpClient http = HttpClient.newHttpClient();
    private final int restPort = freePort();

    /**
     * Starts a JobManager.
     *
     * @param settings that differ from {@code flink-conf/config.yaml}
     */
    FlinkProcesses(Path folder, Map<String, String> settings) throws IOException {
        this.folder = folder;
        this.conf = Files.createDirectories(folder.resolve("conf"));
        this.lib = lib();
        Map<String, String> all = new LinkedHashMap<>(settings);
        all.put("jobmanager.rpc.port", Integer.toString(freePort()));
        all.put("rest.port", Integer.toString(restPort));
        all.put("jobmanager.bind-host", "localhost");
        all.put("taskmanager.bind-host", "localhost");
        all.put("taskmanager.host", "localhost");
        all.put("execution.checkpointing.dir", folder.resolve("checkpoints").toUri().toString());
        all.put("execution.checkpointing.savepoint-dir", folder.toUri().toString());
        all.put("io.tmp.dirs", Files.createDirectories(folder.resolve("tmp")).toString());
        String yaml = Files.readString(Path.of("../../flink-conf/config.yaml"));
        Matcher opts = Pattern.compile("(?m)^env\\.java\\.opts\\.all: ([^#]*)").matcher(yaml);
        if (!opts.find()) {
            throw new IllegalStateException("flink-conf has no openings of the JDK");
        }
        openings = List.of(opts.group(1).strip().split(" "));
        StringBuilder file = new StringBuilder();
        yaml.lines()
                .filter(line -> all.keySet().stream().noneMatch(key -> line.startsWith(key + ":")))
                .forEach(line -> file.append(line).append('\n'));
        all.forEach((key, value) -> file.append(key).append(": ").append(value).append('\n'));
        Files.writeString(conf.resolve("config.yaml"), file);
        start(
                "jobmanager",
                List.of("-Xmx512m"),
                StandaloneSessionClusterEntrypoint.class,
                List.of("--configDir", conf.toString()));
    }

    private static String lib() {
        List<String> jars = new ArrayList<>();
        for (String entry :
                System.getProperty("java.class.path", "").split(File.pathSeparator, -1)) {
            if (entry.endsWith(".jar") && NOT_IN_LIB.stream().noneMatch(entry::contains)) {
                jars.add(entry);
            }
        }
        return String.join(File.pathSeparator, jars);
    }

    /** Starts a TaskManager with the memory that Flink computes from the configuration. */
    Process taskManager(String name) throws Exception {
        Process flags =
                java(
                                List.of(),
                                BashJavaUtils.class,
                                List.of("GET_TM_RESOURCE_PARAMS", "--configDir", conf.toString()))
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start();
        List<String> results = new ArrayList<>();
        for (String line :
                new String(flags.getInputStream().readAllBytes(), UTF_8).split("\n", -1)) {
            if (line.startsWith("BASH_JAVA_UTILS_EXEC_RESULT:")) {
                results.add(line.substring("BASH_JAVA_UTILS_EXEC_RESULT:".length()).strip());
            }
        }
        if (results.size() != 2) {
            throw new IllegalStateException("Flink computed no memory: " + results);
        }
        List<String> args = new ArrayList<>(List.of("--configDir", conf.toString()));
        args.addAll(List.of(results.get(1).split(" ", -1)));
        return start(name, List.of(results.get(0).split(" ", -1)), TaskManagerRunner.class, args);
    }

    /** Submits a jar and returns the id of its job. */
    String submit(Path jar, int parallelism, List<String> args) throws Exception {
        List<String> command = new ArrayList<>(List.of("run", "-d", "-p", "" + parallelism));
        command.add(jar.toAbsolutePath().toString());
        command.addAll(args);
        Process process =
                java(List.of(), CliFrontend.class, command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), UTF_8);
        Matcher id = Pattern.compile("JobID ([0-9a-f]{32})").matcher(said);
        if (process.waitFor() != 0 || !id.find()) {
            throw new IllegalStateException("flink run failed: " + said);
        }
        return id.group(1);
    }

    /** What the REST interface answers; empty while it does not. */
    String rest(String path) {
        URI uri = URI.create("http://localhost:" + restPort + path);
        try {
            return http.send(
                            HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(10)).build(),
                            HttpResponse.BodyHandlers.ofString())
                    .body();
        } catch (IOException e) {
            return "";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "";
        }
    }

    /** A number of an answer; -1 when it is not there. */
    long number(String path, String key) {
        Matcher found = Pattern.compile('"' + key + "\":(-?\\d+)").matcher(rest(path));
        return found.find() ? Long.parseLong(found.group(1)) : -1;
    }

    /** Waits for a condition; fails with what the processes logged when one of them is gone. */
    void await(String what, BooleanSupplier condition) throws Exception {
        long until = System.nanoTime() + Duration.ofMinutes(5).toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > until) {
                throw new IllegalStateException("waited in vain until " + what + logs());
            }
            TimeUnit.MILLISECONDS.sleep(100);
        }
    }

    private String logs() throws IOException {
        StringBuilder all = new StringBuilder();
        try (var files = Files.list(folder)) {
            for (Path log : files.filter(f -> f.toString().endsWith(".log")).sorted().toList()) {
                List<String> lines = Files.readAllLines(log);
                all.append("\n--- ").append(log.getFileName()).append('\n');
                lines.subList(Math.max(0, lines.size() - 30), lines.size())
                        .forEach(line -> all.append(line).append('\n'));
            }
        }
        return all.toString();
    }

    private Process start(String name, List<String> flags, Class<?> main, List<String> args)
            throws IOException {
        Process process =
                java(flags, main, args)
                        .redirectErrorStream(true)
                        .redirectOutput(folder.resolve(name + ".log").toFile())
                        .start();
        processes.add(process);
        return process;
    }

    private ProcessBuilder java(List<String> flags, Class<?> main, List<String> args) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home", ""), "bin", "java").toString());
        command.addAll(openings);
        command.addAll(flags);
        command.addAll(List.of("-cp", lib, main.getName()));
        command.addAll(args);
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().put("FLINK_CONF_DIR", conf.toString());
        return builder;
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new IllegalStateException("there is no free port", e);
        }
    }

    @Override
    public void close() {
        for (Process process : processes) {
            // Their folder is removed next.
            process.destroyForcibly().onExit().join();
        }
    }
}
