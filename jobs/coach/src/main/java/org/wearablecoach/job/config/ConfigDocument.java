package org.wearablecoach.job.config;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The defaults with a file and settings over them, as written: secrets are still references. */
public final class ConfigDocument {

    private final Shape.Section root;
    private final Value values;
    private final Path folder;

    /** What was wrong while reading. */
    private final List<String> unread;

    private ConfigDocument(Shape.Section root, Value values, Path folder, List<String> unread) {
        this.root = root;
        this.values = values;
        this.folder = folder;
        this.unread = unread;
    }

    /**
     * Reads a file and settings.
     *
     * @param file a YAML file, or null for the defaults
     * @param settings from the command line; they win over the file, and a later one over a former
     * @throws ConfigException naming every key that does not exist, with its place
     */
    public static ConfigDocument load(@Nullable Path file, List<Setting> settings) {
        return read(file, settings).whole();
    }

    /** As {@link #load}; keys that do not exist are told together with values that are wrong. */
    static ConfigDocument read(@Nullable Path file, List<Setting> settings) {
        if (file == null) {
            return parse(null, "", settings, Path.of("").toAbsolutePath());
        }
        String yaml;
        try {
            yaml = Files.readString(file, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new ConfigException(
                    List.of(file + ": this file cannot be read: name a YAML file in UTF-8."));
        }
        Path folder = file.toAbsolutePath().getParent();
        return parse(
                yaml,
                String.valueOf(file.getFileName()),
                settings,
                folder == null ? Path.of("").toAbsolutePath() : folder);
    }

    /**
     * As {@link #load}, from a text.
     *
     * @param yaml null for the defaults
     * @param name of the text in messages
     * @param settings from the command line
     * @param folder that relative paths of secrets start from
     */
    static ConfigDocument of(
            @Nullable String yaml, String name, List<Setting> settings, Path folder) {
        return parse(yaml, name, settings, folder).whole();
    }

    private ConfigDocument whole() {
        if (!unread.isEmpty()) {
            throw new ConfigException(unread);
        }
        return this;
    }

    /** As {@link #of}, with what is wrong told by {@link #config}. */
    static ConfigDocument parse(
            @Nullable String yaml, String name, List<Setting> settings, Path folder) {
        List<String> problems = new ArrayList<>();
        Shape.Section root = Shape.root();
        Merger merger = new Merger(root, problems);
        Value values = Value.of(root, CoachConfig.defaults(), "the defaults");
        if (yaml != null) {
            Value patch = new YamlReader(name, true, problems).read(yaml);
            values = merger.merge(root, "", values, patch);
        }
        for (Setting setting : settings) {
            values = merger.merge(root, "", values, patch(root, setting, problems));
        }
        return new ConfigDocument(root, values, folder, problems);
    }

    /** A setting as nested groups; the rest of a name below a table is one key, dots and all. */
    private static Value patch(Shape.Section root, Setting setting, List<String> problems) {
        String place = "--" + setting.path();
        List<String> names = new ArrayList<>();
        Shape shape = root;
        String rest = setting.path();
        while (!rest.isEmpty() && !(shape instanceof Shape.Scalar)) {
            int dot = shape instanceof Shape.Table ? -1 : rest.indexOf('.');
            String name = dot < 0 ? rest : rest.substring(0, dot);
            rest = dot < 0 ? "" : rest.substring(dot + 1);
            names.add(name);
            if (shape instanceof Shape.Section section) {
                Shape.Field field = section.field(name);
                // An unknown name is a leaf: merging finds it and names the nearest.
                shape = field == null ? new Shape.Scalar(String.class) : field.shape();
            } else if (shape instanceof Shape.Items items) {
                shape = items.element();
            } else {
                shape = ((Shape.Table) shape).value();
            }
        }
        if (!rest.isEmpty()) {
            names.set(names.size() - 1, names.get(names.size() - 1) + "." + rest);
        }
        Value value =
                shape instanceof Shape.Scalar
                        ? new Value.Text(setting.value(), place)
                        : new YamlReader(place, false, problems).read(setting.value());
        for (int i = names.size() - 1; i >= 0; i--) {
            Map<String, Value> members = new LinkedHashMap<>();
            members.put(names.get(i), value);
            value = new Value.Group(members, place);
        }
        return value;
    }

    /**
     * The configuration, checked.
     *
     * @param environment where secrets are looked up; relative files start from the folder of the
     *     configuration file
     * @throws ConfigException naming every problem with its place
     */
    public CoachConfig config(Environment environment) {
        List<String> problems = new ArrayList<>(unread);
        Environment here = new Environment(environment.variables(), folder);
        Object bound = new Binder(here, problems).bind(root, "", values, CoachConfig.defaults());
        if (bound instanceof CoachConfig config && problems.isEmpty()) {
            return config;
        }
        throw new ConfigException(problems);
    }

    /**
     * All options as YAML that reads back as the same configuration. References to secrets stay
     * references, and other secrets are masked.
     *
     * @param comments whether each option carries its description
     */
    public String yaml(boolean comments) {
        return new YamlWriter(comments).write(root, values);
    }
}
