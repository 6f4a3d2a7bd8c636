package org.wearablecoach.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.wearablecoach.cli.audit.Audit;
import org.wearablecoach.cli.audit.RulesCheck;
import org.wearablecoach.event.Decision;
import org.wearablecoach.event.JsonFormat;
import org.wearablecoach.event.Reward;
import org.wearablecoach.job.config.CoachConfig;

/**
 * Whatever is changed in a log is found and named: each value of each kind of row, rows that are
 * missing, swapped, of somebody else or cut; and what a job does that does not keep its rules,
 * though every hash fits.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class AuditMutationTest {

    private static final int ROWS = 48;

    /** A value, not a key: what stands behind a colon, a bracket or a comma. */
    private static final Pattern VALUE =
            Pattern.compile(
                    "(?<=[:\\[,])(\"(?:[^\"\\\\]|\\\\.)*\"|-?[0-9][0-9.eE+-]*|true|false|null)"
                            + "(?=[,\\]}])");

    private static final Pattern DIGIT = Pattern.compile("[0-9]");

    private Path folder = Path.of("");
    private List<String> decisions = List.of();
    private List<String> rewards = List.of();

    @BeforeAll
    void decide(@TempDir Path shared) throws IOException {
        folder = shared;
        Path results = RecordedDays.decided(shared, 2, 1, "--policy.kind", "fixed");
        decisions = new ArrayList<>();
        rewards = new ArrayList<>();
        for (String line : Files.readAllLines(results.resolve("decisions.jsonl"))) {
            if (JsonFormat.decision().read(line, 1).index() < ROWS) {
                decisions.add(line);
            }
        }
        TreeSet<String> over = new TreeSet<>();
        for (String line : Files.readAllLines(results.resolve("rewards.jsonl"))) {
            Reward row = JsonFormat.reward().read(line, 1);
            // The log ends for a person with the first reward of a row that is not in it.
            if (row.index() >= ROWS) {
                over.add(row.userId());
            } else if (!over.contains(row.userId())) {
                rewards.add(line);
            }
        }
    }

    private Audit audit(List<String> log, List<String> followed) throws IOException {
        return audit(log, followed, CoachConfig.load(null, List.of()));
    }

    private Audit audit(List<String> log, List<String> followed, CoachConfig config)
            throws IOException {
        Path file = Files.write(folder.resolve("log.jsonl"), log);
        Path closed = Files.write(folder.resolve("closed.jsonl"), followed);
        Audit audit = new Audit(config.loop());
        audit.read(
                file,
                closed,
                List.of(new RulesCheck(config.loop(), config.hash())),
                List.of(),
                rows -> {});
        return audit;
    }

    private static List<String> with(List<String> rows, int at, String row) {
        List<String> changed = new ArrayList<>(rows);
        changed.set(at, row);
        return changed;
    }

    /** The row with each of its values changed in turn, by where it stands. */
    private static Map<Integer, String> mutations(String row) {
        Map<Integer, String> changed = new TreeMap<>();
        Matcher value = VALUE.matcher(row);
        while (value.find()) {
            String found = value.group();
            Matcher digit = DIGIT.matcher(found);
            String other;
            if (found.equals("true") || found.equals("false")) {
                other = found.equals("true") ? "false" : "true";
            } else if (found.equals("null")) {
                other = "0";
            } else if (digit.find()) {
                int at = digit.start();
                other =
                        found.substring(0, at)
                                + (found.charAt(at) == '7' ? '3' : '7')
                                + found.substring(at + 1);
            } else {
                other = found.equals("\"\"") ? "\"a\"" : "\"" + 'q' + found.substring(2);
            }
            changed.put(
                    value.start(),
                    row.substring(0, value.start()) + other + row.substring(value.end()));
        }
        return changed;
    }

    private int sent() {
        for (int i = 20; i < decisions.size(); i++) {
            if (decisions.get(i).contains("\"chosen\":\"move\"")) {
                return i;
            }
        }
        throw new AssertionError("nothing was sent");
    }

    @Test
    void theLogItselfHasNoFinding() throws IOException {
        Audit audit = audit(decisions, rewards);
        assertThat(audit.findings()).isEmpty();
        assertThat(audit.rows()).isEqualTo(2L * ROWS);
        assertThat(audit.rewards()).isGreaterThan(60);
    }

    @Test
    void aChangeOfAnyValueOfADecisionIsFound() throws IOException {
        for (int at : new int[] {sent()}) {
            Map<Integer, String> changed = mutations(decisions.get(at));
            assertThat(changed).hasSizeGreaterThan(100);
            for (String row : changed.values()) {
                Audit audit = audit(with(decisions, at, row), rewards);
                assertThat(audit.found()).as(row).isTrue();
                assertThat(audit.first()).as(row).isNotNull();
                assertThat(audit.differences() + audit.missing()).as(row).isPositive();
            }
        }
    }

    @Test
    void aChangeOfAnyValueOfARewardRowIsFound() throws IOException {
        for (int at : new int[] {0, rewards.size() / 2, rewards.size() - 1}) {
            Map<Integer, String> changed = mutations(rewards.get(at));
            assertThat(changed).hasSizeGreaterThan(15);
            for (String row : changed.values()) {
                Audit audit = audit(decisions, with(rewards, at, row));
                assertThat(audit.found()).as(row).isTrue();
                assertThat(audit.first()).as(row).isNotNull();
            }
        }
    }

    /** Who changes a row and takes its hash again is found by the rows that hold it. */
    @Test
    void aChangedRowWithAHashThatFitsIsFoundByItsNeighbours() throws IOException {
        JsonFormat<Decision> json = JsonFormat.decision();
        JsonFormat<Reward> closing = JsonFormat.reward();
        int at = sent();
        int found = 0;
        int place = 0;
        for (String row : mutations(decisions.get(at)).values()) {
            if (place++ % 4 != 0) {
                continue;
            }
            Decision changed;
            try {
                changed = json.read(row, 1);
            } catch (RuntimeException e) {
                continue; // no row any more
            }
            String sealed = line(json, changed.withRowHash(json.sha256(changed)));
            if (sealed.equals(decisions.get(at))) {
                continue; // what was changed is the hash
            }
            assertThat(audit(with(decisions, at, sealed), rewards).found()).as(row).isTrue();
            found++;
        }
        assertThat(found).isGreaterThan(25);
        int middle = rewards.size() / 2;
        found = 0;
        for (String row : mutations(rewards.get(middle)).values()) {
            Reward changed;
            try {
                changed = closing.read(row, 1);
            } catch (RuntimeException e) {
                continue;
            }
            String sealed = line(closing, changed.withRowHash(closing.sha256(changed)));
            if (sealed.equals(rewards.get(middle))) {
                continue;
            }
            assertThat(audit(decisions, with(rewards, middle, sealed)).found()).as(row).isTrue();
            found++;
        }
        assertThat(found).isGreaterThan(12);
    }

    private static <T> String line(JsonFormat<T> json, T row) {
        return new String(json.write(row), StandardCharsets.UTF_8);
    }

    @Test
    void aDeletedRewardRowIsNamedByItsDecision() throws IOException {
        for (int at : new int[] {0, 20, rewards.size() / 2}) {
            List<String> less = new ArrayList<>(rewards);
            Reward gone = JsonFormat.reward().read(less.remove(at), 1);
            Audit audit = audit(decisions, less);
            assertThat(audit.missing()).isEqualTo(1);
            assertThat(audit.differences()).isZero();
            assertThat(audit.findings().toString())
                    .containsAnyOf(
                            gone.decisionId(),
                            "index=" + gone.rewardIndex() + ", what=reward row: not in the log");
        }
    }

    @Test
    void twoSwappedRewardRowsAreBothNamed() throws IOException {
        List<String> swapped = new ArrayList<>(rewards);
        String person = "\"userId\":\"p0\"";
        List<Integer> own = new ArrayList<>();
        for (int i = 20; own.size() < 2; i++) {
            if (rewards.get(i).contains(person)) {
                own.add(i);
            }
        }
        swapped.set(own.get(0), rewards.get(own.get(1)));
        swapped.set(own.get(1), rewards.get(own.get(0)));
        Audit audit = audit(decisions, swapped);
        assertThat(audit.reordered()).isEqualTo(2);
        assertThat(audit.findings()).hasSize(2);
    }

    @Test
    void aRowOfAnotherPersonIsFound() throws IOException {
        int at = sent();
        String row = decisions.get(at);
        String person = JsonFormat.decision().read(row, 1).userId();
        String other = person.equals("p0") ? "p1" : "p0";
        String moved = row.replace("\"userId\":\"" + person, "\"userId\":\"" + other);
        Audit audit = audit(with(decisions, at, moved), rewards);
        assertThat(audit.findings().toString())
                .contains("decisionId: not the hash of what it names")
                .contains("rowHash: not the hash of the row");
    }

    @Test
    void aPersonOfAnotherLogIsNoDifferenceAndHasNoRewards() throws IOException {
        // All rows of one person taken out of both files: what is left is a whole log.
        List<String> log = decisions.stream().filter(l -> l.contains("\"p0\"")).toList();
        List<String> closed = rewards.stream().filter(l -> l.contains("\"p0\"")).toList();
        assertThat(audit(log, closed).findings()).isEmpty();
        // Rewards of a person whose decisions are not there are named.
        Audit audit = audit(log, rewards);
        assertThat(audit.missing()).isGreaterThan(20);
        assertThat(audit.findings().get(0).what()).contains("not in the log, though its reward is");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 200, 1500})
    void aLastLineThatIsCutIsFound(int left) throws IOException {
        int last = decisions.size() - 1;
        String cut = decisions.get(last).substring(0, left);
        Audit audit = audit(with(decisions, last, cut), rewards);
        assertThat(audit.found()).isTrue();
        assertThat(audit.findings().get(0).what()).contains("--log line " + (last + 1));
        int end = rewards.size() - 1;
        audit =
                audit(
                        decisions,
                        with(rewards, end, rewards.get(end).substring(0, Math.min(left, 300))));
        assertThat(audit.found()).isTrue();
        assertThat(audit.findings().get(0).what()).contains("--rewards line " + (end + 1));
    }

    /** A job that breaks its own rules writes a log whose every hash fits. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "--decision.cap 3=decision.cap",
                "--decision.gap PT2H=decision.gap",
                "--decision.quietFrom 11:00=decision.quietFrom",
                "--decision.lastDay 2026-03-01=days of the trial",
                "--decision.deployment other=deployment",
                "--decision.times 09:00,12:30=none of decision.times",
                "--policy.upperBound 0.9=bounds that are not",
                "--policy.probability 0.1=fixed, and not policy.probability",
                "--policy.budget 2=not that of policy.budget",
                "--interventions.move.cost 0.5=cost",
                "--interventions.move.cap 1=over its cap",
                "--interventions.move.coolDown PT6H=within its coolDown",
                "--interventions.move.outcomeWindow PT20M=outcomeTime",
                "--interventions.move.eligible 'awake and minutesSinceMove > 600'=rule does not hold"
            })
    void aJobThatDoesNotKeepItsRulesIsFound(String wrong) throws IOException {
        String option = wrong.substring(0, wrong.indexOf('='));
        String finding = wrong.substring(wrong.indexOf('=') + 1);
        String name = option.substring(0, option.indexOf(' '));
        String value = option.substring(option.indexOf(' ') + 1).replace("'", "");
        List<String> run =
                List.of(
                        "--policy.kind",
                        "fixed",
                        "--policy.probability",
                        "0.2",
                        "--decision.cap",
                        "20",
                        "--decision.gap",
                        "PT5M");
        List<String> claimed = new ArrayList<>(run);
        claimed.addAll(List.of(name, value));
        CoachConfig rules = config(claimed);
        Path own = folder.resolve("wrong");
        Path log = own.resolve("results").resolve("decisions.jsonl");
        Path closed = own.resolve("results").resolve("rewards.jsonl");
        if (!Files.exists(log)) {
            Files.createDirectories(own);
            RecordedDays.decided(own, 1, 1, run.toArray(new String[0]));
            List<String> rows = Files.readAllLines(log);
            assertThat(audit(rows, Files.readAllLines(closed), config(run)).findings()).isEmpty();
        }
        Audit audit =
                audit(
                        sealed(Files.readAllLines(log), rules.hash()),
                        Files.readAllLines(closed),
                        rules);
        assertThat(audit.findings().toString()).contains(finding);
    }

    /**
     * Decision times of a log are audited against those of the configuration, and fit their own.
     */
    @Test
    void decisionTimesAndTheWarmUpAreThoseOfTheConfiguration() throws IOException {
        List<String> run =
                List.of(
                        "--policy.kind",
                        "thompson-smooth",
                        "--decision.times",
                        "09:00,10:30,12:30,13:30,14:40,15:50,17:00",
                        "--policy.budget",
                        "1.5",
                        "--policy.budgetFrom",
                        "10",
                        "--policy.budgetUntil",
                        "16");
        Path own = Files.createDirectories(folder.resolve("times"));
        Path results = RecordedDays.decided(own, 1, 2, run.toArray(new String[0]));
        List<String> log = Files.readAllLines(results.resolve("decisions.jsonl"));
        List<String> closed = Files.readAllLines(results.resolve("rewards.jsonl"));
        assertThat(log).hasSizeGreaterThan(10).anyMatch(row -> row.contains("WARM_UP"));
        assertThat(log.toString()).contains("\"reason\":\"QUIET_HOURS\"");
        assertThat(audit(log, closed, config(run)).findings()).isEmpty();
        Map<String, String> wrong =
                Map.of(
                        "--decision.times=09:00,10:30", "none of decision.times",
                        "--policy.probability=0.07", "a warm-up that is not policy.probability",
                        "--policy.budgetFrom=8", "move QUIET_HOURS outside of them",
                        "--policy.budgetUntil=14", "or by the block of policy.budget");
        for (Map.Entry<String, String> one : wrong.entrySet()) {
            List<String> claimed = new ArrayList<>(run);
            claimed.addAll(List.of(one.getKey().split("=", -1)));
            CoachConfig rules = config(claimed);
            assertThat(audit(sealed(log, rules.hash()), closed, rules).findings().toString())
                    .as(one.getKey())
                    .contains(one.getValue());
        }
    }

    private static CoachConfig config(List<String> options) {
        return CoachConfig.load(
                null, org.wearablecoach.job.config.Setting.split(options).settings());
    }

    /** The log as if it had been decided with another configuration, its hashes taken again. */
    static List<String> sealed(List<String> log, String configHash) {
        JsonFormat<Decision> json = JsonFormat.decision();
        List<String> sealed = new ArrayList<>();
        Map<String, String> last = new TreeMap<>();
        for (String text : log) {
            Decision row = json.read(text, 1);
            String renamed = text.replace(row.configHash(), configHash);
            if (!row.previousHash().isEmpty()) {
                renamed = renamed.replace(row.previousHash(), last.getOrDefault(row.userId(), ""));
            }
            Decision changed = json.read(renamed, 1);
            String hash = json.sha256(changed);
            last.put(row.userId(), hash);
            sealed.add(line(json, changed.withRowHash(hash)));
        }
        return sealed;
    }
}
