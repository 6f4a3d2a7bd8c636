package org.wearablecoach.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wearablecoach.loop.Device.HOUR;
import static org.wearablecoach.loop.Device.MINUTE;
import static org.wearablecoach.loop.Device.SECOND;
import static org.wearablecoach.loop.Device.START;
import static org.wearablecoach.loop.Device.beats;
import static org.wearablecoach.loop.Device.counter;
import static org.wearablecoach.loop.Device.enrolled;
import static org.wearablecoach.loop.Device.glucose;
import static org.wearablecoach.loop.Device.heartRate;
import static org.wearablecoach.loop.Device.motion;
import static org.wearablecoach.loop.Device.status;
import static org.wearablecoach.loop.Device.steps;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.wearablecoach.event.Cause;
import org.wearablecoach.event.ClosedBy;
import org.wearablecoach.event.Decision;
import org.wearablecoach.event.InteractionKind;
import org.wearablecoach.event.Payload;
import org.wearablecoach.event.PolicyUpdate;
import org.wearablecoach.event.Reason;
import org.wearablecoach.event.Received;
import org.wearablecoach.event.Reward;
import org.wearablecoach.event.SignalKind;
import org.wearablecoach.event.WindowScore;
import org.wearablecoach.loop.adapt.Adapt;
import org.wearablecoach.loop.adapt.AdaptModels;
import org.wearablecoach.loop.config.LoopConfig;
import org.wearablecoach.loop.infer.Infer;
import org.wearablecoach.loop.infer.ModelSlot;
import org.wearablecoach.loop.sense.Disposition;
import org.wearablecoach.loop.sense.Sense;

/** The whole loop in one thread. */
class EdgeLoopTest {

    private static final String HASH = "c0".repeat(32);

    private final RecordingOutput out = new RecordingOutput();
    private final FakeScorer activity = FakeScorer.activity();
    private final FakeScorer reward = FakeScorer.reward();
    private final EdgeLoop loop = edge(Configs.sending(0.5), out);

    private EdgeLoop edge(LoopConfig config, RecordingOutput to) {
        return new EdgeLoop(
                config,
                HASH,
                "telemetry",
                List.of(new ModelSlot(ModelSlot.ACTIVITY, activity)),
                AdaptModels.ofSteps(reward),
                (update, fits) -> {
                    throw new IllegalArgumentException("no model comes here");
                },
                true,
                to);
    }

    @AfterEach
    void close() {
        loop.close();
        assertThat(activity.closed).isTrue();
        assertThat(reward.closed).isTrue();
    }

    /** A minute of a person: a heart rate each 5 s, and steps. */
    private static void minute(
            List<Received> records, Device watch, long time, long ingest, int stepCount) {
        for (int s = 0; s < 60; s += 5) {
            records.add(watch.at(time + s * SECOND, ingest + s * SECOND, heartRate(60 + s % 9)));
        }
        records.add(watch.at(time + 59 * SECOND, ingest + 59 * SECOND, steps(stepCount)));
    }

    private static int stepsOf(int minute) {
        return minute % 60 < 4 ? 70 : 0;
    }

    private static List<Received> byIngest(List<Received> records) {
        records.sort(Comparator.comparingLong(Received::ingestTime));
        return records;
    }

    /**
     * The watch of ann is out of reach for six hours, while her phone and another person are live;
     * then everything it kept arrives at once.
     */
    @Test
    void aBacklogOfSixHoursLosesNothingSendsNothingForThePastAndDisturbsNobody() {
        List<Received> live = new ArrayList<>();
        List<Received> backlog = new ArrayList<>();
        Device phone = new Device("ann", "phone");
        Device watch = new Device("ann", "watch");
        live.add(phone.at(START, enrolled("UTC")));
        int gone = 60;
        int back = gone + 360;
        for (int m = 0; m < back + 60; m++) {
            long time = START + m * MINUTE;
            live.add(phone.at(time + 30 * SECOND, glucose(100 + m % 7)));
            if (m < gone || m >= back) {
                minute(live, watch, time, time, stepsOf(m));
            } else {
                minute(backlog, watch, time, START + back * MINUTE + 90 * SECOND, stepsOf(m));
            }
        }
        List<Received> withBacklog = new ArrayList<>(live);
        for (Received r : backlog) {
            withBacklog.add(
                    new Received(
                            r.telemetry(), START + back * MINUTE + 90 * SECOND, -1, r.offset()));
        }
        List<Received> other = new ArrayList<>();
        Device bob = new Device("bob", "watch");
        other.add(bob.at(START, enrolled("UTC")));
        for (int m = 0; m < back + 60; m++) {
            minute(other, bob, START + m * MINUTE, START + m * MINUTE, stepsOf(m));
        }
        withBacklog.addAll(other);

        Map<Disposition, Integer> fates = new HashMap<>();
        for (Received received : byIngest(withBacklog)) {
            fates.merge(loop.accept(received), 1, Integer::sum);
        }
        loop.end();

        assertThat(fates).containsOnly(Map.entry(Disposition.USED, withBacklog.size()));
        assertThat(out.letters).isEmpty();
        // Every minute of the watch became a window of steps with the right number.
        Map<Long, Double> walked =
                out.scores.stream()
                        .filter(s -> s.userId().equals("ann") && s.signal() == SignalKind.STEPS)
                        .collect(
                                Collectors.toMap(
                                        WindowScore::start, s -> s.features().get(0).value()));
        for (int m = 0; m < back + 58; m++) {
            assertThat(walked).containsEntry(START + m * MINUTE, (double) stepsOf(m));
        }
        // The clock of ann was that of her phone: her ticks are those without any backlog.
        RecordingOutput without = new RecordingOutput();
        EdgeLoop alone = edge(Configs.sending(0.5), without);
        byIngest(live).forEach(alone::accept);
        List<Decision> ticks = out.decisionsOf("ann");
        assertThat(ticks.stream().map(Decision::decisionTime))
                .isEqualTo(
                        without.decisionsOf("ann").stream().map(Decision::decisionTime).toList());
        long arrived = START + back * MINUTE + 90 * SECOND;
        assertThat(ticks.stream().filter(d -> d.ingestTime() < arrived).map(EdgeLoopTest::decided))
                .isEqualTo(
                        without.decisionsOf("ann").stream()
                                .filter(d -> d.ingestTime() < arrived)
                                .map(EdgeLoopTest::decided)
                                .toList());
        assertThat(out.recommendations)
                .allSatisfy(r -> assertThat(r.ingestTime() - r.decisionTime()).isLessThan(MINUTE));
        // What the backlog filled in is the outcome of the decisions of that time.
        for (Decision decision : ticks) {
            long m = (decision.decisionTime() - START) / MINUTE;
            if (m >= gone && m < back - 40) {
                Reward row = out.rewardOf(decision);
                assertThat(row.closedBy()).isEqualTo(ClosedBy.DATA);
                int expected = 0;
                for (long i = m; i < m + 30; i++) {
                    expected += stepsOf((int) i);
                }
                assertThat(row.outcomeValue())
                        .as("minute %d", m)
                        .isEqualTo((float) StrictMath.log(0.5 + expected));
            }
        }
        // Bob never noticed.
        RecordingOutput only = new RecordingOutput();
        EdgeLoop bobs = edge(Configs.sending(0.5), only);
        byIngest(other).forEach(bobs::accept);
        bobs.end();
        Map<String, String> rows = out.rows();
        assertThat(rows).containsAllEntriesOf(only.rows());
    }

    /** What was decided, without what a backlog adds to the numbering. */
    private static String decided(Decision d) {
        return d.decisionTime() + " " + d.reason() + " " + d.chosen() + " " + d.candidates();
    }

    @Test
    void aPersonWhoWasOfflineIsNotSentAnythingForThePast() {
        List<Received> records = new ArrayList<>();
        Device watch = new Device("ann", "watch");
        records.add(watch.at(START, enrolled("UTC")));
        int gone = 60;
        int back = gone + 360;
        for (int m = 0; m < back + 120; m++) {
            long time = START + m * MINUTE;
            boolean offline = m >= gone && m < back;
            minute(records, watch, time, offline ? START + back * MINUTE : time, stepsOf(m));
        }
        for (int i = 0; i < records.size(); i++) {
            Received r = records.get(i);
            if (r.ingestTime() >= START + back * MINUTE
                    && r.telemetry().sensorTime() < START + back * MINUTE) {
                records.set(i, new Received(r.telemetry(), START + back * MINUTE, -1, i));
            }
        }
        records.forEach(loop::accept);
        assertThat(out.letters).isEmpty();
        List<Decision> ticks = out.decisionsOf("ann");
        for (Decision tick : ticks) {
            long m = (tick.decisionTime() - START) / MINUTE;
            boolean past = m >= gone && m < back - 10;
            assertThat(tick.reason() == Reason.LATE_SYNC).as("minute %d", m).isEqualTo(past);
            assertThat(tick.skippedTicks()).isZero();
        }
        assertThat(out.recommendations)
                .isNotEmpty()
                .allSatisfy(
                        r ->
                                assertThat(r.ingestTime() - r.decisionTime())
                                        .isLessThanOrEqualTo(10 * MINUTE));
        assertThat(out.rewards)
                .filteredOn(r -> r.closedBy() == ClosedBy.DATA)
                .as("baselines, rewards and learning still use the data")
                .hasSizeGreaterThan(90);
    }

    @Test
    void theLastMinutesBeforeTheWatchIsTakenOffCount() {
        Device watch = new Device("ann", "watch");
        loop.accept(watch.at(START, enrolled("UTC")));
        for (int m = 0; m < 89; m++) {
            loop.accept(watch.at(START + m * MINUTE, heartRate(60)));
            loop.accept(watch.at(START + m * MINUTE, steps(10)));
        }
        loop.accept(watch.at(START + 20 * HOUR, heartRate(60)));
        loop.accept(watch.at(START + 20 * HOUR, steps(0)));
        Decision decision = out.decisions.get(11);
        assertThat(decision.decisionTime()).isEqualTo(START + HOUR);
        assertThat(out.rewardOf(decision).outcomeValue()).isEqualTo((float) StrictMath.log(290.5));
    }

    @Test
    void aPersonWhoErasedEverythingIsNoLongerKept() {
        Device watch = new Device("ann", "watch");
        List<Received> records = new ArrayList<>();
        for (int m = 0; m < 30; m++) {
            minute(records, watch, START + m * MINUTE, START + m * MINUTE, 5);
        }
        records.forEach(loop::accept);
        loop.accept(new Device("bob", "watch").at(START + HOUR, heartRate(60)));
        assertThat(loop.persons()).isEqualTo(2);
        loop.accept(watch.at(START + HOUR, new Payload.Erase()));
        assertThat(loop.persons()).isEqualTo(1);
        int rows = out.rewards.size();
        loop.end();
        assertThat(out.rewards).as("nothing is left to close").hasSize(rows);
    }

    @Test
    void aRecordThatIsRefusedDoesNotMakeAPerson() {
        loop.accept(new Device("eve", "watch").at(START, heartRate(-1)));
        assertThat(out.letters.get(0).cause()).isEqualTo(Cause.IMPOSSIBLE);
    }

    @Test
    void controlIsAcknowledgedBeforeThereIsAnybody() {
        loop.control(new PolicyUpdate(Adapt.POLICY, "2", "00", 0, "{}"), START);
        assertThat(out.statuses).hasSize(1);
        assertThat(out.letters).hasSize(1);
    }

    @Test
    void everyReasonIsInTheRowsOfAnOrdinaryDay() {
        Device watch = new Device("ann", "watch");
        List<Received> records = new ArrayList<>();
        records.add(watch.at(START, enrolled("UTC")));
        for (int m = 0; m < 1440; m++) {
            minute(
                    records,
                    watch,
                    START + m * MINUTE,
                    START + m * MINUTE,
                    m < 720 ? stepsOf(m) : 0);
        }
        records.forEach(loop::accept);
        loop.end();
        assertThat(out.decisions).hasSize(287);
        assertThat(out.rewards).hasSize(287);
        assertThat(out.decisions.stream().map(d -> String.valueOf(d.reason())).distinct())
                .contains("null", "GAP", "CAP", "QUIET_HOURS", "NO_CANDIDATE");
        assertThat(out.recommendations).hasSize(5);
    }

    // --- state on disk --------------------------------------------------------------------------

    /** The loop with state as bytes, and batches of any size: what was not put back is lost. */
    private static Map<String, String> onDisk(List<Received> records, int batch, long seed) {
        LoopConfig config = Configs.sending(0.5);
        RecordingOutput to = new RecordingOutput();
        Map<String, ByteSenseStore> sensed = new HashMap<>();
        Map<String, ByteAdaptStore> adapted = new HashMap<>();
        Sense sense = new Sense(config, "telemetry");
        Adapt adapt =
                new Adapt(config, HASH, FakeScorer.LABELS, FakeScorer.decisions(), true, 0, 1, to);
        Infer infer =
                new Infer(
                        List.of(new ModelSlot(ModelSlot.ACTIVITY, FakeScorer.activity())),
                        (update, fits) -> {
                            throw new IllegalArgumentException();
                        },
                        batch,
                        0,
                        1,
                        e ->
                                adapt.accept(
                                        e,
                                        adapted.computeIfAbsent(
                                                e.userId(), id -> new ByteAdaptStore())));
        Random flushes = new Random(seed);
        for (Received received : records) {
            String user = received.telemetry().userId();
            sense.accept(
                    received,
                    sensed.computeIfAbsent(user, id -> new ByteSenseStore()),
                    infer::accept);
            if (flushes.nextInt(20) == 0) {
                infer.flush();
            }
        }
        infer.flush();
        adapted.forEach((user, store) -> adapt.censor(user, Long.MAX_VALUE, store));
        long largest = 0;
        for (String user : sensed.keySet()) {
            ByteAdaptStore state = adapted.get(user);
            largest =
                    Math.max(largest, sensed.get(user).size() + (state == null ? 0 : state.size()));
        }
        assertThat(largest).isLessThan(32 * 1024);
        return to.rows();
    }

    private static List<Received> anything(Random random) {
        List<Received> records = new ArrayList<>();
        for (String user : new String[] {"ann", "bob", "cem"}) {
            Device phone = new Device(user, "phone");
            Device watch = new Device(user, "watch");
            records.add(phone.at(START, enrolled("Europe/Berlin")));
            int count = 0;
            int known = records.size();
            for (int s = 0; s < 5 * 3600; s += 10 + random.nextInt(10)) {
                long time = START + s * SECOND;
                long ingest = time + random.nextInt(10_000);
                boolean walks = s % 3600 < 300;
                count += walks ? 20 : 0;
                records.add(watch.at(time, ingest, heartRate(60 + random.nextInt(90))));
                records.add(watch.at(time, ingest, motion(25, 300, walks ? 0.3 : 0)));
                switch (random.nextInt(12)) {
                    case 0 -> records.add(phone.at(time, ingest, glucose(60 + random.nextInt(60))));
                    case 1 -> records.add(watch.at(time, ingest, counter(count)));
                    case 2 -> records.add(phone.at(time, ingest, steps(random.nextInt(9))));
                    case 3 -> records.add(watch.at(time, ingest, beats(800, 820, 790, 810)));
                    case 4 -> records.add(phone.at(time, ingest, status("ON_WRIST", 1)));
                    case 5 -> {
                        if (random.nextInt(20) == 0) {
                            boolean granted = random.nextInt(3) > 0;
                            records.add(phone.at(time, ingest, new Payload.Consent(granted)));
                        }
                    }
                    case 6 -> {
                        if (random.nextInt(100) == 0) {
                            records.add(phone.at(time, ingest, new Payload.Erase()));
                            // Who comes back after an erasure is another person, also by the clock.
                            s += 1200;
                            long later = START + s * SECOND;
                            known = records.size();
                            records.add(phone.at(later, enrolled("UTC")));
                        }
                    }
                    case 7 -> {
                        Received again =
                                records.get(known + random.nextInt(records.size() - known));
                        records.add(new Received(again.telemetry(), ingest, -1, 0));
                    }
                    case 8 ->
                            records.add(
                                    phone.at(
                                            time,
                                            ingest,
                                            new Payload.Interaction(
                                                    "0".repeat(32), InteractionKind.OPENED)));
                    default -> {}
                }
                if (random.nextInt(300) == 0) {
                    s += random.nextInt(3600);
                }
            }
        }
        return byIngest(records);
    }

    @Property(tries = 5, seed = "1")
    void decidesTheSameWithStateOnDiskAndAnyBatch(@ForAll long seed) {
        List<Received> records = anything(new Random(seed));
        RecordingOutput to = new RecordingOutput();
        EdgeLoop here =
                new EdgeLoop(
                        Configs.sending(0.5),
                        HASH,
                        "telemetry",
                        List.of(new ModelSlot(ModelSlot.ACTIVITY, FakeScorer.activity())),
                        FakeScorer.decisions(),
                        (update, fits) -> {
                            throw new IllegalArgumentException();
                        },
                        true,
                        to);
        records.forEach(here::accept);
        here.end();
        Map<String, String> expected = to.rows();
        assertThat(expected).isNotEmpty();
        assertThat(onDisk(records, 1, seed)).isEqualTo(expected);
        assertThat(onDisk(records, 32, seed)).isEqualTo(expected);
    }
}
