package org.wearablecoach.onnx;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * ONNX Runtime's native library, loaded once per JVM and quiet.
 *
 * <p>In a Flink session cluster each job's class loader would extract and map a copy of its own,
 * which is never unloaded. So the first loader leaves its mark in the system properties, and a
 * second one is refused before it loads anything.
 */
public final class NativeRuntime {

    /** System property: the class loader whose {@code ai.onnxruntime} serves this JVM. */
    static final String LOADED_BY = "org.wearablecoach.onnx.loaded-by";

    /** The newest release that is known not to contact its vendor while it loads. */
    private static final String NEWEST_VERSION = "1.28.0";

    private static final String CURE =
            "put the onnxruntime jar into Flink's lib/ (not into the job's jar) and set"
                    + " classloader.parent-first-patterns.additional: ai.onnxruntime.";

    private static @Nullable OrtEnvironment environment;

    private NativeRuntime() {}

    /**
     * Loads the library, or says why it cannot serve this JVM. Called when a job starts, so that a
     * wrong placement shows before the first record.
     *
     * @throws IllegalStateException if another class loader has loaded the library, if its version
     *     is refused, or if it is not on the class path; the message says what to do
     */
    public static void check() {
        environment();
    }

    /**
     * Refuses a copy of ONNX Runtime that a job brought with it, in its own jar or by {@code ADD
     * JAR}: the class loader of each submission would load one more native library, which is never
     * unloaded. The good place is where the framework itself was loaded from, or above it.
     *
     * @param framework a class of the framework that runs jobs
     * @throws IllegalStateException if the runtime's classes come from below the framework's
     */
    public static void checkLoadedBeside(Class<?> framework) {
        checkLoadedBeside(framework.getClassLoader(), Library.loader());
    }

    static void checkLoadedBeside(@Nullable ClassLoader framework, @Nullable ClassLoader runtime) {
        for (ClassLoader at = framework; at != null; at = at.getParent()) {
            if (at == runtime) {
                return;
            }
        }
        if (runtime != null) {
            throw new IllegalStateException(
                    "ONNX Runtime was loaded by the class loader of a single job ("
                            + runtime
                            + "), so each further job would load the native library again and it"
                            + " is never unloaded: "
                            + CURE);
        }
    }

    /** The environment of the JVM, loaded on the first call; throws as {@link #check()}. */
    static synchronized OrtEnvironment environment() {
        OrtEnvironment known = environment;
        if (known == null) {
            known = load();
            environment = known;
        }
        return known;
    }

    private static OrtEnvironment load() {
        try {
            return Library.load();
        } catch (LinkageError e) {
            throw new IllegalStateException(
                    "ONNX Runtime "
                            + NEWEST_VERSION
                            + " cannot be loaded: on a cluster, "
                            + CURE
                            + " elsewhere, put that jar on the class path",
                    e);
        }
    }

    static void refuseVersion(@Nullable String version) {
        if (version != null && Runtime.Version.parse(plain(version)).compareTo(newest()) > 0) {
            throw new IllegalStateException(
                    "ONNX Runtime "
                            + version
                            + " is on the class path; releases after "
                            + NEWEST_VERSION
                            + " contact their vendor while loading and are not used: put "
                            + NEWEST_VERSION
                            + " in its place");
        }
    }

    private static Runtime.Version newest() {
        return Runtime.Version.parse(plain(NEWEST_VERSION));
    }

    /** Without trailing zeros and suffixes, which {@link Runtime.Version} does not read. */
    private static String plain(String version) {
        String numbers = version.replaceAll("[^0-9.].*$", "").replaceAll("(\\.0+)+$", "");
        return numbers.isEmpty() || numbers.startsWith("0") ? "1" : numbers;
    }

    /** Marks the JVM as served by this loader, or refuses. */
    static void claim(@Nullable ClassLoader loader) {
        String mine = String.valueOf(loader) + '@' + System.identityHashCode(loader);
        Object other = System.getProperties().putIfAbsent(LOADED_BY, mine);
        if (other != null && !other.equals(mine)) {
            throw new IllegalStateException(
                    "ONNX Runtime's native library is already loaded in this JVM by another class"
                            + " loader ("
                            + other
                            + "); a second copy by "
                            + mine
                            + " would never be unloaded: "
                            + CURE);
        }
    }

    /** Refuses when somebody else's copy is there as well. */
    static void refuseCopies(Set<String> libraries) {
        if (libraries.size() > 1) {
            throw new IllegalStateException(
                    "ONNX Runtime's native library is loaded "
                            + libraries.size()
                            + " times in this JVM ("
                            + String.join(", ", libraries)
                            + "): "
                            + CURE);
        }
    }

    /** Files of the library that are mapped into this process; empty where that cannot be seen. */
    static Set<String> mapped() {
        Path maps = Path.of("/proc/self/maps");
        if (!Files.isReadable(maps)) {
            return Set.of();
        }
        try {
            return libraries(Files.readAllLines(maps, StandardCharsets.ISO_8859_1));
        } catch (IOException e) {
            // Looking is a courtesy: without it the mark of the class loader still guards.
            return Set.of();
        }
    }

    static Set<String> libraries(List<String> maps) {
        Set<String> found = new TreeSet<>();
        for (String line : maps) {
            int path = line.indexOf('/');
            if (path >= 0 && line.contains("/libonnxruntime.so")) {
                found.add(line.substring(path));
            }
        }
        return found;
    }

    /** All use of the runtime's classes: apart, so that their absence can be reported. */
    private static final class Library {

        static @Nullable ClassLoader loader() {
            // A class literal does not initialise the class: nothing native happens.
            return OrtEnvironment.class.getClassLoader();
        }

        static OrtEnvironment load() {
            // A class literal does not initialise the class: nothing native happens before claim.
            Class<?> api = OrtEnvironment.class;
            refuseVersion(api.getPackage().getImplementationVersion());
            claim(api.getClassLoader());
            // Errors reach us as exceptions; the library's own log would print a row's values.
            OrtEnvironment loaded =
                    OrtEnvironment.getEnvironment(
                            OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL, "wearable-coach");
            try {
                loaded.setTelemetry(false);
            } catch (OrtException e) {
                throw new IllegalStateException(
                        "ONNX Runtime's telemetry cannot be switched off", e);
            }
            refuseCopies(mapped());
            return loaded;
        }
    }
}
