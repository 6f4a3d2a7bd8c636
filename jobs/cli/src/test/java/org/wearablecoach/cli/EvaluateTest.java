package org.wearablecoach.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.wearablecoach.cli.evaluate.Target;
import org.wearablecoach.event.Decision;
import org.wearablecoach.event.JsonFormat;
import org.wearablecoach.event.Reward;
import org.wearablecoach.policy.Bounds;
import org.wearablecoach.policy.DecisionPoint;
import org.wearablecoach.policy.LearningRow;
import org.wearablecoach.policy.Policy;
import org.wearablecoach.policy.Proposal;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class EvaluateTest {

    private Path folder = Path.of("");
    private Path results = Path.of("");

    @BeforeAll
    void decide(@TempDir Path shared) throws IOException {
        folder = shared;
        results = RecordedDays.decided(folder, 3, 4, "--policy.kind", "fixed");
    }

    private static Captured run(String options) {
        return Captured.run(
                FakeRunners.returning(false).runners(), ("evaluate " + options).split(" "));
    }

    private static double number(String json, String key) {
        Matcher matcher = Pattern.compile("\"" + key + "\":([-0-9.Ee]+)").matcher(json);
        assertThat(matcher.find()).as(key + " in " + json).isTrue();
        return Double.parseDouble(matcher.group(1));
    }

    private static Path bandit() {
        Path data = Path.of(System.getProperty("coach.data", "../../../shared/data"));
        Assumptions.assumeTrue(Files.isDirectory(data), () -> "skipped: no data at " + data);
        return data.resolve("open-bandit");
    }

    private static Captured openBandit(String who) {
        Path data = bandit();
        return run(
                "--format open-bandit --json --log "
                        + data.resolve("random_" + who + ".csv")
                        + " --target "
                        + data.resolve("bts_action_dist_" + who + ".csv")
                        + " --q "
                        + data.resolve("qhat_" + who + "_random.csv"));
    }

    /** Open Bandit Pipeline on samples of the Open Bandit Dataset (ZOZO, CC BY 4.0). */
    @ParameterizedTest
    @CsvSource({
        "men, .00453356, .004604232164, .004632039798, .004634689051, .004634730349,"
                + " .004645536602, .004678625937, .004634799135, .004656234727, .001181524512,"
                + " .001175232857, 2467.40241805",
        "women, .006813474, .006810965195, .006708387563, .007000441717, .007000334179,"
                + " .006695380244, .006963417347, .006712754196, .006930923107, .001885882576,"
                + " .001871401660, 1954.26783421"
    })
    void openBanditLogsGiveWhatTheReferenceGives(
            String who,
            double ipw,
            double snipw,
            double dm,
            double dr,
            double sndr,
            double switch1,
            double switch10,
            double dros1,
            double dros100,
            double ipwSe,
            double drSe,
            double ess) {
        Captured run = openBandit(who);
        assertThat(run.code()).as(run.err()).isZero();
        String[] keys = {
            "onPolicy",
            "ipw",
            "snipw",
            "dm",
            "dr",
            "sndr",
            "switchDr1",
            "switchDr10",
            "dros1",
            "dros100",
            "ipwSe",
            "drSe"
        };
        double[] golden = {
            .0046, ipw, snipw, dm, dr, sndr, switch1, switch10, dros1, dros100, ipwSe, drSe
        };
        for (int i = 0; i < keys.length; i++) {
            assertThat(number(run.out(), keys[i])).as(keys[i]).isCloseTo(golden[i], within(1e-9));
        }
        assertThat(number(run.out(), "ess")).isCloseTo(ess, within(1e-6));
        assertThat(run.out()).contains("\"overlapWarning\":false");
    }

    @Test
    void aLogWithoutOverlapIsNotRanked() throws IOException {
        Path data = bandit();
        Path page = folder.resolve("bts.html");
        String call =
                "--format open-bandit --log "
                        + data.resolve("bts_women.csv")
                        + " --target uniform --q "
                        + data.resolve("qhat_women_random.csv");
        Captured run = run(call + " --json");
        assertThat(run.code()).isEqualTo(ExitCodes.FINDING);
        assertThat(number(run.out(), "ess")).isCloseTo(2.07782269, within(1e-6));
        assertThat(run.out()).contains("\"overlapWarning\":true");
        run = run(call + " --html " + page);
        assertThat(run.out())
                .contains("OVERLAP WARNING")
                .doesNotContain("earns more")
                .doesNotContain("earns less");
        assertThat(Files.readString(page)).contains("OVERLAP WARNING").contains("95%");
    }

    @Test
    void massOnWhatWasNeverShownWarnsThoughTheWeightsLookFine() throws IOException {
        Path log = folder.resolve("narrow.csv");
        StringBuilder rows = new StringBuilder("item_id,position,click,propensity_score\n");
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < 2000; i++) {
            rows.append(random.nextInt(2)).append(",1,").append(random.nextInt(2)).append(",0.5\n");
        }
        Files.writeString(log, rows);
        Path target = folder.resolve("target.csv");
        Files.writeString(target, "item_id,pos1\n0,0.4\n1,0.4\n2,0.2\n");
        Captured run = run("--format open-bandit --log " + log + " --target " + target + " --json");
        assertThat(run.code()).isEqualTo(ExitCodes.FINDING);
        assertThat(run.out()).contains("\"dm\":null").contains("\"drSe\":null");
        Files.writeString(target, "item_id,pos1\n0,0.4\n1,0.6\n");
        run = run("--format open-bandit --log " + log + " --target " + target);
        assertThat(run.code()).isZero();
        assertThat(run.out()).doesNotContain("DM").contains("does not tell");
    }

    private Path log() {
        return results.resolve("decisions.jsonl");
    }

    @Test
    void theLogsOwnPolicyEarnsWhatTheLogEarned() {
        Captured run = run("--log " + log() + " --target fixed:0.1 --json");
        assertThat(run.code()).as(run.out()).isZero();
        double earned = number(run.out(), "onPolicy");
        assertThat(number(run.out(), "ipw")).isCloseTo(earned, within(1e-9));
        assertThat(number(run.out(), "snipw")).isCloseTo(earned, within(1e-9));
        assertThat(number(run.out(), "ess")).isCloseTo(number(run.out(), "rows"), within(1e-6));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "coach",
                "thompson-raw",
                "thompson-smooth",
                "linucb",
                "epsilon-greedy",
                "dose",
                "random",
                "constant:0"
            })
    void everyAgentIsEvaluatedOnTheFeaturesOfTheRows(String agent) {
        Captured run = run("--log " + log() + " --target " + agent + " --json");
        assertThat(run.err()).doesNotContain("coach:");
        assertThat(number(run.out(), "rows")).isPositive();
        assertThat(number(run.out(), "ess")).isLessThan(number(run.out(), "rows"));
        assertThat(number(run.out(), "drSe")).isPositive();
    }

    @Test
    void forcedFallbackAndUnavailableRowsAreNeverEvaluated() throws IOException {
        Path changed = Files.createTempDirectory(folder, "forced");
        List<String> rows = new ArrayList<>(Files.readAllLines(log()));
        List<String> rewards =
                new ArrayList<>(Files.readAllLines(results.resolve("rewards.jsonl")));
        double before = number(run("--log " + log() + " --target fixed:0.1 --json").out(), "rows");
        int forced = 0;
        for (int i = 0; i < rows.size() && forced < 5; i++) {
            String row = rows.get(i);
            String id = row.substring(15, 47);
            boolean learnable =
                    rewards.stream()
                            .anyMatch(r -> r.contains(id) && r.contains("\"learnable\":true"));
            if (row.contains("\"available\":true") && learnable) {
                rows.set(
                        i,
                        row.replace(
                                "\"type\":\"POLICY\"",
                                forced++ % 2 == 0
                                        ? "\"type\":\"SAFETY\""
                                        : "\"type\":\"FALLBACK\""));
            }
        }
        assertThat(forced).isEqualTo(5);
        Files.write(changed.resolve("decisions.jsonl"), rows);
        Files.write(changed.resolve("rewards.jsonl"), rewards);
        Captured run =
                run("--log " + changed.resolve("decisions.jsonl") + " --target fixed:0.1 --json");
        assertThat(number(run.out(), "rows")).isEqualTo(before - 5);
    }

    @Test
    void aTargetMayBeATableOfProbabilities() throws IOException {
        Path target = folder.resolve("probabilities.csv");
        StringBuilder table = new StringBuilder("decisionId,probability\n");
        for (String row : Files.readAllLines(log())) {
            table.append(row, 15, 47).append(",0.1\n");
        }
        Files.writeString(target, table);
        Captured run = run("--log " + log() + " --target " + target + " --json");
        Captured fixed = run("--log " + log() + " --target fixed:0.1 --json");
        assertThat(run.out()).isEqualTo(fixed.out());
        // A target that is certain wants what the log gives a chance, and warns for its weights.
        Files.writeString(target, table.toString().replace(",0.1\n", ",1\n"));
        run = run("--log " + log() + " --target " + target + " --json");
        assertThat(run.out()).contains("\"overlapWarning\":true");
    }

    /** Nothing, move, breathe, ease-off, push, wind-down; scored by the entries of f. */
    private Path network(String input, int width, int scores, float... first) throws IOException {
        float[] weights = new float[width * scores];
        System.arraycopy(first, 0, weights, 0, first.length);
        return Files.write(
                folder.resolve(input + width + scores + ".onnx"),
                LinearNetwork.of(input, width, scores, weights));
    }

    @Test
    void aNetworkIsEvaluatedWithinTheBoundsOfTheConfiguration() throws IOException {
        // The 1 of f scores move 1 and all else 0: move where it is eligible, else nothing.
        Path network = network("advantage", 5, 6, 0, 1, 0, 0, 0, 0);
        Captured run = run("--log " + log() + " --target onnx:" + network + " --json");
        assertThat(run.err()).doesNotContain("coach:");
        StringBuilder table =
                new StringBuilder("decisionId,probability,move,breathe,ease-off,push,wind-down\n");
        JsonFormat<Decision> json = JsonFormat.decision();
        for (String line : Files.readAllLines(log())) {
            Decision row = json.read(line, 1);
            if (!row.available()) {
                continue;
            }
            // Bounds [.005, .2], floor .05: what is not best shares what the best leaves.
            List<String> eligible = new ArrayList<>();
            row.candidates()
                    .forEach(
                            c ->
                                    eligible.addAll(
                                            c.reason() == null
                                                    ? List.of(c.intervention())
                                                    : List.of()));
            table.append(row.decisionId());
            table.append(eligible.contains("move") ? ",0.2" : ",0.005");
            for (String name : List.of("move", "breathe", "ease-off", "push", "wind-down")) {
                boolean best = eligible.contains("move");
                double share =
                        !eligible.contains(name)
                                ? 0
                                : !best
                                        ? 1.0 / eligible.size()
                                        : name.equals("move")
                                                ? 1 - .05 * (eligible.size() - 1)
                                                : .05;
                table.append(',').append(share);
            }
            table.append('\n');
        }
        Path byHand = Files.writeString(folder.resolve("byhand.csv"), table);
        Captured same = run("--log " + log() + " --target " + byHand + " --json");
        for (String key : List.of("rows", "onPolicy", "ipw", "snipw", "dr", "ess")) {
            assertThat(number(run.out(), key))
                    .as(key)
                    .isCloseTo(number(same.out(), key), within(1e-9 * number(run.out(), "ess")));
        }
        assertThat(run.code()).isEqualTo(same.code());
    }

    @Test
    void aNetworkThatDoesNotFitTheRowsIsRefusedByItsTensors() throws IOException {
        Captured run =
                run("--log " + log() + " --target onnx:" + network("baseline", 14, 6) + " --json");
        assertThat(run.code()).isEqualTo(ExitCodes.USAGE);
        assertThat(run.out()).contains("the input baseline").contains("with 20 entries");
        run = run("--log " + log() + " --target onnx:" + network("state", 5, 4));
        assertThat(run.code()).isEqualTo(ExitCodes.USAGE);
        assertThat(run.err())
                .contains("the input state is none of")
                .contains("6 scores: nothing, then each intervention");
        run = run("--log " + log() + " --target onnx:none.onnx");
        assertThat(run.code()).isEqualTo(ExitCodes.USAGE);
        assertThat(run.err()).contains("--target onnx:none.onnx: no such file");
    }

    /** What never says a number says nothing about any row, and the alarm rings. */
    @Test
    void aNetworkWhoseScoresAreNoNumbersIsNotRanked() throws IOException {
        Path network = network("advantage", 5, 6, Float.NaN, 1, 0, 0, 0, 0);
        Captured run = run("--log " + log() + " --target onnx:" + network + " --json");
        assertThat(run.code()).isEqualTo(ExitCodes.FINDING);
        assertThat(run.out()).contains("\"overlapWarning\":true,\"rows\":0");
    }

    /** An agent that only notes what it is told. */
    private static final class Listener implements Policy {

        final List<Double> heard = new ArrayList<>();

        @Override
        public String kind() {
            return "listener";
        }

        @Override
        public String statisticsSchema() {
            return "listener-1";
        }

        @Override
        public int statisticsLength() {
            return 1;
        }

        @Override
        public double[] newStatistics() {
            return new double[1];
        }

        @Override
        public Proposal propose(DecisionPoint point, double[] statistics) {
            return Proposal.refused("it only listens", "listener");
        }

        @Override
        public void learn(double[] statistics, LearningRow row) {
            heard.add(row.reward());
        }
    }

    @Test
    void rewardsOfSeveralOutcomesAreLearnedLessTheirUsualValueAsTheJobDoes() throws IOException {
        JsonFormat<Decision> decisions = JsonFormat.decision();
        JsonFormat<Reward> rewards = JsonFormat.reward();
        Map<String, Decision> available = new HashMap<>();
        for (String line : Files.readAllLines(log())) {
            Decision row = decisions.read(line, 1);
            if (row.available() && row.userId().equals("p0")) {
                available.put(row.decisionId(), row);
            }
        }
        for (int outcomes : new int[] {1, 2}) {
            Listener listener = new Listener();
            Target target = Target.agent(shape -> listener, Bounds.TRIAL, outcomes);
            List<Double> expected = new ArrayList<>();
            Map<String, double[]> usual = new HashMap<>();
            for (String line : Files.readAllLines(results.resolve("rewards.jsonl"))) {
                Reward reward = rewards.read(line, 1);
                Decision row = available.get(reward.decisionId());
                if (row == null || !reward.learnable()) {
                    continue;
                }
                target.probabilities(row);
                target.learn(row, reward);
                double[] mean = usual.computeIfAbsent(reward.outcome(), any -> new double[2]);
                if (row.chosen() == null) {
                    mean[0]++;
                    mean[1] += (reward.reward() - mean[1]) / mean[0];
                }
                if (outcomes == 1) {
                    expected.add(reward.reward());
                } else if (mean[0] > 0) {
                    expected.add(reward.reward() - mean[1]);
                }
            }
            assertThat(expected.size()).isBetween(50, 499);
            assertThat(listener.heard).isEqualTo(expected);
        }
    }

    @Test
    void anEmptyLogWarns() throws IOException {
        Path empty = Files.createTempDirectory(folder, "empty");
        Files.writeString(empty.resolve("decisions.jsonl"), "");
        Files.writeString(empty.resolve("rewards.jsonl"), "");
        Captured run =
                run("--log " + empty.resolve("decisions.jsonl") + " --target fixed:0.2 --json");
        assertThat(run.code()).isEqualTo(ExitCodes.FINDING);
        assertThat(run.out()).startsWith("{\"onPolicy\":null,\"ipw\":null");
    }

    /** Reward = s^2 + A (.3 - .2 s) + noise; sent with p = .1 to .9, by the state. */
    private Path trial(int persons, int rows) throws IOException {
        SplittableRandom random = new SplittableRandom(11);
        StringBuilder table =
                new StringBuilder("userId,analysed,sent,probability,outcome,s,missing\n");
        for (int person = 0; person < persons; person++) {
            for (int t = 0; t < rows; t++) {
                double s = random.nextDouble(-1, 1);
                double p = 0.5 + 0.4 * s;
                boolean sent = random.nextDouble() < p;
                double outcome = s * s + (sent ? 0.3 - 0.2 * s : 0) + 0.3 * random.nextGaussian();
                table.append("p").append(person).append(',');
                table.append(
                        t % 10 == 0
                                ? "0,1,1,9e9"
                                : "1,"
                                        + (sent ? 1 : 0)
                                        + ","
                                        + p
                                        + ","
                                        + (t % 10 == 1 ? "" : outcome));
                table.append(',').append(s).append(",\n");
            }
        }
        return Files.writeString(folder.resolve("trial.csv"), table);
    }

    @Test
    void theEffectOfSendingIsFoundThoughTheBaselineIsWrong() throws IOException {
        Path table = trial(30, 120);
        Captured run =
                run(
                        "--format mrt --log "
                                + table
                                + " --controls s --moderators s --reference 0.5 --json");
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(number(run.out(), "rows")).isEqualTo(30 * 96);
        assertThat(number(run.out(), "leftOut")).isEqualTo(30 * 24);
        assertThat(number(run.out(), "degrees")).isEqualTo(26);
        Matcher effects =
                Pattern.compile("\"estimate\":([-0-9.E]+),\"standardError\":([-0-9.E]+)")
                        .matcher(run.out());
        double[] truth = {0.3, -0.2};
        for (double expected : truth) {
            assertThat(effects.find()).isTrue();
            double error = Double.parseDouble(effects.group(2));
            assertThat(Double.parseDouble(effects.group(1)))
                    .isCloseTo(expected, within(3.5 * error));
            assertThat(error).isBetween(0.01, 0.06);
        }
        run = run("--format mrt --log " + table + " --controls s");
        assertThat(run.out()).contains("30 persons").contains("sending").contains("Mancl");
    }

    /**
     * A trial in which chance was exactly fair: where s is 0 one of four was sent with p = 1/4,
     * where it is 1 three of four with p = 3/4, and the outcome is 10 person + 5 s + A (.3 - .2 s).
     *
     * <p>For any reference r the weights r/p and (1-r)/(1-p) make the weighted sum of A - r zero at
     * each s. So no function of person and s has a share in the effect, also where no control
     * explains it, and the estimates are .3 and -.2, and without a moderator the mean of .3 and .1.
     * Sending that is not centred would take up what s does to the baseline.
     */
    @ParameterizedTest
    @ValueSource(doubles = {0.5, 0.4, 0.8})
    void theBaselineOfAModeratorIsNoEffectOfSending(double reference) throws IOException {
        StringBuilder rows = new StringBuilder("userId,analysed,sent,probability,outcome,s\n");
        for (int person = 0; person < 12; person++) {
            for (int row = 0; row < 8; row++) {
                int s = row / 4;
                int sent = row % 4 < (s == 0 ? 1 : 3) ? 1 : 0;
                double outcome = 10 * person + 5 * s + sent * (0.3 - 0.2 * s);
                rows.append("p").append(person).append(",1,").append(sent);
                rows.append(s == 0 ? ",0.25," : ",0.75,");
                rows.append(outcome).append(',').append(s).append('\n');
            }
        }
        Path table = Files.writeString(folder.resolve("fair.csv"), rows);
        String call = "--format mrt --json --reference " + reference + " --log " + table;
        assertThat(estimates(run(call + " --moderators s").out()))
                .usingComparatorWithPrecision(1e-9)
                .containsExactly(0.3, -0.2);
        assertThat(estimates(run(call).out()))
                .usingComparatorWithPrecision(1e-9)
                .containsExactly(0.2);
        // Without a reference it is the mean probability, here one half.
        Captured run = run("--format mrt --json --moderators s --log " + table);
        assertThat(number(run.out(), "reference")).isEqualTo(0.5);
        assertThat(estimates(run.out()))
                .usingComparatorWithPrecision(1e-9)
                .containsExactly(0.3, -0.2);
    }

    private static double[] estimates(String json) {
        return Pattern.compile("\"estimate\":([-0-9.E]+)")
                .matcher(json)
                .results()
                .mapToDouble(found -> Double.parseDouble(found.group(1)))
                .toArray();
    }

    /** The same by dense matrices, written from Mancl and DeRouen 2001 (Biometrics 57:126). */
    @Test
    void theStandardErrorsAreThoseOfManclAndDeRouen() throws IOException {
        Path table = trial(12, 60);
        Captured run =
                run(
                        "--format mrt --log "
                                + table
                                + " --controls s --moderators s --reference 0.4 --json");
        Map<String, List<double[]>> clusters = new TreeMap<>();
        for (String line : Files.readAllLines(table)) {
            String[] cell = line.split(",", -1);
            if (!cell[1].equals("1") || cell[4].isEmpty()) {
                continue;
            }
            double sent = Double.parseDouble(cell[2]);
            double p = Double.parseDouble(cell[3]);
            double s = Double.parseDouble(cell[5]);
            double weight = sent == 1 ? 0.4 / p : 0.6 / (1 - p);
            clusters.computeIfAbsent(cell[0], id -> new ArrayList<>())
                    .add(
                            new double[] {
                                1,
                                s,
                                sent - 0.4,
                                (sent - 0.4) * s,
                                weight,
                                Double.parseDouble(cell[4])
                            });
        }
        int q = 4;
        double[][] bread = new double[q][q];
        double[] product = new double[q];
        for (List<double[]> rows : clusters.values()) {
            for (double[] x : rows) {
                for (int i = 0; i < q; i++) {
                    product[i] += x[4] * x[i] * x[5];
                    for (int j = 0; j < q; j++) {
                        bread[i][j] += x[4] * x[i] * x[j];
                    }
                }
            }
        }
        double[] beta = solve(bread, product);
        double[][] inverse = new double[q][];
        for (int i = 0; i < q; i++) {
            double[] unit = new double[q];
            unit[i] = 1;
            inverse[i] = solve(bread, unit);
        }
        double[][] meat = new double[q][q];
        for (List<double[]> rows : clusters.values()) {
            int n = rows.size();
            double[][] left = new double[n][n];
            double[] residual = new double[n];
            for (int a = 0; a < n; a++) {
                double[] x = rows.get(a);
                residual[a] = x[5];
                for (int i = 0; i < q; i++) {
                    residual[a] -= x[i] * beta[i];
                }
                for (int b = 0; b < n; b++) {
                    double[] z = rows.get(b);
                    double h = 0;
                    for (int i = 0; i < q; i++) {
                        for (int j = 0; j < q; j++) {
                            h += x[i] * inverse[i][j] * z[j] * z[4];
                        }
                    }
                    left[a][b] = (a == b ? 1 : 0) - h;
                }
            }
            double[] widened = solve(left, residual);
            double[] score = new double[q];
            for (int a = 0; a < n; a++) {
                for (int i = 0; i < q; i++) {
                    score[i] += rows.get(a)[i] * rows.get(a)[4] * widened[a];
                }
            }
            for (int i = 0; i < q; i++) {
                for (int j = 0; j < q; j++) {
                    meat[i][j] += score[i] * score[j];
                }
            }
        }
        Matcher effects =
                Pattern.compile("\"estimate\":([-0-9.E]+),\"standardError\":([-0-9.E]+)")
                        .matcher(run.out());
        for (int k = 2; k < q; k++) {
            double variance = 0;
            for (int i = 0; i < q; i++) {
                for (int j = 0; j < q; j++) {
                    variance += inverse[k][i] * meat[i][j] * inverse[k][j];
                }
            }
            assertThat(effects.find()).as(run.out()).isTrue();
            assertThat(Double.parseDouble(effects.group(1))).isCloseTo(beta[k], within(1e-9));
            assertThat(Double.parseDouble(effects.group(2)))
                    .isCloseTo(Math.sqrt(variance), within(1e-9));
        }
    }

    /** Gauss, with the largest pivot. */
    private static double[] solve(double[][] matrix, double[] right) {
        int n = right.length;
        double[][] a = new double[n][n + 1];
        for (int i = 0; i < n; i++) {
            System.arraycopy(matrix[i], 0, a[i], 0, n);
            a[i][n] = right[i];
        }
        for (int c = 0; c < n; c++) {
            int pivot = c;
            for (int r = c; r < n; r++) {
                pivot = Math.abs(a[r][c]) > Math.abs(a[pivot][c]) ? r : pivot;
            }
            double[] row = a[pivot];
            a[pivot] = a[c];
            a[c] = row;
            for (int r = 0; r < n; r++) {
                double factor = r == c ? 0 : a[r][c] / row[c];
                for (int j = c; j <= n && factor != 0; j++) {
                    a[r][j] -= factor * row[j];
                }
            }
        }
        double[] solution = new double[n];
        for (int i = 0; i < n; i++) {
            solution[i] = a[i][n] / a[i][i];
        }
        return solution;
    }

    @Test
    void outcomesOfSeveralUnitsAreNotMixed() throws IOException {
        List<String> rows = new ArrayList<>(Files.readAllLines(trial(10, 40)));
        rows.set(0, rows.get(0) + ",outcomeName");
        for (int i = 1; i < rows.size(); i++) {
            rows.set(i, rows.get(i) + (i % 2 == 0 ? ",steps" : ",minutes"));
        }
        Path table = Files.write(folder.resolve("several.csv"), rows);
        Captured run = run("--format mrt --log " + table + " --json");
        assertThat(run.code()).isEqualTo(ExitCodes.USAGE);
        assertThat(run.out()).contains("(minutes, steps)").contains("--outcome-name");
        run = run("--format mrt --outcome-name steps --log " + table + " --json");
        assertThat(run.code()).isZero();
        assertThat(number(run.out(), "rows")).isEqualTo(160);
    }

    @Test
    void tooFewPersonsDetermineNoEffect() throws IOException {
        Captured run = run("--format mrt --log " + trial(2, 50) + " --json");
        assertThat(run.code()).isZero();
        assertThat(run.out()).contains("\"degrees\":null,\"effects\":[]");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--log LOG|--target says what to evaluate",
                "--log LOG --target thomson-raw|did you mean thompson-raw",
                "--log LOG --target fixed:1.5|above 0 and below 1",
                "--log LOG --target fixed:x|above 0 and below 1",
                "--log none --target fixed:0.5|no such file",
                "--log LOG --rewards none --target fixed:0.5|no such file",
                "--log LOG --target fixed:0.5 --format openbandit|did you mean open-bandit",
                "--log LOG --target fixed:0.5 --q x.csv|--q is an option of --format open-bandit",
                "--log LOG --target fixed:0.5 --controls s|--controls is an option of --format mrt",
                "--log TRIAL --format mrt --target x|--target is no option",
                "--log TRIAL --format mrt --reference 1|above 0 and below 1",
                "--log TRIAL --format mrt --controls nothing|has no column nothing",
                "--log TRIAL --format open-bandit --target uniform|has no column item_id",
                "--format open-bandit --log none --target uniform|no such file"
            })
    void whatIsWrongIsNamed(String options, String message) throws IOException {
        Captured run =
                run(
                        options.replace("LOG", log().toString())
                                .replace("TRIAL", trial(5, 20).toString()));
        assertThat(run.code()).as(run.err()).isEqualTo(ExitCodes.USAGE);
        assertThat(run.err()).contains(message);
    }
}
