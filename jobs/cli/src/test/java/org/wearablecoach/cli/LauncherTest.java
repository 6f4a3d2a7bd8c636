package org.wearablecoach.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The launcher script, in a tree of its own whose path has a space. The JDK and the Maven wrapper
 * are scripts that note how they were called.
 */
final class LauncherTest {

    /** Past by any clock. */
    private static final Instant BUILT = Instant.parse("2020-03-02T12:00:00Z");

    private final Path root;
    private final Path caller;
    private final Path jdk;

    LauncherTest(@TempDir Path folder) throws IOException {
        Path real = folder.toRealPath();
        root = Files.createDirectory(real.resolve("a tree"));
        caller = Files.createDirectory(real.resolve("caller"));
        Files.copy(Path.of("../../coach"), root.resolve("coach"));
        for (String source :
                List.of(
                        "pom.xml",
                        "schemas/src/main/A.java",
                        "schemas/src/test/T.java",
                        "udfs/u/src/main/B.java",
                        "udfs/u/target/generated.txt",
                        "connectors/c/pom.xml",
                        "jobs/cli/pom.xml")) {
            write(root.resolve(source), "");
            touch(root.resolve(source), BUILT.minusSeconds(60));
        }
        script(
                root.resolve("mvnw"),
                """
                echo "JAVA_HOME=$JAVA_HOME $*" >> calls
                if [ -f broken ]; then echo "no network" >&2; exit 1; fi
                mkdir -p jobs/cli/target schemas/target
                echo jar > jobs/cli/target/coach-cli.jar
                printf '%s' "$PWD/schemas/target/s.jar:/repo/dep.jar" > jobs/cli/target/classpath
                """);
        jdk = real.resolve("jdk 17");
        fakeJdk(jdk, "17.0.9");
        script(jdk.resolve("bin/javac"), "exit 0\n");
    }

    @Test
    void buildsOnceAndHandsOverEveryArgument() throws Exception {
        Run first = coach("edge", "--out", "my results", "--x", "a\"b");
        assertThat(first.err())
                .isEqualTo(
                        """
                        Building Wearable Coach, once; the first time downloads its libraries.
                        Preparing a fast start.
                        """);
        assertThat(first.code()).isZero();
        List<String> lines = first.out().lines().toList();
        assertThat(lines).startsWith("pwd " + caller);
        assertThat(lines)
                .containsSubsequence(
                        "-cp",
                        root
                                + "/jobs/cli/target/coach-cli.jar:"
                                + root
                                + "/schemas/target/s.jar:/repo/dep.jar",
                        "org.wearablecoach.cli.Coach",
                        "edge",
                        "--out",
                        "my results",
                        "--x",
                        "a\"b");
        assertThat(calls())
                .containsExactly(
                        "JAVA_HOME="
                                + jdk
                                + " -q -B -ntp -Dmaven.test.skip=true -Dspotless.check.skip=true -pl jobs/cli"
                                + " -am package");
        Run second = coach("edge");
        assertThat(second.err()).isEmpty();
        assertThat(calls()).hasSize(1);
        assertThat(root.resolve("jobs/cli/target/coach.lock")).doesNotExist();
    }

    @ParameterizedTest
    @CsvSource({
        "pom.xml, 2",
        "udfs/u/src/main/B.java, 2",
        "connectors/c/pom.xml, 2",
        "schemas/src/test/T.java, 1",
        "udfs/u/target/generated.txt, 1"
    })
    void buildsAgainWhenASourceIsNewer(String file, int builds) throws Exception {
        coach("edge");
        touch(root.resolve("jobs/cli/target/classpath"), BUILT);
        touch(root.resolve(file), BUILT.plusSeconds(60));
        Run again = coach("edge");
        assertThat(again.code()).isZero();
        assertThat(calls()).hasSize(builds);
    }

    @Test
    void buildsAgainWhenASourceChangedDuringTheBuild() throws Exception {
        String wrapper = Files.readString(root.resolve("mvnw"));
        // The build reads its sources, then one of them changes, then the build ends.
        script(
                root.resolve("mvnw"),
                """
                changed=schemas/src/main/A.java
                until [ "$changed" -nt jobs/cli/target/coach.lock/began ]; do
                    touch "$changed"
                done
                """
                        + wrapper.replace("#!/bin/sh\n", ""));
        coach("edge");
        coach("edge");
        assertThat(calls()).hasSize(2);
    }

    @Test
    void buildsAgainAfterABuildOfOneModule() throws Exception {
        coach("edge");
        Path classpath = root.resolve("jobs/cli/target/classpath");
        Files.writeString(
                classpath,
                Files.readString(classpath) + ":/m2/org/wearablecoach/coach-loop/coach-loop.jar");
        coach("edge");
        assertThat(calls()).hasSize(2);
    }

    @Test
    void anArchiveOfClassesIsMadeOnceAndUsed() throws Exception {
        Run run = coach("edge");
        String archive = option(run, "-XX:SharedArchiveFile=");
        assertThat(Path.of(archive)).exists();
        assertThat(archive).startsWith(root + "/jobs/cli/target/short-").endsWith(".jsa");
        FileTime made = Files.getLastModifiedTime(Path.of(archive));
        Run demo = coach("demo");
        assertThat(demo.err()).isEmpty();
        assertThat(option(demo, "-XX:SharedArchiveFile="))
                .startsWith(root + "/jobs/cli/target/flink-");
        assertThat(Files.getLastModifiedTime(Path.of(archive))).isEqualTo(made);
    }

    @Test
    void anArchiveIsMadeAnewWhenTheJarsAreNewer() throws Exception {
        String archive = option(coach("edge"), "-XX:SharedArchiveFile=");
        touch(Path.of(archive), BUILT);
        assertThat(coach("edge").err()).isEqualTo("Preparing a fast start.\n");
        assertThat(coach("edge").err()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"demo, true", "replay, true", "edge, false", "config, false"})
    void onlyCommandsThatRunFlinkOpenTheJdk(String command, boolean open) throws Exception {
        assertThat(coach(command).out().contains("--add-opens=java.base/java.util=ALL-UNNAMED"))
                .isEqualTo(open);
    }

    @Test
    void messagesOfTheVirtualMachineGoToStandardError() throws Exception {
        assertThat(option(coach("edge"), "-Xlog:all=")).endsWith(":stderr");
    }

    @Test
    void worksThroughALink() throws Exception {
        Path link = caller.resolve("coach");
        Files.createSymbolicLink(link, Path.of("../a tree/coach"));
        Run run = run(Map.of("JAVA_HOME", jdk.toString()), "./coach", "edge");
        assertThat(run.code()).isZero();
        assertThat(calls()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"11.0.2", "1.8.0_392", "16"})
    void refusesAnOldJava(String version) throws Exception {
        fakeJdk(jdk, version);
        Run run = coach("edge", "--json");
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err())
                .isEqualTo(
                        "coach: no Java 17 or later was found: install a JDK 17, or set JAVA_HOME"
                                + " to one.\n");
        assertThat(run.out())
                .isEqualTo(
                        "{\"error\":\"no Java 17 or later was found: install a JDK 17, or set"
                                + " JAVA_HOME to one.\"}\n");
        assertThat(coach("edge").out()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"17", "21.0.1", "25-ea"})
    void takesALaterJava(String version) throws Exception {
        fakeJdk(jdk, version);
        assertThat(coach("edge").code()).isZero();
    }

    @Test
    void takesTheJavaOnThePathWhenTheOneOfJavaHomeIsTooOld() throws Exception {
        Path old = caller.resolve("jdk11");
        fakeJdk(old, "11.0.2");
        Path bin = Files.createDirectory(caller.resolve("bin"));
        Files.createSymbolicLink(bin.resolve("java"), jdk.resolve("bin/java"));
        Run run =
                run(
                        Map.of(
                                "JAVA_HOME",
                                old.toString(),
                                "PATH",
                                bin + ":" + System.getenv("PATH")),
                        root.resolve("coach").toString(),
                        "edge");
        assertThat(run.code()).isZero();
        assertThat(calls().get(0)).startsWith("JAVA_HOME=" + jdk + " ");
    }

    @Test
    void asksForACompilerOnlyToBuild() throws Exception {
        coach("edge");
        Files.delete(jdk.resolve("bin/javac"));
        assertThat(coach("edge").code()).isZero();
        touch(root.resolve("pom.xml"), Instant.now().plusSeconds(3600));
        Run run = coach("edge");
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err()).contains("has no compiler: install a JDK (not a JRE)");
    }

    @Test
    void aFailedBuildIsAnErrorAndIsTriedAgain() throws Exception {
        write(root.resolve("broken"), "");
        Run run = coach("edge", "--json");
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err()).contains("no network").contains("coach: the build failed");
        assertThat(run.out())
                .isEqualTo("{\"error\":\"the build failed; its messages stand above.\"}\n");
        assertThat(root.resolve("jobs/cli/target/coach.lock")).doesNotExist();
        Files.delete(root.resolve("broken"));
        assertThat(coach("edge").code()).isZero();
    }

    @Test
    void aLockOfADeadBuildIsBroken() throws Exception {
        // A process that has ended: its id is not in use.
        Process ended = new ProcessBuilder("true").start();
        ended.waitFor();
        write(root.resolve("jobs/cli/target/coach.lock/pid"), Long.toString(ended.pid()));
        assertThat(coach("edge").code()).isZero();
    }

    private record Run(int code, String out, String err) {}

    private Run coach(String... args) throws Exception {
        List<String> command = new ArrayList<>();
        command.add(root.resolve("coach").toString());
        command.addAll(List.of(args));
        return run(Map.of("JAVA_HOME", jdk.toString()), command.toArray(new String[0]));
    }

    /** Runs from the caller's folder; the java on the path is hidden by an old one. */
    private Run run(Map<String, String> environment, String... command) throws Exception {
        Path out = caller.resolve("stdout");
        Path err = caller.resolve("stderr");
        ProcessBuilder builder =
                new ProcessBuilder(command)
                        .directory(caller.toFile())
                        .redirectOutput(out.toFile())
                        .redirectError(err.toFile());
        Path hidden = caller.resolve("old");
        fakeJdk(hidden, "11.0.2");
        builder.environment().remove("COACH_JAVA_OPTS");
        builder.environment().put("PATH", hidden.resolve("bin") + ":" + System.getenv("PATH"));
        builder.environment().putAll(environment);
        int code = builder.start().waitFor();
        return new Run(code, Files.readString(out), Files.readString(err));
    }

    private static String option(Run run, String start) {
        return run.out()
                .lines()
                .filter(line -> line.startsWith(start))
                .findFirst()
                .orElseThrow()
                .substring(start.length());
    }

    private List<String> calls() throws IOException {
        return Files.readAllLines(root.resolve("calls"));
    }

    /** A JDK whose java prints where it runs and its arguments, and makes the archive it should. */
    private static void fakeJdk(Path home, String version) throws IOException {
        script(
                home.resolve("bin/java"),
                """
                echo "pwd $PWD"
                for word in "$@"; do
                    echo "$word"
                    case $word in
                        -XX:ArchiveClassesAtExit=*) echo classes > "${word#*=}" ;;
                    esac
                done
                """);
        write(home.resolve("release"), "IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"" + version + "\"\n");
    }

    private static void script(Path file, String body) throws IOException {
        write(file, "#!/bin/sh\n" + body);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private static void write(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text, StandardCharsets.UTF_8);
    }

    private static void touch(Path file, Instant time) throws IOException {
        Files.setLastModifiedTime(file, FileTime.from(time));
    }
}
