package org.wearablecoach.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wearablecoach.event.ModelUpdate;
import org.wearablecoach.event.SignalKind;
import org.wearablecoach.job.config.CoachConfig;
import org.wearablecoach.job.config.Setting;
import org.wearablecoach.loop.Element;
import org.wearablecoach.loop.infer.Infer;
import org.wearablecoach.onnx.ModelBundle;
import org.wearablecoach.signals.AccelerationWindow;

/**
 * Model files that were changed, cut or made to do harm, sent as updates to a process of its own: a
 * crash there would take the test with it. Half of them come as they would from somebody who can
 * write to the topic, under the signature of the good file; half are signed anew, as if the key had
 * been misused, so that they reach the native parser.
 */
class HostileUpdatesTest {

    @Test
    void noHostileModelIsServedAndNoneEndsTheProcess(@TempDir Path folder) throws Exception {
        survives(200, folder);
    }

    @Test
    @Tag("long")
    void ofTenThousandHostileModelsNoneIsServedAndNoneEndsTheProcess(@TempDir Path folder)
            throws Exception {
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
                                Sender.class.getName(),
                                Integer.toString(files))
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile())
                        .start();
        int exit = process.waitFor();
        String out = Files.readString(log);
        assertThat(exit).as(out).isZero();
        String last = out.lines().reduce((a, b) -> b).orElse("");
        System.out.println(last);
        assertThat(last).startsWith("of " + files + " files");
        assertThat(last).contains(" 0 served under the old signature");
    }

    /** Sends the files, and after each scores a window. */
    static final class Sender {

        private Sender() {}

        public static void main(String[] args) {
            int files = Integer.parseInt(args[0]);
            KeyPair key = EverythingRuns.key();
            CoachConfig config =
                    CoachConfig.load(
                            null, Setting.split(List.of(EverythingRuns.trusting(key))).settings());
            ConfiguredModels models = new ConfiguredModels(config.loop());
            List<Element> out = new ArrayList<>();
            ModelUpdate good = EverythingRuns.signed(EverythingRuns.from(0), key);
            byte[] onnx = Objects.requireNonNull(good.model());
            SplittableRandom random = new SplittableRandom(11);
            int unsigned = 0;
            int resigned = 0;
            int harmless = 0;
            for (int i = 0; i < files; i++) {
                byte[] bytes = hostile(onnx, random, i);
                String sha256 = ModelBundle.sha256(bytes);
                boolean anew = i % 2 == 1;
                ModelUpdate update =
                        new ModelUpdate(
                                good.name(),
                                good.version(),
                                anew ? sha256 : good.sha256(),
                                0,
                                anew
                                        ? good.manifest().replace(good.sha256(), sha256)
                                        : good.manifest(),
                                bytes,
                                null,
                                good.keyId(),
                                good.signature());
                update = anew ? EverythingRuns.signed(update, key) : update;
                out.clear();
                try (Infer infer = new Infer(models.slots(), models::load, 4, 0, 1, out::add)) {
                    infer.accept(new Element.Update(0, update));
                    for (int row = 0; row < 4; row++) {
                        infer.accept(window(random));
                    }
                    infer.flush();
                }
                boolean served = ((Element.Acknowledgement) out.get(0)).status().accepted();
                unsigned += served && !anew && !Arrays.equals(bytes, onnx) ? 1 : 0;
                resigned += anew ? 1 : 0;
                harmless += served && anew ? 1 : 0;
            }
            String text =
                    "of "
                            + files
                            + " files, "
                            + resigned
                            + " signed anew: "
                            + unsigned
                            + " served under the old signature; "
                            + harmless
                            + " of those signed anew pass the self-test and are served, as the"
                            + " owner of the key asked";
            byte[] line = (System.lineSeparator() + text).getBytes(StandardCharsets.UTF_8);
            System.out.write(line, 0, line.length);
            System.out.flush();
        }

        private static Element.Window window(SplittableRandom random) {
            float[] input = new float[AccelerationWindow.WIDTH];
            for (int i = 0; i < input.length; i++) {
                input[i] = (float) (4 * random.nextDouble() - 2);
            }
            return new Element.Window(
                    "p",
                    1,
                    SignalKind.ACCELERATION,
                    "w",
                    0,
                    1,
                    1,
                    100,
                    1,
                    false,
                    new float[0],
                    0,
                    input,
                    List.of());
        }

        /**
         * Bits and bytes changed, parts moved or cut, lengths that lie, and files of other kinds.
         */
        private static byte[] hostile(byte[] good, SplittableRandom random, int number) {
            if (number % 10 == 9) {
                return other(random);
            }
            byte[] bytes = good.clone();
            int changes = 1 + random.nextInt(3);
            for (int c = 0; c < changes; c++) {
                int at = random.nextInt(bytes.length);
                switch (random.nextInt(5)) {
                    case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
                    case 1 -> bytes[at] = (byte) random.nextInt(256);
                    case 2 -> bytes = Arrays.copyOf(bytes, Math.max(1, at));
                    case 3 -> Arrays.fill(bytes, at, Math.min(bytes.length, at + 5), (byte) 0xFF);
                    default -> {
                        int from = random.nextInt(bytes.length);
                        int most = bytes.length - Math.max(at, from);
                        System.arraycopy(
                                good, from, bytes, at, Math.min(random.nextInt(1 + most), 16));
                    }
                }
            }
            return bytes;
        }

        private static byte[] other(SplittableRandom random) {
            byte[] bytes = new byte[random.nextInt(4_000)];
            switch (random.nextInt(4)) {
                case 0 -> random.nextBytes(bytes);
                case 1 -> Arrays.fill(bytes, (byte) 0x0A); // fields within fields
                case 2 -> {
                    random.nextBytes(bytes);
                    if (bytes.length > 8) {
                        System.arraycopy(
                                "ORTM".getBytes(StandardCharsets.US_ASCII), 0, bytes, 4, 4);
                    }
                }
                default -> bytes = new byte[600_000];
            }
            return bytes;
        }
    }
}
