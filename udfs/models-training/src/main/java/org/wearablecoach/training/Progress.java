package org.wearablecoach.training;

import java.util.Locale;

/** Where training says how far it is: standard error. */
final class Progress {

    private Progress() {}

    static void line(String format, Object... values) {
        System.err.println(String.format(Locale.ROOT, format, values));
    }
}
