package org.wearablecoach.job.config;

import java.math.BigDecimal;
import java.math.MathContext;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Texts of single values, and back. Reading what was written gives an equal value. */
final class Scalars {

    private static final Set<Class<?>> TYPES =
            Set.of(
                    String.class,
                    int.class,
                    long.class,
                    double.class,
                    boolean.class,
                    Duration.class,
                    LocalTime.class);

    private Scalars() {}

    static boolean isScalar(Class<?> type) {
        return type.isEnum() || TYPES.contains(type);
    }

    /** What a person reads of a type: the column "type" of the option table. */
    static String name(Class<?> type) {
        if (type.isEnum()) {
            return String.join(" or ", constants(type));
        }
        if (type == String.class) {
            return "text";
        }
        if (type == int.class || type == long.class) {
            return "whole number";
        }
        if (type == double.class) {
            return "number";
        }
        if (type == boolean.class) {
            return "true or false";
        }
        return type == Duration.class ? "duration" : "time of day";
    }

    /**
     * The value of a text.
     *
     * @throws IllegalArgumentException whose message is the rule that the text breaks
     */
    static Object parse(Class<?> type, String text) {
        try {
            if (type == String.class) {
                return text;
            }
            if (type == int.class) {
                return Integer.parseInt(text);
            }
            if (type == long.class) {
                return Long.parseLong(text);
            }
            if (type == double.class) {
                return finite(text);
            }
            if (type == Duration.class) {
                return Duration.parse(text);
            }
            if (type == LocalTime.class) {
                return LocalTime.parse(text);
            }
        } catch (NumberFormatException | DateTimeException e) {
            throw new IllegalArgumentException(rule(type), e);
        }
        if (type == boolean.class && (text.equals("true") || text.equals("false"))) {
            return text.equals("true");
        }
        if (type.isEnum()) {
            Object[] constants = type.getEnumConstants();
            for (Object constant : constants == null ? new Object[0] : constants) {
                if (format(constant).equals(text)) {
                    return constant;
                }
            }
        }
        throw new IllegalArgumentException(rule(type));
    }

    private static double finite(String text) {
        double value = Double.parseDouble(text);
        if (!Double.isFinite(value)) {
            throw new NumberFormatException();
        }
        return value;
    }

    private static String rule(Class<?> type) {
        if (type == Duration.class) {
            return "write a duration as ISO 8601 has it, such as PT5M or P1D";
        }
        if (type == LocalTime.class) {
            return "write a time of day in quotes, such as \"22:00\"";
        }
        if (type == int.class || type == long.class) {
            return "write a whole number";
        }
        return "write " + (type == double.class ? "a number" : name(type));
    }

    /** The text of a value. */
    static String format(Object value) {
        if (value instanceof Enum<?> constant) {
            return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
        if (value instanceof Duration duration) {
            // Java writes 31 days as PT744H.
            boolean days =
                    duration.toDays() > 1 && duration.equals(Duration.ofDays(duration.toDays()));
            return days ? "P" + duration.toDays() + "D" : duration.toString();
        }
        return value instanceof Double number ? number(number) : value.toString();
    }

    /**
     * The shortest plain decimal that reads as the same double. {@link Double#toString(double)}
     * gives other digits before Java 19, and the configuration hash must not depend on the Java
     * version.
     */
    static String number(double value) {
        if (value == 0) {
            return "0";
        }
        BigDecimal exact = new BigDecimal(value);
        BigDecimal shortest = exact;
        for (int digits = 1; digits <= 17; digits++) {
            shortest = exact.round(new MathContext(digits));
            if (shortest.doubleValue() == value) {
                break;
            }
        }
        return shortest.stripTrailingZeros().toPlainString();
    }

    private static List<String> constants(Class<?> type) {
        List<String> names = new ArrayList<>();
        Object[] constants = type.getEnumConstants();
        for (Object constant : constants == null ? new Object[0] : constants) {
            names.add(format(constant));
        }
        return names;
    }
}
