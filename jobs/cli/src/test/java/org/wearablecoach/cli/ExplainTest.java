package org.wearablecoach.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.wearablecoach.event.Advantage;
import org.wearablecoach.event.Candidate;
import org.wearablecoach.event.ClosedBy;
import org.wearablecoach.event.Decision;
import org.wearablecoach.event.DecisionType;
import org.wearablecoach.event.InteractionKind;
import org.wearablecoach.event.JsonFormat;
import org.wearablecoach.event.NamedValue;
import org.wearablecoach.event.Reason;
import org.wearablecoach.event.Reward;
import org.wearablecoach.event.SignalKind;
import org.wearablecoach.event.Trigger;
import org.wearablecoach.event.VersionRef;
import org.wearablecoach.event.WindowRef;

final class ExplainTest {

    private static final String ID = "00112233445566778899aabbccddeeff";
    private static final long TIME = Instant.parse("2026-03-02T13:05:00Z").toEpochMilli();

    private final Path folder;

    ExplainTest(@TempDir Path folder) {
        this.folder = folder;
    }

    @Test
    void aMessageIsExplainedFromWhatWasSeenToWhatFollowed() throws IOException {
        Decision decision = decision(DecisionType.POLICY, null, 0.1, 0.0345, "move");
        Reward reward = reward(3.2189, true);
        Captured run = explain(decision, reward);
        assertThat(run.err()).isEmpty();
        assertThat(run.code()).isZero();
        assertThat(words(run.out()))
                .contains(
                        "Monday 2 March 2026 at 14:05:00 (Europe/Berlin), person p7, decision 12.")
                .contains("12 steps in the last 30 minutes and sinceMove 41.0.")
                .contains("Missing: glucose.")
                .contains("heart rate 14:00:00 to 14:05:00 of device watch, quality 0.9300")
                .contains("Messages of that day before: 1; the last one 3 h 0 min earlier.")
                .contains("The person was available. Eligible: move.")
                .contains(
                        "Not eligible: check-glucose (SAFETY_ONLY: only a safety rule may choose"
                                + " it).")
                .contains("10% of sending, given by policy fixed, version 1, allocation fixed.")
                .contains(
                        "expected sending to change the reward by 0.2500, with a standard"
                                + " deviation of 0.5000.")
                .contains("If sent: move 100%.")
                .contains(
                        "The number 0.0345, below 0.1000: a message was sent. It was move, with"
                                + " the text move/en.")
                .contains("The message was delivered at 14:05:01 and accepted at 14:06:00.")
                .contains("The outcome steps up to 14:35:00 was 3.22. That is a reward of 3.22.")
                .contains("The policy may learn from it.");
        assertThat(run.out().lines()).allMatch(line -> line.length() <= 100);
    }

    @Test
    void nothingSentSaysWhy() throws IOException {
        Captured run =
                explain(
                        decision(DecisionType.POLICY, null, 0.1, 0.7, null),
                        reward(Double.NaN, true));
        assertThat(words(run.out()))
                .contains("The number 0.7000, not below 0.1000: nothing was sent.")
                .contains(
                        "is missing, because the data did not come in time; it is never guessed.");
    }

    @ParameterizedTest
    @EnumSource(Reason.class)
    void everyReasonHasWords(Reason reason) throws IOException {
        Captured run = explain(decision(DecisionType.POLICY, reason, 0, Double.NaN, null), null);
        assertThat(words(run.out()))
                .contains("The person was not available (" + reason.name() + "): ")
                .contains("0, because the person was not available; the policy was not asked.")
                .contains("Nothing was drawn.")
                .contains("Name the rewards with --rewards to see it.");
    }

    @Test
    void aSafetyRuleIsNamedAsWhatForcedTheMessage() throws IOException {
        Captured run =
                explain(
                        decision(DecisionType.SAFETY, null, 1, Double.NaN, "check-glucose"),
                        reward(Double.NaN, false));
        assertThat(words(run.out()))
                .contains("A safety rule forced the message, so it was sent with probability 1.")
                .contains("The policy does not learn from it.");
    }

    @Test
    void jsonHasTheNumbersAndTheText() throws IOException {
        write(
                "decisions.jsonl",
                JsonFormat.decision(),
                decision(DecisionType.POLICY, null, 0.1, 0.7, null));
        Captured run = run("--id", ID, "--json");
        assertThat(run.out())
                .startsWith(
                        "{\"decisionId\":\""
                                + ID
                                + "\",\"userId\":\"p7\",\"type\":\"POLICY\","
                                + "\"available\":true,\"reason\":null,\"probability\":0.1,"
                                + "\"draw\":0.7,\"chosen\":null,\"outcome\":null,\"reward\":null,"
                                + "\"explanation\":\"Monday")
                .hasLineCount(1);
    }

    @Test
    void anIdThatIsNotThereIsWrongInput() throws IOException {
        write(
                "decisions.jsonl",
                JsonFormat.decision(),
                decision(DecisionType.POLICY, null, 0.1, 0.7, null));
        Captured run = run("--id", "ffff");
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).contains("--id ffff is not in ").contains("copy the decisionId");
    }

    @Test
    void aDamagedRowIsNamedByItsLine() throws IOException {
        Files.writeString(
                folder.resolve("decisions.jsonl"), "{}\n{\"decisionId\":\"" + ID + "\"\n");
        Captured run = run("--id", ID);
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).contains("line 2");
    }

    @Test
    void aLogThatIsNotThereIsWrongInput() {
        Captured run = run("--id", ID);
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).contains("cannot be read: name a jsonl file");
    }

    private Captured explain(Decision decision, @Nullable Reward reward) throws IOException {
        write("decisions.jsonl", JsonFormat.decision(), decision);
        if (reward != null) {
            write("rewards.jsonl", JsonFormat.reward(), reward);
        }
        return run("--id", ID);
    }

    private Captured run(String... more) {
        String[] args = new String[3 + more.length];
        args[0] = "explain";
        args[1] = "--log";
        args[2] = folder.resolve("decisions.jsonl").toString();
        System.arraycopy(more, 0, args, 3, more.length);
        return Captured.run(FakeRunners.returning(false).runners(), args);
    }

    private <T> void write(String name, JsonFormat<T> format, T row) throws IOException {
        try (OutputStream out = Files.newOutputStream(folder.resolve(name))) {
            format.writeLine(row, out);
        }
    }

    /** Lines are broken at 100 columns; the words are what counts. */
    private static String words(String text) {
        return text.replace('\n', ' ');
    }

    private static Decision decision(
            DecisionType type,
            @Nullable Reason reason,
            double probability,
            double draw,
            @Nullable String chosen) {
        VersionRef policy = new VersionRef("fixed", "1", "ab");
        return new Decision(
                ID,
                "default",
                "p7",
                12,
                type,
                Trigger.GRID,
                TIME,
                TIME,
                TIME + 200,
                0,
                reason == null,
                reason,
                1,
                List.of(
                        new NamedValue("steps30", 12),
                        new NamedValue("sinceMove", 41),
                        new NamedValue("glucose", Double.NaN)),
                new double[] {1},
                new double[] {1},
                List.of(
                        new WindowRef(
                                SignalKind.HEART_RATE, "watch", TIME - 300_000, TIME, 0.93f, null)),
                List.of(
                        new Candidate("move", null, 1),
                        new Candidate("check-glucose", Reason.SAFETY_ONLY, 0)),
                probability,
                chosen,
                draw,
                "1/p7/0",
                "fixed",
                List.of(new Advantage("send", 0.25, 0.25)),
                Double.NaN,
                policy,
                List.of(new VersionRef("baseline-activity", "1", "cd")),
                "0.1.0",
                "0123456789abcdef",
                1.5,
                1,
                TIME - 3 * 3_600_000L,
                "Europe/Berlin",
                "2026a",
                chosen == null ? null : chosen + "/en",
                "",
                null);
    }

    private static Reward reward(double value, boolean learnable) {
        return new Reward(
                ID,
                "p7",
                12,
                14,
                TIME + 1000,
                null,
                TIME + 60_000,
                InteractionKind.ACCEPTED,
                "steps",
                value,
                TIME + 1_800_000,
                value,
                List.of(),
                null,
                learnable,
                Double.isNaN(value) ? ClosedBy.CENSORED : ClosedBy.DATA,
                TIME + 1_900_000,
                null,
                0,
                "",
                null);
    }
}
