package org.wearablecoach.loop.sense;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
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
        c.sensorTime = time(random);
        c.ingestTime = time(random);
        c.grid = time(random);
        c.newestSignal = time(random);
        c.newestWorn = time(random);
        c.drivingUntil = time(random);
        c.stepsClock = time(random);
        c.minute = random.nextInt();
        c.records = random.nextInt();
        c.partition = random.nextInt();
        c.timer = time(random);
        return c;
    }

    /** Any time, or never. */
    private static long time(Random random) {
        return random.nextInt(3) == 0 ? PersonClock.NEVER : random.nextLong();
    }

    private static DeviceLog deviceLog(Random random) {
        DeviceLog log = new DeviceLog((byte) random.nextInt(16));
        log.ingestTime = random.nextLong();
        for (int i = 0; i < 200; i++) {
            log.see(random.nextInt(2000), random.nextInt());
        }
        // Words of the map that are all known, and the whole of it.
        long from = 2000L + random.nextInt(200);
        int lost = random.nextInt(100);
        for (int i = random.nextInt(2000); i > 0; i--) {
            from += lost > 0 && random.nextInt(lost) == 0 ? 2 : 1;
            log.see(from, random.nextInt());
        }
        return log;
    }

    private static Heard heard(Random random) {
        Heard heard = new Heard(new DeviceKey("device", random.nextLong()), deviceLog(random));
        for (SignalKind kind : SignalKind.values()) {
            heard.signal(kind, random.nextBoolean() ? signalClock(random) : null);
        }
        return heard;
    }

    private static Tail tail(Random random) {
        Tail tail = new Tail();
        for (int i = random.nextInt(20); i > 0; i--) {
            boolean beat = random.nextBoolean();
            tail.add(
                    beat ? SignalKind.BEAT_INTERVALS : SignalKind.HEART_RATE,
                    new Sample(
                            (byte) 1,
                            1_772_617_264_321L + i * 1000L,
                            i,
                            beat ? 0 : 71,
                            0,
                            beat ? new float[] {812.5f} : Sample.NO_VALUES,
                            Sample.NO_COUNTS));
        }
        return tail;
    }

    private static SignalClock signalClock(Random random) {
        SignalClock c = new SignalClock();
        c.newest = time(random);
        c.counterTime = time(random);
        c.counter = random.nextInt(3) == 0 ? -1 : random.nextInt();
        c.knownTo = time(random);
        c.runFrom = time(random);
        c.runTo = time(random);
        c.runOpen = time(random);
        c.runIngest = time(random);
        c.runCounterTime = time(random);
        c.runCounter = random.nextInt(3) == 0 ? -1 : random.nextInt();
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
        if (random.nextBoolean()) {
            c.knownTo = c.emittedTo;
        }
        return c;
    }

    @Property(tries = 100, seed = "1")
    void everyStateComesBackAsItWas(@ForAll long seed) {
        Random random = new Random(seed);
        PersonClock clock = personClock(random);
        roundTrip(new PersonClock.Form(), clock);
        clock.heard(heard(random));
        clock.tail(tail(random));
        roundTrip(new PersonClock.Form(), clock);
        clock.ingestTime = PersonClock.NEVER;
        clock.sensorTime = PersonClock.NEVER;
        roundTrip(new PersonClock.Form(), clock);
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

        PersonClock clock = personClock(random);
        clock.heard(heard(random));
        clock.tail(tail(random));
        before = Bytes.write(new PersonClock.Form(), clock);
        Heard of = Objects.requireNonNull(new PersonClock.Form().copy(clock).heard());
        of.log().see(5000, 1);
        Tail waiting = Objects.requireNonNull(new PersonClock.Form().copy(clock).tail());
        for (int i = 0; i < 3; i++) {
            waiting.add(
                    SignalKind.HEART_RATE,
                    new Sample((byte) 0, 1, i, 60, 0, Sample.NO_VALUES, Sample.NO_COUNTS));
        }
        of.signal(SignalKind.STEPS, null);
        SignalClock beats = of.signal(SignalKind.BEAT_INTERVALS);
        if (beats != null) {
            beats.forgetGapsBefore(Long.MAX_VALUE);
        }
        of.run(new DeviceKey("another", 1), log);
        assertThat(Bytes.write(new PersonClock.Form(), clock)).isEqualTo(before);

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

    @Property(tries = 100, seed = "1")
    void aLogThatWasStoredJudgesAsBefore(@ForAll long seed) {
        Random random = new Random(seed);
        DeviceLog log = deviceLog(random);
        int[] bodies = new int[8];
        long highest = random.nextInt(4000);
        for (int i = 0; i < 200; i++) {
            DeviceLog read =
                    Bytes.read(new DeviceLog.Form(), Bytes.write(new DeviceLog.Form(), log));
            highest += random.nextInt(4) == 0 ? random.nextInt(80) : 1;
            long sequence = highest - (random.nextInt(3) == 0 ? random.nextInt(1500) : 0);
            int body = bodies[random.nextInt(bodies.length)];
            assertThat(read.see(sequence, body)).isEqualTo(log.see(sequence, body));
            // Once more, the same or another one.
            int again = random.nextBoolean() ? body : random.nextInt();
            assertThat(read.see(sequence, again)).isEqualTo(log.see(sequence, again));
            log = random.nextBoolean() ? read : log;
            bodies[random.nextInt(bodies.length)] = random.nextInt();
        }
    }

    /** The parts of what every record touches, whatever they hold. */
    @Property(tries = 200, seed = "1")
    void noPartOfWhatEveryRecordTouchesIsLarge(@ForAll long seed) {
        Random random = new Random(seed);
        assertThat(Bytes.write(new DeviceLog.Form(), deviceLog(random)))
                .hasSizeLessThanOrEqualTo(220);
        assertThat(Bytes.write(new PersonClock.Form(), personClock(random)))
                .hasSizeLessThanOrEqualTo(110);
        assertThat(Bytes.write(new SignalClock.Form(), signalClock(random)))
                .hasSizeLessThanOrEqualTo(256);
    }

    /** What a record of a person with one device reads, and writes. */
    @Test
    void aPersonWithOneDeviceIsOneSmallRow() {
        long now = 1_772_617_264_321L;
        DeviceLog log = new DeviceLog((byte) 0);
        log.ingestTime = now;
        for (int i = 0; i < 100_000; i++) {
            log.see(i, 31 * i);
        }
        PersonClock c = new PersonClock();
        c.sensorTime = now - 222_222;
        c.ingestTime = now;
        c.grid = now - 333_333;
        c.newestSignal = c.sensorTime;
        c.newestWorn = c.sensorTime;
        c.stepsClock = c.sensorTime - 66_666;
        c.minute = (int) (now / 60_000);
        c.records = 131;
        c.partition = 3;
        c.timer = now + 7 * 86_400_000L;
        Heard heard = new Heard(new DeviceKey("galaxy-watch-6", 1_772_000_000L), log);
        c.heard(heard);
        for (int kind = 1; kind <= 5; kind++) {
            SignalClock signal = new SignalClock();
            signal.newest = c.sensorTime - 500;
            signal.emittedTo = signal.newest / 60_000 * 60_000;
            signal.knownTo = signal.emittedTo;
            signal.addGap(signal.emittedTo - 86_400_000, signal.emittedTo - 3_600_000);
            heard.signal(SignalKind.of(kind), signal);
        }
        byte[] steady = Bytes.write(new PersonClock.Form(), c);
        System.out.printf("bytes that a record reads, and writes: %d%n", steady.length);
        assertThat(steady).hasSizeLessThanOrEqualTo(200);

        // And the samples that wait, before the next one fills the place of their signal.
        Tail tail = new Tail();
        int most = steady.length;
        for (int i = 0; i < 60; i++) {
            Sample rate =
                    new Sample(
                            (byte) 0, now + i * 1000L, 2 * i, 61 + i, 0, new float[0], new byte[0]);
            float[] beat = {801 + i};
            Sample interval =
                    new Sample((byte) 0, now + i * 997L, 2 * i + 1, 0, 0, beat, new byte[0]);
            tail.add(SignalKind.HEART_RATE, rate);
            tail.add(SignalKind.BEAT_INTERVALS, interval);
            c.tail(tail);
            most = Math.max(most, Bytes.write(new PersonClock.Form(), c).length);
        }
        System.out.printf("bytes with the samples that wait, at most: %d%n", most);
        assertThat(most).isLessThanOrEqualTo(320);

        // A worse day: records were lost, and each signal has as many gaps as are remembered.
        for (int i = 100_000; i < 102_000; i += 2 + i % 7) {
            log.see(i, i);
        }
        for (int kind = 1; kind <= 5; kind++) {
            SignalClock signal = new SignalClock();
            signal.newest = c.sensorTime - 500;
            signal.emittedTo = signal.newest / 60_000 * 60_000;
            signal.knownTo = signal.emittedTo - 60_000;
            for (int gap = SignalClock.MAX_GAPS; gap > 0; gap--) {
                long from = signal.emittedTo - gap * 5_000_000L;
                signal.addGap(from, from + 2_000_000L);
            }
            heard.signal(SignalKind.of(kind), signal);
        }
        byte[] worst = Bytes.write(new PersonClock.Form(), c);
        System.out.printf("with every gap that fits: %d%n", worst.length);
        assertThat(worst).hasSizeLessThanOrEqualTo(768);
    }

    @Test
    void aSignalWithAsManyGapsAsFitIsSmall() {
        SignalClock clock = new SignalClock();
        clock.emittedTo = 40 * 86_400_000L;
        for (int gap = 0; gap < SignalClock.MAX_GAPS; gap++) {
            clock.addGap(gap * 86_400_000L, gap * 86_400_000L + 80_000_000L);
        }
        assertThat(Bytes.write(new SignalClock.Form(), clock)).hasSizeLessThanOrEqualTo(160);
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
                        "long timer",
                        "Heard heard",
                        "Tail tail");
        assertThat(fields(Tail.class)).containsExactly("SampleChunk[] chunks");
        assertThat(fields(Heard.class))
                .containsExactly("DeviceKey run", "DeviceLog log", "SignalClock[] signals");
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
