package org.wearablecoach.job.config;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where references to secrets are looked up: {@code ${env:NAME}} and {@code ${file:PATH}}.
 *
 * @param variables environment variables by name
 * @param folder that relative paths start from
 */
public record Environment(Map<String, String> variables, Path folder) {

    private static final Pattern REFERENCE = Pattern.compile("\\$\\{([a-zA-Z]+):([^}]*)}");

    /** A secret is a password or a key; a larger file is a mistake. */
    private static final long LARGEST_SECRET = 65_536;

    /** The environment of this process. */
    public static Environment system() {
        return new Environment(System.getenv(), Path.of("").toAbsolutePath());
    }

    /** Whether a text holds a reference. */
    static boolean refers(String text) {
        return REFERENCE.matcher(text).find();
    }

    /**
     * The text with its references replaced; what was put in is not looked at again.
     *
     * @throws IllegalArgumentException whose message names the reference and what to do
     */
    String resolve(String text) {
        Matcher matcher = REFERENCE.matcher(text);
        StringBuilder resolved = new StringBuilder();
        while (matcher.find()) {
            String name = matcher.group(2);
            String value =
                    switch (matcher.group(1)) {
                        case "env" -> variable(name);
                        case "file" -> file(name);
                        default ->
                                throw new IllegalArgumentException(
                                        "write ${env:NAME} or ${file:PATH}");
                    };
            matcher.appendReplacement(resolved, Matcher.quoteReplacement(value));
        }
        return matcher.appendTail(resolved).toString();
    }

    private String variable(String name) {
        String value = variables.get(name);
        if (value == null) {
            throw new IllegalArgumentException("set the environment variable " + name);
        }
        return value;
    }

    private String file(String name) {
        Path path = folder.resolve(name);
        try {
            if (Files.size(path) > LARGEST_SECRET) {
                throw new IllegalArgumentException(
                        path
                                + " is larger than "
                                + LARGEST_SECRET
                                + " bytes; name a file that"
                                + " holds the secret only");
            }
            return Files.readString(path, StandardCharsets.UTF_8).stripTrailing();
        } catch (IOException e) {
            throw new IllegalArgumentException("make the file " + path + " readable", e);
        }
    }
}
