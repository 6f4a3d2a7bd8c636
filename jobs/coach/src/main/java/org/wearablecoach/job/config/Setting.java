package org.wearablecoach.job.config;

import java.util.ArrayList;
import java.util.List;

/**
 * One option set on the command line, as in {@code --decision.interval PT5M}.
 *
 * @param path dotted name; an entry of a list is named by its id or its index from 0
 * @param value as in the file; a list or a table as YAML in one line
 */
public record Setting(String path, String value) {

    /**
     * Splits a command line into settings and the rest. A setting is an argument that starts with
     * two hyphens and has a dot in its name; its value follows it, or stands behind an equals sign.
     *
     * @param arguments of the command
     * @throws ConfigException when a setting has no value
     */
    public static Split split(List<String> arguments) {
        List<Setting> settings = new ArrayList<>();
        List<String> rest = new ArrayList<>();
        for (int i = 0; i < arguments.size(); i++) {
            String argument = arguments.get(i);
            if (argument.equals("--")) {
                rest.addAll(arguments.subList(i, arguments.size()));
                break;
            }
            int equals = argument.indexOf('=');
            String name = equals < 0 ? argument : argument.substring(0, equals);
            if (!name.startsWith("--") || name.indexOf('.') < 0) {
                rest.add(argument);
            } else if (equals >= 0) {
                settings.add(new Setting(name.substring(2), argument.substring(equals + 1)));
            } else if (i + 1 < arguments.size() && !arguments.get(i + 1).startsWith("--")) {
                settings.add(new Setting(name.substring(2), arguments.get(++i)));
            } else {
                throw new ConfigException(
                        List.of(name + " has no value: write it after the name."));
            }
        }
        return new Split(List.copyOf(settings), List.copyOf(rest));
    }

    /**
     * A command line in two parts.
     *
     * @param settings in their order; a later one wins
     * @param rest the other arguments, in their order
     */
    public record Split(List<Setting> settings, List<String> rest) {}
}
