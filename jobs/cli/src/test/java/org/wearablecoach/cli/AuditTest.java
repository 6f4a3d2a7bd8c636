package org.wearablecoach.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class AuditTest {

    private Path folder = Path.of("");
    private Path results = Path.of("");
    private List<String> decisions = List.of();
    private List<String> rewards = List.of();

    @BeforeAll
    void decide(@TempDir Path shared) throws IOException {
        folder = shared;
        results = RecordedDays.decided(folder, 2, 2, "--policy.kind", "fixed");
        decisions = Files.readAllLines(results.resolve("decisions.jsonl"));
        rewards = Files.readAllLines(results.resolve("rewards.jsonl"));
    }

    private Captured audit(Consumer<List<String>> change) throws IOException {
        return audit(change, rows -> {});
    }

    private Captured audit(Consumer<List<String>> change, Consumer<List<String>> ofRewards)
            throws IOException {
        Path log = Files.createTempDirectory(folder, "log").resolve("decisions.jsonl");
        List<String> rows = new ArrayList<>(decisions);
        change.accept(rows);
        Files.write(log, rows);
        List<String> followed = new ArrayList<>(rewards);
        ofRewards.accept(followed);
        Files.write(log.resolveSibling("rewards.jsonl"), followed);
        return run("--log", log.toString(), "--json");
    }

    private static Captured run(String... options) {
        List<String> call = new ArrayList<>(List.of("audit"));
        call.addAll(List.of(options));
        return Captured.run(FakeRunners.returning(false).runners(), call.toArray(new String[0]));
    }

    private static String id(String row) {
        return row.substring(15, 47);
    }

    /** Position of a row that was drawn, of the person of that row the next one too. */
    private int drawn() {
        for (int i = 300; i < decisions.size(); i++) {
            if (decisions.get(i).contains("\"chosen\":\"move\"")) {
                return i;
            }
        }
        throw new AssertionError("nothing was sent");
    }

    private int next(int row) {
        int next = next(row, -1);
        if (next < 0) {
            throw new AssertionError("no further row");
        }
        return next;
    }

    private int next(int row, int none) {
        String person = decisions.get(row).replaceAll(".*\"userId\":\"(\\w+)\".*", "$1");
        for (int i = row + 1; i < decisions.size(); i++) {
            if (decisions.get(i).contains("\"userId\":\"" + person + "\"")) {
                return i;
            }
        }
        return none;
    }

    @Test
    void whatTheLoopLoggedHasNoDifference() throws IOException {
        Captured run = audit(rows -> {});
        assertThat(run.out())
                .startsWith(
                        "{\"rows\":"
                                + decisions.size()
                                + ",\"differences\":0,\"firstDifference\":null,\"missing\":0,"
                                + "\"reordered\":0,");
        assertThat(run.code()).isZero();
    }

    @Test
    void aChangedDigitIsNamedWhicheverItIs() throws IOException {
        int at = drawn();
        String row = decisions.get(at);
        int digits = 0;
        for (int i = 0; i < row.length(); i += 1 + row.length() / 30) {
            int digit = i;
            while (!Character.isDigit(row.charAt(digit))) {
                digit++;
            }
            char other = row.charAt(digit) == '7' ? '3' : '7';
            String changed = row.substring(0, digit) + other + row.substring(digit + 1);
            Captured run = audit(rows -> rows.set(at, changed));
            assertThat(run.code()).as(changed).isEqualTo(ExitCodes.FINDING);
            digits++;
        }
        assertThat(digits).isGreaterThan(20);
        Captured run = audit(rows -> rows.set(at, row.replace("\"draw\":0.", "\"draw\":0.1")));
        assertThat(run.out())
                .contains("\"differences\":1,\"firstDifference\":\"decision " + id(row))
                .contains("draw: not the number of its counter")
                .contains("not the one whose hash the next row holds");
    }

    /** No next row holds its hash, and nothing follows from a value of its context. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aChangedDigitOfAPersonsLastRowIsNamedByItsReward(boolean available) throws IOException {
        int at = decisions.size() - 1;
        while (!decisions.get(at).contains("\"available\":" + available)) {
            at--;
        }
        String row = decisions.get(at);
        assertThat(rewards).anyMatch(reward -> id(reward).equals(id(row)));
        // The log ends here for the person.
        List<String> after = new ArrayList<>();
        for (int i = next(at, -1); i >= 0; i = next(i, -1)) {
            after.add(id(decisions.get(i)));
        }
        int digit = row.indexOf("\"value\":", row.indexOf("\"context\":[")) + 8;
        while (!Character.isDigit(row.charAt(digit))) {
            digit++;
        }
        char other = row.charAt(digit) == '7' ? '3' : '7';
        String changed = row.substring(0, digit) + other + row.substring(digit + 1);
        int place = at;
        Captured whole =
                audit(
                        rows -> rows.removeIf(one -> after.contains(id(one))),
                        rows -> rows.removeIf(one -> after.contains(id(one))));
        assertThat(whole.code()).as(whole.out()).isZero();
        Captured run =
                audit(
                        rows -> {
                            rows.set(place, changed);
                            rows.removeIf(one -> after.contains(id(one)));
                        },
                        rows -> rows.removeIf(one -> after.contains(id(one))));
        assertThat(run.code()).as(changed).isEqualTo(ExitCodes.FINDING);
        assertThat(run.out())
                .contains("\"differences\":1,\"firstDifference\":\"decision " + id(row))
                .contains("differs from the hash that its reward row holds");
    }

    @Test
    void aDeletedRowIsNamedByItsReward() throws IOException {
        int at = drawn();
        Captured run = audit(rows -> rows.remove(at));
        assertThat(run.code()).isEqualTo(ExitCodes.FINDING);
        assertThat(run.out())
                .contains(
                        "\"differences\":0,\"firstDifference\":\"decision " + id(decisions.get(at)))
                .contains("\"missing\":1,\"reordered\":0");
        // Also where it is the last of all, which no chain holds.
        Captured last = audit(rows -> rows.remove(rows.size() - 1));
        assertThat(last.out())
                .contains("decision " + id(decisions.get(decisions.size() - 1)))
                .contains("\"missing\":1,\"reordered\":0");
    }

    @Test
    void withoutRewardsAMissingRowIsNamedByItsNumber() throws IOException {
        int at = drawn();
        Path log = Files.createTempDirectory(folder, "alone").resolve("decisions.jsonl");
        List<String> rows = new ArrayList<>(decisions);
        rows.remove(at);
        Files.write(log, rows);
        assertThat(run("--log", log.toString(), "--json").out())
                .contains("\"missing\":1,\"reordered\":0")
                .contains("row: not in the log\"");
    }

    @Test
    void decisionsWhoseTimeHasPassedWithoutAnyRewardRowAreMissingThem() throws IOException {
        Captured run = audit(rows -> {}, List::clear);
        assertThat(run.code()).isEqualTo(ExitCodes.FINDING);
        assertThat(run.out())
                .contains("\"differences\":0")
                .contains("reward: no row, though its time has passed");
    }

    @Test
    void twoSwappedRowsAreBothNamed() throws IOException {
        int one = drawn();
        int other = next(next(one));
        Captured run = audit(rows -> Collections.swap(rows, one, other));
        assertThat(run.code()).isEqualTo(ExitCodes.FINDING);
        assertThat(run.out())
                .contains("\"differences\":0")
                .contains("\"missing\":0,\"reordered\":2")
                .contains("\"decisionId\":\"" + id(decisions.get(one)))
                .contains("\"decisionId\":\"" + id(decisions.get(other)));
    }

    @Test
    void aPolicyThatDrawsOtherwiseThanItSaysIsFound() throws IOException {
        // It claims one half where it sent with the probability of the log.
        Captured run =
                audit(
                        rows ->
                                rows.replaceAll(
                                        row ->
                                                row.replaceAll(
                                                        "\"probability\":0\\.[0-9]+",
                                                        "\"probability\":0.5")));
        assertThat(run.out()).contains("probability: not what the allocation gives");
        // And one that says so consistently is found by what it sent.
        run =
                audit(
                        rows ->
                                rows.replaceAll(
                                        row ->
                                                row.replaceAll(
                                                                "\"probability\":0\\.[0-9]+",
                                                                "\"probability\":0.5")
                                                        .replace("fixed(0.1)", "fixed(0.5)")
                                                        .replace(
                                                                "bounds(0.005,0.2,",
                                                                "bounds(0.005,0.5,")));
        assertThat(run.out())
                .doesNotContain("probability: not what the allocation gives")
                .contains("chosen: not what the draw chooses");
    }

    @Test
    void rowsThatWereDeliveredTwiceAreNoFinding() throws IOException {
        Captured run =
                audit(
                        rows -> rows.addAll(100, List.copyOf(rows.subList(60, 100))),
                        rows -> rows.addAll(100, List.copyOf(rows.subList(60, 100))));
        assertThat(run.code()).as(run.out()).isZero();
        assertThat(run.out()).contains("\"duplicates\":80");
    }

    @Test
    void aShuffledLogIsOutOfPlaceAndNothingElse() throws IOException {
        Captured run =
                audit(
                        rows -> Collections.shuffle(rows, new Random(1)),
                        rows -> Collections.shuffle(rows, new Random(2)));
        assertThat(run.out()).contains("\"differences\":0").contains("\"missing\":0");
        assertThat(run.code()).isEqualTo(ExitCodes.FINDING);
    }

    @Test
    void aChangedRewardIsFound() throws IOException {
        int at = rewards.size() / 2;
        Captured run =
                audit(
                        rows -> {},
                        rows ->
                                rows.set(
                                        at,
                                        rows.get(at)
                                                .replaceFirst(
                                                        "\"learnable\":(true|false)",
                                                        rows.get(at).contains("\"learnable\":true")
                                                                ? "\"learnable\":false"
                                                                : "\"learnable\":true")));
        assertThat(run.out()).contains("learnable does not follow").contains("\"differences\":1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"outcomeValue\":", "reward\":", "burden\",\"value\":", "sha256\":\""})
    void aChangedDigitOfANumberOfARewardIsNamed(String before) throws IOException {
        int at = rewards.size() - 1;
        while (!rewards.get(at).contains("\"learnable\":true")) {
            at--;
        }
        String row = rewards.get(at);
        int from = row.indexOf(before) + before.length();
        assertThat(from).isGreaterThan(before.length());
        int digit = from;
        int end = row.length();
        for (int i = from; i < row.length() && ",}\"".indexOf(row.charAt(i)) < 0; i++) {
            end = i;
        }
        while (digit <= end && !Character.isDigit(row.charAt(digit))) {
            digit++;
        }
        for (int i : new int[] {digit, end}) {
            if (!Character.isDigit(row.charAt(i))) {
                continue;
            }
            char other = row.charAt(i) == '7' ? '3' : '7';
            String changed = row.substring(0, i) + other + row.substring(i + 1);
            int place = at;
            Captured run = audit(rows -> {}, rows -> rows.set(place, changed));
            assertThat(run.code()).as(changed).isEqualTo(ExitCodes.FINDING);
            assertThat(run.out()).contains("decision " + id(row));
        }
    }

    @Test
    void aCutLineIsNamed() throws IOException {
        int last = decisions.size() - 1;
        Captured run = audit(rows -> rows.set(last, rows.get(last).substring(0, 300)));
        assertThat(run.code()).isEqualTo(ExitCodes.FINDING);
        assertThat(run.out())
                .contains("\"differences\":1,\"firstDifference\":\"--log line " + (last + 1))
                .contains("\"missing\":1");
    }

    @Test
    void anEmptyLogIsEmpty() throws IOException {
        Captured run = audit(List::clear, List::clear);
        assertThat(run.out()).startsWith("{\"rows\":0,\"differences\":0,");
        assertThat(run.code()).isZero();
    }

    @Test
    void whatIsNoLogIsWrongInput() throws IOException {
        Path file = Files.writeString(folder.resolve("some.txt"), "hello\n");
        Captured run = run("--log", file.toString(), "--json");
        assertThat(run.code()).isEqualTo(ExitCodes.USAGE);
        assertThat(run.out()).startsWith("{\"error\":\"--log ").contains("line 1");
        run = run("--log", folder.resolve("none.jsonl").toString());
        assertThat(run.code()).isEqualTo(ExitCodes.USAGE);
        assertThat(run.err()).contains("no such file");
    }

    @Test
    void theExportIsOneTableWithACodebook() throws IOException {
        Path out = folder.resolve("export");
        Path shuffled = Files.createTempDirectory(folder, "log").resolve("decisions.jsonl");
        List<String> rows = new ArrayList<>(decisions);
        Collections.shuffle(rows, new Random(3));
        Files.write(shuffled, rows);
        Files.write(shuffled.resolveSibling("rewards.jsonl"), rewards);
        Captured run =
                run("--log", shuffled.toString(), "--export", "mrt", "--out", out.toString());
        assertThat(run.err()).contains(" rows in ");
        List<String> table = Files.readAllLines(out.resolve("mrt.csv"));
        List<String> book = Files.readAllLines(out.resolve("codebook.csv"));
        assertThat(table).hasSize(1 + decisions.size());
        String[] columns = table.get(0).split(",");
        List<String> at = List.of(columns);
        assertThat(book).hasSize(1 + columns.length);
        for (int i = 0; i < columns.length; i++) {
            assertThat(book.get(1 + i)).startsWith(columns[i] + ",");
        }
        assertThat(columns)
                .startsWith("userId", "index", "decisionId")
                .contains("analysed", "sent", "probability", "propensity", "outcome", "available");
        // A person's rows stand together and in order, each with all fields.
        String person = "";
        int index = 0;
        for (String row : table.subList(1, table.size())) {
            String[] cells = row.split(",", -1);
            assertThat(cells).hasSize(columns.length);
            index = cells[0].equals(person) ? index + 1 : 0;
            assertThat(cells[1]).isEqualTo(Integer.toString(index));
            double sent = Double.parseDouble(cells[at.indexOf("sent")]);
            double p = Double.parseDouble(cells[at.indexOf("probability")]);
            assertThat(Double.parseDouble(cells[at.indexOf("centred")])).isEqualTo(sent - p);
            double weight =
                    cells[at.indexOf("analysed")].equals("0") ? 0 : sent == 1 ? 1 / p : 1 / (1 - p);
            assertThat(Double.parseDouble(cells[at.indexOf("weight")])).isEqualTo(weight);
            assertThat(cells[0].compareTo(person)).isNotNegative();
            person = cells[0];
        }
        try (var files = Files.list(out)) {
            assertThat(files).hasSize(2);
        }
        Captured effect =
                Captured.run(
                        FakeRunners.returning(false).runners(),
                        "evaluate",
                        "--format",
                        "mrt",
                        "--outcome-name",
                        "log-steps",
                        "--log",
                        out.resolve("mrt.csv").toString());
        assertThat(effect.code()).as(effect.err()).isZero();
        assertThat(run("--log", shuffled.toString(), "--export", "mrt").err())
                .contains("--out go together");
        assertThat(run("--log", shuffled.toString(), "--export", "x", "--out", "y").err())
                .contains("there is mrt");
    }

    @Test
    void theReportSaysWhatWasRealised() throws IOException {
        Path log = results.resolve("decisions.jsonl");
        Path page = folder.resolve("audit.html");
        Captured run = run("--log", log.toString(), "--html", page.toString());
        assertThat(run.code()).isZero();
        assertThat(run.out())
                .contains("Every row follows from itself")
                .contains("messages sent")
                .contains("intended")
                .contains("missing where sent");
        assertThat(Files.readString(page)).contains("Realised against intended randomisation");
        assertThat(run("--log", log.toString(), "--html", log.toString()).err())
                .contains("name another file");
    }
}
