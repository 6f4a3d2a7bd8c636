package org.wearablecoach.cli.pipeline;

import java.util.Locale;

/**
 * How many records of each kind a person sends in a minute.
 *
 * @param heartRate momentary heart rates
 * @param intervals beat intervals, one a record
 * @param steps step counts
 * @param glucose glucose readings
 * @param acceleration one-second chunks of 25 Hz
 */
public record Mix(
        double heartRate, double intervals, double steps, double glucose, double acceleration) {

    /** A watch with a chest strap's beats, and a glucose sensor; no raw acceleration. */
    public static final String DEFAULT = "heart-rate=60,intervals=70,steps=1,glucose=0.2";

    private static final String NAMES = "heart-rate, intervals, steps, glucose, acceleration";

    /** What a device can sensibly send; more would only measure the generator. */
    private static final double MOST = 600;

    /**
     * Reads {@code heart-rate=60,steps=1}; a kind that is not named has rate 0.
     *
     * @throws IllegalArgumentException naming the part that is wrong
     */
    public static Mix parse(String text) {
        double[] rates = new double[5];
        for (String part : text.split(",", -1)) {
            int equals = part.indexOf('=');
            String name = equals < 0 ? part.strip() : part.substring(0, equals).strip();
            int kind =
                    switch (name) {
                        case "heart-rate" -> 0;
                        case "intervals" -> 1;
                        case "steps" -> 2;
                        case "glucose" -> 3;
                        case "acceleration" -> 4;
                        default -> throw wrong(part, "name one of " + NAMES);
                    };
            try {
                rates[kind] = Double.parseDouble(part.substring(equals + 1).strip());
            } catch (NumberFormatException e) {
                throw wrong(part, "write a rate per minute behind the name, as heart-rate=60");
            }
            if (!(rates[kind] >= 0 && rates[kind] <= MOST)) {
                throw wrong(part, "a rate lies between 0 and 600 records a minute");
            }
        }
        if (rates[0] == 0) {
            throw wrong(text, "without a heart rate nobody counts as wearing a device");
        }
        return new Mix(rates[0], rates[1], rates[2], rates[3], rates[4]);
    }

    private static IllegalArgumentException wrong(String part, String fix) {
        return new IllegalArgumentException("\"" + part + "\": " + fix + ".");
    }

    /** Records of a person in a second. */
    public double perSecond() {
        return (heartRate + intervals + steps + glucose + acceleration) / 60;
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "heart-rate=%s,intervals=%s,steps=%s,glucose=%s,acceleration=%s",
                number(heartRate),
                number(intervals),
                number(steps),
                number(glucose),
                number(acceleration));
    }

    private static String number(double value) {
        return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
    }
}
