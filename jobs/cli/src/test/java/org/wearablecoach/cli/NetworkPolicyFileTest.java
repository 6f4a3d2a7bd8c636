package org.wearablecoach.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wearablecoach.event.Decision;
import org.wearablecoach.event.DecisionType;
import org.wearablecoach.event.JsonFormat;
import org.wearablecoach.event.PolicyUpdate;
import org.wearablecoach.event.Reward;
import org.wearablecoach.job.ConfiguredModels;
import org.wearablecoach.job.config.CoachConfig;
import org.wearablecoach.job.config.Setting;
import org.wearablecoach.loop.adapt.PolicyVersion;

/** A real network in a file decides: what it may, and what happens when it is bad. */
final class NetworkPolicyFileTest {

    @TempDir private Path folder = Path.of("");

    private static String sha256(byte[] bytes) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    }

    /** Scores are f W: nothing, move, breathe, ease-off, push, wind-down. */
    private static byte[] network(int features, int scores, float[] weights) {
        return LinearNetwork.of("advantage", features, scores, weights);
    }

    private static String manifest(byte[] onnx, int features, int scores) throws Exception {
        String zeros = "[" + "0,".repeat(features - 1) + "0]";
        String none = "[" + "0,".repeat(scores - 1) + "0]";
        return "{\"manifest\":1,\"name\":\"mine\",\"version\":\"1\",\"sha256\":\""
                + sha256(onnx)
                + "\",\"inputs\":["
                + tensor("advantage", features)
                + "],\"outputs\":["
                + tensor("scores", scores)
                + "],\"labels\":[],\"selfTest\":{\"tolerance\":1e-6,\"vectors\":[{\"inputs\":"
                + "{\"advantage\":"
                + zeros
                + "},\"outputs\":{\"scores\":"
                + none
                + "}}]},\"licence\":\"Apache-2.0\",\"card\":\"mine.md\"}";
    }

    private static String tensor(String name, int width) {
        List<String> each = new ArrayList<>();
        for (int i = 0; i < width; i++) {
            each.add("\"" + name + i + "\"");
        }
        return "{\"name\":\""
                + name
                + "\",\"type\":\"float32\",\"shape\":[\"N\","
                + width
                + "],\"meaning\":["
                + String.join(",", each)
                + "],\"unit\":["
                + "\"1\",".repeat(width - 1)
                + "\"1\"]}";
    }

    private Path write(byte[] onnx, int features, int scores) throws Exception {
        Files.writeString(folder.resolve("mine.json"), manifest(onnx, features, scores));
        return Files.write(folder.resolve("mine.onnx"), onnx);
    }

    private List<Decision> decided(Path network) throws IOException {
        Path results =
                RecordedDays.decided(
                        folder,
                        1,
                        1,
                        "--policy.kind",
                        "onnx",
                        "--policy.model",
                        network.toString(),
                        "--policy.warmUp",
                        "PT0S");
        JsonFormat<Decision> json = JsonFormat.decision();
        List<Decision> available = new ArrayList<>();
        for (String line : Files.readAllLines(results.resolve("decisions.jsonl"))) {
            Decision row = json.read(line, 1);
            if (row.available()) {
                available.add(row);
            }
        }
        assertThat(available).hasSizeGreaterThan(20);
        Captured audit =
                Captured.run(
                        FakeRunners.returning(false).runners(),
                        "audit",
                        "--json",
                        "--log",
                        results.resolve("decisions.jsonl").toString());
        assertThat(audit.code()).as(audit.out()).isZero();
        return available;
    }

    @Test
    void itsBestEligibleScoreGetsTheUpperBound() throws Exception {
        // Silence scores the hours since a move, moving one half.
        float[] weights = new float[30];
        weights[2 * 6] = 1;
        weights[1] = 0.5f;
        int sends = 0;
        List<Decision> rows = decided(write(network(5, 6, weights), 5, 6));
        for (Decision row : rows) {
            boolean move = row.candidates().get(0).reason() == null;
            boolean sent = move && row.advantageFeatures()[2] < 0.5;
            assertThat(row.type()).isEqualTo(DecisionType.POLICY);
            assertThat(row.probability()).isEqualTo(sent ? 0.2 : 0.005);
            sends += sent ? 1 : 0;
        }
        assertThat(sends).isBetween(0, rows.size());
    }

    @Test
    void scoresThatOverflowFallBackAndAreNotLearnedFrom() throws Exception {
        // Zero at the self-test, and no number once somebody sat for a while.
        float[] weights = new float[30];
        weights[0] = 3e38f;
        weights[2 * 6] = 3e38f;
        int fallbacks = 0;
        for (Decision row : decided(write(network(5, 6, weights), 5, 6))) {
            if (row.type() == DecisionType.FALLBACK) {
                assertThat(row.probability()).isEqualTo(0.1);
                fallbacks++;
            }
        }
        assertThat(fallbacks).isGreaterThan(10);
        // The same log under the name of a configuration with another fallback does not fit it.
        List<String> claimed =
                List.of(
                        "--policy.kind",
                        "onnx",
                        "--policy.model",
                        folder.resolve("mine.onnx").toString(),
                        "--policy.warmUp",
                        "PT0S",
                        "--decision.fallbackProbability",
                        "0.05");
        CoachConfig rules = CoachConfig.load(null, Setting.split(claimed).settings());
        Path sealed =
                Files.write(
                        folder.resolve("sealed.jsonl"),
                        AuditMutationTest.sealed(
                                Files.readAllLines(folder.resolve("results/decisions.jsonl")),
                                rules.hash()));
        List<String> call = new ArrayList<>(List.of("audit", "--json", "--log", sealed.toString()));
        call.addAll(List.of("--rewards", folder.resolve("results/rewards.jsonl").toString()));
        call.addAll(claimed);
        Captured audit =
                Captured.run(FakeRunners.returning(false).runners(), call.toArray(new String[0]));
        assertThat(audit.code()).isEqualTo(ExitCodes.FINDING);
        assertThat(audit.out()).contains("a fallback that is not decision.fallbackProbability");
        JsonFormat<Reward> json = JsonFormat.reward();
        JsonFormat<Decision> decisions = JsonFormat.decision();
        List<String> fallen = new ArrayList<>();
        for (String line : Files.readAllLines(folder.resolve("results/decisions.jsonl"))) {
            Decision row = decisions.read(line, 1);
            if (row.type() == DecisionType.FALLBACK) {
                fallen.add(row.decisionId());
            }
        }
        for (String line : Files.readAllLines(folder.resolve("results/rewards.jsonl"))) {
            Reward row = json.read(line, 1);
            assertThat(row.learnable() && fallen.contains(row.decisionId())).isFalse();
        }
    }

    @Test
    void aNetworkOfAnotherShapeIsRefusedAtTheStart() throws Exception {
        Path network = write(network(4, 6, new float[24]), 4, 6);
        Path recording = Files.writeString(folder.resolve("none.csv"), HEADER);
        Captured run =
                Captured.run(
                        Runners.standard(),
                        "edge",
                        "--format",
                        "coach-csv",
                        "--input",
                        recording.toString(),
                        "--out",
                        folder.resolve("refused").toString(),
                        "--policy.kind",
                        "onnx",
                        "--policy.model",
                        network.toString());
        assertThat(run.code()).isEqualTo(ExitCodes.USAGE);
        assertThat(run.err())
                .contains("policy.model mine 1")
                .contains("the input advantage has 4 entries, the state 5")
                .doesNotContain("Exception");
    }

    private static final String HEADER =
            """
            user,device,boot,sequence,time,kind,value
            p0,watch,0,0,2026-03-02T06:00:00Z,steps,3
            """;

    private static PolicyVersion updated(byte[] onnx, String... options) throws Exception {
        CoachConfig config = CoachConfig.load(null, Setting.split(List.of(options)).settings());
        String json =
                "{\"kind\":\"onnx\",\"onnx\":\""
                        + Base64.getEncoder().encodeToString(onnx)
                        + "\",\"manifest\":"
                        + manifest(onnx, 5, 6)
                        + "}";
        PolicyUpdate update =
                new PolicyUpdate(
                        "coach", "2", sha256(json.getBytes(StandardCharsets.UTF_8)), 0, json);
        return PolicyVersion.of(
                null, update, config.loop(), new ConfiguredModels(config.loop())::policy);
    }

    @Test
    void bytesThatNobodyVouchesForAreRefused() throws Exception {
        byte[] onnx = network(5, 6, new float[30]);
        assertThatThrownBy(() -> updated(onnx)).hasMessageContaining("models.allowedSha256");
        assertThatThrownBy(
                        () -> updated(onnx, "--models.allowedSha256", "[" + "ab".repeat(32) + "]"))
                .hasMessageContaining("models.allowedSha256");
        PolicyVersion version = updated(onnx, "--models.allowedSha256", "[" + sha256(onnx) + "]");
        assertThat(version.ref().version()).isEqualTo("2");
        assertThat(version.of("anyone").policy().kind()).isEqualTo("onnx");
    }
}
