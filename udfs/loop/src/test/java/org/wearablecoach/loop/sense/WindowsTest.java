package org.wearablecoach.loop.sense;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wearablecoach.loop.Device.DAY;
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
import static org.wearablecoach.loop.Device.steps;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.wearablecoach.event.Cause;
import org.wearablecoach.event.Payload;
import org.wearablecoach.event.Received;
import org.wearablecoach.event.SignalKind;
import org.wearablecoach.loop.Device;
import org.wearablecoach.loop.Element;

/** Which windows come out of a signal, when, and with what in them. */
class WindowsTest {

    private final Sensing sensing = new Sensing();
    private final Device watch = new Device("p", "watch");

    @Test
    void aMinuteOfHeartRateClosesWhenTheSignalIsTheDisorderPastItsEnd() {
        for (int s = 0; s < 70; s++) {
            sensing.accept(watch.at(START + s * SECOND, heartRate(60 + s % 3)));
        }
        assertThat(sensing.windows(SignalKind.HEART_RATE)).isEmpty();
        sensing.accept(watch.at(START + 70 * SECOND, heartRate(60)));
        Element.Window window = sensing.windows(SignalKind.HEART_RATE).get(0);
        assertThat(window.start()).isEqualTo(START);
        assertThat(window.end()).isEqualTo(START + MINUTE);
        assertThat(window.samples()).isEqualTo(60);
        assertThat(window.quality()).isEqualTo(1);
        assertThat(window.features()).containsExactly(61, 60, 62);
        assertThat(window.backfill()).isFalse();
        assertThat(window.clock()).isEqualTo(START + MINUTE);
        assertThat(window.z()).isFinite();
    }

    @Test
    void fewReadingsMakeAMinuteOfLowQuality() {
        sensing.accept(watch.at(START, heartRate(60)));
        sensing.accept(watch.at(START + 2 * MINUTE, heartRate(60)));
        assertThat(sensing.windows(SignalKind.HEART_RATE).get(0).quality())
                .isCloseTo(1 / 12f, Offset.offset(1e-6f));
    }

    @Test
    void aMeanOfAMinuteCoversItAndIsNeverVariability() {
        for (int m = 0; m < 8; m++) {
            sensing.accept(
                    watch.at(
                            START + m * MINUTE,
                            new org.wearablecoach.event.Payload.HeartRate(70, true)));
        }
        assertThat(sensing.windows(SignalKind.HEART_RATE)).hasSize(6);
        assertThat(sensing.windows(SignalKind.HEART_RATE))
                .allSatisfy(w -> assertThat(w.quality()).isEqualTo(1));
        assertThat(sensing.windows(SignalKind.BEAT_INTERVALS)).isEmpty();
    }

    @Test
    void everyMinuteTheLastFiveMinutesOfBeatsGiveRmssd() {
        long time = START;
        for (int i = 0; i < 700; i++) {
            float interval = i % 2 == 0 ? 980 : 1020;
            time += (long) interval;
            sensing.accept(watch.at(time, beats(interval)));
        }
        List<Element.Window> windows = sensing.windows(SignalKind.BEAT_INTERVALS);
        assertThat(windows).hasSizeGreaterThan(8);
        Element.Window last = windows.get(windows.size() - 1);
        assertThat(last.end() - last.start()).isEqualTo(5 * MINUTE);
        assertThat(last.features()[WindowFeatures.RMSSD]).isCloseTo(40, Offset.offset(0.01f));
        assertThat(last.quality()).isCloseTo(1, Offset.offset(0.02f));
        assertThat(last.z()).isFinite();
        assertThat(windows.get(0).quality()).as("one minute of five").isZero();
        assertThat(windows.get(0).z()).isNaN();
        assertThat(windows.get(1).end() - windows.get(0).end()).isEqualTo(MINUTE);
    }

    @Test
    void stepsOfAMinuteAreAddedUp() {
        sensing.accept(watch.at(START, steps(10)));
        sensing.accept(watch.at(START + 30 * SECOND, steps(25)));
        sensing.accept(watch.at(START + 61 * SECOND, steps(5)));
        sensing.accept(watch.at(START + 3 * MINUTE, steps(0)));
        assertThat(stepsOf(sensing)).containsExactly(35, 5);
    }

    @Test
    void noNumberOfStepsBecomesNegative() {
        for (int i = 0; i < 50_000; i++) {
            sensing.accept(watch.at(START + i, steps(50_000)));
        }
        sensing.accept(watch.at(START + 3 * MINUTE, steps(0)));
        assertThat(sensing.windows(SignalKind.STEPS).get(0).features()[0]).isPositive();
    }

    private static List<Integer> stepsOf(Sensing sensing) {
        return sensing.windows(SignalKind.STEPS).stream().map(w -> (int) w.features()[0]).toList();
    }

    /** Steps made in the minute of each window, and those made in silent minutes before it. */
    private static List<String> minutesOf(Sensing sensing) {
        return sensing.windows(SignalKind.STEPS).stream()
                .map(
                        w -> {
                            float[] f = w.features();
                            String own = (w.start() - START) / MINUTE + ": " + (int) (f[0] - f[1]);
                            return f[1] == 0 ? own : own + " after " + (int) f[1] + " in " + f[2];
                        })
                .toList();
    }

    @Test
    void aCumulativeCounterBecomesIncrementsAcrossLocalMidnight() {
        // 10:00 UTC is 23:30 the day before... in a zone where midnight comes 30 minutes later.
        sensing.accept(new Device("p", "profile").at(START, enrolled("Pacific/Marquesas")));
        long midnight = START - START % DAY + 9 * HOUR + 30 * MINUTE + DAY;
        long within = 30 * SECOND;
        sensing.accept(watch.at(midnight - 3 * MINUTE + within, counter(5000)));
        sensing.accept(watch.at(midnight - 2 * MINUTE + within, counter(5040)));
        sensing.accept(watch.at(midnight + MINUTE + within, counter(30)));
        sensing.accept(watch.at(midnight + 2 * MINUTE + within, counter(75)));
        sensing.accept(watch.at(midnight + 4 * MINUTE + within, counter(75)));
        sensing.accept(watch.at(midnight + 5 * MINUTE + within, counter(75)));
        assertThat(stepsOf(sensing)).containsExactly(0, 40, 30, 45);
    }

    /** As a Garmin watch told it: 40 steps of 15 s in one reading just after the full minute. */
    @Test
    void aReadingJustAfterTheMinuteDoesNotMakeARunOfAWalk() {
        int count = 0;
        for (int s = 2; s <= 10 * 60 + 2; s += 15) {
            sensing.accept(watch.at(START + s * SECOND, counter(count)));
            count += 27; // 108 a minute
        }
        List<Element.Window> windows = sensing.windows(SignalKind.STEPS);
        assertThat(windows).hasSize(9);
        assertThat(windows.subList(1, 9))
                .allSatisfy(w -> assertThat(w.features()[0]).isBetween(107f, 109f));
    }

    /** A watch that tells once in ten minutes: every minute is walked, and none is run. */
    @Test
    void theStepsOfASilenceAreSharedOverItsMinutes() {
        for (int m = 0; m <= 40; m += 10) {
            sensing.accept(watch.at(START + m * MINUTE + 30 * SECOND, counter(110 * m)));
        }
        assertThat(minutesOf(sensing))
                .containsExactly(
                        "0: 55", "10: 110 after 990 in 540.0", "20: 110 after 990 in 540.0");
    }

    @Test
    void aCounterThatSentNothingWhileThePersonSatCountsTheFirstStepsAgain() {
        sensing.accept(watch.at(START, counter(1000)));
        sensing.accept(watch.at(START + 40 * MINUTE + 30 * SECOND, counter(1022)));
        sensing.accept(watch.at(START + 42 * MINUTE, counter(1022)));
        sensing.accept(watch.at(START + 43 * MINUTE, counter(1022)));
        assertThat(minutesOf(sensing)).containsExactly("0: 0", "40: 22");
    }

    @Test
    void theStepsOfALongSilenceAreNotWalkedInOneMinute() {
        sensing.accept(watch.at(START, counter(1000)));
        sensing.accept(watch.at(START + 6 * HOUR, counter(5000)));
        sensing.accept(watch.at(START + 6 * HOUR + 59 * SECOND, counter(5060)));
        sensing.accept(watch.at(START + 6 * HOUR + 3 * MINUTE, counter(5060)));
        sensing.accept(watch.at(START + 48 * HOUR, counter(2500)));
        sensing.accept(watch.at(START + 48 * HOUR + 59 * SECOND, counter(2530)));
        sensing.accept(watch.at(START + 48 * HOUR + 4 * MINUTE, counter(2530)));
        sensing.accept(watch.at(START + 48 * HOUR + 5 * MINUTE, counter(2530)));
        assertThat(stepsOf(sensing)).containsExactly(0, 60, 0, 30);
    }

    /** The backlog comes before the minute of the return is emitted, or after it. */
    @ParameterizedTest
    @ValueSource(ints = {0, 5})
    void theStepsOfAShortSilenceAreCountedOnce(int minutesUntilTheBacklog) {
        sensing.accept(watch.at(START, counter(1000)));
        long back = START + 12 * MINUTE;
        for (int m = 0; m <= minutesUntilTheBacklog; m++) {
            sensing.accept(watch.at(back + m * MINUTE, counter(2200)));
        }
        long sync = back + minutesUntilTheBacklog * MINUTE;
        for (int m = 1; m < 12; m++) {
            sensing.accept(watch.at(START + m * MINUTE, sync + m * 100L, counter(1000 + 100 * m)));
        }
        sensing.accept(watch.at(sync + 2 * MINUTE, counter(2200)));
        sensing.accept(watch.at(sync + 4 * MINUTE, counter(2200)));
        assertThat(sensing.causes()).isEmpty();
        assertThat(stepsOf(sensing).stream().mapToInt(Integer::intValue).sum()).isEqualTo(1200);
    }

    /** Two silences close together, whose backlogs come in one go, each in order or backwards. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void theStepsOfTwoShortSilencesAreCountedOnce(boolean backwards) {
        List<Received> backlog = new ArrayList<>();
        long sync = START + 40 * MINUTE;
        int count = 1000;
        for (int m = 0; m <= 40; m++) {
            boolean away = (m > 2 && m < 14) || (m > 18 && m < 30);
            Payload reading = counter(count);
            if (away) {
                backlog.add(watch.at(START + m * MINUTE + 20 * SECOND, sync, reading));
            } else {
                sensing.accept(watch.at(START + m * MINUTE + 20 * SECOND, reading));
            }
            count += m < 35 ? 100 : 0;
        }
        if (backwards) {
            Collections.reverse(backlog);
        }
        for (int i = 0; i < backlog.size(); i++) {
            sensing.accept(new Received(backlog.get(i).telemetry(), sync + 100L * i, -1, i));
        }
        sensing.accept(watch.at(sync + 2 * MINUTE, counter(count)));
        sensing.accept(watch.at(sync + 4 * MINUTE, counter(count)));
        sensing.accept(watch.at(sync + 6 * MINUTE, counter(count)));
        assertThat(sensing.causes()).isEmpty();
        assertThat(sensing.windows(SignalKind.STEPS).stream().filter(Element.Window::backfill))
                .hasSize(22);
        assertThat(stepsOf(sensing).stream().mapToInt(Integer::intValue).sum()).isEqualTo(3500);
    }

    @Test
    void aCounterOfABacklogGivesTheStepsOfItsMinutes() {
        sensing.accept(watch.at(START + 9 * SECOND, counter(1000)));
        long back = START + HOUR + 9 * SECOND;
        sensing.accept(watch.at(back, counter(1600)));
        for (int m = 1; m < 60; m++) {
            long time = START + m * MINUTE + 9 * SECOND;
            sensing.accept(watch.at(time, back + m * 100L, counter(1000 + 10 * m)));
        }
        sensing.accept(watch.at(back + 2 * MINUTE, counter(1600)));
        sensing.accept(watch.at(back + 4 * MINUTE, counter(1600)));
        List<Element.Window> filled =
                sensing.windows(SignalKind.STEPS).stream()
                        .filter(Element.Window::backfill)
                        .toList();
        assertThat(filled).hasSize(58);
        assertThat(filled).allSatisfy(w -> assertThat(w.features()[0]).isEqualTo(10));
        assertThat(stepsOf(sensing).stream().mapToInt(Integer::intValue).sum()).isEqualTo(600);
    }

    @Test
    void onlyTheLastWindowOfAMomentSaysThatTheSignalIsKnownFurther() {
        sensing.accept(watch.at(START, steps(1)));
        sensing.accept(watch.at(START + MINUTE, steps(2)));
        sensing.accept(watch.at(START + MINUTE + 5 * SECOND, steps(3)));
        sensing.accept(watch.at(START + 8 * HOUR, steps(4)));
        assertThat(sensing.windows(SignalKind.STEPS).stream().map(w -> w.clock() - START))
                .containsExactly(MINUTE, 8 * HOUR - MINUTE);
    }

    @Test
    void motionIsCutIntoFiveSecondsWhateverTheChunks() {
        for (int chunk = 0; chunk < 40; chunk++) {
            // 1.28 s each: most windows begin and end inside a chunk.
            sensing.accept(watch.at(START + chunk * 1280L, motion(25, 32, 0.2)));
        }
        List<Element.Window> windows = sensing.windows(SignalKind.ACCELERATION);
        assertThat(windows).hasSize(8);
        assertThat(windows)
                .allSatisfy(
                        w -> {
                            assertThat(w.samples()).isBetween(124, 125);
                            assertThat(w.quality()).isGreaterThan(0.98f);
                            assertThat(w.features()).hasSize(22).doesNotContain(Float.NaN);
                        });
    }

    @Test
    void aHalfMeasuredWindowOfMotionIsEmittedButNotScored() {
        sensing.accept(watch.at(START, motion(25, 60, 0.2)));
        sensing.accept(watch.at(START + MINUTE, motion(25, 25, 0.2)));
        Element.Window window = sensing.windows(SignalKind.ACCELERATION).get(0);
        assertThat(window.features()).isEmpty();
        assertThat(window.quality()).isEqualTo(60 / 125f);
    }

    @Test
    void theEarlyPartOfAChunkThatComesTooLateIsCountedAndTheRestUsed() {
        for (int s = 0; s < 20; s++) {
            sensing.accept(watch.at(START + s * SECOND, motion(25, 25, 0)));
        }
        sensing.accept(watch.at(START + 3 * SECOND + 1, motion(25, 200, 0)));
        assertThat(sensing.sense.refusedParts()).isEqualTo(1);
        assertThat(sensing.causes()).isEmpty();
    }

    @Test
    void aGlucoseReadingIsAWindowAtOnce() {
        sensing.accept(watch.at(START, glucose(65)));
        Element.Window window = sensing.windows(SignalKind.GLUCOSE).get(0);
        assertThat(window.start()).isEqualTo(START);
        assertThat(window.features()).containsExactly(65);
        assertThat(window.backfill()).isFalse();
        sensing.accept(watch.at(START - 5 * MINUTE, START, glucose(90)));
        assertThat(sensing.windows(SignalKind.GLUCOSE).get(1).backfill()).isTrue();
    }

    @Test
    void aGlucoseReadingOlderThanTheBackfillHorizonIsLate() {
        sensing.accept(watch.at(START, glucose(65)));
        assertThat(sensing.accept(watch.at(START - DAY - 1, START, glucose(65))))
                .isEqualTo(Disposition.LATE);
        assertThat(sensing.accept(watch.at(START - DAY, START, glucose(65))))
                .isEqualTo(Disposition.USED);
    }

    @Test
    void whatIsTenSecondsOutOfOrderIsUsedAndWhatIsLaterIsLate() {
        for (int s = 0; s <= 70; s++) {
            if (s != 59) {
                sensing.accept(watch.at(START + s * SECOND, heartRate(60)));
            }
            if (s == 69) {
                assertThat(sensing.accept(watch.at(START + 59 * SECOND, heartRate(90))))
                        .isEqualTo(Disposition.USED);
            }
        }
        assertThat(sensing.windows(SignalKind.HEART_RATE).get(0).features()[2]).isEqualTo(90);
        assertThat(sensing.accept(watch.at(START + 59_500, heartRate(91))))
                .isEqualTo(Disposition.LATE);
        assertThat(sensing.causes()).containsExactly(Cause.LATE);
    }

    @Property(tries = 200, seed = "1")
    void heartRateWithinTheDisorderEqualsTheBatch(@ForAll long seed) {
        Random random = new Random(seed);
        List<Received> records = new ArrayList<>();
        for (int i = 0; i < 400; i++) {
            long time = START + i * SECOND + random.nextInt(900);
            records.add(watch.at(time, heartRate(50 + random.nextInt(100))));
        }
        equalsTheBatch(SignalKind.HEART_RATE, records, watch.at(END, heartRate(60)), random);
    }

    /** A counter that is heard as often as its owner moves, and at times not for a while. */
    @Property(tries = 200, seed = "1")
    void aCounterWithinTheDisorderEqualsTheBatch(@ForAll long seed) {
        Random random = new Random(seed);
        List<Received> records = new ArrayList<>();
        int count = 0;
        long time = START;
        for (int i = 0; i < 120; i++) {
            records.add(watch.at(time, counter(count)));
            long pause =
                    switch (random.nextInt(12)) {
                        case 0 -> random.nextLong(20 * MINUTE);
                        case 1, 2, 3 -> random.nextLong(3 * MINUTE);
                        default -> random.nextLong(20 * SECOND);
                    };
            time += 1 + pause;
            count += (int) (random.nextInt(4) == 0 ? 0 : pause * random.nextInt(4) / 1000);
        }
        time += HOUR;
        equalsTheBatch(SignalKind.STEPS, records, watch.at(time, counter(count)), random);
    }

    @Property(tries = 200, seed = "1")
    void stepsWithinTheDisorderEqualTheBatch(@ForAll long seed) {
        Random random = new Random(seed);
        List<Received> records = new ArrayList<>();
        int count = 0;
        for (int i = 0; i < 200; i++) {
            long time = START + 3 * SECOND * i + random.nextInt(2900);
            count += random.nextInt(9);
            records.add(watch.at(time, random.nextInt(4) > 0 ? counter(count) : steps(3)));
        }
        equalsTheBatch(SignalKind.STEPS, records, watch.at(END, steps(0)), random);
    }

    @Property(tries = 100, seed = "1")
    void beatsWithinTheDisorderEqualTheBatch(@ForAll long seed) {
        Random random = new Random(seed);
        List<Received> records = new ArrayList<>();
        long time = START;
        while (time < START + 10 * MINUTE) {
            float interval = 700 + random.nextInt(300);
            time += (long) interval;
            if (random.nextInt(20) > 0) {
                records.add(watch.at(time, beats(interval)));
            }
        }
        equalsTheBatch(SignalKind.BEAT_INTERVALS, records, watch.at(END, beats(800)), random);
    }

    @Property(tries = 100, seed = "1")
    void motionWithinTheDisorderEqualsTheBatch(@ForAll long seed) {
        Random random = new Random(seed);
        List<Received> records = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            long time = START + i * 1280L;
            if (random.nextInt(20) > 0) {
                records.add(watch.at(time, motion(25, 32, random.nextDouble())));
            }
        }
        equalsTheBatch(SignalKind.ACCELERATION, records, watch.at(END, motion(25, 25, 0)), random);
    }

    private static final long END = START + HOUR;

    /** Shuffles records as far as they may arrive out of order, and sends some of them again. */
    private static void equalsTheBatch(
            SignalKind signal, List<Received> records, Received end, Random random) {
        List<Received> arrived = new ArrayList<>(records);
        long disorder = 10 * SECOND;
        record Arrival(long at, Received record) {}
        List<Arrival> arrivals = new ArrayList<>();
        for (Received received : arrived) {
            long last = Batch.sample(received).lastTime();
            long length = last - received.telemetry().sensorTime();
            arrivals.add(new Arrival(last + random.nextLong(disorder - length), received));
            if (random.nextInt(5) == 0) {
                arrivals.add(new Arrival(last + random.nextLong(20 * MINUTE), received));
            }
        }
        arrivals.sort(java.util.Comparator.comparingLong(Arrival::at));
        Sensing sensing = new Sensing();
        for (Arrival arrival : arrivals) {
            sensing.accept(arrival.record());
        }
        sensing.accept(end);
        assertThat(sensing.causes()).isEmpty();
        assertThat(Batch.windows(sensing.windows(signal)))
                .isEqualTo(Batch.windows(signal, records));
    }

    /** Any order at all: what a window was not made of came after it, and none comes twice. */
    @Property(tries = 300, seed = "1")
    void inAnyOrderEveryWindowHoldsAllThatWasUsedAndOnlyWhatCameAfterItIsLate(@ForAll long seed) {
        Random random = new Random(seed);
        List<Received> records = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            records.add(watch.at(START + 5 * SECOND * i, heartRate(50 + random.nextInt(100))));
        }
        int block = 20 + random.nextInt(100); // of more gaps the shortest are closed
        List<List<Received>> blocks = new ArrayList<>();
        for (int i = 0; i < records.size(); i += block) {
            List<Received> part =
                    new ArrayList<>(records.subList(i, Math.min(i + block, records.size())));
            if (random.nextInt(3) == 0) {
                Collections.reverse(part);
            }
            blocks.add(part);
        }
        Collections.shuffle(blocks, random);
        Sensing any = new Sensing();
        List<Received> used = new ArrayList<>();
        long ingest = START + HOUR;
        for (List<Received> part : blocks) {
            for (Received received : part) {
                ingest += random.nextInt(2000);
                Map<Long, String> before = Batch.windows(any.windows(SignalKind.HEART_RATE));
                Received arrived = new Received(received.telemetry(), ingest, -1, 0);
                long pane =
                        Windowing.of(SignalKind.HEART_RATE).pane(received.telemetry().sensorTime());
                if (any.accept(arrived) == Disposition.USED) {
                    used.add(received);
                } else {
                    assertThat(before).containsKey(pane + MINUTE);
                }
            }
        }
        any.accept(watch.at(END, ingest + 2 * MINUTE, heartRate(60)));
        assertThat(Batch.windows(any.windows(SignalKind.HEART_RATE)))
                .isEqualTo(Batch.windows(SignalKind.HEART_RATE, used));
    }
}
