package org.wearablecoach.operators;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.wearablecoach.event.Cause;
import org.wearablecoach.event.ControlStatus;
import org.wearablecoach.event.DeadLetter;
import org.wearablecoach.event.ModelUpdate;
import org.wearablecoach.event.Payload;
import org.wearablecoach.event.PolicyUpdate;
import org.wearablecoach.event.Received;
import org.wearablecoach.event.Telemetry;
import org.wearablecoach.loop.Element;
import org.wearablecoach.loop.config.LoopConfig;
import org.wearablecoach.loop.sense.Disposition;
import org.wearablecoach.onnx.ModelBundle;

/** What Sense counts, and how control records pass through it. */
class SenseFunctionTest {

    private static final long NOW = Wearer.START;

    private static Received heart(String userId, long sequence, int partition, float bpm) {
        long time = NOW + sequence * 1000;
        return new Received(
                new Telemetry(
                        userId, "watch", 1, sequence, time, new Payload.HeartRate(bpm, false)),
                time + 100,
                partition,
                sequence);
    }

    private static PolicyUpdate policy(String version, String specification) {
        return new PolicyUpdate(
                "coach",
                version,
                ModelBundle.sha256(specification.getBytes(java.nio.charset.StandardCharsets.UTF_8)),
                0,
                specification);
    }

    @Test
    void countsWhatBecameOfEveryRecord() throws Exception {
        try (Chain chain = new Chain(Chain.config(), new FakeModels(), 1)) {
            chain.accept(heart("anna", 1, 0, 70));
            chain.accept(heart("anna", 1, 0, 70));
            chain.accept(heart("anna", 2, 3, 70));
            chain.accept(heart("anna", 3, 3, 7_000));
            assertThat(chain.counted("sense.USED")).isEqualTo(2);
            assertThat(chain.counted("sense.DUPLICATE")).isEqualTo(1);
            assertThat(chain.counted("sense.DEAD_LETTER")).isEqualTo(1);
            assertThat(chain.counted(SenseFunction.SEVERAL_PARTITIONS)).isEqualTo(1);
            assertThat(chain.counted(SenseFunction.REFUSED_PARTS)).isZero();
            assertThat(chain.rows.letters)
                    .singleElement()
                    .satisfies(
                            letter -> {
                                assertThat(letter.cause()).isEqualTo(Cause.IMPOSSIBLE);
                                assertThat(letter.topic()).isEqualTo("telemetry");
                                assertThat(letter.detail()).doesNotContain("7000", "anna");
                            });
        }
    }

    @Test
    void countsAreNeitherLostNorDoubledByRescaling() throws Exception {
        Chain chain = new Chain(Chain.config(), new FakeModels(), 3);
        long sent = 0;
        for (int parallelism : new int[] {1, 4, 2, 5}) {
            for (int person = 0; person < 20; person++) {
                chain.accept(heart("person-" + person, sent, 0, 70));
            }
            sent++;
            chain = chain.restart(parallelism, null);
        }
        assertThat(chain.counted("sense.USED")).isEqualTo(sent * 20);
        chain.close();
    }

    @Test
    void metricsAreNamedForWhatTheyCount() {
        List<String> names = new ArrayList<>();
        for (int count = 0; count < Disposition.values().length + 2; count++) {
            names.add(SenseFunction.metric(count));
        }
        assertThat(names)
                .containsExactly(
                        "recordsUsed",
                        "recordsDuplicate",
                        "recordsLate",
                        "recordsIgnored",
                        "recordsDeadLetter",
                        "partitionChanges",
                        "partsRefused");
    }

    @Test
    void anUnreadableControlRecordIsOneDeadLetterHoweverManySubtasksThereAre() throws Exception {
        try (Chain chain = new Chain(Chain.config(), new FakeModels(), 3)) {
            DeadLetter letter =
                    new DeadLetter(
                            Cause.CONTROL, "no record", "models", 0, 1, NOW, null, 0, null, null);
            for (int subtask = 0; subtask < 3; subtask++) {
                chain.sense
                        .get(subtask)
                        .processBroadcastElement(new Element.Refused("", NOW, letter), NOW);
                chain.pump(subtask);
            }
            assertThat(chain.rows.letters).containsExactly(letter);
        }
    }

    @Test
    void everySubtaskSaysWhatItServesAndRefusalsAreOneDeadLetter() throws Exception {
        ModelUpdate bad =
                new ModelUpdate(
                        "activity", "bad", "0".repeat(64), 0, "{}", new byte[1], null, null, null);
        try (Chain chain = new Chain(Chain.config(), new FakeModels("bad"), 3)) {
            chain.control(policy("2", "{\"kind\":\"fixed\"}"), NOW);
            chain.control(policy("3", "no JSON"), NOW);
            chain.control(bad, NOW);
            assertThat(chain.rows.statuses).hasSize(9);
            assertThat(chain.rows.statuses.stream().filter(ControlStatus::accepted))
                    .hasSize(3)
                    .allMatch(status -> status.version().equals("2"));
            assertThat(chain.rows.letters).hasSize(2).allMatch(l -> l.cause() == Cause.CONTROL);
            assertThat(chain.rows.letters)
                    .extracting(DeadLetter::detail)
                    .allMatch(detail -> detail.contains("coach 3") || detail.contains("bad"));
            chain.watermark(NOW);
            chain.snapshot();
        }
    }

    @Test
    void policiesThatAreInForceDecideOnEverySubtaskAfterARestart() throws Exception {
        Chain chain = new Chain(Chain.config(), new FakeModels(), 1);
        chain.control(policy("2", "{\"kind\":\"fixed\",\"seed\":5}"), NOW);
        chain = chain.restart(3, null);
        for (long minute = 0; minute < 12; minute++) {
            for (int person = 0; person < 12; person++) {
                chain.accept(heart("person-" + person, minute * 60, 0, 70));
            }
        }
        chain.end();
        assertThat(chain.rows.statuses).as("acknowledged once").hasSize(1);
        assertThat(chain.rows.decisions)
                .hasSizeGreaterThan(20)
                .allMatch(row -> row.policy().version().equals("2"));
        chain.close();
    }

    @Test
    void aPolicyThatNoLongerFitsTheConfigurationIsRefusedAndTheJobStarts() throws Exception {
        // Fits the upper bound of 0.8 of one configuration, not the 0.2 of the other.
        Chain chain = new Chain(Chain.config(), new FakeModels(), 1);
        chain.control(policy("2", "{\"kind\":\"fixed\",\"low\":0.5}"), NOW);
        assertThat(chain.rows.statuses).singleElement().matches(ControlStatus::accepted);
        Chain.Snapshot snapshot = chain.snapshot();
        chain.close();
        LoopConfig narrower = LoopConfig.defaults();
        try (Chain next =
                new Chain(
                        narrower,
                        new FakeModels(),
                        2,
                        null,
                        snapshot,
                        new Rows(),
                        new HashMap<>())) {
            assertThat(next.rows.statuses).hasSize(2).noneMatch(ControlStatus::accepted);
            assertThat(next.rows.letters)
                    .singleElement()
                    .matches(letter -> letter.cause() == Cause.CONTROL)
                    .as("when the update came, not when the job started")
                    .matches(letter -> letter.ingestTime() == NOW);
            next.accept(heart("anna", 0, 0, 70));
            next.accept(heart("anna", 400, 0, 70));
            next.end();
            assertThat(next.rows.decisions)
                    .isNotEmpty()
                    .allMatch(row -> row.policy().name().equals(narrower.policy().kind()));
        }
    }
}
