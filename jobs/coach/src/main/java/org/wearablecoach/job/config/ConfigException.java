package org.wearablecoach.job.config;

import java.io.Serial;
import java.util.List;

/** A configuration that cannot be used, with every problem that was found in it. */
public final class ConfigException extends RuntimeException {

    @Serial private static final long serialVersionUID = 1L;

    private final List<String> problems;

    /**
     * Makes the exception of one or more problems.
     *
     * @param problems each names the place, the option, the value and the rule
     */
    public ConfigException(List<String> problems) {
        super(String.join("\n", problems));
        this.problems = List.copyOf(problems);
    }

    /** What is wrong, one sentence each. */
    public List<String> problems() {
        return problems;
    }
}
