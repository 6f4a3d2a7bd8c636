package org.wearablecoach.job.config;

/** Checks of configured values; every message names the option, the value and the rule. */
final class Options {

    private Options() {}

    static void check(boolean holds, String option, Object value, String rule) {
        if (!holds) {
            throw new IllegalArgumentException(option + " is " + value + ": " + rule + ".");
        }
    }
}
