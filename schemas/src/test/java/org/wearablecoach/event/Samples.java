package org.wearablecoach.event;

import java.lang.reflect.Array;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Records drawn from a seed: every kind, with the values that break encodings (empty, extreme,
 * missing, beyond ASCII) drawn often.
 */
final class Samples {

    private static final long[] TIMES = {
        0,
        -1,
        1_460_444_400_000L,
        253_402_300_799_999L,
        253_402_300_800_000L,
        -62_167_219_200_000L,
        -62_167_219_200_001L,
        Long.MIN_VALUE,
        Long.MAX_VALUE
    };
    private static final double[] NUMBERS = {
        0,
        -0.0,
        1,
        0.1,
        Double.parseDouble("2e23"),
        1e7,
        1e-3,
        9.999999e-4,
        Double.MIN_VALUE,
        Double.MAX_VALUE
    };
    private static final float[] SHORT_NUMBERS = {
        0, -0.0f, 1, 0.1f, 1e7f, 67108864f, Float.MIN_VALUE, Float.MAX_VALUE
    };
    private static final int[] POINTS = {
        0, 1, '\n', '\r', '\t', '\b', '\f', '"', '\\', '/', 0x1F, 0x7F, 0x80, 0x7FF, 0x800, 0x2028,
        0xFFFD, 0xFFFF, 0x10000, 0x1F4A9, 0x10FFFF
    };

    private final Random random;

    Samples(long seed) {
        random = new Random(seed);
    }

    Telemetry telemetry() {
        return new Telemetry(text(), text(), whole(), whole(), time(), payload());
    }

    Payload payload() {
        return switch (random.nextInt(12)) {
            case 0 -> new Payload.HeartRate(shortNumber(), flag());
            case 1 -> new Payload.BeatIntervals(shortNumbers());
            case 2 -> new Payload.Acceleration(shortNumber(), shortNumber(), bytes());
            case 3 -> new Payload.Glucose(shortNumber());
            case 4 -> new Payload.Steps((int) whole(), flag());
            case 5 -> new Payload.DeviceStatus(text(), number());
            case 6 -> new Payload.Interaction(text(), one(InteractionKind.values()));
            case 7 ->
                    new Payload.Profile(
                            text(),
                            text(),
                            flag(),
                            maybe(this::shortNumber),
                            maybe(this::shortNumber),
                            flag());
            case 8 -> new Payload.Consent(flag());
            case 9 -> new Payload.Erase();
            case 10 -> new Payload.SensorValues(text(), shortNumber(), shortNumbers());
            default -> new Payload.Unknown();
        };
    }

    WindowScore windowScore() {
        return new WindowScore(
                text(),
                one(SignalKind.values()),
                text(),
                time(),
                time(),
                time(),
                (int) whole(),
                shortNumber(),
                flag(),
                list(this::named),
                maybe(this::version),
                shortNumbers(),
                maybe(this::text),
                maybe(this::text),
                list(this::modelScore),
                maybe(this::text));
    }

    ModelScore modelScore() {
        return new ModelScore(text(), flag(), version(), shortNumbers());
    }

    Decision decision() {
        return new Decision(
                text(),
                text(),
                text(),
                whole(),
                one(DecisionType.values()),
                one(Trigger.values()),
                time(),
                time(),
                time(),
                whole(),
                flag(),
                maybe(() -> one(Reason.values())),
                (int) whole(),
                list(this::named),
                numbers(),
                numbers(),
                list(this::window),
                list(() -> new Candidate(text(), maybe(() -> one(Reason.values())), number())),
                number(),
                maybe(this::text),
                numberOrMissing(),
                text(),
                text(),
                list(() -> new Advantage(text(), number(), number())),
                numberOrMissing(),
                version(),
                list(this::version),
                text(),
                text(),
                number(),
                (int) whole(),
                maybe(this::time),
                text(),
                text(),
                maybe(this::text),
                text(),
                maybe(this::text));
    }

    Recommendation recommendation() {
        return new Recommendation(
                text(),
                text(),
                one(DecisionType.values()),
                text(),
                text(),
                text(),
                text(),
                time(),
                time(),
                time());
    }

    Reward reward() {
        return new Reward(
                text(),
                text(),
                whole(),
                whole(),
                maybe(this::time),
                maybe(this::time),
                maybe(this::time),
                maybe(() -> one(InteractionKind.values())),
                text(),
                numberOrMissing(),
                time(),
                numberOrMissing(),
                list(this::named),
                maybe(this::version),
                flag(),
                one(ClosedBy.values()),
                time(),
                maybe(this::text),
                whole(),
                text(),
                maybe(this::text));
    }

    DeadLetter deadLetter() {
        return new DeadLetter(
                one(Cause.values()),
                text(),
                maybe(this::text),
                (int) whole(),
                whole(),
                time(),
                maybe(this::text),
                (int) whole(),
                maybe(this::text),
                maybe(this::bytes));
    }

    ModelUpdate modelUpdate() {
        return new ModelUpdate(
                text(),
                text(),
                text(),
                time(),
                text(),
                maybe(this::bytes),
                maybe(this::text),
                maybe(this::text),
                maybe(this::bytes),
                one(ModelAction.values()));
    }

    PolicyUpdate policyUpdate() {
        return new PolicyUpdate(text(), text(), text(), time(), text());
    }

    ControlStatus controlStatus() {
        return new ControlStatus(
                one(ControlKind.values()),
                text(),
                text(),
                text(),
                time(),
                flag(),
                text(),
                text(),
                (int) whole(),
                (int) whole(),
                maybe(() -> one(ModelAction.values())));
    }

    /** One record kind with everything a test needs to treat all kinds alike. */
    record Kind<T>(
            RecordFormat<T> wire, JsonFormat<T> json, Class<T> type, Function<Samples, T> sample) {

        @Override
        public String toString() {
            return wire.name();
        }
    }

    static List<Kind<?>> kinds() {
        return List.of(
                new Kind<>(
                        RecordFormat.telemetry(),
                        JsonFormat.telemetry(),
                        Telemetry.class,
                        Samples::telemetry),
                new Kind<>(
                        RecordFormat.windowScore(),
                        JsonFormat.windowScore(),
                        WindowScore.class,
                        Samples::windowScore),
                new Kind<>(
                        RecordFormat.decision(),
                        JsonFormat.decision(),
                        Decision.class,
                        Samples::decision),
                new Kind<>(
                        RecordFormat.recommendation(),
                        JsonFormat.recommendation(),
                        Recommendation.class,
                        Samples::recommendation),
                new Kind<>(
                        RecordFormat.reward(), JsonFormat.reward(), Reward.class, Samples::reward),
                new Kind<>(
                        RecordFormat.deadLetter(),
                        JsonFormat.deadLetter(),
                        DeadLetter.class,
                        Samples::deadLetter),
                new Kind<>(
                        RecordFormat.modelUpdate(),
                        JsonFormat.modelUpdate(),
                        ModelUpdate.class,
                        Samples::modelUpdate),
                new Kind<>(
                        RecordFormat.policyUpdate(),
                        JsonFormat.policyUpdate(),
                        PolicyUpdate.class,
                        Samples::policyUpdate),
                new Kind<>(
                        RecordFormat.controlStatus(),
                        JsonFormat.controlStatus(),
                        ControlStatus.class,
                        Samples::controlStatus));
    }

    /**
     * A record as nested lists, which compare exactly: arrays by element, numbers by their bits.
     */
    static Object parts(@Nullable Object value) {
        List<@Nullable Object> parts = new ArrayList<>();
        if (value instanceof Record) {
            parts.add(value.getClass().getSimpleName());
            for (RecordComponent component : value.getClass().getRecordComponents()) {
                try {
                    parts.add(parts(component.getAccessor().invoke(value)));
                } catch (ReflectiveOperationException e) {
                    throw new LinkageError("a component cannot be read", e);
                }
            }
        } else if (value instanceof List<?> list) {
            list.forEach(element -> parts.add(parts(element)));
        } else if (value != null && value.getClass().isArray()) {
            for (int i = 0; i < Array.getLength(value); i++) {
                parts.add(Array.get(value, i));
            }
        } else {
            return value == null ? "null" : value;
        }
        return parts;
    }

    private NamedValue named() {
        return new NamedValue(text(), numberOrMissing());
    }

    private VersionRef version() {
        return new VersionRef(text(), text(), text());
    }

    private WindowRef window() {
        return new WindowRef(
                one(SignalKind.values()),
                text(),
                time(),
                time(),
                shortNumber(),
                maybe(this::text),
                maybe(this::text));
    }

    private String text() {
        StringBuilder text = new StringBuilder();
        int length = random.nextInt(4) == 0 ? 0 : random.nextInt(20);
        for (int i = 0; i < length; i++) {
            int point =
                    random.nextInt(3) == 0
                            ? POINTS[random.nextInt(POINTS.length)]
                            : random.nextInt(0xD800);
            text.appendCodePoint(random.nextBoolean() ? point % 0x80 : point);
        }
        return text.toString();
    }

    private long time() {
        return random.nextInt(4) == 0 ? TIMES[random.nextInt(TIMES.length)] : whole();
    }

    private long whole() {
        return random.nextLong() >> random.nextInt(Long.SIZE);
    }

    private double number() {
        if (random.nextInt(4) == 0) {
            return NUMBERS[random.nextInt(NUMBERS.length)];
        }
        double number = Double.longBitsToDouble(random.nextLong());
        return Double.isFinite(number) ? number : 0.5;
    }

    private double numberOrMissing() {
        return flag() ? number() : Double.NaN;
    }

    private float shortNumber() {
        if (random.nextInt(4) == 0) {
            return SHORT_NUMBERS[random.nextInt(SHORT_NUMBERS.length)];
        }
        float number = Float.intBitsToFloat(random.nextInt());
        return Float.isFinite(number) ? number : 0.5f;
    }

    private double[] numbers() {
        double[] numbers = new double[random.nextInt(5)];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = number();
        }
        return numbers;
    }

    private float[] shortNumbers() {
        float[] numbers = new float[random.nextInt(5)];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = shortNumber();
        }
        return numbers;
    }

    private byte[] bytes() {
        byte[] bytes = new byte[random.nextInt(3) == 0 ? 0 : random.nextInt(700)];
        random.nextBytes(bytes);
        return bytes;
    }

    private boolean flag() {
        return random.nextBoolean();
    }

    private <E> E one(E[] of) {
        return of[random.nextInt(of.length)];
    }

    private <E> List<E> list(Supplier<E> element) {
        List<E> list = new ArrayList<>();
        for (int n = random.nextInt(4); n > 0; n--) {
            list.add(element.get());
        }
        return list;
    }

    private <E> @Nullable E maybe(Supplier<E> value) {
        return flag() ? value.get() : null;
    }
}
