package org.wearablecoach.loop.sense;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.wearablecoach.event.SignalKind;
import org.wearablecoach.loop.Bytes;
import org.wearablecoach.loop.Codec;
import org.wearablecoach.signals.DaytimeBaseline;
import org.wearablecoach.signals.PersonalBaseline;
import org.wearablecoach.signals.Population;

/** The stored forms of Sense: complete, small, and never silently changed. */
class StateFormsTest {

    private static <T> void roundTrip(Codec<T> codec, T value) {
        byte[] form = Bytes.write(codec, value);
        assertThat(Bytes.write(codec, Bytes.read(codec, form))).isEqualTo(form);
        assertThat(Bytes.write(codec, codec.copy(value))).isEqualTo(form);
    }

    static List<String> fields(Class<?> type) {
        return Arrays.stream(type.getDeclaredFields())
                .filter(f -> !Modifier.isStatic(f.getModifiers()))
                .filter(f -> !Modifier.isTransient(f.getModifiers()))
                .map(f -> f.getType().getSimpleName() + " " + f.getName())
                .toList();
    }

    private static PersonClock personClock(Random random) {
        PersonClock c = new PersonClock();
        c.sensorTime = random.nextLong();
        c.ingestTime = random.nextLong();
        c.grid = random.nextLong();
        c.newestSignal = random.nextLong();
        c.newestWorn = random.nextLong();
        c.drivingUntil = random.nextLong();
        c.stepsClock = random.nextLong();
        c.minute = random.nextInt();
        c.records = random.nextInt();
        c.partition = random.nextInt();
        c.timer = random.nextLong();
        return c;
    }

    private static DeviceLog deviceLog(Random random) {
        DeviceLog log = new DeviceLog((byte) random.nextInt(16));
        log.ingestTime = random.nextLong();
        for (int i = 0; i < 200; i++) {
            log.see(random.nextInt(2000), random.nextInt());
        }
        return log;
    }

    private static SignalClock signalClock(Random random) {
        SignalClock c = new SignalClock();
        c.newest = random.nextLong();
        c.counterTime = random.nextLong();
        c.counter = random.nextInt();
        c.knownTo = random.nextLong();
        c.runFrom = random.nextLong();
        c.runTo = random.nextLong();
        c.runOpen = random.nextLong();
        c.runIngest = random.nextLong();
        c.runCounterTime = random.nextLong();
        c.runCounter = random.nextInt();
        long at = random.nextInt(1 << 20) * 60_000L;
        for (int i = random.nextInt(SignalClock.MAX_GAPS + 1); i > 0; i--) {
            long from = at + (1 + random.nextInt(30)) * 5_000L;
            at = from + (1 + random.nextInt(900)) * 5_000L;
            c.addGap(from, at);
            if (random.nextBoolean()) {
                c.count(from, at);
            }
        }
        c.emittedTo = at + random.nextInt(100) * 5_000L;
        return c;
    }

    @Property(tries = 100)
    void everyStateComesBackAsItWas(@ForAll long seed) {
        Random random = new Random(seed);
        roundTrip(new PersonClock.Form(), personClock(random));
        roundTrip(new DeviceLog.Form(), deviceLog(random));
        SignalClock signal = signalClock(random);
        roundTrip(new SignalClock.Form(), signal);
        SignalClock read =
                Bytes.read(new SignalClock.Form(), Bytes.write(new SignalClock.Form(), signal));
        for (int gap = 0; gap < signal.gaps(); gap++) {
            assertThat(read.gapFrom(gap)).isEqualTo(signal.gapFrom(gap));
            assertThat(read.gapTo(gap)).isEqualTo(signal.gapTo(gap));
            assertThat(read.isCounted(read.gapFrom(gap)))
                    .isEqualTo(signal.isCounted(signal.gapFrom(gap)));
        }
        roundTrip(new BaselineForm(), baseline(random));
        SignalKind kind = SignalKind.of(random.nextInt(6));
        roundTrip(new SignalKey.Form(), new SignalKey(SignalKind.SENSOR, "device", "eda"));
        roundTrip(new SignalKey.Form(), new SignalKey(kind, "device \u00e9 " + random.nextInt()));
        roundTrip(new DeviceKey.Form(), new DeviceKey("device", random.nextLong()));
    }

    /** A baseline that knows some times of day, as everything that is stored does. */
    private static DaytimeBaseline baseline(Random random) {
        double[] state = new double[DaytimeBaseline.STATE];
        for (int i = 0; i < DaytimeBaseline.STATE; i += 4) {
            if (i == 0 || random.nextBoolean()) {
                state[i] = random.nextGaussian();
                state[i + 1] = random.nextDouble();
                state[i + 2] = 1 - random.nextDouble();
                state[i + 3] = random.nextGaussian();
            }
        }
        return new DaytimeBaseline(state);
    }

    @Test
    void aBaselineTakesNoRoomForTimesOfDayThatAreNew() {
        DaytimeBaseline baseline = new DaytimeBaseline(Population.heartRate());
        assertThat(Bytes.write(new BaselineForm(), baseline)).hasSize(33);
        for (int minute = 0; minute < 1440; minute++) {
            baseline.update(70, minute, Population.heartRate(), Population.heartRate());
        }
        assertThat(Bytes.write(new BaselineForm(), baseline)).hasSize(289);
    }

    @Test
    void copiesShareNothingThatChanges() {
        Random random = new Random(1);
        DeviceLog log = deviceLog(random);
        byte[] before = Bytes.write(new DeviceLog.Form(), log);
        DeviceLog copy = new DeviceLog.Form().copy(log);
        copy.see(5000, 1);
        copy.slot++;
        assertThat(Bytes.write(new DeviceLog.Form(), log)).isEqualTo(before);

        SignalClock signal = signalClock(random);
        before = Bytes.write(new SignalClock.Form(), signal);
        SignalClock other = new SignalClock.Form().copy(signal);
        other.forgetGapsBefore(Long.MAX_VALUE);
        other.addGap(0, 5_000);
        assertThat(Bytes.write(new SignalClock.Form(), signal)).isEqualTo(before);

        DaytimeBaseline baseline = baseline(random);
        before = Bytes.write(new BaselineForm(), baseline);
        new BaselineForm()
                .copy(baseline)
                .update(9, 700, Population.heartRate(), Population.heartRate());
        assertThat(Bytes.write(new BaselineForm(), baseline)).isEqualTo(before);
    }

    /** Touched by every record, so at most 256 bytes each. */
    @Property(tries = 200)
    void whatEveryRecordTouchesIsSmall(@ForAll long seed) {
        Random random = new Random(seed);
        assertThat(Bytes.write(new DeviceLog.Form(), deviceLog(random))).hasSize(210);
        assertThat(Bytes.write(new PersonClock.Form(), personClock(random))).hasSize(76);
        assertThat(Bytes.write(new SignalClock.Form(), signalClock(random)))
                .hasSizeLessThanOrEqualTo(256);
    }

    @Test
    void aSignalWithAsManyGapsAsFitIsSmall() {
        SignalClock clock = new SignalClock();
        clock.emittedTo = 40 * 86_400_000L;
        for (int gap = 0; gap < SignalClock.MAX_GAPS; gap++) {
            clock.addGap(gap * 86_400_000L, gap * 86_400_000L + 80_000_000L);
        }
        assertThat(Bytes.write(new SignalClock.Form(), clock)).hasSizeLessThanOrEqualTo(186);
    }

    /** A field that is added here needs a new version of the form, and a default for old bytes. */
    @Test
    void noFieldIsAddedWithoutItsForm() {
        assertThat(fields(PersonClock.class))
                .containsExactly(
                        "long sensorTime",
                        "long ingestTime",
                        "long grid",
                        "long newestSignal",
                        "long newestWorn",
                        "long drivingUntil",
                        "long stepsClock",
                        "int minute",
                        "int records",
                        "int partition",
                        "long timer");
        assertThat(fields(DeviceLog.class))
                .containsExactly(
                        "byte slot",
                        "long ingestTime",
                        "boolean empty",
                        "long highest",
                        "long[] known",
                        "int[] digests");
        assertThat(fields(SignalClock.class))
                .containsExactly(
                        "long newest",
                        "long emittedTo",
                        "long counterTime",
                        "int counter",
                        "long knownTo",
                        "long runFrom",
                        "long runTo",
                        "long runOpen",
                        "long runIngest",
                        "long runCounterTime",
                        "int runCounter",
                        "int gaps",
                        "long[] bounds",
                        "int counted");
        // Of a chunk only the bytes are stored; the rest follows from them.
        assertThat(fields(SampleChunk.class))
                .containsExactly(
                        "byte[] bytes",
                        "int length",
                        "int size",
                        "int parts",
                        "byte slot",
                        "int sensor",
                        "int items",
                        "long time",
                        "int sequence");
        assertThat(fields(Sample.class))
                .containsExactly(
                        "byte slot",
                        "long time",
                        "int sequence",
                        "float a",
                        "float b",
                        "float[] values",
                        "byte[] counts",
                        "int sensor");
        assertThat(fields(DeviceKey.class)).containsExactly("String device", "long boot");
        assertThat(fields(SignalKey.class))
                .containsExactly("SignalKind signal", "String device", "String sensor");
        assertThat(fields(PersonalBaseline.class))
                .containsExactly(
                        "double mean", "double meanVariance", "double variance", "double recent");
        assertThat(fields(DaytimeBaseline.class))
                .containsExactly(
                        "PersonalBaseline overall", "PersonalBaseline[] parts", "boolean[] known");
    }
}
