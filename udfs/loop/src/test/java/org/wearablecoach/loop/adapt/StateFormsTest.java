package org.wearablecoach.loop.adapt;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.wearablecoach.event.DecisionType;
import org.wearablecoach.event.InteractionKind;
import org.wearablecoach.event.SignalKind;
import org.wearablecoach.event.Trigger;
import org.wearablecoach.event.VersionRef;
import org.wearablecoach.event.WindowRef;
import org.wearablecoach.loop.Bytes;
import org.wearablecoach.loop.Codec;
import org.wearablecoach.policy.MessageCount;
import org.wearablecoach.policy.PersonalPolicy;
import org.wearablecoach.signals.Activity;
import org.wearablecoach.signals.ForecastCorrection;
import org.wearablecoach.signals.LowAlarm;
import org.wearablecoach.signals.PersonalBaseline;

/** The stored forms of Adapt: complete, small, and never silently changed. */
class StateFormsTest {

    private static <T> void roundTrip(Codec<T> codec, T value) {
        byte[] form = Bytes.write(codec, value);
        assertThat(Bytes.write(codec, Bytes.read(codec, form))).isEqualTo(form);
        assertThat(Bytes.write(codec, codec.copy(value))).isEqualTo(form);
    }

    private static List<String> fields(Class<?> type) {
        return Arrays.stream(type.getDeclaredFields())
                .filter(f -> !Modifier.isStatic(f.getModifiers()))
                .map(f -> f.getType().getSimpleName() + " " + f.getName())
                .toList();
    }

    private static PersonState person(Random random) {
        PersonState s = new PersonState();
        s.zone = "Europe/Berlin";
        s.language = "de";
        s.enrolled = random.nextBoolean();
        s.withdrawn = random.nextBoolean();
        s.restingBpm = random.nextFloat();
        s.maximumBpm = random.nextFloat();
        s.glucoseSensor = random.nextBoolean();
        s.index = random.nextLong();
        s.previousHash = "ab".repeat(32);
        s.rewards = random.nextLong();
        s.previousReward = "cd".repeat(32);
        s.ingestTime = random.nextLong();
        s.timer = random.nextLong();
        s.dosage = random.nextDouble();
        s.dosageTime = random.nextLong();
        s.messages = new MessageCount(random.nextLong(), random.nextLong(), random.nextInt());
        s.glucoseAsked = random.nextLong();
        s.answered = random.nextDouble();
        s.accepted = random.nextDouble();
        s.answeredTime = random.nextLong();
        s.logSteps = baseline(random);
        s.glucoseTrend = baseline(random);
        s.tickTime = random.nextLong();
        s.heartRateAsked = random.nextLong();
        long move = 28_000_000;
        for (int i = 0; i < 40; i++) {
            move += random.nextInt(900);
            s.bedtime.update(move, java.time.ZoneOffset.UTC);
        }
        for (int i = 0; i < random.nextInt(5); i++) {
            s.sent.put(
                    "move-" + i,
                    new MessageCount(random.nextLong(), random.nextInt(), random.nextInt(100)));
        }
        return s;
    }

    private static PersonalBaseline baseline(Random random) {
        return new PersonalBaseline(
                random.nextDouble(), random.nextDouble(), random.nextDouble(), random.nextDouble());
    }

    private static PersonalPolicy policy(Random random) {
        PersonalPolicy s = new PersonalPolicy();
        s.schema = "dose-1-2-4-1--1-11-0";
        s.statistics = random.doubles(random.nextInt(300)).toArray();
        s.budget = random.doubles(random.nextBoolean() ? 32 : 0).toArray();
        s.usual = random.doubles(random.nextInt(8)).toArray();
        s.since = random.nextLong();
        s.plannedDay = random.nextInt(40_000);
        s.reportsDelivery = random.nextBoolean();
        return s;
    }

    private static float[] floats(Random random, int count) {
        float[] floats = new float[count];
        for (int i = 0; i < count; i++) {
            floats[i] = random.nextFloat();
        }
        return floats;
    }

    private static double[] shares(Random random, int count) {
        double[] shares = new double[count];
        for (int i = 0; i < count; i++) {
            shares[i] = random.nextBoolean() ? random.nextDouble() : 0;
        }
        return shares;
    }

    private static Minutes minutes(Random random) {
        Minutes m = new Minutes();
        long minute = random.nextInt(1 << 28);
        Activity[] activities = Activity.values();
        for (int i = 0; i < random.nextInt(300); i++) {
            minute += random.nextInt(3);
            String device = "device-" + random.nextInt(40);
            switch (random.nextInt(3)) {
                case 0 -> {
                    m.steps(minute, random.nextInt(100_000));
                    m.watch(minute, device, random.nextInt(4) == 0);
                    m.arousal(minute, 3 * random.nextGaussian(), random.nextBoolean());
                }
                case 1 -> m.heartRate(minute, 30 + random.nextInt(200), random.nextFloat(), device);
                default -> m.motion(minute, activities[random.nextInt(activities.length)], device);
            }
        }
        return m;
    }

    private static NewestWindows windows(Random random) {
        NewestWindows windows = new NewestWindows();
        for (int i = 0; i < random.nextInt(60); i++) {
            VersionRef model =
                    random.nextBoolean() ? null : new VersionRef("model", "1", "ab".repeat(32));
            windows.add(
                    new NewestWindows.Entry(
                            new WindowRef(
                                    SignalKind.of(1 + random.nextInt(5)),
                                    "device-" + random.nextInt(9),
                                    random.nextInt(1000),
                                    random.nextInt(1000),
                                    random.nextFloat(),
                                    model == null ? null : "model:1"),
                            random.nextFloat(),
                            random.nextBoolean() ? Float.NaN : random.nextFloat(),
                            model,
                            new float[5 * random.nextInt(3)],
                            random.nextBoolean()
                                    ? NewestWindows.Outlook.NONE
                                    : new NewestWindows.Outlook(
                                            random.nextFloat(),
                                            random.nextFloat(),
                                            random.nextFloat())));
        }
        return windows;
    }

    private static Pending.Queue pending(Random random) {
        Pending.Queue queue = new Pending.Queue();
        for (int i = 0; i < random.nextInt(300); i++) {
            boolean learns = random.nextInt(3) == 0;
            long index = random.nextInt();
            byte[] hash = new byte[32];
            random.nextBytes(hash);
            ProximalOutcome outcome = ProximalOutcome.of(1 + random.nextInt(4));
            Pending p =
                    new Pending(
                            index,
                            random.nextInt(1 << 30) * 300_000L,
                            random.nextLong() >> 2,
                            DecisionType.of(1 + random.nextInt(4)),
                            Trigger.of(1 + random.nextInt(2)),
                            random.nextBoolean(),
                            random.nextBoolean(),
                            random.nextInt(33) - 1,
                            random.nextDouble(),
                            outcome,
                            1 + random.nextInt(60),
                            learns ? random.nextDouble() : 0,
                            learns ? floats(random, 14) : new float[0],
                            learns ? floats(random, 5) : new float[0],
                            learns ? shares(random, 1 + random.nextInt(32)) : new double[0],
                            hash);
            if (outcome == ProximalOutcome.AROUSAL) {
                p.before = random.nextFloat();
                p.byBeats = random.nextBoolean();
            }
            if (random.nextBoolean()) {
                p.deliveredAt = random.nextLong();
                p.answer = InteractionKind.of(random.nextInt(6));
            }
            for (int minute = 0; minute < p.minutes; minute++) {
                if (random.nextInt(3) == 0) {
                    p.observe(
                            p.decisionTime / 60_000 + minute,
                            random.nextInt(2) == 0 ? Minutes.UNKNOWN : random.nextInt(40_000));
                }
            }
            if (random.nextInt(4) == 0) {
                p.filled(random.nextLong());
            }
            queue.decisions.add(p);
        }
        return queue;
    }

    @Property(tries = 200, seed = "1")
    void everyStateComesBackAsItWas(@ForAll long seed) {
        Random random = new Random(seed);
        roundTrip(new PersonState.Form(), person(random));
        roundTrip(new PolicyForm(), policy(random));
        roundTrip(new Minutes.Form(), minutes(random));
        roundTrip(new NewestWindows.Form(), windows(random));
        Pending.Queue queue = pending(random);
        roundTrip(new Pending.Form(), queue);
        Pending.Queue read = Bytes.read(new Pending.Form(), Bytes.write(new Pending.Form(), queue));
        for (int i = 0; i < queue.size(); i++) {
            Pending one = queue.decisions.get(i);
            Pending other = read.decisions.get(i);
            assertThat(Double.compare(other.input(90, 150), one.input(90, 150))).isZero();
            assertThat(other.decisionTime).isEqualTo(one.decisionTime);
            assertThat(other.baseline).isEqualTo(one.baseline);
            assertThat(other.shares).isEqualTo(one.shares);
            assertThat(other.hash).isEqualTo(one.hash);
            assertThat(other.chosen()).isEqualTo(one.chosen());
        }
    }

    @Test
    void copiesShareNothingThatChanges() {
        Random random = new Random(3);
        PersonState person = person(random);
        byte[] before = Bytes.write(new PersonState.Form(), person);
        PersonState copy = new PersonState.Form().copy(person);
        copy.logSteps.update(3, PersonState.LOG_STEPS);
        copy.glucoseTrend.update(3, PersonState.GLUCOSE_TREND);
        assertThat(Bytes.write(new PersonState.Form(), person)).isEqualTo(before);

        PersonalPolicy policy = policy(random);
        policy.statistics = new double[] {1, 2};
        policy.budget = new double[] {1, 2};
        before = Bytes.write(new PolicyForm(), policy);
        PersonalPolicy own = new PolicyForm().copy(policy);
        own.statistics[0]++;
        own.budget[0]++;
        assertThat(Bytes.write(new PolicyForm(), policy)).isEqualTo(before);

        Minutes minutes = minutes(random);
        before = Bytes.write(new Minutes.Form(), minutes);
        Minutes other = new Minutes.Form().copy(minutes);
        for (long minute = 1L << 29; minute < (1L << 29) + 99; minute++) {
            other.steps(minute, 9);
            other.watch(minute, "another", true);
            other.heartRate(minute, 99, 1, "another");
            other.motion(minute, Activity.RUN, "another");
        }
        assertThat(Bytes.write(new Minutes.Form(), minutes)).isEqualTo(before);

        NewestWindows windows = windows(random);
        before = Bytes.write(new NewestWindows.Form(), windows);
        new NewestWindows.Form()
                .copy(windows)
                .add(
                        new NewestWindows.Entry(
                                new WindowRef(SignalKind.STEPS, "new", 1, 9999, 1, null),
                                1,
                                1,
                                null));
        assertThat(Bytes.write(new NewestWindows.Form(), windows)).isEqualTo(before);

        Pending.Queue queue = pending(new Random(5));
        assertThat(queue.size()).isPositive();
        before = Bytes.write(new Pending.Form(), queue);
        Pending.Queue second = new Pending.Form().copy(queue);
        for (Pending p : second.decisions) {
            p.openedAt = 1;
            p.filled(Long.MAX_VALUE);
            p.observe(p.decisionTime / 60_000, 77);
        }
        second.decisions.remove(0);
        assertThat(Bytes.write(new Pending.Form(), queue)).isEqualTo(before);
    }

    /** Of several devices the better minute counts, then the first by name; in any order. */
    @Property(tries = 200, seed = "1")
    void theMinutesDoNotDependOnTheOrderOfDevices(@ForAll long seed) {
        Random random = new Random(seed);
        List<Runnable> notes = new java.util.ArrayList<>();
        Minutes[] target = new Minutes[1];
        for (int minute = 100; minute < 140; minute++) {
            for (int device = 0; device < 3; device++) {
                int m = minute;
                String name = "d" + device;
                int count = random.nextInt(100);
                float bpm = 50 + random.nextInt(100);
                float quality = random.nextInt(4) / 4f;
                notes.add(() -> target[0].steps(m, count));
                notes.add(() -> target[0].heartRate(m, bpm, quality, name));
            }
        }
        String expected = null;
        for (int i = 0; i < 4; i++) {
            target[0] = new Minutes();
            target[0].steps(139, 0);
            notes.forEach(Runnable::run);
            StringBuilder text = new StringBuilder();
            for (int minute = 100; minute < 140; minute++) {
                text.append(target[0].stepsAt(minute)).append(' ');
                text.append(target[0].bpmAt(minute)).append(' ');
            }
            text.append(target[0].newestMove());
            expected = expected == null ? text.toString() : expected;
            assertThat(text.toString()).isEqualTo(expected);
            java.util.Collections.shuffle(notes, random);
        }
    }

    @Test
    void devicesThatAreGoneMakeRoomForOthers() {
        Minutes minutes = new Minutes();
        for (int i = 0; i < 1000; i++) {
            minutes.heartRate(i, 60 + i % 10, 1, "device-" + i);
        }
        minutes.heartRate(999, 90, 1, "a-device");
        assertThat(minutes.bpmAt(999)).as("first by name").isEqualTo(90);
        assertThat(minutes.bpmAt(998)).isEqualTo(68);
        assertThat(Bytes.write(new Minutes.Form(), minutes)).hasSizeLessThan(1024);
    }

    @Test
    void ofManyWindowsTheOneThatEndedFirstMakesRoom() {
        NewestWindows windows = new NewestWindows();
        for (int i = 0; i < 100; i++) {
            windows.add(
                    new NewestWindows.Entry(
                            new WindowRef(SignalKind.STEPS, "d" + i, i, i + 1, 1, null),
                            i,
                            0,
                            null));
        }
        NewestWindows.Entry best = windows.best(SignalKind.STEPS, 0);
        assertThat(best == null ? -1 : best.value()).isEqualTo(99);
        assertThat(Bytes.write(new NewestWindows.Form(), windows)).hasSizeLessThan(1024);
    }

    @Test
    void theBestWindowIsOfTheHighestQualityThenTheNewestThenTheFirstDevice() {
        NewestWindows windows = new NewestWindows();
        Object[][] rows = {
            {"old", 100, 1f}, {"poor", 300, .5f}, {"b", 200, .9f}, {"a", 200, .9f}, {"c", 190, .9f}
        };
        for (Object[] row : rows) {
            windows.add(
                    new NewestWindows.Entry(
                            new WindowRef(
                                    SignalKind.HEART_RATE,
                                    (String) row[0],
                                    0,
                                    (Integer) row[1],
                                    (Float) row[2],
                                    null),
                            0,
                            0,
                            null));
        }
        NewestWindows.Entry best = windows.best(SignalKind.HEART_RATE, 150);
        assertThat(best == null ? "" : best.ref().device()).isEqualTo("a");
        assertThat(windows.best(SignalKind.HEART_RATE, 300)).isNull();
        assertThat(windows.best(SignalKind.GLUCOSE, 0)).isNull();
    }

    /** A field that is added here needs a new version of the form, and a default for old bytes. */
    @Test
    void noFieldIsAddedWithoutItsForm() {
        assertThat(fields(PersonState.class))
                .containsExactly(
                        "String zone",
                        "String language",
                        "boolean enrolled",
                        "boolean withdrawn",
                        "float restingBpm",
                        "float maximumBpm",
                        "boolean glucoseSensor",
                        "long index",
                        "String previousHash",
                        "long rewards",
                        "String previousReward",
                        "long ingestTime",
                        "long timer",
                        "double dosage",
                        "long dosageTime",
                        "MessageCount messages",
                        "long glucoseAsked",
                        "double answered",
                        "double accepted",
                        "long answeredTime",
                        "PersonalBaseline logSteps",
                        "PersonalBaseline glucoseTrend",
                        "long tickTime",
                        "long heartRateAsked",
                        "Bedtime bedtime",
                        "SentCounts sent");
        assertThat(fields(Bedtime.class))
                .containsExactly(
                        "short[] starts",
                        "long night",
                        "int start",
                        "int longest",
                        "long lastMove");
        assertThat(fields(SentCounts.class)).containsExactly("Map counts");
        assertThat(fields(PersonalPolicy.class))
                .containsExactly(
                        "String schema",
                        "double[] statistics",
                        "double[] budget",
                        "double[] usual",
                        "long since",
                        "long plannedDay",
                        "boolean reportsDelivery");
        assertThat(fields(Minutes.class))
                .containsExactly(
                        "long newest",
                        "long olderMove",
                        "List stepDevices",
                        "long watched",
                        "List devices",
                        "short[] steps",
                        "short[] bpm",
                        "byte[] bpmQuality",
                        "byte[] bpmDevice",
                        "byte[] arousal",
                        "long byBeats",
                        "short[] motion",
                        "byte[] motionDevice");
        assertThat(fields(NewestWindows.class)).containsExactly("List entries");
        assertThat(fields(NewestWindows.Entry.class))
                .containsExactly(
                        "WindowRef ref",
                        "float value",
                        "float z",
                        "VersionRef model",
                        "float[] trail",
                        "Outlook outlook");
        assertThat(fields(NewestWindows.Outlook.class))
                .containsExactly("float forecast", "float risk", "float limit");
        assertThat(fields(PersonalGlucose.class))
                .containsExactly("ForecastCorrection forecasts", "LowAlarm alarm");
        assertThat(fields(LowAlarm.class))
                .containsExactly("float raised", "long newest", "long alarm", "boolean open");
        assertThat(fields(ForecastCorrection.class))
                .contains(
                        "float[] weights",
                        "float[][] covariance",
                        "float lowFactor",
                        "float highFactor",
                        "long[] pendingTime",
                        "float[][] pending",
                        "int waiting");
        assertThat(fields(Pending.Queue.class)).containsExactly("List decisions");
        assertThat(fields(Pending.class))
                .containsExactly(
                        "long index",
                        "long decisionTime",
                        "long ingestTime",
                        "DecisionType type",
                        "Trigger trigger",
                        "boolean available",
                        "boolean sent",
                        "int aimed",
                        "double dosage",
                        "ProximalOutcome outcome",
                        "int minutes",
                        "float[] baseline",
                        "float[] advantage",
                        "double[] shares",
                        "double probability",
                        "byte[] hash",
                        "float before",
                        "boolean byBeats",
                        "long deliveredAt",
                        "long openedAt",
                        "long answeredAt",
                        "InteractionKind answer",
                        "long observed",
                        "short[] values",
                        "long filledAt");
    }
}
