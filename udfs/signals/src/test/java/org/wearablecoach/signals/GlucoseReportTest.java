package org.wearablecoach.signals;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class GlucoseReportTest {

    private static final long MINUTE = 60_000;
    private static final long START = 20_000 * GlucoseDay.MILLIS + 7 * 3_600_000L;

    /** Readings in any order, with some places hit twice, against the sorted recording. */
    @Property(tries = 50, seed = "20160412")
    void equalsTheSortedRecordingWhateverTheOrderOfArrival(@ForAll long seed) {
        Random random = new Random(seed);
        TreeMap<Long, Float> latestOfPlace = new TreeMap<>();
        List<long[]> arrivals = new ArrayList<>();
        long time = START / 2000 * 2000;
        while (time < START + 16 * GlucoseDay.MILLIS) {
            int mgDl = 60 + random.nextInt(200);
            arrivals.add(new long[] {time, mgDl});
            latestOfPlace.put(time, (float) mgDl);
            time += random.nextInt(50) == 0 ? 2 * MINUTE : (4 + random.nextInt(20)) * MINUTE;
        }
        Long previous = null;
        for (Long reading : List.copyOf(latestOfPlace.keySet())) {
            if (previous != null && previous / (5 * MINUTE) == reading / (5 * MINUTE)) {
                latestOfPlace.remove(previous);
            }
            previous = reading;
        }
        Collections.shuffle(arrivals, random);
        TreeMap<Long, GlucoseDay> days = new TreeMap<>();
        for (long[] arrival : arrivals) {
            days.computeIfAbsent(GlucoseDay.dayOf(arrival[0]), GlucoseDay::new)
                    .put(arrival[0], (float) arrival[1]);
        }
        long end = START + 15 * GlucoseDay.MILLIS;
        for (long span : new long[] {GlucoseDay.MILLIS, 14 * GlucoseDay.MILLIS}) {
            GlucoseReport fromState = new GlucoseReport();
            fromState.compute(List.copyOf(days.values()), end - span, end);
            GlucoseReport batch = batch(latestOfPlace.subMap(end - span, end));
            assertThat(fromState.sums()).usingRecursiveComparison().isEqualTo(batch.sums());
            assertSame(fromState.mageMgDl(), batch.mageMgDl());
            assertSame(fromState.conga1MgDl(), batch.conga1MgDl());
            assertSame(fromState.moddMgDl(), batch.moddMgDl());
        }
    }

    /** Equal to the bit; NaN equals NaN. */
    private static void assertSame(double actual, double expected) {
        assertThat(Double.doubleToLongBits(actual)).isEqualTo(Double.doubleToLongBits(expected));
    }

    private static GlucoseReport batch(java.util.SortedMap<Long, Float> readings) {
        long[] times = new long[readings.size()];
        float[] mgDl = new float[readings.size()];
        int count = 0;
        for (var reading : readings.entrySet()) {
            times[count] = reading.getKey();
            mgDl[count++] = reading.getValue();
        }
        GlucoseReport batch = new GlucoseReport();
        batch.compute(times, mgDl, 0, count);
        return batch;
    }

    @Test
    void keepsTheLatestReadingOfEachFiveMinutes() {
        GlucoseDay day = new GlucoseDay(0);
        day.put(60_000, 100);
        day.put(120_000, 110);
        day.put(30_000, 90);
        day.put(120_000, 111);
        day.put(590_000, 200);
        day.put(310_000, 50);
        long[] times = new long[GlucoseDay.PLACES];
        float[] mgDl = new float[GlucoseDay.PLACES];
        assertThat(day.read(0, GlucoseDay.MILLIS, times, mgDl, 0)).isEqualTo(2);
        assertThat(times).startsWith(120_000, 590_000);
        assertThat(mgDl).startsWith(111, 200);
    }

    @Test
    void readsAPartOfADay() {
        GlucoseDay day = new GlucoseDay(1);
        for (int i = 0; i < GlucoseDay.PLACES; i++) {
            day.put(GlucoseDay.MILLIS + i * 5L * MINUTE, 100 + i);
        }
        long[] times = new long[GlucoseDay.PLACES];
        float[] mgDl = new float[GlucoseDay.PLACES];
        long from = GlucoseDay.MILLIS + 10 * MINUTE;
        assertThat(day.read(from, from + 15 * MINUTE, times, mgDl, 0)).isEqualTo(3);
        assertThat(mgDl).startsWith(102, 103, 104, 0);
    }

    @Test
    void isRestoredFromItsArrays() {
        GlucoseDay day = new GlucoseDay(0);
        day.put(299_000, 600);
        GlucoseDay restored = new GlucoseDay(0, day.values().clone(), day.offsets().clone());
        long[] times = new long[GlucoseDay.PLACES];
        float[] mgDl = new float[GlucoseDay.PLACES];
        assertThat(restored.read(0, GlucoseDay.MILLIS, times, mgDl, 0)).isEqualTo(1);
        assertThat(times[0]).isEqualTo(298_000);
        assertThat(mgDl[0]).isEqualTo(600);
    }

    @Test
    void explainsWhatDoesNotFit() {
        GlucoseDay day = new GlucoseDay(1);
        assertThatThrownBy(() -> day.put(0, 100)).hasMessageContaining("another day");
        assertThatThrownBy(() -> new GlucoseDay(0, new short[3], new byte[288]))
                .hasMessageContaining("288 values");
        GlucoseReport report = new GlucoseReport();
        assertThatThrownBy(() -> report.compute(List.of(day), 0, 14 * GlucoseDay.MILLIS + 1))
                .hasMessageContaining("14 days");
    }
}
