package org.wearablecoach.cli;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Values as one line of JSON. */
public final class JsonText {

    private JsonText() {}

    /** The object of these members, in their order; a number that is not finite is null. */
    public static String of(Map<String, ?> values) {
        StringBuilder json = new StringBuilder();
        write(values, json);
        return json.toString();
    }

    private static void write(@Nullable Object value, StringBuilder json) {
        if (value instanceof Map<?, ?> map) {
            char before = '{';
            for (Map.Entry<?, ?> member : map.entrySet()) {
                json.append(before);
                quote(String.valueOf(member.getKey()), json);
                json.append(':');
                write(member.getValue(), json);
                before = ',';
            }
            json.append(before == '{' ? "{}" : "}");
        } else if (value instanceof List<?> list) {
            char before = '[';
            for (Object element : list) {
                json.append(before);
                write(element, json);
                before = ',';
            }
            json.append(before == '[' ? "[]" : "]");
        } else if (value == null || isNotFinite(value)) {
            json.append("null");
        } else if (value instanceof Number || value instanceof Boolean) {
            json.append(value);
        } else {
            quote(value.toString(), json);
        }
    }

    private static boolean isNotFinite(Object value) {
        return (value instanceof Double number && !Double.isFinite(number))
                || (value instanceof Float single && !Float.isFinite(single));
    }

    private static void quote(String text, StringBuilder json) {
        json.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                json.append('\\').append(c);
            } else if (c < 0x20) {
                json.append("\\u").append(String.format("%04x", (int) c));
            } else {
                json.append(c);
            }
        }
        json.append('"');
    }
}
