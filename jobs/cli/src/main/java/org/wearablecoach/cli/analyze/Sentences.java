package org.wearablecoach.cli.analyze;

import java.nio.file.Path;
import java.util.Map;
import org.wearablecoach.cli.report.Numbers;

/** Sentences that several reports share. */
final class Sentences {

    private Sentences() {}

    /** What a file is called in a report. */
    static String name(Path file) {
        Path name = file.toAbsolutePath().normalize().getFileName();
        return name == null ? file.toString() : name.toString();
    }

    /** How much was passed over, by reason; empty where nothing was. */
    static String passedOver(Map<String, Long> reasons) {
        if (reasons.isEmpty()) {
            return "";
        }
        long all = 0;
        StringBuilder list = new StringBuilder();
        for (Map.Entry<String, Long> reason : reasons.entrySet()) {
            list.append(list.isEmpty() ? "" : ", ").append(reason.getKey()).append(' ');
            list.append(Numbers.whole(reason.getValue()));
            all += reason.getValue();
        }
        return "Passed over: " + Numbers.whole(all) + " (" + list + ").";
    }
}
