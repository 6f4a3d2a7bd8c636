package org.wearablecoach.flink.model.onnx;

import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.apache.flink.runtime.entrypoint.StandaloneSessionClusterEntrypoint;
import org.apache.flink.runtime.taskexecutor.TaskManagerRunner;

/**
 * A Flink session cluster of two real processes. Its {@code lib/} is what a distribution has there,
 * and the jars that a test adds.
 */
final class SessionCluster implements AutoCloseable {

    /** Jars of the test's class path that no distribution has. */
    private static final List<String> NOT_IN_LIB =
            List.of(
                    "/wearablecoach/",
                    "onnx",
                    "/fasterxml/",
                    "/protobuf",
                    "/junit/",
                    "/jqwik/",
                    "/assertj/");

    private final Path folder;
    private final String lib;
    private final List<Process> processes = new ArrayList<>();
    private final Process taskManager;
    final int restPort = freePort();

    /** Starts a JobManager and a TaskManager, and waits for both. */
    SessionCluster(Path folder, List<Path> added) throws Exception {
        this.folder = folder;
        List<String> jars = new ArrayList<>();
        for (String entry : classPath()) {
            if (entry.endsWith(".jar") && NOT_IN_LIB.stream().noneMatch(entry::contains)) {
                jars.add(entry);
            }
        }
        added.forEach(jar -> jars.add(jar.toAbsolutePath().toString()));
        lib = String.join(File.pathSeparator, jars);
        Path conf = Files.createDirectories(folder.resolve("conf"));
        Files.writeString(
                conf.resolve("config.yaml"),
                """
                jobmanager.rpc.address: localhost
                jobmanager.rpc.port: %d
                rest.address: localhost
                rest.port: %d
                io.tmp.dirs: %s
                taskmanager.host: localhost
                taskmanager.numberOfTaskSlots: 2
                taskmanager.cpu.cores: 2.0
                taskmanager.memory.framework.heap.size: 128m
                taskmanager.memory.framework.off-heap.size: 128m
                taskmanager.memory.jvm-metaspace.size: 256m
                taskmanager.memory.jvm-overhead.min: 192m
                taskmanager.memory.jvm-overhead.max: 192m
                taskmanager.memory.task.heap.size: 256m
                taskmanager.memory.task.off-heap.size: 256m
                taskmanager.memory.network.min: 64m
                taskmanager.memory.network.max: 64m
                taskmanager.memory.managed.size: 64m
                """
                        .formatted(
                                freePort(),
                                restPort,
                                Files.createDirectories(folder.resolve("tmp"))));
        start("jobmanager", StandaloneSessionClusterEntrypoint.class, conf);
        taskManager = start("taskmanager", TaskManagerRunner.class, conf);
        long until = System.nanoTime() + Duration.ofMinutes(3).toNanos();
        while (!rest("/overview").contains("\"taskmanagers\":1")) {
            if (System.nanoTime() > until || !processes.stream().allMatch(Process::isAlive)) {
                throw new IllegalStateException(
                        Files.readString(folder.resolve("taskmanager.log"))
                                + Files.readString(folder.resolve("jobmanager.log")));
            }
            TimeUnit.MILLISECONDS.sleep(100);
        }
    }

    /** Entries of the class path of the test. */
    static List<String> classPath() {
        return List.of(System.getProperty("java.class.path", "").split(File.pathSeparator, -1));
    }

    /** Files of ONNX Runtime's native library that the TaskManager has mapped. */
    Set<String> nativeLibraries() throws IOException {
        Set<String> found = new TreeSet<>();
        for (String line :
                Files.readAllLines(
                        Path.of("/proc/" + taskManager.pid() + "/maps"),
                        StandardCharsets.ISO_8859_1)) {
            if (line.contains("/libonnxruntime.so")) {
                found.add(line.substring(line.indexOf('/')));
            }
        }
        return found;
    }

    private String rest(String path) throws InterruptedException {
        try {
            return HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(
                                            URI.create("http://localhost:" + restPort + path))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString())
                    .body();
        } catch (IOException e) {
            return "";
        }
    }

    private Process start(String name, Class<?> main, Path conf) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home", ""), "bin", "java").toString());
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(argument -> argument.startsWith("--add-opens"))
                .forEach(command::add);
        command.addAll(
                List.of("-Xmx700m", "-cp", lib, main.getName(), "--configDir", conf.toString()));
        Process process =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(folder.resolve(name + ".log").toFile())
                        .start();
        processes.add(process);
        return process;
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
