package org.wearablecoach.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.KeyPair;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.wearablecoach.event.Candidate;
import org.wearablecoach.event.Cause;
import org.wearablecoach.event.Control;
import org.wearablecoach.event.ControlKind;
import org.wearablecoach.event.Decision;
import org.wearablecoach.event.DecisionType;
import org.wearablecoach.event.ModelAction;
import org.wearablecoach.event.ModelScore;
import org.wearablecoach.event.ModelUpdate;
import org.wearablecoach.event.PolicyUpdate;
import org.wearablecoach.event.Reason;
import org.wearablecoach.event.SignalKind;
import org.wearablecoach.event.VersionRef;
import org.wearablecoach.event.WindowScore;
import org.wearablecoach.files.Timed;
import org.wearablecoach.loop.adapt.Adapt;
import org.wearablecoach.onnx.ModelBundle;
import org.wearablecoach.onnx.ModelManifest;
import org.wearablecoach.policy.DecisionAudit;

/** Two persons who sit all afternoon, and models and policies that change meanwhile. */
class ControlTest {

    private static final Instant START = Instant.parse("2026-03-02T12:00:00Z");
    private static final Duration LENGTH = Duration.ofHours(4);
    private static final long START_MILLIS = START.toEpochMilli();
    private static final long SWITCH = START.plus(Duration.ofHours(2)).toEpochMilli();

    /** Sits between two decision points: the first one after it is the first to change. */
    private static final long BETWEEN = SWITCH + 60_000;

    private static final String SPECIFICATION =
            "{\"kind\":\"fixed\",\"numbers\":{\"probability\":0.2}}";

    private static final String[] SETTINGS = {
        "--policy.probability", "0.6",
        "--policy.upperBound", "0.8",
        "--decision.gap", "PT5M",
        "--decision.cap", "1000",
        "--models.allowedSha256",
                "["
                        + EverythingRuns.from(0).sha256()
                        + ","
                        + EverythingRuns.broken(0).sha256()
                        + "]"
    };

    private static JobFixture fixture;
    private static List<Timed> records;

    @BeforeAll
    static void publish() {
        CsvRecording csv = new CsvRecording();
        for (long minute = 0; minute < LENGTH.toMinutes(); minute++) {
            Instant time = START.plusSeconds(60 * minute);
            for (String user : List.of("ann", "ben")) {
                csv.live(user, "watch", time, "heart-rate", 64);
                // They fetch a coffee now and then, else they would be taken for asleep.
                boolean walks = minute % 90 < 3;
                csv.live(user, "watch", time, "steps", walks ? 80 : 0);
                for (int second = 20; !walks && second < 30; second++) {
                    csv.still(user, "watch", time.plusSeconds(second));
                }
            }
        }
        records = csv.read();
        fixture = new JobFixture();
    }

    @AfterAll
    static void close() {
        if (fixture != null) {
            fixture.close();
        }
    }

    private static JobFixture.Run job(String prefix, Control... updates) throws Exception {
        JobFixture.Run run =
                fixture.jobUnderControl(prefix, 2, records, List.of(updates), SETTINGS);
        assertThat(run.outcome().rows())
                .as("the edge under the same control")
                .isEqualTo(
                        JobFixture.edge(fixture.config(prefix, SETTINGS), records, updates).rows());
        return run;
    }

    private static PolicyUpdate policy(long effectiveFrom, String specification) {
        return new PolicyUpdate(
                Adapt.POLICY,
                "2",
                ModelBundle.sha256(specification.getBytes(java.nio.charset.StandardCharsets.UTF_8)),
                effectiveFrom,
                specification);
    }

    @Test
    void anotherModelChangesWhatIsRecommendedFromItsTimeOn() throws Exception {
        ModelUpdate swap = EverythingRuns.from(SWITCH);
        Outcome outcome = job("swap", swap).outcome();

        assertThat(motion(outcome))
                .hasSizeGreaterThan(900)
                .allSatisfy(
                        score -> {
                            boolean after = score.end() >= SWITCH;
                            assertThat(score.label()).isEqualTo(after ? "run" : "still");
                            assertThat(model(score).version())
                                    .isEqualTo(after ? swap.version() : "1.0.0");
                        });
        // Running in five of the last ten minutes is exercise, and then nobody is asked to move.
        long exercising = SWITCH + Duration.ofMinutes(10).toMillis();
        assertThat(outcome.recommendations)
                .filteredOn(sent -> sent.intervention().equals("move"))
                .hasSizeGreaterThan(10)
                .allMatch(sent -> sent.decisionTime() < exercising);
        assertThat(outcome.decisions)
                .filteredOn(decision -> decision.decisionTime() >= exercising)
                .hasSizeGreaterThan(40)
                .allSatisfy(
                        decision -> {
                            assertThat(reasonOfMove(decision)).isEqualTo(Reason.EXERCISING);
                            assertThat(decision.models())
                                    .anyMatch(m -> m.sha256().equals(swap.sha256()));
                        });
        Outcome without = JobFixture.edge(fixture.config("swap", SETTINGS), records);
        assertThat(without.recommendations)
                .as("with the shipped model they are asked later too")
                .anyMatch(sent -> sent.decisionTime() >= exercising);
        assertThat(outcome.statuses)
                .hasSize(2)
                .allSatisfy(
                        status -> {
                            assertThat(status.kind()).isEqualTo(ControlKind.MODEL);
                            assertThat(status.accepted()).isTrue();
                            assertThat(status.sha256()).isEqualTo(swap.sha256());
                            assertThat(status.effectiveFrom()).isEqualTo(SWITCH);
                        })
                .extracting(status -> status.subtask())
                .containsExactlyInAnyOrder(0, 1);
        assertThat(outcome.letters).isEmpty();
    }

    @Test
    void aBadModelLeavesTheGoodOneServing() throws Exception {
        ModelUpdate swap = EverythingRuns.from(SWITCH);
        ModelUpdate broken = EverythingRuns.broken(SWITCH + 3_600_000);
        ModelUpdate lying =
                new ModelUpdate(
                        swap.name(),
                        "10.0.0",
                        swap.sha256(),
                        SWITCH + 3_600_000,
                        swap.manifest(),
                        swap.model(),
                        null,
                        null,
                        null);
        // One partition, and one name: the order of publication is the order of arrival.
        Outcome outcome = job("bad-model", swap, broken, lying).outcome();
        assertThat(motion(outcome))
                .filteredOn(score -> score.end() >= SWITCH)
                .hasSizeGreaterThan(400)
                .allSatisfy(
                        score -> {
                            assertThat(score.label()).isEqualTo("run");
                            assertThat(model(score).sha256()).isEqualTo(swap.sha256());
                        });
        assertThat(outcome.statuses).filteredOn(status -> status.accepted()).hasSize(2);
        assertThat(outcome.statuses)
                .filteredOn(status -> !status.accepted())
                .hasSize(4)
                .allSatisfy(status -> assertThat(status.detail()).isNotBlank())
                .extracting(status -> status.version() + " at " + status.subtask())
                .containsExactlyInAnyOrder(
                        "9.0.0 at 0", "9.0.0 at 1", "10.0.0 at 0", "10.0.0 at 1");
        assertThat(outcome.letters)
                .hasSize(2)
                .allSatisfy(letter -> assertThat(letter.cause()).isEqualTo(Cause.CONTROL))
                .extracting(letter -> letter.detail())
                .anyMatch(detail -> detail.contains("10.0.0"));
    }

    @Test
    void anotherPolicyHoldsExactlyFromItsDecisionTimeOn() throws Exception {
        for (long effectiveFrom : new long[] {SWITCH, BETWEEN}) {
            PolicyUpdate update = policy(effectiveFrom, SPECIFICATION);
            Outcome outcome = job("policy-" + effectiveFrom, update).outcome();
            assertThat(outcome.decisions)
                    .filteredOn(Decision::available)
                    .hasSizeGreaterThan(30)
                    .allSatisfy(
                            decision -> {
                                boolean after = decision.decisionTime() >= effectiveFrom;
                                assertThat(decision.probability()).isEqualTo(after ? 0.2 : 0.6);
                                assertThat(decision.policy().version())
                                        .isEqualTo(after ? "2" : "1");
                            })
                    .anyMatch(decision -> decision.decisionTime() >= effectiveFrom)
                    .anyMatch(decision -> decision.decisionTime() < effectiveFrom);
            assertThat(outcome.decisions)
                    .anyMatch(
                            decision ->
                                    decision.decisionTime() == SWITCH
                                            && decision.policy().version().equals("2")
                                                    == (effectiveFrom == SWITCH));
            assertThat(outcome.statuses)
                    .hasSize(2)
                    .allSatisfy(
                            status -> {
                                assertThat(status.kind()).isEqualTo(ControlKind.POLICY);
                                assertThat(status.accepted()).isTrue();
                                assertThat(status.version()).isEqualTo("2");
                            });
        }
    }

    @Test
    void aBadPolicyLeavesTheGoodOneDeciding() throws Exception {
        PolicyUpdate unknown = policy(SWITCH, "{\"kind\":\"oracle\"}");
        PolicyUpdate certain =
                policy(SWITCH, "{\"kind\":\"fixed\",\"low\":0.5,\"high\":1,\"numbers\":{}}");
        Outcome outcome = job("bad-policy", unknown, certain).outcome();
        assertThat(outcome.decisions)
                .filteredOn(Decision::available)
                .hasSizeGreaterThan(30)
                .allSatisfy(
                        decision -> {
                            assertThat(decision.probability()).isEqualTo(0.6);
                            assertThat(decision.policy().version()).isEqualTo("1");
                        });
        assertThat(outcome.statuses)
                .hasSize(4)
                .allSatisfy(status -> assertThat(status.accepted()).isFalse());
        assertThat(outcome.letters)
                .hasSize(2)
                .allSatisfy(letter -> assertThat(letter.cause()).isEqualTo(Cause.CONTROL));
    }

    /** A network trained elsewhere comes over the topic of policies, and others that must not. */
    @Test
    void aNetworkDecidesWithinTheBoundsFromItsTimeOnAndABadOneNever() throws Exception {
        SmallNetwork network = SmallNetwork.MOVE;
        byte[] changed = network.onnx().clone();
        changed[changed.length / 2] ^= 1;
        long later = SWITCH + 3_600_000;
        PolicyUpdate good = network.update("2", SWITCH);
        Control[] updates = {
            good,
            network.update("3", later, changed, ModelBundle.sha256(changed)),
            network.update("4", later, changed, network.sha256()),
            SmallNetwork.NARROW.update("5", later)
        };
        String[] settings = java.util.Arrays.copyOf(SETTINGS, SETTINGS.length + 2);
        settings[SETTINGS.length - 1] =
                "[" + network.sha256() + "," + SmallNetwork.NARROW.sha256() + "]";
        settings[SETTINGS.length] = "--policy.warmUp";
        settings[SETTINGS.length + 1] = "PT0S";
        Outcome outcome =
                fixture.jobUnderControl("network", 2, records, List.of(updates), settings)
                        .outcome();
        assertThat(outcome.rows())
                .as("the edge under the same control")
                .isEqualTo(
                        JobFixture.edge(fixture.config("network", settings), records, updates)
                                .rows());
        List<Decision> decided =
                outcome.decisions.stream()
                        .filter(row -> row.available() && row.decisionTime() >= SWITCH)
                        .toList();
        assertThat(decided)
                .hasSizeGreaterThan(15)
                .anyMatch(row -> row.decisionTime() > later)
                .allSatisfy(
                        row -> {
                            assertThat(row.policy().version()).isEqualTo("2");
                            assertThat(row.policy().sha256()).isEqualTo(good.sha256());
                            assertThat(row.type()).isEqualTo(DecisionType.POLICY);
                            boolean move = reasonOfMove(row) == null;
                            assertThat(row.probability()).isEqualTo(move ? 0.8 : 0.005);
                            assertThat(DecisionAudit.differences(row)).isEmpty();
                            assertThat(row.candidates().get(0).share())
                                    .isGreaterThan(move ? 0.79 : -1);
                        });
        assertThat(decided).filteredOn(row -> row.chosen() != null).isNotEmpty();
        assertThat(outcome.decisions)
                .filteredOn(row -> row.available() && row.decisionTime() < SWITCH)
                .isNotEmpty()
                .allMatch(row -> row.policy().version().equals("1"));
        assertThat(outcome.statuses)
                .extracting(status -> status.version() + ' ' + status.accepted())
                .containsOnly("2 true", "3 false", "4 false", "5 false")
                .hasSize(8);
        assertThat(outcome.statuses)
                .filteredOn(status -> status.version().equals("3"))
                .allMatch(status -> status.detail().contains("models.allowedSha256"));
        assertThat(outcome.statuses)
                .filteredOn(status -> status.version().equals("5"))
                .allMatch(status -> status.detail().contains("has 4 entries, the state 5"));
        assertThat(outcome.letters)
                .hasSize(3)
                .allSatisfy(letter -> assertThat(letter.cause()).isEqualTo(Cause.CONTROL));
    }

    /** Shadow, promotion and rollback, by updates of a key that is trusted; others are refused. */
    @Test
    void aCandidateIsTriedInTheShadowPromotedAndRolledBack() throws Exception {
        KeyPair key = EverythingRuns.key();
        ModelUpdate candidate = EverythingRuns.signed(EverythingRuns.from(START_MILLIS), key);
        ModelManifest shipped = ModelBundle.shipped("activity").manifest();
        long promoted = SWITCH;
        long rolledBack = SWITCH + 3_600_000;
        ModelUpdate back =
                new ModelUpdate(
                        candidate.name(),
                        shipped.version(),
                        shipped.sha256(),
                        rolledBack,
                        "",
                        null,
                        null,
                        null,
                        null,
                        ModelAction.ROLLBACK);
        Control[] updates = {
            EverythingRuns.from(START_MILLIS + 1),
            EverythingRuns.signed(EverythingRuns.from(START_MILLIS + 2), EverythingRuns.key()),
            candidate.with(ModelAction.SHADOW, START_MILLIS),
            candidate.with(ModelAction.PROMOTE, promoted),
            back
        };
        String[] settings =
                EverythingRuns.trusting(
                        key, java.util.Arrays.copyOf(SETTINGS, SETTINGS.length - 2));
        Outcome outcome =
                fixture.jobUnderControl("life", 2, records, List.of(updates), settings).outcome();
        assertThat(outcome.rows())
                .as("the edge under the same control")
                .isEqualTo(
                        JobFixture.edge(fixture.config("life", settings), records, updates).rows());
        assertThat(motion(outcome))
                .hasSizeGreaterThan(900)
                .allSatisfy(
                        score -> {
                            boolean other = score.end() >= promoted && score.end() < rolledBack;
                            assertThat(score.label()).isEqualTo(other ? "run" : "still");
                            assertThat(score.slot()).isEqualTo("activity");
                            if (score.end() >= promoted) {
                                assertThat(score.others()).isEmpty();
                                return;
                            }
                            assertThat(score.others()).hasSize(1);
                            ModelScore shadow = score.others().get(0);
                            assertThat(shadow.shadow()).isTrue();
                            assertThat(shadow.model().version()).isEqualTo("9.0.0");
                            assertThat(shadow.scores()).startsWith(0, 0, 1, 0, 0);
                        });
        assertThat(outcome.statuses)
                .hasSize(10)
                .filteredOn(status -> !status.accepted())
                .hasSize(4)
                .allSatisfy(status -> assertThat(status.detail()).contains("expected a signature"));
        assertThat(outcome.letters).hasSize(2);
    }

    /** Batches that fill only by chance, so that windows wait in one when the job is stopped. */
    @Test
    void theSameVersionsServeAfterSavepointsInTheMiddleOfABatchAndOnOtherParallelisms()
            throws Exception {
        KeyPair key = EverythingRuns.key();
        ModelUpdate candidate = EverythingRuns.signed(EverythingRuns.from(START_MILLIS), key);
        Control[] updates = {
            candidate.with(ModelAction.SHADOW, START_MILLIS),
            candidate.with(ModelAction.PROMOTE, SWITCH)
        };
        String[] slow = {
            "--models.batchSize", "512", "--models.leastBatch", "512", "--models.flushAfter", "PT9S"
        };
        String[] settings = java.util.Arrays.copyOf(SETTINGS, SETTINGS.length - 2 + slow.length);
        System.arraycopy(slow, 0, settings, SETTINGS.length - 2, slow.length);
        settings = EverythingRuns.trusting(key, settings);
        Outcome outcome =
                fixture.jobInParts(
                        "parts", new int[] {1, 2, 1}, records, List.of(updates), settings);
        assertThat(outcome.rows())
                .as("what an edge decides that was never stopped")
                .isEqualTo(
                        JobFixture.edge(fixture.config("parts", settings), records, updates)
                                .rows());
        assertThat(outcome.statuses).as("said once, before the first stop").hasSize(2);
        assertThat(motion(outcome))
                .anyMatch(score -> score.end() >= SWITCH)
                .allSatisfy(
                        score ->
                                assertThat(model(score).version())
                                        .isEqualTo(score.end() >= SWITCH ? "9.0.0" : "1.0.0"));
    }

    private static List<WindowScore> motion(Outcome outcome) {
        return outcome.scores.stream()
                .filter(score -> score.signal() == SignalKind.ACCELERATION)
                .toList();
    }

    private static VersionRef model(WindowScore score) {
        return Objects.requireNonNull(score.model());
    }

    private static @Nullable Reason reasonOfMove(Decision decision) {
        for (Candidate candidate : decision.candidates()) {
            if (candidate.intervention().equals("move")) {
                return candidate.reason();
            }
        }
        throw new AssertionError("move is configured");
    }
}
