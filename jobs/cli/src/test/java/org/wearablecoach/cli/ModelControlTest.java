package org.wearablecoach.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wearablecoach.event.ModelAction;
import org.wearablecoach.event.ModelUpdate;
import org.wearablecoach.event.RecordFormat;
import org.wearablecoach.kafka.TopicAdmin;
import org.wearablecoach.kafka.TopicReader;
import org.wearablecoach.kafka.Topics;
import org.wearablecoach.kafka.local.LocalBroker;
import org.wearablecoach.onnx.ModelBundle;
import org.wearablecoach.onnx.ModelTrust;

/** Publishing models from the command line. */
class ModelControlTest {

    private static LocalBroker broker;

    @BeforeAll
    static void start() {
        broker = LocalBroker.create();
        broker.start();
    }

    @AfterAll
    static void stop() {
        broker.close();
    }

    private static void create(String prefix) {
        try (TopicAdmin admin = new TopicAdmin(broker.bootstrapServers(), Map.of())) {
            admin.createMissing(new Topics(prefix).recorded(1));
        }
    }

    private static Captured models(String prefix, String... args) {
        List<String> all = new ArrayList<>(List.of("models"));
        all.addAll(Arrays.asList(args));
        all.addAll(
                List.of(
                        "--kafka.bootstrapServers",
                        broker.bootstrapServers(),
                        "--topics.prefix",
                        prefix,
                        // However much else the machine has to do.
                        "--kafka.properties.default.api.timeout.ms",
                        "300000"));
        return Captured.run(Runners.standard(), all.toArray(new String[0]));
    }

    private static List<ModelUpdate> published(String prefix) {
        try (TopicReader<ModelUpdate> reader =
                new TopicReader<>(
                        broker.bootstrapServers(),
                        new Topics(prefix).models(),
                        RecordFormat.modelUpdate(),
                        Map.of())) {
            return reader.readToEnd().stream().map(TopicReader.Entry::value).toList();
        }
    }

    @Test
    void aModelIsSignedPublishedPromotedRolledBackAndWithdrawn(@TempDir Path folder)
            throws Exception {
        create("life-");
        Path key = folder.resolve("key.pem");
        Captured keygen =
                Captured.run(
                        Runners.standard(), "models", "keygen", "--out", key.toString(), "--json");
        assertThat(keygen.code()).isZero();
        String publicKey = keygen.out().replaceAll("(?s).*\"publicKey\": ?\"([^\"]+)\".*", "$1");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(key)))
                .isEqualTo("rw-------");
        String from = "2026-03-02T12:00:00Z";
        Path signature = folder.resolve("model.sig");
        Captured signed =
                Captured.run(
                        Runners.standard(),
                        "models",
                        "sign",
                        "activity",
                        "--key",
                        key.toString(),
                        "--out",
                        signature.toString());
        assertThat(signed.code()).as(signed.err()).isZero();
        String[][] commands = {
            {"publish", "activity", "--shadow", "--model", "activity", "--key", key + ""},
            {
                "publish",
                "activity",
                "--model",
                "activity",
                "--signature",
                signature + "",
                "--key-id",
                "release"
            },
            {"promote", "activity"},
            {"rollback", "activity"},
            {"rollback", "activity", "--to", "1.0.0"},
            {"withdraw", "activity"}
        };
        for (String[] command : commands) {
            String[] all = Arrays.copyOf(command, command.length + 4);
            System.arraycopy(
                    new String[] {"--effective-from", from, "--wait", "PT0S"},
                    0,
                    all,
                    command.length,
                    4);
            Captured run = models("life-", all);
            assertThat(run.code()).as(Arrays.toString(command) + run.err()).isZero();
        }
        List<ModelUpdate> updates = published("life-");
        assertThat(updates)
                .extracting(ModelUpdate::action)
                .containsExactly(
                        ModelAction.SHADOW,
                        ModelAction.SERVE,
                        ModelAction.PROMOTE,
                        ModelAction.ROLLBACK,
                        ModelAction.ROLLBACK,
                        ModelAction.WITHDRAW);
        ModelBundle shipped = ModelBundle.shipped("activity");
        ModelTrust trust = new ModelTrust(Map.of("release", publicKey), List.of());
        for (ModelUpdate update : updates) {
            assertThat(update.sha256()).isEqualTo(shipped.manifest().sha256());
            if (update.model() != null) {
                assertThat(Objects.requireNonNull(update.model())).isEqualTo(shipped.onnx());
                trust.check(update.sha256(), update.manifest(), update.keyId(), update.signature());
            }
        }
        assertThat(updates).filteredOn(update -> update.model() != null).hasSize(4);
    }

    @Test
    void whenNobodyAnswersThatIsSaid() {
        create("alone-");
        Captured run =
                models(
                        "alone-",
                        "publish",
                        "activity",
                        "--model",
                        "baseline-activity",
                        "--wait",
                        "PT1S");
        assertThat(run.code()).isEqualTo(3);
        assertThat(run.out()).contains("no job answered").contains("Is the job running");
    }

    private static void explained(Captured run, String... because) {
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.out() + run.err()).contains(because);
    }

    @Test
    void wrongUseIsExplained(@TempDir Path folder) throws Exception {
        create("wrong-");
        String shipped = "baseline-activity";
        explained(models("wrong-", "promote", "activity"), "No candidate");
        explained(models("wrong-", "rollback", "activity", "--to", "7"), "holds no version 7");
        explained(models("wrong-", "publish", "mood", "--model", shipped), "name one of");
        explained(models("wrong-", "publish", "activity"), "--model");
        String key = Files.writeString(folder.resolve("no.pem"), "no key").toString();
        explained(
                models("wrong-", "publish", "activity", "--model", shipped, "--key", key),
                "no.pem",
                "coach models keygen");
        explained(
                Captured.run(Runners.standard(), "models", "keygen", "--out", key),
                "never overwritten");
        String nowhere = folder.resolve("none").resolve("x").toString();
        explained(
                Captured.run(Runners.standard(), "models", "keygen", "--out", nowhere),
                "a folder that exists");
        String good = folder.resolve("good.pem").toString();
        Captured.run(Runners.standard(), "models", "keygen", "--out", good);
        explained(
                Captured.run(
                        Runners.standard(),
                        "models",
                        "sign",
                        shipped,
                        "--key",
                        good,
                        "--out",
                        nowhere),
                "a folder that exists");
        assertThat(published("wrong-")).isEmpty();
    }
}
