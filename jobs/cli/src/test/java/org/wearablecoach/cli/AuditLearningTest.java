package org.wearablecoach.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class AuditLearningTest {

    private static final List<String> OPTIONS =
            List.of(
                    "--policy.warmUp",
                    "P1D",
                    "--policy.budget",
                    "3",
                    "--decision.interval",
                    "PT15M");

    private final Path folder;

    AuditLearningTest(@TempDir Path folder) {
        this.folder = folder;
    }

    private static Captured audit(Path log, List<String> options) {
        List<String> call = new ArrayList<>(List.of("audit", "--learning", "--json", "--log"));
        call.add(log.toString());
        call.addAll(options);
        return Captured.run(Runners.standard(), call.toArray(new String[0]));
    }

    private static List<String> options(String kind) {
        List<String> options = new ArrayList<>(OPTIONS);
        options.addAll(List.of("--policy.kind", kind));
        return options;
    }

    @ParameterizedTest
    @ValueSource(strings = {"thompson-raw", "thompson-smooth", "dose", "linucb", "epsilon-greedy"})
    void whatTheJobLearnedIsLearnedAgainFromItsLog(String kind) throws IOException {
        List<String> options = options(kind);
        Path results = RecordedDays.decided(folder, 2, 4, options.toArray(new String[0]));
        Path log = results.resolve("decisions.jsonl");
        Captured run = audit(log, options);
        assertThat(run.code()).as(run.out() + run.err()).isZero();
        assertThat(run.out()).contains("\"differences\":0");
        List<String> rows = Files.readAllLines(log);
        assertThat(rows).anyMatch(row -> row.contains("\"type\":\"WARM_UP\""));
        assertThat(rows).anyMatch(row -> row.contains("\"mean\":") && row.contains("budget("));
    }

    @Test
    void aRewardThatWasChangedShowsInWhatWasLearned() throws IOException {
        List<String> options = options("thompson-smooth");
        Path results = RecordedDays.decided(folder, 2, 4, options.toArray(new String[0]));
        Path rewards = results.resolve("rewards.jsonl");
        List<String> rows = new ArrayList<>(Files.readAllLines(rewards));
        for (int i = 0; i < rows.size(); i++) {
            if (rows.get(i).contains("\"learnable\":true")) {
                // All of its numbers, so that they go together.
                rows.set(
                        i,
                        rows.get(i)
                                .replaceFirst("\"reward\":-?[0-9.E-]+", "\"reward\":9.5")
                                .replaceFirst("(\"outcomeValue\":)-?[0-9.E-]+", "$19.5")
                                .replaceFirst("(\"outcome\",\"value\":)-?[0-9.E-]+", "$19.5")
                                .replaceFirst("(\"burden\",\"value\":)-?[0-9.E-]+", "$10.0"));
                break;
            }
        }
        Files.write(rewards, rows);
        Path log = results.resolve("decisions.jsonl");
        Captured run = audit(log, options);
        assertThat(run.code()).isEqualTo(ExitCodes.FINDING);
        assertThat(run.out()).contains("learning: advantages not those of the rerun");
        // The row alone tells that it was changed, by its own hash.
        Captured rowsAlone =
                Captured.run(Runners.standard(), "audit", "--json", "--log", log.toString());
        assertThat(rowsAlone.code()).isEqualTo(ExitCodes.FINDING);
        assertThat(rowsAlone.out()).contains("rowHash");
    }

    @Test
    void anotherConfigurationOrPolicyIsRefused() throws IOException {
        Path results = RecordedDays.decided(folder, 1, 1);
        Path log = results.resolve("decisions.jsonl");
        Captured run = audit(log, List.of("--decision.gap", "PT10M"));
        assertThat(run.code()).isEqualTo(ExitCodes.USAGE);
        assertThat(run.out()).contains("name the configuration of the log");
        assertThat(
                        Captured.run(
                                        Runners.standard(),
                                        "audit",
                                        "--log",
                                        log.toString(),
                                        "--policies",
                                        "x.jsonl")
                                .err())
                .contains("read with --learning");
    }
}
