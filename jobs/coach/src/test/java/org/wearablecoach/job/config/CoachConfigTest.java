package org.wearablecoach.job.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalTime;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.wearablecoach.loop.config.InterventionOptions;

final class CoachConfigTest {

    private static final Environment NOTHING = new Environment(Map.of(), Path.of(""));

    @Test
    void takesTheDefaultsOfTheDesign() {
        CoachConfig config = CoachConfig.defaults();
        assertThat(config.decision().interval()).isEqualTo(Duration.ofMinutes(5));
        assertThat(config.decision().lateSync()).isEqualTo(Duration.ofMinutes(10));
        assertThat(config.decision().freshness()).isEqualTo(Duration.ofMinutes(10));
        assertThat(config.decision().quietFrom()).isEqualTo(LocalTime.of(22, 0));
        assertThat(config.decision().quietUntil()).isEqualTo(LocalTime.of(7, 0));
        assertThat(config.decision().gap()).isEqualTo(Duration.ofMinutes(60));
        assertThat(config.decision().cap()).isEqualTo(5);
        assertThat(config.signals().disorder()).isEqualTo(Duration.ofSeconds(10));
        assertThat(config.signals().futureLimit()).isEqualTo(Duration.ofMinutes(10));
        assertThat(config.signals().oldestAccepted()).isEqualTo(Duration.ofDays(31));
        assertThat(config.signals().forgetBuffersAfter()).isEqualTo(Duration.ofDays(7));
        assertThat(config.signals().forgetPersonAfter()).isEqualTo(Duration.ofDays(400));
        assertThat(config.policy().probability()).isEqualTo(0.1);
        assertThat(config.policy().lowerBound()).isEqualTo(0.005);
        assertThat(config.policy().upperBound()).isEqualTo(0.2);
        assertThat(config.kafka().guarantee()).isEqualTo(Guarantee.AT_LEAST_ONCE);
        assertThat(config.kafka().createTopics()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"''", "'# only a comment'", "'kafka:'", "'kafka: {}\ndecision:\n  # gap: PT1H'"})
    void aFileThatSetsNothingIsTheDefaults(String yaml) {
        assertThat(read(yaml)).isEqualTo(CoachConfig.defaults());
    }

    @Test
    void printedDefaultsReadBackAsTheDefaults() {
        String printed = ConfigDocument.load(null, List.of()).yaml(true);
        assertThat(read(printed)).isEqualTo(CoachConfig.defaults());
        assertThat(printed.lines()).allMatch(line -> line.length() <= 100);
    }

    @Test
    void settingsWinOverTheFileAndLaterOnesOverFormer() {
        CoachConfig config =
                read(
                        "decision:\n  gap: PT2H\n  cap: 7\n",
                        new Setting("decision.cap", "3"),
                        new Setting("decision.cap", "4"));
        assertThat(config.decision().gap()).isEqualTo(Duration.ofHours(2));
        assertThat(config.decision().cap()).isEqualTo(4);
    }

    @Test
    void aSettingMayMendWhatTheFileAloneWouldBreak() {
        CoachConfig config =
                read(
                        "policy:\n  lowerBound: 0.3\n  probability: 0.5\n",
                        new Setting("policy.upperBound", "0.8"),
                        new Setting("decision.fallbackProbability", "0.5"));
        assertThat(config.policy().lowerBound()).isEqualTo(0.3);
    }

    @Test
    void aListInTheFileReplacesTheListAndKnownIdsKeepTheirDefaults() {
        CoachConfig config =
                read(
                        """
                        interventions:
                          - id: move
                            outcomeWindow: PT50M
                          - id: check-glucose
                          - id: check-heart-rate
                        """);
        assertThat(config.interventions()).hasSize(3);
        InterventionOptions move = config.interventions().get(0);
        assertThat(move.outcomeWindow()).isEqualTo(Duration.ofMinutes(50));
        assertThat(move.expiresAfter()).isEqualTo(Duration.ofMinutes(15));
        assertThat(move.text()).containsKeys("en", "de");
    }

    @Test
    void entriesOfAListAreSetByIdByIndexOrByAGroupInTheFile() {
        assertThat(
                        outcomeWindow(
                                read("", new Setting("interventions.move.outcomeWindow", "PT20M"))))
                .isEqualTo(Duration.ofMinutes(20));
        assertThat(outcomeWindow(read("", new Setting("interventions.0.outcomeWindow", "PT20M"))))
                .isEqualTo(Duration.ofMinutes(20));
        CoachConfig grouped = read("interventions:\n  move:\n    outcomeWindow: PT20M\n");
        assertThat(outcomeWindow(grouped)).isEqualTo(Duration.ofMinutes(20));
        assertThat(grouped.interventions()).hasSize(CoachConfig.defaults().interventions().size());
    }

    @Test
    void aKeyOfATableMayHaveDots() {
        CoachConfig config =
                read("", new Setting("kafka.properties.security.protocol", "SASL_SSL"));
        assertThat(config.kafka().properties()).containsEntry("security.protocol", "SASL_SSL");
    }

    @Test
    void theHashDoesNotDependOnOrderOrWriting() {
        CoachConfig one = read("policy:\n  seed: 7\n  floor: 0.10\ndecision:\n  gap: PT90M\n");
        CoachConfig other = read("decision: {gap: PT1H30M}\npolicy: {floor: 1e-1, seed: 7}\n");
        assertThat(one.hash()).isEqualTo(other.hash()).matches("[0-9a-f]{64}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'decision:\n  intervall: PT5M'"
                        + "|coach.yaml, line 2: decision.intervall is not an option: did you mean"
                        + " decision.interval?",
                "'decison:\n  cap: 5'"
                        + "|coach.yaml, line 1: decison is not an option: did you mean decision?",
                "'cap: 5'|coach.yaml, line 1: cap is not an option: did you mean decision.cap?",
                "'decision.cap: 5'"
                        + "|coach.yaml, line 1: decision.cap is not an option: write it nested, one"
                        + " line for each part of the name.",
                "'decision:\n  gap: PT1H\n  cap: many'"
                        + "|coach.yaml, line 3: decision.cap is many: write a whole number.",
                "'decision:\n  cap: 5.5'"
                        + "|coach.yaml, line 2: decision.cap is 5.5: write a whole number.",
                "'decision:\n  cap:'"
                        + "|coach.yaml, line 2: decision.cap is without a value: write one value; in"
                        + " quotes where it is empty.",
                "'decision:\n  cap: [5]'"
                        + "|coach.yaml, line 2: decision.cap is a list: write one value; in quotes"
                        + " where it is empty.",
                "'decision:\n  cap: 2000'"
                        + "|coach.yaml, line 2: decision.cap is 2000: set it between 0 and 1000.",
                "'decision:\n  gap: 5 minutes'"
                        + "|coach.yaml, line 2: decision.gap is 5 minutes: write a duration as ISO"
                        + " 8601 has it, such as PT5M or P1D.",
                "'decision:\n  quietFrom: 25:00'"
                        + "|coach.yaml, line 2: decision.quietFrom is 25:00: write a time of day in"
                        + " quotes, such as \"22:00\".",
                "'policy:\n  floor: .nan'|coach.yaml, line 2: policy.floor is .nan: write a number.",
                "'policy:\n  floor: Infinity'"
                        + "|coach.yaml, line 2: policy.floor is Infinity: write a number.",
                "'kafka:\n  createTopics: yes'"
                        + "|coach.yaml, line 2: kafka.createTopics is yes: write true or false.",
                "'kafka:\n  guarantee: once'"
                        + "|coach.yaml, line 2: kafka.guarantee is once: write at-least-once or"
                        + " exactly-once.",
                "'decision: 5'"
                        + "|coach.yaml, line 1: decision is 5: write its options below it, indented.",
                "'interventions: move'"
                        + "|coach.yaml, line 1: interventions is move: write a list, each entry"
                        + " behind a hyphen.",
                "'interventions:\n  mov:\n    outcomeWindow: PT1M'"
                        + "|coach.yaml, line 2: interventions.mov does not exist: did you mean"
                        + " interventions.move?",
                "'interventions:\n  - id: move\n    outcomeWindw: PT1M'"
                        + "|coach.yaml, line 3: interventions.move.outcomeWindw is not an option: did"
                        + " you mean interventions.move.outcomeWindow?",
                "'interventions:\n  - id: move\n    outcomeWindow: PT2H'"
                        + "|coach.yaml, line 3: interventions.move.outcomeWindow is PT2H: whole minutes"
                        + " between PT1M and PT60M.",
                "'kafka:\n  properties: [a]'"
                        + "|coach.yaml, line 2: kafka.properties is a list: write name: value, one"
                        + " line each.",
                "'kafka:\n  properties:\n    group.id: x'"
                        + "|coach.yaml, line 3: kafka.properties.group.id is a property of the job:"
                        + " set kafka.groupId instead.",
                "'kafka:\n  bootstrapServers: broker'"
                        + "|coach.yaml, line 2: kafka.bootstrapServers is broker: write host:port,"
                        + " separated by commas.",
                "'kafka:\n  groupId: a b'"
                        + "|coach.yaml, line 2: kafka.groupId is a b: use letters, digits, dots,"
                        + " underscores and hyphens, at most 200.",
                "'kafka:\n  transactionTimeout: PT1S'"
                        + "|coach.yaml, line 2: kafka.transactionTimeout is PT1S: set it between PT1M"
                        + " and PT24H.",
                "'topics:\n  prefix: a/b'"
                        + "|coach.yaml, line 2: topics.prefix is a/b: use letters, digits, dots,"
                        + " underscores and hyphens, at most 100.",
                "'topics:\n  partitions: 0'"
                        + "|coach.yaml, line 2: topics.partitions is 0: set it between 1 and 10000.",
                "'topics:\n  replication: 0'"
                        + "|coach.yaml, line 2: topics.replication is 0: set it to -1, or between 1"
                        + " and 16.",
                "'privacy:\n  deadLetterRawLimit: -1'"
                        + "|coach.yaml, line 2: privacy.deadLetterRawLimit is -1: set it between 0"
                        + " and 900000.",
                "'decision:\n  cap: 1\n  cap: 2'|coach.yaml, line 3: cap stands twice: remove one of"
                        + " them.",
            })
    void refusesAndNamesThePlaceTheOptionTheValueAndTheRule(String yaml, String message) {
        assertThatThrownBy(() -> read(yaml))
                .isInstanceOfSatisfying(
                        ConfigException.class,
                        problems -> assertThat(problems.problems().get(0)).isEqualTo(message));
    }

    @Test
    void refusesANewEntryThatIsNotComplete() {
        assertThatThrownBy(() -> read("interventions:\n  - id: stretch\n    outcomeWindow: PT1M\n"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(
                        "coach.yaml, line 2: interventions.stretch.eligible is missing");
    }

    @Test
    void namesEveryProblemAtOnce() {
        ConfigException problems =
                org.junit.jupiter.api.Assertions.assertThrows(
                        ConfigException.class,
                        () ->
                                read(
                                        "decision:\n  cap: many\n  gap: long\nsafety:\n  glucoseLow: x\n"));
        assertThat(problems.problems()).hasSize(3);
    }

    /** Keys that do not exist, values that cannot be read, rules that are broken: each by line. */
    @Test
    void namesProblemsOfEveryKindAtOnceEachWithItsLine() {
        String yaml =
                """
                decision:
                  gap: -PT1H
                  cap: 5000
                  intervall: PT5M
                policy:
                  kind: thomson-smooth
                  floor: 0.9
                  settings:
                    steepnes: "3"
                safety:
                  glucoseLow: x
                interventions:
                  - id: move
                    eligible: awake and sedentry(40)
                    cost: -1
                    text:
                      en: "{step|Some} steps."
                  - id: stretch
                    safetyOnly: false
                    eligible: hour = 3
                    exertion: true
                    outcome: steps
                    outcomeWindow: PT30M
                    cost: 500
                    cap: 2
                    coolDown: PT3H
                    quietUntil: late
                    expiresAfter: PT15M
                    text:
                      en: Up?
                """;
        ConfigException problems =
                org.junit.jupiter.api.Assertions.assertThrows(
                        ConfigException.class, () -> read(yaml));
        String[] starts = {
            "coach.yaml, line 4: decision.intervall is not an option",
            "coach.yaml, line 2: decision.gap is",
            "coach.yaml, line 3: decision.cap is 5000",
            "coach.yaml, line 11: safety.glucoseLow is x",
            "coach.yaml, line 6: policy.kind is thomson-smooth: did you mean thompson-smooth?",
            "coach.yaml, line 7: policy.floor is 0.9",
            "coach.yaml, line 9: policy.settings.steepnes is 3: no agent has a setting of that"
                    + " name; did you mean steepness?",
            "coach.yaml, line 14: interventions.move.eligible: at character 11 of \"awake and"
                    + " sedentry(40)\": expected a word of the context, and sedentry is none: did"
                    + " you mean sedentary?",
            "coach.yaml, line 15: interventions.move.cost is -1",
            "coach.yaml, line 17: interventions.move.text.en has the parameter step",
            "coach.yaml, line 20: interventions.stretch.eligible: at character 6",
            "coach.yaml, line 24: interventions.stretch.cost is 500",
            "coach.yaml, line 27: interventions.stretch.quietUntil is late"
        };
        assertThat(problems.problems()).hasSize(starts.length);
        for (String start : starts) {
            assertThat(problems.problems()).anyMatch(problem -> problem.startsWith(start));
        }
    }

    /** A rule that compares two options is broken once, whichever of them is wrong. */
    @Test
    void doesNotBlameAnOptionForAnotherThatWasPutAside() {
        assertThatThrownBy(() -> read("policy:\n  lowerBound: 0.3\n  upperBound: 1.5\n"))
                .hasMessage("coach.yaml, line 3: policy.upperBound is 1.5: it is below 1.");
    }

    @Test
    void aWrongSettingIsNamedAsItStandsOnTheCommandLine() {
        assertThatThrownBy(() -> read("", new Setting("decision.intervall", "PT5M")))
                .hasMessage(
                        "--decision.intervall: decision.intervall is not an option: did you mean"
                                + " decision.interval?");
        assertThatThrownBy(() -> read("", new Setting("decision.cap", "many")))
                .hasMessage("--decision.cap: decision.cap is many: write a whole number.");
        assertThatThrownBy(() -> read("", new Setting("decision.cap.most", "1")))
                .hasMessageContaining("decision.cap.most is not an option");
        assertThatThrownBy(() -> read("", new Setting("interventions.mov.outcomeWindow", "PT1M")))
                .hasMessageContaining("did you mean interventions.move?");
    }

    @Test
    void refusesWhatIsNotYaml() {
        assertThatThrownBy(() -> read("decision:\n  cap: [5\n"))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith("coach.yaml, line ")
                .hasMessageContaining("this is not YAML");
        assertThatThrownBy(() -> read("decision: &a\n  cap: *a\n"))
                .isInstanceOf(ConfigException.class);
    }

    @Test
    void refusesAFileThatCannotBeRead() {
        assertThatThrownBy(() -> CoachConfig.load(Path.of("absent.yaml"), List.of()))
                .isInstanceOf(ConfigException.class)
                .hasMessage("absent.yaml: this file cannot be read: name a YAML file in UTF-8.");
    }

    @Test
    void takesSecretsFromTheEnvironmentAndFromFilesBesideTheConfiguration(@TempDir Path folder)
            throws IOException {
        Files.writeString(folder.resolve("password"), "hunter2\n");
        Path file = folder.resolve("coach.yaml");
        Files.writeString(
                file,
                """
                kafka:
                  properties:
                    ssl.key.password: ${file:password}
                    sasl.jaas.config: login user="${env:KAFKA_USER}";
                """);
        Environment environment = new Environment(Map.of("KAFKA_USER", "me$1"), Path.of(""));
        ConfigDocument document = ConfigDocument.load(file, List.of());
        CoachConfig config = document.config(environment);
        assertThat(config.kafka().properties())
                .containsEntry("ssl.key.password", "hunter2")
                .containsEntry("sasl.jaas.config", "login user=\"me$1\";");
        assertThat(config.toString()).doesNotContain("hunter2", "me$1");
        assertThat(document.yaml(true)).doesNotContain("hunter2", "me$1");
        assertThat(document.yaml(false)).contains("\"${file:password}\"");
    }

    @Test
    void neverPrintsASecretThatIsWrittenOut() {
        Setting secret = new Setting("kafka.properties.sasl.jaas.config", "hunter2");
        ConfigDocument document = ConfigDocument.of(null, "", List.of(secret), Path.of(""));
        assertThat(document.yaml(true)).doesNotContain("hunter2").contains("********");
        assertThat(document.config(NOTHING).toString()).doesNotContain("hunter2");
    }

    @Test
    void neverShowsASecretInAProblem() {
        Environment environment = new Environment(Map.of("WHERE", "hunter2"), Path.of(""));
        ConfigDocument document =
                ConfigDocument.of(
                        "kafka:\n  bootstrapServers: ${env:WHERE}\n",
                        "coach.yaml",
                        List.of(),
                        Path.of(""));
        assertThatThrownBy(() -> document.config(environment))
                .hasMessageContaining("kafka.bootstrapServers is ${env:WHERE}: write host:port");
        Environment number = new Environment(Map.of("CAP", "hunter2"), Path.of(""));
        ConfigDocument cap =
                ConfigDocument.of(
                        null, "", List.of(new Setting("decision.cap", "${env:CAP}")), Path.of(""));
        assertThatThrownBy(() -> cap.config(number))
                .hasMessage("--decision.cap: decision.cap is ${env:CAP}: write a whole number.");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "${env:ABSENT}|set the environment variable ABSENT.",
                "${vault:x}|write ${env:NAME} or ${file:PATH}.",
            })
    void refusesAReferenceThatLeadsNowhere(String reference, String rule) {
        assertThatThrownBy(() -> read("kafka:\n  properties:\n    a.password: " + reference + "\n"))
                .hasMessage("coach.yaml, line 3: kafka.properties.a.password is set: " + rule);
    }

    @Test
    void refusesASecretFileThatIsAbsent() {
        assertThatThrownBy(() -> read("kafka:\n  properties:\n    a.password: ${file:/no/such}\n"))
                .hasMessageContaining("make the file /no/such readable");
    }

    private static Duration outcomeWindow(CoachConfig config) {
        return config.interventions().get(0).outcomeWindow();
    }

    private static CoachConfig read(@Nullable String yaml, Setting... settings) {
        return ConfigDocument.parse(yaml, "coach.yaml", List.of(settings), Path.of(""))
                .config(NOTHING);
    }

    @Test
    void aDecisionIsKeptForAsLongAsItMayWaitForItsOutcome() {
        assertThatThrownBy(
                        () ->
                                CoachConfig.load(
                                        null,
                                        List.of(
                                                new Setting("reward.censorAfter", "P3D"),
                                                new Setting(
                                                        "signals.forgetBuffersAfter", "PT25H"))))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("signals.forgetBuffersAfter is PT25H")
                .hasMessageContaining("lower reward.censorAfter");
        assertThatThrownBy(
                        () ->
                                CoachConfig.load(
                                        null,
                                        List.of(
                                                new Setting("reward.censorAfter", "P3D"),
                                                new Setting("decision.interval", "PT1M"))))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("decision.interval is PT1M");
    }
}
