package org.wearablecoach.job.config;

import java.util.ArrayList;
import java.util.List;

/** The option table of the documentation, as Markdown. */
public final class OptionTable {

    private OptionTable() {}

    /** Every option with its type, default, whether it is in the hash, and its description. */
    public static String markdown() {
        Shape.Section root = Shape.root();
        Value defaults = Value.of(root, CoachConfig.defaults(), "the defaults");
        StringBuilder out = new StringBuilder();
        out.append("# Options\n\n");
        out.append("Made by `./coach config --markdown > docs/options.md`; a test fails when it");
        out.append(" is stale.\n");
        out.append("*Hash*: the option can change a decision, so it is part of the configuration");
        out.append(" hash that every decision carries.\n");
        for (Shape.Field field : root.fields()) {
            out.append("\n## ").append(field.name()).append("\n\n");
            out.append(field.description()).append("\n\n");
            out.append("| option | type | default | hash | what it does |\n");
            out.append("|---|---|---|---|---|\n");
            for (String row :
                    rows(
                            field.shape(),
                            member(defaults, field.name()),
                            field.name(),
                            field.hashed())) {
                out.append(row).append('\n');
            }
        }
        return out.toString();
    }

    private static List<String> rows(Shape shape, Value value, String parent, boolean hashed) {
        List<String> rows = new ArrayList<>();
        if (shape instanceof Shape.Section section) {
            for (Shape.Field field : section.fields()) {
                String path = parent + "." + field.name();
                Value its = member(value, field.name());
                boolean itsHashed = hashed && field.hashed();
                if (field.shape() instanceof Shape.Section) {
                    rows.addAll(rows(field.shape(), its, path, itsHashed));
                } else {
                    rows.add(row(path, field, shown(its), itsHashed));
                }
            }
        } else if (shape instanceof Shape.Items items
                && items.element() instanceof Shape.Section section
                && value instanceof Value.Sequence list) {
            for (Shape.Field field : section.fields()) {
                List<String> values = new ArrayList<>();
                for (Value entry : list.values()) {
                    values.add(Merger.id(entry) + ": " + shown(member(entry, field.name())));
                }
                rows.add(
                        row(
                                parent + ".ID." + field.name(),
                                field,
                                field.name().equals("id") ? "" : String.join("<br>", values),
                                hashed && field.hashed()));
            }
        }
        return rows;
    }

    private static String row(String path, Shape.Field field, String value, boolean hashed) {
        return "| `"
                + path
                + "` | "
                + type(field.shape())
                + " | "
                + value.replace("|", "\\|")
                + " | "
                + (hashed ? "yes" : "no")
                + " | "
                + field.description().replace("|", "\\|")
                + " |";
    }

    private static String type(Shape shape) {
        if (shape instanceof Shape.Scalar scalar) {
            return Scalars.name(scalar.type());
        }
        if (shape instanceof Shape.Table) {
            return "texts by name";
        }
        return shape instanceof Shape.Items items ? "list of " + type(items.element()) : "section";
    }

    private static String shown(Value value) {
        if (value instanceof Value.Text text) {
            return text.text().isEmpty() ? "empty" : "`" + text.text() + "`";
        }
        if (value instanceof Value.Group group) {
            List<String> members = new ArrayList<>();
            group.members().forEach((name, member) -> members.add(name + " " + shown(member)));
            return members.isEmpty() ? "none" : String.join(", ", members);
        }
        if (value instanceof Value.Sequence list) {
            List<String> values = new ArrayList<>();
            list.values().forEach(element -> values.add(shown(element)));
            return values.isEmpty() ? "none" : String.join(", ", values);
        }
        return "none";
    }

    private static Value member(Value value, String name) {
        Value member = value instanceof Value.Group group ? group.members().get(name) : null;
        return member == null ? new Value.Nothing("the defaults") : member;
    }
}
