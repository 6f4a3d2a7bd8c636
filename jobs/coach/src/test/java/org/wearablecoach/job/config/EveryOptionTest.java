package org.wearablecoach.job.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each option there is: that it can be set, and whether it is part of the configuration hash. */
final class EveryOptionTest {

    private static final Environment NOTHING = new Environment(Map.of(), Path.of(""));

    /**
     * An option with another value than its default.
     *
     * @param path as on the command line
     * @param value null where the default is the only value, or the value is never printed
     * @param hashed whether it can change a decision
     */
    record Other(String path, @Nullable String value, boolean hashed) {}

    private static Other hashed(String path, String value) {
        return new Other(path, value, true);
    }

    private static Other apart(String path, String value) {
        return new Other(path, value, false);
    }

    static final List<Other> OPTIONS =
            List.of(
                    apart("kafka.bootstrapServers", "broker-1:9093,broker-2:9093"),
                    apart("kafka.groupId", "pilot"),
                    apart("kafka.guarantee", "exactly-once"),
                    apart("kafka.guarantees", "{recommendations: at-least-once}"),
                    apart("kafka.createTopics", "true"),
                    apart("kafka.transactionTimeout", "PT10M"),
                    apart("kafka.partitionDiscovery", "PT5S"),
                    apart("kafka.properties", "{security.protocol: SASL_SSL}"),
                    apart("kafka.registry.url", "https://registry:8081"),
                    apart("kafka.registry.user", "coach"),
                    new Other("kafka.registry.password", null, false),
                    new Other("kafka.registry.token", null, false),
                    apart("kafka.registry.trustStore", "/etc/trust.p12"),
                    new Other("kafka.registry.trustStorePassword", null, false),
                    apart("kafka.registry.patience", "PT5M"),
                    apart("topics.prefix", "pilot-"),
                    apart("topics.windowScores", "true"),
                    apart("topics.partitions", "12"),
                    apart("topics.replication", "3"),
                    apart("topics.radar", "android_garmin_generic_steps"),
                    hashed("signals.disorder", "PT20S"),
                    hashed("signals.futureLimit", "PT5M"),
                    hashed("signals.oldestAccepted", "P10D"),
                    hashed("signals.backfillHorizon", "PT12H"),
                    hashed("signals.maxDevices", "4"),
                    hashed("signals.maxRecordsPerMinute", "200000"),
                    hashed("signals.minimumCoverage", "0.7"),
                    hashed("signals.maximumArtefacts", "0.2"),
                    hashed("signals.forgetBuffersAfter", "P14D"),
                    hashed("signals.forgetPersonAfter", "P100D"),
                    hashed("models.activity", "other-activity"),
                    hashed("models.glucose", "other-glucose"),
                    hashed("models.arousal", "other-arousal"),
                    apart("models.batchSize", "1"),
                    apart("models.leastBatch", "4"),
                    apart("models.flushAfter", "PT0.2S"),
                    hashed("models.executionProvider", "cuda"),
                    apart(
                            "models.trustedKeys",
                            "{release: MCowBQYDK2VwAyEA11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=}"),
                    apart("models.allowedSha256", "[" + "ab".repeat(32) + "]"),
                    apart("models.maxBytes", "1000"),
                    hashed("decision.deployment", "pilot"),
                    hashed("decision.interval", "PT10M"),
                    hashed("decision.times", "09:00, 15:30"),
                    hashed("decision.firstDay", "2026-03-01"),
                    hashed("decision.lastDay", "2026-06-30"),
                    hashed("decision.lateSync", "PT20M"),
                    hashed("decision.freshness", "PT20M"),
                    hashed("decision.quietFrom", "21:30"),
                    hashed("decision.quietUntil", "06:30"),
                    hashed("decision.gap", "PT2H"),
                    hashed("decision.cap", "3"),
                    hashed("decision.fallbackProbability", "0.05"),
                    hashed("safety.glucoseEnabled", "false"),
                    hashed("safety.glucoseLow", "80"),
                    hashed("safety.glucoseForecastLow", "75"),
                    hashed("safety.glucoseLowRisk", "0.3"),
                    hashed("safety.glucoseFalseAlarmsPerDay", "2.0"),
                    hashed("safety.glucoseCoolDown", "PT1H"),
                    hashed("safety.glucoseFreshness", "PT20M"),
                    hashed("safety.heartRateEnabled", "false"),
                    hashed("safety.heartRateShare", "0.9"),
                    hashed("safety.heartRateCoolDown", "PT1H"),
                    hashed("policy.kind", "thompson-smooth"),
                    hashed("policy.version", "2"),
                    hashed("policy.seed", "2"),
                    hashed("policy.probability", "0.2"),
                    hashed("policy.warmUp", "P3D"),
                    hashed("policy.lowerBound", "0.01"),
                    hashed("policy.upperBound", "0.8"),
                    hashed("policy.floor", "0.1"),
                    hashed("policy.budget", "1.5"),
                    hashed("policy.budgetFrom", "9"),
                    hashed("policy.budgetUntil", "21"),
                    hashed("policy.model", "my-policy.onnx"),
                    hashed("policy.settings", "{exploration: '0.5'}"),
                    hashed("reward.steps", "other-reward"),
                    hashed("reward.arousal", "other-reward"),
                    hashed("reward.zone", "other-reward"),
                    hashed("reward.still", "other-reward"),
                    hashed("reward.censorAfter", "PT12H"),
                    hashed("interventions.move.id", "stand"),
                    hashed("interventions.move.safetyOnly", "false"),
                    hashed("interventions.move.eligible", "awake and sedentary(30)"),
                    hashed("interventions.move.exertion", "false"),
                    hashed("interventions.move.outcome", "still"),
                    hashed("interventions.move.outcomeWindow", "PT20M"),
                    hashed("interventions.move.cost", "0.2"),
                    hashed("interventions.move.cap", "2"),
                    hashed("interventions.move.coolDown", "PT3H"),
                    hashed("interventions.move.quietUntil", "23:00"),
                    hashed("interventions.move.expiresAfter", "PT5M"),
                    hashed("interventions.move.text", "{en: Stand up?}"),
                    apart("privacy.deadLetterRawLimit", "0"));

    static Stream<Other> options() {
        return OPTIONS.stream().filter(option -> option.value() != null);
    }

    @ParameterizedTest
    @MethodSource("options")
    void canBeSetAndChangesTheHashOnlyIfItCanChangeADecision(Other option) {
        CoachConfig defaults = CoachConfig.defaults();
        CoachConfig changed = with(option.path(), String.valueOf(option.value()));
        boolean sameValue = option.path().equals("interventions.move.safetyOnly");
        assertThat(changed.equals(defaults)).isEqualTo(sameValue);
        assertThat(changed.hash().equals(defaults.hash())).isEqualTo(!option.hashed() || sameValue);
    }

    @ParameterizedTest
    @MethodSource("options")
    void readsBackAsItIsPrinted(Other option) {
        List<Setting> settings =
                List.of(new Setting(option.path(), String.valueOf(option.value())));
        ConfigDocument document = ConfigDocument.of(null, "", settings, Path.of(""));
        ConfigDocument again =
                ConfigDocument.of(document.yaml(false), "printed", List.of(), Path.of(""));
        assertThat(again.config(NOTHING)).isEqualTo(document.config(NOTHING));
        assertThat(again.yaml(true)).isEqualTo(document.yaml(true));
    }

    @Test
    void standsInThisTest() {
        assertThat(OPTIONS.stream().map(Other::path)).containsExactlyElementsOf(paths());
    }

    @Test
    void isInTheHashedTextUnlessItCannotChangeADecision() {
        List<String> hashed =
                OPTIONS.stream()
                        .filter(Other::hashed)
                        .map(option -> option.path().replaceAll(".*\\.", ""))
                        .toList();
        String json = CanonicalJson.of(CoachConfig.defaults());
        List<String> names = new ArrayList<>();
        Pattern.compile("\"([A-Za-z]+)\":(?!\\{|\\[\\{)")
                .matcher(json)
                .results()
                .forEach(name -> names.add(name.group(1)));
        names.removeAll(List.of("en", "de"));
        assertThat(names.stream().distinct())
                .containsExactlyInAnyOrderElementsOf(
                        hashed.stream()
                                .filter(name -> !List.of("text", "settings").contains(name))
                                .distinct()
                                .toList());
        assertThat(json).doesNotContain("kafka", "topics", "privacy", "batchSize", "flushAfter");
    }

    private static List<String> paths() {
        List<String> paths = new ArrayList<>();
        collect(Shape.root(), "", paths);
        return paths;
    }

    private static void collect(Shape shape, String path, List<String> paths) {
        if (shape instanceof Shape.Section section) {
            for (Shape.Field field : section.fields()) {
                collect(
                        field.shape(),
                        path.isEmpty() ? field.name() : path + "." + field.name(),
                        paths);
            }
        } else if (shape instanceof Shape.Items items
                && items.element() instanceof Shape.Section section) {
            collect(section, path + ".move", paths);
        } else {
            paths.add(path);
        }
    }

    private static CoachConfig with(String path, String value) {
        return ConfigDocument.of(null, "", List.of(new Setting(path, value)), Path.of(""))
                .config(NOTHING);
    }
}
