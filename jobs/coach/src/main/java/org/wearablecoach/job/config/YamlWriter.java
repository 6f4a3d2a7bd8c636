package org.wearablecoach.job.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Options as YAML, each below its description. */
final class YamlWriter {

    private static final int WIDTH = 100;

    /** What every YAML reader takes for the same text without quotes. */
    private static final Pattern PLAIN =
            Pattern.compile("[A-Za-z0-9][A-Za-z0-9_./+-]*(:\\d+)?(,[A-Za-z0-9_./+-]+(:\\d+)?)*");

    private static final Pattern OTHER_TYPE =
            Pattern.compile(
                    "(?i)true|false|null|yes|no|on|off|y|n|[-+.]?\\d[\\d_.:,xoe+-]*|\\.inf|\\.nan");

    private final boolean comments;
    private final StringBuilder out = new StringBuilder();

    YamlWriter(boolean comments) {
        this.comments = comments;
    }

    String write(Shape.Section root, Value values) {
        if (comments) {
            comment(
                    0,
                    "Every option of Wearable Coach with its default. A configuration file names"
                            + " only what it changes: a missing key takes the default.");
            comment(
                    0,
                    "On the command line: --decision.interval PT10M,"
                            + " --interventions.move.cap 2. Secrets: ${env:NAME} is an"
                            + " environment variable, ${file:PATH} the content of a file.");
        }
        section(root, values, "", 0);
        return out.toString();
    }

    private void section(Shape.Section section, Value value, String path, int indent) {
        for (Shape.Field field : section.fields()) {
            if (value instanceof Value.Group group) {
                Value member = group.members().get(field.name());
                if (member != null) {
                    if (comments) {
                        if (indent == 0) {
                            out.append('\n');
                        }
                        comment(indent, field.description());
                    }
                    String option = path.isEmpty() ? field.name() : path + "." + field.name();
                    out.append(" ".repeat(indent)).append(field.name()).append(':');
                    member(field.shape(), member, option, indent);
                }
            }
        }
    }

    /** What stands behind the colon. */
    private void member(Shape shape, Value value, String path, int indent) {
        if (shape instanceof Shape.Section section) {
            out.append('\n');
            section(section, value, path, indent + 2);
        } else if (shape instanceof Shape.Items items && value instanceof Value.Sequence list) {
            items(items, list, path, indent);
        } else if (shape instanceof Shape.Table table && value instanceof Value.Group group) {
            if (group.members().isEmpty()) {
                out.append(" {}\n");
                return;
            }
            out.append('\n');
            for (Map.Entry<String, Value> entry : group.members().entrySet()) {
                out.append(" ".repeat(indent + 2)).append(text(entry.getKey())).append(':');
                member(table.value(), entry.getValue(), path + "." + entry.getKey(), indent);
            }
        } else if (shape instanceof Shape.Scalar scalar && value instanceof Value.Text text) {
            out.append(' ').append(scalar(scalar, text.text(), path)).append('\n');
        } else {
            out.append('\n');
        }
    }

    private void items(Shape.Items items, Value.Sequence list, String path, int indent) {
        if (list.values().isEmpty()) {
            out.append(" []\n");
            return;
        }
        out.append('\n');
        boolean first = true;
        for (Value element : list.values()) {
            YamlWriter entry = new YamlWriter(comments && first);
            first = false;
            if (items.element() instanceof Shape.Section section) {
                String id = Merger.id(element);
                entry.section(section, element, path + "." + id, indent + 4);
                out.append(hyphenated(entry.out.toString(), indent + 2));
            } else {
                entry.member(items.element(), element, path, indent);
                out.append(" ".repeat(indent + 2)).append('-').append(entry.out);
            }
        }
    }

    /** Puts the hyphen before the first option; comments above it move out with it. */
    private static String hyphenated(String entry, int indent) {
        List<String> lines = new ArrayList<>(entry.lines().toList());
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).substring(indent + 2);
            if (!line.startsWith("#")) {
                lines.set(i, " ".repeat(indent) + "- " + line);
                break;
            }
            lines.set(i, " ".repeat(indent) + line);
        }
        return String.join("\n", lines) + "\n";
    }

    private static String scalar(Shape.Scalar scalar, String text, String path) {
        if (Environment.refers(text)) {
            return quoted(text);
        }
        if (Binder.isSecret(path) && !text.isEmpty()) {
            return quoted("********");
        }
        if (scalar.type() == String.class || scalar.type() == java.time.LocalTime.class) {
            return text(text);
        }
        try {
            return Scalars.format(Scalars.parse(scalar.type(), text));
        } catch (IllegalArgumentException e) {
            return quoted(text);
        }
    }

    private static String text(String text) {
        return PLAIN.matcher(text).matches() && !OTHER_TYPE.matcher(text).matches()
                ? text
                : quoted(text);
    }

    /** A text in double quotes; JSON's escapes are YAML's. */
    private static String quoted(String text) {
        return CanonicalJson.quoted(text);
    }

    private void comment(int indent, String description) {
        String start = " ".repeat(indent) + "#";
        StringBuilder line = new StringBuilder(start);
        for (String word : description.split(" ", -1)) {
            if (line.length() + 1 + word.length() > WIDTH && line.length() > start.length()) {
                out.append(line).append('\n');
                line = new StringBuilder(start);
            }
            line.append(' ').append(word);
        }
        out.append(line).append('\n');
    }
}
