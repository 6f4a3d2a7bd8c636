package org.wearablecoach.job.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.wearablecoach.loop.config.Nearest;

/** Puts what was written over what stood there before, and finds names that do not exist. */
final class Merger {

    private final List<String> problems;
    private final Set<String> known;

    Merger(Shape.Section root, List<String> problems) {
        this.problems = problems;
        this.known = new LinkedHashSet<>();
        collect(root, "");
        this.known.remove("");
    }

    /**
     * The base with the patch over it.
     *
     * @param path dotted name; empty for the whole configuration
     * @param base null for a new entry of a list
     */
    Value merge(Shape shape, String path, @Nullable Value base, Value patch) {
        if (patch instanceof Value.Nothing) {
            // A section whose options are all commented out keeps its defaults.
            if (base != null && shape instanceof Shape.Section) {
                return base;
            }
            return patch;
        }
        if (shape instanceof Shape.Section section && patch instanceof Value.Group group) {
            return section(section, path, base, group);
        }
        if (shape instanceof Shape.Table && patch instanceof Value.Group group) {
            Map<String, Value> members = members(base);
            members.putAll(group.members());
            return new Value.Group(members, group.place());
        }
        if (shape instanceof Shape.Items items && patch instanceof Value.Sequence sequence) {
            return replaced(items, path, base, sequence);
        }
        if (shape instanceof Shape.Items items && patch instanceof Value.Group group) {
            return patched(items, path, base, group);
        }
        return patch;
    }

    private Value section(
            Shape.Section section, String path, @Nullable Value base, Value.Group patch) {
        Map<String, Value> members = members(base);
        patch.members()
                .forEach(
                        (name, value) -> {
                            String option = path.isEmpty() ? name : path + "." + name;
                            Shape.Field field = section.field(name);
                            if (field == null) {
                                unknown(section, path, option, value.place());
                            } else {
                                Value before = members.get(name);
                                members.put(name, merge(field.shape(), option, before, value));
                            }
                        });
        return new Value.Group(members, patch.place());
    }

    /** A whole list: its entries take what they leave out from the former one of the same id. */
    private Value replaced(
            Shape.Items items, String path, @Nullable Value base, Value.Sequence patch) {
        List<Value> former = base instanceof Value.Sequence s ? s.values() : List.of();
        List<Value> values = new ArrayList<>();
        for (int i = 0; i < patch.values().size(); i++) {
            Value entry = patch.values().get(i);
            String id = id(entry);
            Value same = id == null ? null : byId(former, id);
            String name = path + "." + (id == null ? Integer.toString(i) : id);
            values.add(merge(items.element(), name, same, entry));
        }
        return new Value.Sequence(values, patch.place());
    }

    /** Single entries of a list, named by id or index. */
    private Value patched(Shape.Items items, String path, @Nullable Value base, Value.Group patch) {
        List<Value> values =
                base instanceof Value.Sequence s ? new ArrayList<>(s.values()) : new ArrayList<>();
        patch.members()
                .forEach(
                        (name, value) -> {
                            int index = index(values, name);
                            if (index < 0) {
                                problems.add(noEntry(values, path, name, value.place()));
                            } else {
                                values.set(
                                        index,
                                        merge(
                                                items.element(),
                                                path + "." + name,
                                                values.get(index),
                                                value));
                            }
                        });
        return new Value.Sequence(values, base == null ? patch.place() : base.place());
    }

    private static String noEntry(List<Value> values, String path, String name, String place) {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < values.size(); i++) {
            String id = id(values.get(i));
            names.add(id == null ? Integer.toString(i) : id);
        }
        return place
                + ": "
                + path
                + "."
                + name
                + " does not exist: "
                + (names.isEmpty()
                        ? "the list is empty."
                        : "did you mean " + path + "." + Nearest.to(name, names) + "?");
    }

    private void unknown(Shape.Section section, String path, String option, String place) {
        Set<String> candidates = new LinkedHashSet<>();
        for (Shape.Field field : section.fields()) {
            candidates.add(path.isEmpty() ? field.name() : path + "." + field.name());
        }
        candidates.addAll(known);
        String nearest = Nearest.to(option, candidates);
        problems.add(
                place
                        + ": "
                        + option
                        + " is not an option: "
                        + (nearest.equals(option)
                                ? "write it nested, one line for each part of the name."
                                : "did you mean " + nearest + "?"));
    }

    private void collect(Shape shape, String path) {
        known.add(path);
        if (shape instanceof Shape.Section section) {
            for (Shape.Field field : section.fields()) {
                collect(field.shape(), path.isEmpty() ? field.name() : path + "." + field.name());
            }
        }
    }

    private static Map<String, Value> members(@Nullable Value base) {
        return base instanceof Value.Group group
                ? new LinkedHashMap<>(group.members())
                : new LinkedHashMap<>();
    }

    private static @Nullable Value byId(List<Value> values, String id) {
        int index = index(values, id);
        return index < 0 ? null : values.get(index);
    }

    private static int index(List<Value> values, String name) {
        for (int i = 0; i < values.size(); i++) {
            String id = id(values.get(i));
            if (name.equals(id) || name.equals(Integer.toString(i))) {
                return i;
            }
        }
        return -1;
    }

    /** The id of an entry of a list, or null where it has none. */
    static @Nullable String id(Value value) {
        return value instanceof Value.Group group
                        && group.members().get("id") instanceof Value.Text text
                ? text.text()
                : null;
    }
}
