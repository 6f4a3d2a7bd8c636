package org.wearablecoach.job.config;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The one JSON text of a configuration: keys in code point order, no white space, numbers as the
 * shortest plain decimal, only options that can change a decision.
 */
final class CanonicalJson {

    private CanonicalJson() {}

    static String sha256(CoachConfig config) {
        try {
            byte[] text = of(config).getBytes(StandardCharsets.UTF_8);
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    static String of(CoachConfig config) {
        StringBuilder json = new StringBuilder();
        write(Shape.root(), config, json);
        return json.toString();
    }

    private static void write(Shape shape, Object value, StringBuilder json) {
        if (shape instanceof Shape.Section section) {
            Map<String, Shape.Field> fields = new TreeMap<>();
            for (Shape.Field field : section.fields()) {
                if (field.hashed()) {
                    fields.put(field.name(), field);
                }
            }
            char before = '{';
            for (Shape.Field field : fields.values()) {
                json.append(before).append(quoted(field.name())).append(':');
                write(field.shape(), field.read(value), json);
                before = ',';
            }
            json.append(before == '{' ? "{}" : "}");
        } else if (shape instanceof Shape.Items items && value instanceof List<?> list) {
            char before = '[';
            for (Object element : list) {
                json.append(before);
                write(items.element(), element, json);
                before = ',';
            }
            json.append(before == '[' ? "[]" : "]");
        } else if (shape instanceof Shape.Table table && value instanceof Map<?, ?> map) {
            Map<String, Object> members = new TreeMap<>();
            map.forEach((key, member) -> members.put(key.toString(), member));
            char before = '{';
            for (Map.Entry<String, Object> member : members.entrySet()) {
                json.append(before).append(quoted(member.getKey())).append(':');
                write(table.value(), member.getValue(), json);
                before = ',';
            }
            json.append(before == '{' ? "{}" : "}");
        } else if (value instanceof Number || value instanceof Boolean) {
            json.append(Scalars.format(value));
        } else {
            json.append(quoted(Scalars.format(value)));
        }
    }

    /** A text in double quotes, escaped where JSON demands it. */
    static String quoted(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> quoted.append("\\\"");
                case '\\' -> quoted.append("\\\\");
                case '\n' -> quoted.append("\\n");
                case '\r' -> quoted.append("\\r");
                case '\t' -> quoted.append("\\t");
                default -> {
                    if (c < 0x20) {
                        quoted.append(String.format("\\u%04x", (int) c));
                    } else {
                        quoted.append(c);
                    }
                }
            }
        }
        return quoted.append('"').toString();
    }
}
