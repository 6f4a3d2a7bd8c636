package org.wearablecoach.loop.sense;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wearablecoach.loop.Device.DAY;
import static org.wearablecoach.loop.Device.HOUR;
import static org.wearablecoach.loop.Device.MINUTE;
import static org.wearablecoach.loop.Device.SECOND;
import static org.wearablecoach.loop.Device.START;
import static org.wearablecoach.loop.Device.beats;
import static org.wearablecoach.loop.Device.heartRate;
import static org.wearablecoach.loop.Device.motion;
import static org.wearablecoach.loop.Device.steps;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.wearablecoach.event.Received;
import org.wearablecoach.event.SignalKind;
import org.wearablecoach.loop.ByteSenseStore;
import org.wearablecoach.loop.Device;
import org.wearablecoach.loop.Element;
import org.wearablecoach.loop.config.LoopConfig;

/** A device that was out of reach sends what it kept. */
class BackfillTest {

    private final Sensing sensing = new Sensing();
    private final Device watch = new Device("p", "watch");

    private List<Received> kept(long from, long to, long every) {
        List<Received> records = new ArrayList<>();
        for (long time = from; time < to; time += every) {
            records.add(watch.at(time, heartRate(60 + (int) (time / every % 40))));
        }
        return records;
    }

    /** Sends records at once, a millisecond apart, and a live one a second if asked for. */
    private static List<Received> arriving(List<Received> backlog, long ingest, int everyMillis) {
        List<Received> arriving = new ArrayList<>();
        for (int i = 0; i < backlog.size(); i++) {
            arriving.add(
                    new Received(
                            backlog.get(i).telemetry(), ingest + (long) i * everyMillis, -1, i));
        }
        return arriving;
    }

    /** Live until noon, then six hours away; live again with a backlog in some order. */
    private void away(List<Received> backlog) {
        sensing.acceptAll(kept(START, START + 10 * MINUTE, SECOND));
        long back = START + 6 * HOUR;
        sensing.acceptAll(kept(back, back + 30 * SECOND, SECOND));
        sensing.acceptAll(arriving(backlog, back + 30 * SECOND, 1));
        sensing.acceptAll(kept(back + 3 * MINUTE, back + 6 * MINUTE, SECOND));
    }

    private void allCameOut(List<Received> backlog) {
        assertThat(sensing.causes()).isEmpty();
        Map<Long, String> filled = new TreeMap<>();
        for (Element.Window w : sensing.windows(SignalKind.HEART_RATE)) {
            if (w.backfill()) {
                filled.put(w.end(), "");
            }
        }
        Map<Long, String> expected = Batch.windows(SignalKind.HEART_RATE, backlog);
        Map<Long, String> all = Batch.windows(sensing.windows(SignalKind.HEART_RATE));
        assertThat(all).containsAllEntriesOf(expected);
        assertThat(filled.keySet()).isEqualTo(expected.keySet());
    }

    private List<Received> sixHours() {
        return kept(START + 10 * MINUTE, START + 6 * HOUR, SECOND);
    }

    @Test
    void aBacklogInOrderIsEmittedAsItFills() {
        List<Received> backlog = sixHours();
        away(backlog);
        allCameOut(backlog);
    }

    @Test
    void aBacklogWithItsNewestRecordFirstLosesNothing() {
        List<Received> backlog = sixHours();
        Collections.reverse(backlog);
        away(backlog);
        allCameOut(backlog);
    }

    @Test
    void aBacklogInChunksWithTheNewestChunkFirstLosesNothing() {
        for (int size : new int[] {7, 10, 59, 60, 61, 500, 900, 3600}) {
            BackfillTest one = new BackfillTest();
            List<Received> backlog = one.sixHours();
            List<Received> chunked = new ArrayList<>();
            for (int end = backlog.size(); end > 0; end -= size) {
                chunked.addAll(backlog.subList(Math.max(0, end - size), end));
            }
            one.away(chunked);
            one.allCameOut(backlog);
        }
    }

    @Test
    void chunksInAnyOrderLoseNothing() {
        for (int seed = 0; seed < 20; seed++) {
            BackfillTest one = new BackfillTest();
            List<Received> backlog = one.sixHours();
            List<List<Received>> chunks = new ArrayList<>();
            for (int i = 0; i < backlog.size(); i += 1000) {
                chunks.add(backlog.subList(i, Math.min(i + 1000, backlog.size())));
            }
            Collections.shuffle(chunks, new Random(seed));
            List<Received> arriving = new ArrayList<>();
            chunks.forEach(arriving::addAll);
            one.away(arriving);
            one.allCameOut(backlog);
        }
    }

    @Test
    void liveRecordsBetweenThoseOfTheBacklogDisturbNothing() {
        sensing.acceptAll(kept(START, START + 10 * MINUTE, SECOND));
        long back = START + 6 * HOUR;
        sensing.acceptAll(kept(back, back + SECOND, SECOND));
        List<Received> backlog = sixHours();
        List<Received> live = kept(back + SECOND, back + 10 * MINUTE, SECOND);
        int perLive = backlog.size() / live.size() + 1;
        int next = 0;
        for (Received now : live) {
            for (int i = 0; i < perLive && next < backlog.size(); i++) {
                Received old = backlog.get(next++);
                sensing.accept(new Received(old.telemetry(), now.ingestTime(), -1, 0));
            }
            sensing.accept(now);
        }
        sensing.acceptAll(kept(back + 12 * MINUTE, back + 14 * MINUTE, SECOND));
        assertThat(next).isEqualTo(backlog.size());
        allCameOut(backlog);
        assertThat(sensing.windows(SignalKind.HEART_RATE).stream().filter(w -> !w.backfill()))
                .hasSizeGreaterThan(10 + 10);
    }

    @Test
    void aBacklogThatIsSentAgainCountsOnce() {
        List<Received> backlog = sixHours();
        sensing.acceptAll(kept(START, START + 10 * MINUTE, SECOND));
        long back = START + 6 * HOUR;
        sensing.acceptAll(kept(back, back + 30 * SECOND, SECOND));
        // A minute stays open at the end of each, so its samples come twice below the map.
        List<Received> half = backlog.subList(0, 10_030);
        sensing.acceptAll(arriving(half, back + 30 * SECOND, 1));
        sensing.acceptAll(arriving(half, back + 41 * SECOND, 1));
        sensing.acceptAll(arriving(backlog, back + 52 * SECOND, 1));
        sensing.acceptAll(kept(back + 3 * MINUTE, back + 6 * MINUTE, SECOND));
        assertThat(Batch.windows(sensing.windows(SignalKind.HEART_RATE)))
                .containsAllEntriesOf(Batch.windows(SignalKind.HEART_RATE, backlog));
    }

    @Test
    void whatWasBeforeTheFirstRecordIsBackfillToo() {
        sensing.acceptAll(kept(START, START + 30 * SECOND, SECOND));
        List<Received> backlog = kept(START - HOUR, START - MINUTE, SECOND);
        sensing.acceptAll(arriving(backlog, START + 30 * SECOND, 1));
        sensing.acceptAll(kept(START + 3 * MINUTE, START + 6 * MINUTE, SECOND));
        allCameOut(backlog);
    }

    @Test
    void aGapStaysOpenForADay() {
        sensing.acceptAll(kept(START, START + 10 * MINUTE, SECOND));
        long back = START + 30 * HOUR;
        sensing.acceptAll(kept(back, back + 2 * MINUTE, SECOND));
        assertThat(sensing.accept(watch.at(back - DAY + 2 * MINUTE, back, heartRate(60))))
                .isEqualTo(Disposition.USED);
        assertThat(sensing.accept(watch.at(back - DAY - 2 * MINUTE, back, heartRate(60))))
                .isEqualTo(Disposition.LATE);
    }

    @Test
    void aRunThatGoesQuietIsEmittedAsItIs() {
        sensing.acceptAll(kept(START, START + 10 * MINUTE, SECOND));
        long back = START + HOUR;
        sensing.acceptAll(kept(back, back + 30 * SECOND, SECOND));
        List<Received> backlog = kept(START + 20 * MINUTE, START + 20 * MINUTE + 30_000, SECOND);
        sensing.acceptAll(arriving(backlog, back + 30 * SECOND, 1));
        sensing.acceptAll(kept(back + 31 * SECOND, back + 89 * SECOND, SECOND));
        assertThat(sensing.windows(SignalKind.HEART_RATE)).noneMatch(Element.Window::backfill);
        sensing.acceptAll(kept(back + 89 * SECOND, back + 95 * SECOND, SECOND));
        assertThat(sensing.windows(SignalKind.HEART_RATE))
                .filteredOn(Element.Window::backfill)
                .singleElement()
                .satisfies(w -> assertThat(w.samples()).isEqualTo(30));
    }

    @Test
    void ofTooManyGapsTheShortestAreClosed() {
        SignalClock clock = new SignalClock();
        clock.addGap(0, 1000);
        for (int i = 1; i <= 40; i++) {
            clock.addGap(10_000L * i, 10_000L * i + i);
        }
        assertThat(clock.gaps()).isEqualTo(SignalClock.MAX_GAPS);
        assertThat(clock.inGap(500)).isTrue();
        assertThat(clock.inGap(10_000)).isFalse();
        for (int i = 41 - 15; i <= 40; i++) {
            assertThat(clock.inGap(10_000L * i)).isTrue();
        }
    }

    @Property(tries = 300, seed = "1")
    void gapsAreWhatWasAddedLessWhatWasEmitted(@ForAll long seed) {
        Random random = new Random(seed);
        SignalClock clock = new SignalClock();
        boolean[] open = new boolean[100];
        int at = 0;
        while (at < 100 && clock.gaps() < SignalClock.MAX_GAPS) {
            int from = at + random.nextInt(20);
            int to = Math.min(100, from + random.nextInt(20));
            if (from < to) {
                clock.addGap(from, to);
                java.util.Arrays.fill(open, from, to, true);
            }
            at = Math.max(at, to);
        }
        while (clock.gaps() > 0 && clock.gaps() < SignalClock.MAX_GAPS) {
            int pane = random.nextInt(100);
            clock.emittedInGap(pane, pane + 1);
            open[pane] = false;
            if (random.nextInt(10) == 0) {
                int before = random.nextInt(20);
                clock.forgetGapsBefore(before);
                java.util.Arrays.fill(open, 0, before, false);
            }
            for (int i = 0; i < 100; i++) {
                assertThat(clock.inGap(i)).as("%d", i).isEqualTo(open[i]);
            }
        }
    }

    @Test
    void aChunkThatReachesOutOfAGapFillsIt() {
        for (int s = 0; s < 10; s++) {
            sensing.accept(watch.at(START + s * SECOND, motion(25, 25, 0)));
        }
        // Chunks of 10 s, the second one first.
        sensing.accept(watch.at(START + 30 * SECOND, motion(25, 250, 0)));
        sensing.accept(watch.at(START + 20 * SECOND, START + 40 * SECOND, motion(25, 250, 0)));
        sensing.accept(watch.at(START + 10 * SECOND, START + 40 * SECOND, motion(25, 250, 0)));
        sensing.accept(watch.at(START + 5 * MINUTE, motion(25, 250, 0)));
        sensing.accept(watch.at(START + 6 * MINUTE, motion(25, 250, 0)));
        assertThat(sensing.windows(SignalKind.ACCELERATION).stream().map(w -> w.end() - START))
                .contains(15_000L, 20_000L, 25_000L, 30_000L, 35_000L, 40_000L);
        assertThat(sensing.sense.refusedParts()).isZero();
    }

    @Test
    void beatsOfABacklogHaveTheirFiveMinutes() {
        List<Received> all = new ArrayList<>();
        long time = START;
        for (int i = 0; time < START + 2 * HOUR; i++) {
            float interval = 900 + 40 * (i % 3);
            time += (long) interval;
            all.add(watch.at(time, beats(interval)));
        }
        long away = START + 20 * MINUTE;
        long back = START + 90 * MINUTE;
        List<Received> backlog = new ArrayList<>();
        List<Received> live = new ArrayList<>();
        for (Received r : all) {
            long t = r.telemetry().sensorTime();
            (t >= away && t < back ? backlog : live).add(r);
        }
        live.stream().filter(r -> r.ingestTime() < away).forEach(sensing::accept);
        live.stream()
                .filter(r -> r.ingestTime() >= back && r.ingestTime() < back + 20 * SECOND)
                .forEach(sensing::accept);
        sensing.acceptAll(arriving(backlog, back + 20 * SECOND, 1));
        live.stream().filter(r -> r.ingestTime() >= back + 2 * MINUTE).forEach(sensing::accept);
        assertThat(sensing.causes()).isEmpty();
        Map<Long, String> expected = Batch.windows(SignalKind.BEAT_INTERVALS, all);
        expected.keySet().removeIf(end -> end <= away || end > back);
        assertThat(expected).hasSize(70);
        assertThat(Batch.windows(sensing.windows(SignalKind.BEAT_INTERVALS)))
                .containsAllEntriesOf(expected);
    }

    @Test
    void stepsOfABacklogAreThoseOfItsMinutes() {
        sensing.accept(watch.at(START, steps(5)));
        sensing.accept(watch.at(START + 2 * MINUTE, steps(5)));
        long back = START + HOUR;
        sensing.accept(watch.at(back, steps(7)));
        for (int m = 3; m < 60; m++) {
            sensing.accept(watch.at(START + m * MINUTE, back + m, steps(m)));
        }
        sensing.accept(watch.at(back + 3 * MINUTE, steps(7)));
        assertThat(sensing.windows(SignalKind.STEPS))
                .filteredOn(Element.Window::backfill)
                .hasSize(56)
                .allSatisfy(
                        w ->
                                assertThat(w.features()[0])
                                        .isEqualTo((w.start() - START) / (float) MINUTE));
    }

    @Test
    void aBacklogIsReadOnceAMinuteOfItNotOnceARecord() {
        Sense sense = new Sense(LoopConfig.defaults(), null);
        for (boolean reverse : new boolean[] {false, true}) {
            ByteSenseStore store = new ByteSenseStore();
            kept(START, START + 10 * MINUTE, SECOND).forEach(r -> sense.accept(r, store, e -> {}));
            long back = START + 6 * HOUR;
            kept(back, back + 30 * SECOND, SECOND).forEach(r -> sense.accept(r, store, e -> {}));
            List<Received> backlog = kept(START + 2 * HOUR, START + 3 * HOUR, SECOND);
            if (reverse) {
                Collections.reverse(backlog);
            }
            store.touched.clear();
            arriving(backlog, back + 30 * SECOND, 1).forEach(r -> sense.accept(r, store, e -> {}));
            assertThat(store.touched.stream().filter(t -> t.equals("read samples")))
                    .hasSizeLessThanOrEqualTo(62);
            assertThat(store.kept(SignalKind.HEART_RATE)).isLessThan(300);
        }
    }

    @Test
    void nothingOfTheBacklogIsKeptOnceItIsOut() {
        away(sixHours());
        Samples samples = new Samples();
        sensing.store.samples(SignalKind.HEART_RATE, samples);
        assertThat(samples.size()).isLessThan(80);
    }
}
