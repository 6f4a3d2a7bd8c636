package org.wearablecoach.loop.sense;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.wearablecoach.loop.Bytes;

/** Packed samples come back bit for bit, however they were added, cut, copied and stored. */
class SampleChunkTest {

    private static final long NOW = 1_715_767_200_000L;

    private static final SampleChunk.Form FORM = new SampleChunk.Form();

    private static SampleChunk stored(SampleChunk chunk) {
        return Bytes.read(FORM, Bytes.write(FORM, chunk));
    }

    private static List<Sample> samples(SampleChunk... chunks) {
        Samples samples = new Samples();
        for (SampleChunk chunk : chunks) {
            samples.add(chunk);
        }
        return samples(samples);
    }

    private static List<Sample> samples(Samples samples) {
        List<Sample> all = new ArrayList<>();
        for (int i = 0; i < samples.size(); i++) {
            all.add(samples.sample(i));
        }
        return all;
    }

    private static SampleChunk chunk(List<Sample> samples) {
        SampleChunk chunk = new SampleChunk();
        samples.forEach(chunk::add);
        return chunk;
    }

    private static float value(Random random) {
        return switch (random.nextInt(8)) {
            case 0 -> 0;
            case 1 -> -0f;
            case 2 -> Float.NaN;
            case 3 -> random.nextInt(1 << 17) - 100;
            case 4 -> Float.intBitsToFloat(random.nextInt());
            case 5 -> 65_535;
            default -> random.nextInt(200);
        };
    }

    private static float[] values(Random random) {
        float[] values = new float[1 + random.nextInt(random.nextInt(10) == 0 ? 300 : 3)];
        for (int i = 0; i < values.length; i++) {
            values[i] = value(random);
        }
        return values;
    }

    /** Mostly the next of a run, as devices send them; now and then anything. */
    private static Sample next(Sample before, Random random) {
        boolean continues = random.nextInt(6) > 0;
        byte slot = continues ? before.slot() : (byte) random.nextInt(Sample.SLOTS);
        int sensor = continues || random.nextBoolean() ? before.sensor() : random.nextInt();
        int sequence = continues ? before.sequence() + random.nextInt(70) : random.nextInt();
        long time =
                continues
                        ? before.time() + random.nextInt(3_000) - 300
                        : random.nextLong(1L << 48) - (1L << 47);
        boolean hasCounts = sensor == 0 && before.counts().length > 0 != (random.nextInt(20) == 0);
        byte[] counts = hasCounts ? new byte[6 * (1 + random.nextInt(40))] : Sample.NO_COUNTS;
        random.nextBytes(counts);
        boolean hasValues = !hasCounts && before.values().length > 0 != (random.nextInt(20) == 0);
        float[] values = hasValues ? values(random) : Sample.NO_VALUES;
        float b = random.nextInt(6) == 0 ? value(random) : before.b();
        return new Sample(slot, time, sequence, value(random), b, values, counts, sensor);
    }

    private static List<Sample> run(Random random, int most) {
        Sample first = new Sample((byte) 0, NOW, 7, 60, 0, Sample.NO_VALUES, Sample.NO_COUNTS, 0);
        List<Sample> run = new ArrayList<>();
        for (int i = random.nextInt(most); i >= 0; i--) {
            first = next(first, random);
            run.add(first);
        }
        return run;
    }

    @Property(tries = 500, seed = "1")
    void samplesComeBackAsTheyWere(@ForAll long seed) {
        Random random = new Random(seed);
        List<Sample> expected = run(random, 200);
        SampleChunk chunk = chunk(expected);
        assertThat(samples(chunk)).isEqualTo(expected);
        assertThat(chunk.size()).isEqualTo(expected.size());
        assertThat(samples(stored(chunk))).isEqualTo(expected);
        assertThat(stored(chunk).size()).isEqualTo(expected.size());
        assertThat(samples(FORM.copy(chunk))).isEqualTo(expected);
    }

    @Property(tries = 500, seed = "1")
    void aChunkGoesOnWhereItWasCutStoredOrCopied(@ForAll long seed) {
        Random random = new Random(seed);
        List<Sample> expected = run(random, 30);
        SampleChunk chunk = chunk(expected);
        for (int i = random.nextInt(20); i > 0; i--) {
            switch (random.nextInt(4)) {
                case 0 -> {
                    int count = random.nextInt(expected.size());
                    chunk.dropFirst(count);
                    expected = new ArrayList<>(expected.subList(count, expected.size()));
                }
                case 1 -> chunk = stored(chunk);
                case 2 -> chunk = FORM.copy(chunk);
                default -> {
                    Sample more = next(expected.get(expected.size() - 1), random);
                    expected.add(more);
                    chunk.add(more);
                }
            }
            assertThat(samples(chunk)).isEqualTo(expected);
            assertThat(chunk.size()).isEqualTo(expected.size());
        }
    }

    @Test
    void aCopyAndItsOriginalGoTheirOwnWays() {
        List<Sample> run = run(new Random(5), 60);
        SampleChunk chunk = chunk(run);
        byte[] before = Bytes.write(FORM, chunk);
        SampleChunk copy = FORM.copy(chunk);
        copy.dropFirst(1);
        copy.add(run.get(0));
        assertThat(Bytes.write(FORM, chunk)).isEqualTo(before);
    }

    /** Copies share bytes until one of them changes what another reads. */
    @Property(tries = 500, seed = "1")
    void anyCopyGoesItsOwnWay(@ForAll long seed) {
        Random random = new Random(seed);
        List<SampleChunk> chunks = new ArrayList<>();
        List<List<Sample>> expected = new ArrayList<>();
        expected.add(run(random, 30));
        chunks.add(chunk(expected.get(0)));
        for (int i = 0; i < 40; i++) {
            int at = random.nextInt(chunks.size());
            SampleChunk chunk = chunks.get(at);
            List<Sample> its = expected.get(at);
            switch (random.nextInt(8)) {
                case 0, 1 -> {
                    chunks.add(FORM.copy(chunk));
                    expected.add(new ArrayList<>(its));
                }
                case 2 -> {
                    chunk.clear();
                    its.clear();
                }
                case 3 -> {
                    int count = its.isEmpty() ? 0 : random.nextInt(its.size());
                    chunk.dropFirst(count);
                    its.subList(0, count).clear();
                }
                default -> {
                    Sample more =
                            its.isEmpty()
                                    ? run(random, 1).get(0)
                                    : next(its.get(its.size() - 1), random);
                    chunk.add(more);
                    its.add(more);
                }
            }
            for (int j = 0; j < chunks.size(); j++) {
                assertThat(samples(chunks.get(j))).isEqualTo(expected.get(j));
            }
        }
    }

    @Property(tries = 300, seed = "1")
    void sortsByTimeAndSequenceAndDropsWhatIsThereTwice(@ForAll long seed) {
        Random random = new Random(seed);
        List<Sample> arrived = new ArrayList<>();
        for (int i = random.nextInt(100); i >= 0; i--) {
            Sample sample =
                    new Sample(
                            (byte) 1,
                            NOW + random.nextInt(20),
                            random.nextInt(3),
                            random.nextInt(2),
                            0,
                            random.nextBoolean() ? Sample.NO_VALUES : new float[] {i % 2},
                            Sample.NO_COUNTS);
            arrived.add(sample);
        }
        Samples samples = new Samples();
        int half = arrived.size() / 2;
        samples.add(chunk(arrived.subList(0, half)));
        samples.add(chunk(arrived.subList(half, arrived.size())));
        List<Sample> sorted = new ArrayList<>(arrived);
        sorted.sort(Comparator.comparingLong(Sample::time).thenComparingInt(Sample::sequence));
        samples.sort();
        assertThat(samples(samples)).isEqualTo(sorted);
        List<Sample> once = new ArrayList<>();
        for (Sample sample : sorted) {
            if (once.isEmpty() || !once.get(once.size() - 1).equals(sample)) {
                once.add(sample);
            }
        }
        samples.dropRepeated();
        assertThat(samples(samples)).isEqualTo(once);
    }

    @Test
    void samplesOfAnotherDeviceOrSensorAreKeptApart() {
        List<Sample> run = run(new Random(3), 400);
        Sample one = run.get(7);
        Samples mine = new Samples();
        Samples others = new Samples();
        mine.clear(one.slot(), one.sensor(), others);
        mine.add(chunk(run));
        assertThat(samples(mine))
                .isEqualTo(run.stream().filter(s -> isOf(one, s)).toList())
                .isNotEmpty();
        assertThat(samples(others))
                .isEqualTo(run.stream().filter(s -> !isOf(one, s)).toList())
                .isNotEmpty();
        assertThat(mine.only()).as("the chunk holds others too").isNull();
    }

    private static boolean isOf(Sample one, Sample other) {
        return one.slot() == other.slot() && one.sensor() == other.sensor();
    }

    private static int bytes(int samples, float[] values) {
        SampleChunk chunk = new SampleChunk();
        for (int i = 0; i < samples; i++) {
            chunk.add(
                    new Sample(
                            (byte) 1,
                            NOW + i * 857L + i % 7,
                            2 * i,
                            0,
                            0,
                            values,
                            Sample.NO_COUNTS));
        }
        return Bytes.write(FORM, chunk).length;
    }

    @Test
    void fiveMinutesOfBeatsAreBelowThreeKilobytes() {
        // Seventy a minute, of the window and of the half minute before it.
        assertThat(bytes(385, new float[] {857})).isEqualTo(2 + 15 + 384 * 5);
        assertThat(bytes(385, new float[] {857.4f})).isEqualTo(2 + 17 + 384 * 7);
        assertThat(bytes(1, new float[] {857})).isEqualTo(16);
    }

    @Test
    void aBacklogLeavesNoRoomBehind() {
        SampleChunk chunk = new SampleChunk();
        for (int i = 0; i < 10_000; i++) {
            chunk.add(
                    new Sample(
                            (byte) 0,
                            NOW + i * 1_000L,
                            i,
                            60,
                            0,
                            Sample.NO_VALUES,
                            Sample.NO_COUNTS));
        }
        assertThat(chunk.room()).isGreaterThan(50_000);
        chunk.dropFirst(9_900);
        assertThat(chunk.room()).isLessThan(1_000);
    }
}
