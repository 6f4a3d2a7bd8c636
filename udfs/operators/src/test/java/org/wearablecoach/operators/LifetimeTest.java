package org.wearablecoach.operators;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.wearablecoach.event.ClosedBy;
import org.wearablecoach.event.JsonFormat;
import org.wearablecoach.event.Payload;
import org.wearablecoach.event.Received;
import org.wearablecoach.event.Reward;
import org.wearablecoach.event.Telemetry;

/**
 * One timer a person; what is erased or expired is gone; censoring has one row, however it shows.
 */
class LifetimeTest {

    private static final long END = Wearer.START + 2 * Wearer.HOUR;

    /** Two hours of heart rate without steps, so that no outcome is ever known. */
    private static List<Received> withoutSteps(String userId) {
        List<Received> records = new ArrayList<>();
        for (Received received : twoHours(userId)) {
            if (!(received.telemetry().payload() instanceof Payload.Steps)) {
                records.add(received);
            }
        }
        return records;
    }

    private static List<Received> twoHours(String userId) {
        return new Wearer(userId, 5).enrolled().wears(Wearer.START, END, 10, 6, 0).records();
    }

    private static Chain fed(List<Received> records, int parallelism) throws Exception {
        Chain chain = new Chain(Chain.config(), new FakeModels(), parallelism);
        for (Received received : records) {
            chain.accept(received);
        }
        return chain;
    }

    private static Received later(String userId, long ingestTime, long sequence, Payload payload) {
        return new Received(
                new Telemetry(userId, "watch", 8, sequence, ingestTime, payload),
                ingestTime,
                0,
                1_000_000 + sequence);
    }

    private static Received heart(String userId, long ingestTime, long sequence) {
        return later(userId, ingestTime, sequence, new Payload.HeartRate(70, false));
    }

    private static List<String> censored(Chain chain) {
        List<String> rows = new ArrayList<>();
        for (Reward reward : chain.rows.rewards) {
            if (reward.closedBy() == ClosedBy.CENSORED) {
                rows.add(
                        chain.timestamps.get("reward " + reward.decisionId())
                                + new String(
                                        JsonFormat.reward().write(reward),
                                        java.nio.charset.StandardCharsets.UTF_8));
            }
        }
        return rows;
    }

    @Test
    void aPersonHasOneTimerInSenseAndOneInAdaptHoweverManyRecordsThereAre() throws Exception {
        List<Received> records = Wearer.merge(List.of(twoHours("anna"), withoutSteps("bert")));
        try (Chain chain = new Chain(Chain.config(), new FakeModels(), 1)) {
            for (int i = 0; i < records.size(); i++) {
                chain.accept(records.get(i));
                if (i % 100 == 0) {
                    chain.watermark(records.get(i).ingestTime() - 1);
                }
                assertThat(chain.sense.get(0).numEventTimeTimers()).isLessThanOrEqualTo(2);
                assertThat(chain.adapt.get(0).numEventTimeTimers()).isLessThanOrEqualTo(2);
            }
            assertThat(chain.sense.get(0).numEventTimeTimers()).isEqualTo(2);
            assertThat(chain.adapt.get(0).numEventTimeTimers()).isEqualTo(2);
            assertThat(chain.sense.get(0).numProcessingTimeTimers()).isZero();
            assertThat(chain.adapt.get(0).numProcessingTimeTimers()).isZero();
        }
    }

    @Test
    void aMissingOutcomeIsTheSameRowByTheNextRecordTheWatermarkAndTheEndOfInput() throws Exception {
        List<Received> records = withoutSteps("anna");
        long after = END + 30 * Wearer.HOUR;
        List<String> byRecord;
        try (Chain chain = fed(records, 1)) {
            assertThat(censored(chain)).isEmpty();
            chain.accept(heart("anna", after, 1));
            chain.wallClock(100_000); // it waits behind windows that wait for their batch
            byRecord = censored(chain);
        }
        try (Chain chain = fed(records, 1)) {
            chain.watermark(after);
            assertThat(censored(chain)).isEqualTo(byRecord);
        }
        try (Chain chain = fed(records, 1)) {
            for (long time = END; time < after; time += Wearer.HOUR) {
                chain.watermark(time);
            }
            assertThat(censored(chain)).isEqualTo(byRecord);
        }
        try (Chain chain = fed(records, 1)) {
            chain.end();
            assertThat(censored(chain)).isEqualTo(byRecord);
        }
        assertThat(byRecord).hasSizeGreaterThan(20);
    }

    @Test
    void anErasureLeavesNeitherEntriesNorTimers() throws Exception {
        for (List<Received> records : List.of(twoHours("anna"), withoutSteps("anna"))) {
            try (Chain chain = fed(records, 1)) {
                assertThat(chain.entriesAndTimers()).isGreaterThan(8);
                chain.wallClock(100_000);
                int rewards = chain.rows.rewards.size();
                chain.accept(later("anna", END + 1000, 1, new Payload.Erase()));
                assertThat(chain.entriesAndTimers()).isZero();
                chain.watermark(END + 40 * Wearer.HOUR);
                assertThat(chain.rows.rewards)
                        .as("an erased person has no rows any more")
                        .hasSize(rewards);
            }
        }
    }

    @Test
    void anErasureLeavesNothingBehindAWindowThatWaits() throws Exception {
        try (Chain chain = fed(twoHours("anna"), 1)) {
            // The chunk closes a window, which waits for its batch; the erasure waits behind it.
            assertThat(chain.infer.get(0).getProcessingTimeService().getNumActiveTimers())
                    .as("a window waits")
                    .isPositive();
            chain.accept(later("anna", END + 1000, 1, new Payload.Erase()));
            chain.wallClock(100_000);
            assertThat(chain.entriesAndTimers()).isZero();
        }
    }

    @Test
    void anErasureOfOnePersonLeavesTheOthersAlone() throws Exception {
        List<Received> records = Wearer.merge(List.of(twoHours("anna"), twoHours("bert")));
        try (Chain both = fed(records, 1);
                Chain one = fed(twoHours("bert"), 1)) {
            both.accept(later("anna", END + 1000, 1, new Payload.Erase()));
            both.wallClock(100_000);
            one.wallClock(100_000);
            assertThat(both.entriesAndTimers()).isEqualTo(one.entriesAndTimers());
        }
    }

    @Test
    void timersFreeTheBuffersAfterAWeekAndThePersonAfterFourHundredDays() throws Exception {
        try (Chain chain = fed(twoHours("anna"), 1)) {
            int all = chain.entriesAndTimers();
            chain.watermark(END + 6 * Wearer.DAY);
            assertThat(chain.entriesAndTimers())
                    .as("the queue of pending decisions is closed")
                    .isEqualTo(all - 1);
            chain.watermark(END + 8 * Wearer.DAY);
            // Sense: clock, zone, baselines, timer. Adapt: person, policy, arousal, timer.
            assertThat(chain.entriesAndTimers()).isEqualTo(8);
            chain.watermark(END + 399 * Wearer.DAY);
            assertThat(chain.entriesAndTimers()).isEqualTo(8);
            chain.watermark(END + 410 * Wearer.DAY);
            assertThat(chain.entriesAndTimers()).isZero();
        }
    }

    @Test
    void theEndOfInputLeavesNothing() throws Exception {
        try (Chain chain = fed(Wearer.merge(List.of(twoHours("anna"), withoutSteps("bert"))), 2)) {
            chain.end();
            assertThat(chain.entriesAndTimers()).isZero();
            assertThat(chain.rows.rewards).hasSameSizeAs(chain.rows.decisions);
        }
    }

    @Test
    void whoComesBackIsTheSameToEverybodyWhetherOrNotATimerFired() throws Exception {
        List<Received> records =
                new Wearer("anna", 5)
                        .enrolled()
                        .wears(END - 40 * Wearer.MINUTE, END, 10, 0, 0)
                        .records();
        // Days of silence around both limits, and the day between the timers of the operators.
        for (double days : new double[] {6.9, 7.5, 8.5, 10, 399, 400.5, 401.5, 403, 405, 500}) {
            long back = END + (long) (days * Wearer.DAY);
            List<List<String>> rows = new ArrayList<>();
            for (boolean fires : new boolean[] {false, true}) {
                try (Chain chain = fed(records, 1)) {
                    if (fires) {
                        chain.watermark(back - 1);
                    }
                    for (int i = 0; i < 30; i++) {
                        chain.accept(heart("anna", back + i * Wearer.MINUTE, 2 + i));
                    }
                    chain.end();
                    rows.add(new ArrayList<>(chain.rows.byPerson().get("decisions anna")));
                    rows.add(new ArrayList<>(chain.rows.byPerson().get("rewards anna")));
                }
            }
            assertThat(rows.get(2)).as("decisions after %s days", days).isEqualTo(rows.get(0));
            assertThat(rows.get(3)).as("rewards after %s days", days).isEqualTo(rows.get(1));
        }
    }

    @Test
    void theControlStreamNeverHoldsBackTheClock() throws Exception {
        try (Chain chain = fed(withoutSteps("anna"), 1)) {
            chain.watermark(END + 30 * Wearer.HOUR);
            assertThat(chain.adapt.get(0).getCurrentWatermark()).isEqualTo(END + 30 * Wearer.HOUR);
            assertThat(censored(chain)).isNotEmpty();
        }
    }
}
