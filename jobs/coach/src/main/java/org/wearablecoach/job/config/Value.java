package org.wearablecoach.job.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A configured value before it is bound: what was written, and where. */
sealed interface Value {

    /** Where it was written, for messages: a line of the file, or an option of the command line. */
    String place();

    /** One value as it was written; references to secrets are not resolved. */
    record Text(String text, String place) implements Value {}

    /** A key without a value. */
    record Nothing(String place) implements Value {}

    /** Values by name. */
    record Group(Map<String, Value> members, String place) implements Value {}

    /** Values in order. */
    record Sequence(List<Value> values, String place) implements Value {}

    /** How a value looks in a message. */
    default String shown() {
        if (this instanceof Text text) {
            return text.text().isEmpty() ? "empty" : text.text();
        }
        if (this instanceof Group) {
            return "a group of options";
        }
        return this instanceof Sequence ? "a list" : "without a value";
    }

    /** An object of a shape, as values. */
    static Value of(Shape shape, Object object, String place) {
        if (shape instanceof Shape.Section section) {
            Map<String, Value> members = new LinkedHashMap<>();
            for (Shape.Field field : section.fields()) {
                members.put(field.name(), of(field.shape(), field.read(object), place));
            }
            return new Group(members, place);
        }
        if (shape instanceof Shape.Items items && object instanceof List<?> list) {
            List<Value> values = new ArrayList<>();
            for (Object element : list) {
                values.add(of(items.element(), element, place));
            }
            return new Sequence(values, place);
        }
        if (shape instanceof Shape.Table table && object instanceof Map<?, ?> map) {
            Map<String, Value> members = new LinkedHashMap<>();
            map.forEach(
                    (key, value) -> members.put(key.toString(), of(table.value(), value, place)));
            return new Group(members, place);
        }
        return new Text(Scalars.format(object), place);
    }
}
