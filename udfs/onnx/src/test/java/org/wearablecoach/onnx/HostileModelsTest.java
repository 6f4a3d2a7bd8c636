package org.wearablecoach.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Mutated files that reach the native parser, in a process of their own: a crash there would take
 * the test with it.
 */
class HostileModelsTest {

    @Test
    void mutatedModelsNeverCrashTheProcess(@TempDir Path folder) throws Exception {
        survives(600, folder);
    }

    @Test
    @Tag("long")
    void tenThousandMutatedModelsNeverCrashTheProcess(@TempDir Path folder) throws Exception {
        survives(10_000, folder);
    }

    private static void survives(int files, Path folder) throws IOException, InterruptedException {
        Path log = folder.resolve("out.txt");
        Process process =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-Xmx256m",
                                "-XX:ErrorFile=" + folder.resolve("crash.txt"),
                                "-cp",
                                System.getProperty("java.class.path"),
                                Mutations.class.getName(),
                                Integer.toString(files))
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile())
                        .start();
        int exit = process.waitFor();
        String out = Files.readString(log);

        assertThat(exit).as(out).isZero();
        List<String> counts =
                Arrays.asList(out.lines().reduce((a, b) -> b).orElse("").split(" ", -1));
        assertThat(counts).as(out).hasSize(3);
        assertThat(Integer.parseInt(counts.get(0))).as("loaded").isPositive();
        assertThat(Integer.parseInt(counts.get(1))).as("refused before native").isPositive();
        assertThat(Integer.parseInt(counts.get(2))).as("refused by native").isPositive();
    }

    /** Loads mutations of a good model and prints what became of them. */
    static final class Mutations {

        private Mutations() {}

        public static void main(String[] args) {
            int loaded = 0;
            int before = 0;
            int after = 0;
            SplittableRandom random = new SplittableRandom(7);
            TestModel model = TestModel.network(3, 4, 2);
            byte[] good = model.bytes();
            for (int i = 0; i < Integer.parseInt(args[0]); i++) {
                byte[] bytes = mutated(good, random);
                try {
                    OnnxModel.load(
                                    ModelBundle.of(
                                            bytes,
                                            model.manifest(bytes),
                                            ScorerOptions.defaults().withBatchSizes(List.of(1, 4))),
                                    ScorerOptions.oneByOne())
                            .close();
                    loaded++;
                } catch (ModelRejectedException refused) {
                    if (refused.check().compareTo(ModelRejectedException.Check.SESSION) < 0) {
                        before++;
                    } else {
                        after++;
                    }
                }
            }
            System.out.write(
                    ("\n" + loaded + " " + before + " " + after).getBytes(StandardCharsets.UTF_8),
                    0,
                    ("\n" + loaded + " " + before + " " + after).length());
            System.out.flush();
        }

        private static byte[] mutated(byte[] good, SplittableRandom random) {
            byte[] bytes = good.clone();
            int changes = 1 + random.nextInt(3);
            for (int c = 0; c < changes; c++) {
                int at = random.nextInt(bytes.length);
                switch (random.nextInt(4)) {
                    case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
                    case 1 -> bytes[at] = (byte) random.nextInt(256);
                    case 2 -> bytes = Arrays.copyOf(bytes, Math.max(1, at));
                    default -> {
                        int from = random.nextInt(bytes.length);
                        int length = random.nextInt(1 + bytes.length - Math.max(at, from));
                        System.arraycopy(good, from, bytes, at, Math.min(length, 16));
                    }
                }
            }
            return bytes;
        }
    }
}
