package org.wearablecoach.job.config;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
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

    /**
     * The object of a value; null when there was a problem.
     *
     * @param usual the default of that place, or one like it: what is wrong in a section is put
     *     aside for it, so that the next problem shows too
     */
    @Nullable Object bind(Shape shape, String path, Value value, @Nullable Object usual) {
        places.put(path, value.place());
        if (shape instanceof Shape.Section section) {
            return value instanceof Value.Group group
                    ? section(section, path, group, usual)
                    : wrong(path, value, "write its options below it, indented");
        }
        if (shape instanceof Shape.Items items) {
            return value instanceof Value.Sequence sequence
                    ? items(items, path, sequence, usual)
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

    private @Nullable Object section(
            Shape.Section section, String path, Value.Group group, @Nullable Object usual) {
        int before = problems.size();
        List<Object> values = new ArrayList<>();
        for (Shape.Field field : section.fields()) {
            String option = path.isEmpty() ? field.name() : path + "." + field.name();
            Value member = group.members().get(field.name());
            if (member == null) {
                problems.add(group.place() + ": " + option + " is missing: a new entry names it.");
                continue;
            }
            Object otherwise = usual == null ? null : field.read(usual);
            Object bound = bind(field.shape(), option, member, otherwise);
            if (bound != null) {
                values.add(bound);
            } else if (otherwise != null && field.shape() instanceof Shape.Scalar) {
                values.add(otherwise);
            }
        }
        if (values.size() < section.fields().size()) {
            return null;
        }
        Object made = create(section, path, group, values, usual);
        return problems.size() > before ? null : made;
    }

    /** Checks the rules of a section, each with what was wrong before put aside. */
    private @Nullable Object create(
            Shape.Section section,
            String path,
            Value.Group group,
            List<Object> values,
            @Nullable Object usual) {
        Set<String> aside = new HashSet<>();
        while (true) {
            try {
                return section.create(values);
            } catch (IllegalArgumentException e) {
                String message = String.valueOf(e.getMessage());
                String option = option(message);
                String name = option.substring(option.lastIndexOf('.') + 1);
                String rest = path.isEmpty() ? option : option.replace(path + ".", "");
                int field = -1;
                for (int i = 0; i < values.size(); i++) {
                    String one = section.fields().get(i).name();
                    if (rest.equals(one) || rest.startsWith(one + ".") || name.equals(one)) {
                        field = i;
                    }
                }
                // A rule that looks at an option that was put aside says nothing new.
                boolean follows = false;
                for (String one : aside) {
                    follows |= message.contains(path.isEmpty() ? one : path + "." + one);
                }
                if (!follows) {
                    problems.add(withPlace(message, option, group.place()));
                }
                if (field < 0 || usual == null || !aside.add(section.fields().get(field).name())) {
                    return null;
                }
                values.set(field, section.fields().get(field).read(usual));
            }
        }
    }

    /** The option that the message of a rule begins with. */
    private static String option(String message) {
        int end = message.length();
        for (String behind : List.of(" ", ":")) {
            int at = message.indexOf(behind);
            end = at < 0 ? end : Math.min(end, at);
        }
        return message.substring(0, end);
    }

    private @Nullable Object items(
            Shape.Items items, String path, Value.Sequence sequence, @Nullable Object usual) {
        List<?> like = usual instanceof List<?> list ? list : List.of();
        int before = problems.size();
        List<Object> values = new ArrayList<>();
        for (int i = 0; i < sequence.values().size(); i++) {
            Value entry = sequence.values().get(i);
            String id = Merger.id(entry);
            Object bound =
                    bind(
                            items.element(),
                            path + "." + (id == null ? Integer.toString(i) : id),
                            entry,
                            like.isEmpty() ? null : like.get(0));
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
                            Object bound = bind(table.value(), path + "." + name, value, null);
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

    /**
     * The message of a record's rule, behind the place of the option that it begins with.
     *
     * @param option that it begins with
     * @param otherwise where the section is, when the option is none that was written
     */
    private String withPlace(String message, String option, String otherwise) {
        String place = places.getOrDefault(option, otherwise);
        String safe = message;
        for (Map.Entry<String, String> secret : secrets.entrySet()) {
            if (!secret.getKey().isEmpty()) {
                safe = safe.replace(secret.getKey(), secret.getValue());
            }
        }
        return place + ": " + safe;
    }
}
