package org.wearablecoach.job.config;

import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.wearablecoach.loop.config.Option;

/** The structure of a configured type, read from its record components at start. */
sealed interface Shape {

    /** One value, written as text. */
    record Scalar(Class<?> type) implements Shape {}

    /** A record: named options. */
    record Section(Class<?> type, List<Field> fields) implements Shape {

        @Nullable Field field(String name) {
            for (Field field : fields) {
                if (field.name().equals(name)) {
                    return field;
                }
            }
            return null;
        }

        /** Whether entries of a list of this section are named by an option {@code id}. */
        boolean hasId() {
            return field("id") != null;
        }

        /** A record of the values, in the order of the fields. */
        Object create(List<Object> values) {
            Class<?>[] types = new Class<?>[fields.size()];
            for (int i = 0; i < types.length; i++) {
                types[i] = fields.get(i).component().getType();
            }
            try {
                Constructor<?> constructor = type.getDeclaredConstructor(types);
                return constructor.newInstance(values.toArray());
            } catch (InvocationTargetException e) {
                if (e.getCause() instanceof IllegalArgumentException rule) {
                    throw rule;
                }
                throw new IllegalStateException(type + " cannot check its options", e.getCause());
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException(type + " is not a public record", e);
            }
        }
    }

    /** A list. */
    record Items(Shape element) implements Shape {}

    /** Texts by a key that is free. */
    record Table(Scalar value) implements Shape {}

    /**
     * One option of a section.
     *
     * @param name as in the file
     * @param description what it does; one paragraph
     * @param hashed whether it can change a decision
     * @param shape of its value
     * @param component where it is declared
     */
    record Field(
            String name,
            String description,
            boolean hashed,
            Shape shape,
            RecordComponent component) {

        Object read(Object owner) {
            try {
                return component.getAccessor().invoke(owner);
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException(component + " is not public", e);
            }
        }
    }

    /** The shape of the whole configuration. */
    static Section root() {
        return section(CoachConfig.class);
    }

    private static Section section(Class<?> type) {
        List<Field> fields = new ArrayList<>();
        for (RecordComponent component : type.getRecordComponents()) {
            Option option = option(component);
            fields.add(
                    new Field(
                            component.getName(),
                            option.value(),
                            option.hashed(),
                            of(component.getGenericType()),
                            component));
        }
        return new Section(type, List.copyOf(fields));
    }

    private static Option option(AnnotatedElement component) {
        Option option = component.getAnnotation(Option.class);
        if (option == null) {
            throw new IllegalStateException(component + " has no @Option that describes it");
        }
        return option;
    }

    private static Shape of(Type type) {
        if (type instanceof ParameterizedType generic) {
            Type[] arguments = generic.getActualTypeArguments();
            if (generic.getRawType() == List.class) {
                return new Items(of(arguments[0]));
            }
            if (generic.getRawType() == Map.class
                    && arguments[0] == String.class
                    && of(arguments[1]) instanceof Scalar value) {
                return new Table(value);
            }
        }
        if (type instanceof Class<?> plain) {
            if (plain.isRecord()) {
                return section(plain);
            }
            if (Scalars.isScalar(plain)) {
                return new Scalar(plain);
            }
        }
        throw new IllegalStateException(type + " cannot be configured");
    }
}
