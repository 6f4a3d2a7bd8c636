package org.wearablecoach.loop.config;

import java.time.Duration;

/** Checks of configured values; every message names the option, the value and the rule. */
final class Rules {

    private Rules() {}

    static void check(boolean holds, String option, Object value, String rule) {
        if (!holds) {
            throw new IllegalArgumentException(option + " is " + value + ": " + rule + ".");
        }
    }

    static void atLeast(Duration value, Duration least, String option) {
        check(value.compareTo(least) >= 0, option, value, "set it to " + least + " or more");
    }

    static void probability(double value, String option) {
        check(value >= 0 && value <= 1, option, value, "a probability lies between 0 and 1");
    }
}
