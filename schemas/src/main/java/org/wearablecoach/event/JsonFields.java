package org.wearablecoach.event;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The fields of one JSON object of a row. Each is taken once, in any order; what is left at the end
 * is a key that this version does not know. Messages name the line and the key, never the value.
 */
final class JsonFields {

    /** A number as written: only who takes it knows how wide it is. */
    private record Literal(String text) {}

    private static final int MAX_DEPTH = 32;
    private static final JsonFactory FACTORY =
            JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

    private final Map<String, @Nullable Object> values;
    private final long line;
    private final String path;

    private JsonFields(Map<String, @Nullable Object> values, long line, String path) {
        this.values = values;
        this.line = line;
        this.path = path;
    }

    /**
     * The fields of the object that a line holds.
     *
     * @throws JsonRowException when the line is not one JSON object
     */
    static JsonFields of(String text, long line) {
        try (JsonParser parser = FACTORY.createParser(text)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new JsonRowException(line, "", "a row is one JSON object; remove this line");
            }
            JsonFields fields = new JsonFields(object(parser, line, 0), line, "");
            if (parser.nextToken() != null) {
                throw new JsonRowException(
                        line, "", "text follows the object; write one row a line");
            }
            return fields;
        } catch (JsonProcessingException e) {
            int column = e.getLocation() == null ? 0 : e.getLocation().getColumnNr();
            throw new JsonRowException(
                    line,
                    "",
                    "not JSON near column "
                            + column
                            + "; a cut line is what a writer that was stopped leaves, so remove it");
        } catch (IOException e) {
            throw new JsonRowException(line, "", "cannot be read; check the file");
        }
    }

    /** Checks that every key was known. */
    void end() {
        if (!values.isEmpty()) {
            throw problem(
                    values.keySet().iterator().next(),
                    "is not known to this version; read the file with the version that wrote it");
        }
    }

    String text(String key) {
        return required(key, textOrNull(key), "a text");
    }

    @Nullable String textOrNull(String key) {
        Object value = take(key);
        if (value == null || value instanceof String) {
            return (String) value;
        }
        throw expected(key, "a text");
    }

    boolean bool(String key) {
        if (take(key) instanceof Boolean value) {
            return value;
        }
        throw expected(key, "true or false");
    }

    int integer32(String key) {
        long value = integer(key);
        if (value != (int) value) {
            throw expected(key, "a whole number of 32 bits");
        }
        return (int) value;
    }

    long integer(String key) {
        if (take(key) instanceof Literal value) {
            try {
                return Long.parseLong(value.text());
            } catch (NumberFormatException e) {
                throw expected(key, "a whole number of 64 bits");
            }
        }
        throw expected(key, "a whole number");
    }

    /** A number, NaN where it is null. */
    double number(String key) {
        return decimal(key, take(key));
    }

    /** A number, NaN where it is null. */
    float number32(String key) {
        return decimal32(key, take(key));
    }

    @Nullable Float number32OrNull(String key) {
        Object value = take(key);
        return value == null ? null : (Float) decimal32(key, value);
    }

    double[] numbers(String key) {
        List<@Nullable Object> list = list(key);
        double[] numbers = new double[list.size()];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = decimal(key, list.get(i));
        }
        return numbers;
    }

    float[] numbers32(String key) {
        List<@Nullable Object> list = list(key);
        float[] numbers = new float[list.size()];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = decimal32(key, list.get(i));
        }
        return numbers;
    }

    long time(String key) {
        return required(key, timeOrNull(key), "a time");
    }

    @Nullable Long timeOrNull(String key) {
        String text = textOrNull(key);
        if (text == null) {
            return null;
        }
        try {
            return Instant.parse(text).toEpochMilli();
        } catch (DateTimeException | ArithmeticException e) {
            throw expected(key, "a time as 2026-01-31T08:00:00.000Z");
        }
    }

    <E extends Enum<E>> E symbol(String key, Class<E> type) {
        return required(key, symbolOrNull(key, type), "a name");
    }

    <E extends Enum<E>> @Nullable E symbolOrNull(String key, Class<E> type) {
        String text = textOrNull(key);
        if (text == null) {
            return null;
        }
        try {
            return Enum.valueOf(type, text);
        } catch (IllegalArgumentException e) {
            throw expected(key, "one of " + Arrays.toString(type.getEnumConstants()));
        }
    }

    byte[] base64(String key) {
        return required(key, base64OrNull(key), "bytes in base64");
    }

    byte @Nullable [] base64OrNull(String key) {
        String text = textOrNull(key);
        if (text == null) {
            return null;
        }
        try {
            return Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            throw expected(key, "bytes in base64");
        }
    }

    <T> T object(String key, Function<JsonFields, T> part) {
        return required(key, objectOrNull(key, part), "an object");
    }

    <T> @Nullable T objectOrNull(String key, Function<JsonFields, T> part) {
        Object value = take(key);
        return value == null ? null : part(key, key, value, part);
    }

    /** An unmodifiable list. */
    <T> List<T> objects(String key, Function<JsonFields, T> part) {
        List<@Nullable Object> list = list(key);
        List<T> objects = new ArrayList<>(list.size());
        for (int i = 0; i < list.size(); i++) {
            objects.add(part(key, key + "[" + i + "]", list.get(i), part));
        }
        return Collections.unmodifiableList(objects);
    }

    JsonRowException problem(String key, String problemAndCure) {
        return new JsonRowException(line, path + key, problemAndCure);
    }

    @SuppressWarnings("unchecked") // objects are made in one place of this class
    private <T> T part(
            String key, String name, @Nullable Object value, Function<JsonFields, T> part) {
        if (!(value instanceof Map)) {
            throw expected(key, "an object");
        }
        JsonFields fields =
                new JsonFields((Map<String, @Nullable Object>) value, line, path + name + ".");
        T result = part.apply(fields);
        fields.end();
        return result;
    }

    @SuppressWarnings("unchecked") // lists are made in one place of this class
    private List<@Nullable Object> list(String key) {
        Object value = take(key);
        if (value instanceof List) {
            return (List<@Nullable Object>) value;
        }
        throw expected(key, "an array");
    }

    private double decimal(String key, @Nullable Object value) {
        if (value == null) {
            return Double.NaN;
        }
        if (value instanceof Literal number) {
            return Double.parseDouble(number.text());
        }
        throw expected(key, "a number or null");
    }

    private float decimal32(String key, @Nullable Object value) {
        if (value == null) {
            return Float.NaN;
        }
        if (value instanceof Literal number) {
            return Float.parseFloat(number.text());
        }
        throw expected(key, "a number or null");
    }

    private @Nullable Object take(String key) {
        if (!values.containsKey(key)) {
            throw problem(
                    key,
                    "is missing; the row is cut, or of a version that did not have it, so read it"
                            + " with the version that wrote it");
        }
        return values.remove(key);
    }

    private <T> T required(String key, @Nullable T value, String what) {
        if (value == null) {
            throw expected(key, what);
        }
        return value;
    }

    private JsonRowException expected(String key, String what) {
        return problem(key, "must be " + what + "; the row was changed after it was written");
    }

    private static Map<String, @Nullable Object> object(JsonParser parser, long line, int depth)
            throws IOException {
        Map<String, @Nullable Object> object = new LinkedHashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String key = parser.currentName();
            parser.nextToken();
            object.put(key, value(parser, line, depth + 1));
        }
        return object;
    }

    private static @Nullable Object value(JsonParser parser, long line, int depth)
            throws IOException {
        if (depth > MAX_DEPTH) {
            throw new JsonRowException(line, "", "nests deeper than any row; remove this line");
        }
        JsonToken token = parser.currentToken();
        return switch (token) {
            case START_OBJECT -> object(parser, line, depth);
            case START_ARRAY -> {
                List<@Nullable Object> list = new ArrayList<>();
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    list.add(value(parser, line, depth + 1));
                }
                yield list;
            }
            case VALUE_STRING -> parser.getText();
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> new Literal(parser.getText());
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            default -> null;
        };
    }
}
