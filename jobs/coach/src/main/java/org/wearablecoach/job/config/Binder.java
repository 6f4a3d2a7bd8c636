package org.wearablecoach.job.config;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes records of values; what cannot be made becomes a problem that names place and rule. */
final class Binder {

    private final Environment environment;
    private final List<String> problems;
    private final Map<String, String> places = new HashMap<>();
    private final Map<String, String> secrets = new LinkedHashMap<>();

    Binder(Environment environment, List<String> problems) {
        this.environment = environment;
        this.problems = problems;
    }

    /** The object of a value; null when there was a problem. */
    @Nullable Object bind(Shape shape, String path, Value value) {
        places.put(path, value.place());
        if (shape instanceof Shape.Section section) {
            return value instanceof Value.Group group
                    ? section(section, path, group)
                    : wrong(path, value, "write its options below it, indented");
        }
        if (shape instanceof Shape.Items items) {
            return value instanceof Value.Sequence sequence
                    ? items(items, path, sequence)
                    : wrong(path, value, "write a list, each entry behind a hyphen");
        }
        if (shape instanceof Shape.Table table) {
            return value instanceof Value.Group group
                    ? table(table, path, group)
                    : wrong(path, value, "write name: value, one line each");
        }
        return value instanceof Value.Text text
                ? scalar((Shape.Scalar) shape, path, text)
                : wrong(path, value, "write one value; in quotes where it is empty");
    }

    private @Nullable Object section(Shape.Section section, String path, Value.Group group) {
        int before = problems.size();
        List<Object> values = new ArrayList<>();
        for (Shape.Field field : section.fields()) {
            String option = path.isEmpty() ? field.name() : path + "." + field.name();
            Value member = group.members().get(field.name());
            if (member == null) {
                problems.add(group.place() + ": " + option + " is missing: a new entry names it.");
                continue;
            }
            Object bound = bind(field.shape(), option, member);
            if (bound != null) {
                values.add(bound);
            }
        }
        if (problems.size() > before) {
            return null;
        }
        try {
            return section.create(values);
        } catch (IllegalArgumentException e) {
            problems.add(withPlace(String.valueOf(e.getMessage())));
            return null;
        }
    }

    private @Nullable Object items(Shape.Items items, String path, Value.Sequence sequence) {
        int before = problems.size();
        List<Object> values = new ArrayList<>();
        for (int i = 0; i < sequence.values().size(); i++) {
            Value entry = sequence.values().get(i);
            String id = Merger.id(entry);
            Object bound =
                    bind(
                            items.element(),
                            path + "." + (id == null ? Integer.toString(i) : id),
                            entry);
            if (bound != null) {
                values.add(bound);
            }
        }
        return problems.size() > before ? null : List.copyOf(values);
    }

    private @Nullable Object table(Shape.Table table, String path, Value.Group group) {
        int before = problems.size();
        Map<String, Object> values = new LinkedHashMap<>();
        group.members()
                .forEach(
                        (name, value) -> {
                            Object bound = bind(table.value(), path + "." + name, value);
                            if (bound != null) {
                                values.put(name, bound);
                            }
                        });
        return problems.size() > before ? null : values;
    }

    private @Nullable Object scalar(Shape.Scalar scalar, String path, Value.Text text) {
        try {
            String resolved = environment.resolve(text.text());
            if (!resolved.equals(text.text())) {
                secrets.put(resolved, text.text());
            }
            return Scalars.parse(scalar.type(), resolved);
        } catch (IllegalArgumentException e) {
            return wrong(path, text, String.valueOf(e.getMessage()));
        }
    }

    private @Nullable Object wrong(String path, Value value, String rule) {
        problems.add(
                value.place()
                        + ": "
                        + (path.isEmpty() ? "the configuration" : path)
                        + " is "
                        + (value instanceof Value.Text && isSecret(path) ? "set" : value.shown())
                        + ": "
                        + rule
                        + ".");
        return null;
    }

    /** Whether the value of an option is never shown. */
    static boolean isSecret(String path) {
        return (path.startsWith("kafka.properties.") || path.startsWith("kafka.registry."))
                && KafkaOptions.isSecret(path.toLowerCase(Locale.ROOT));
    }

    /** The message of a record's rule, behind the place of the option that it begins with. */
    private String withPlace(String message) {
        int end = message.indexOf(" is ");
        String place = end < 0 ? null : places.get(message.substring(0, end));
        String safe = message;
        for (Map.Entry<String, String> secret : secrets.entrySet()) {
            if (!secret.getKey().isEmpty()) {
                safe = safe.replace(secret.getKey(), secret.getValue());
            }
        }
        return place == null ? safe : place + ": " + safe;
    }
}
