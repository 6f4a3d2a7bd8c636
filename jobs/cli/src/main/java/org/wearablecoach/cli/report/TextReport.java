package org.wearablecoach.cli.report;

import org.wearablecoach.cli.report.Report.Row;
import org.wearablecoach.cli.report.Report.Section;

/** A report for a terminal. */
public final class TextReport {

    private static final int WIDTH = 100;
    private static final int LABEL = 28;
    private static final int VALUE = 12;
    private static final int UNIT = 14;

    private TextReport() {}

    /** The report as lines of at most 100 characters, without a trailing line break. */
    public static String of(Report report) {
        StringBuilder text = new StringBuilder(report.title()).append('\n');
        for (String fact : report.facts()) {
            wrap(text, fact, "");
        }
        for (Section section : report.sections()) {
            text.append('\n').append(section.heading()).append('\n');
            for (Row row : section.rows()) {
                StringBuilder line = new StringBuilder("  ").append(row.label());
                pad(line, 2 + LABEL + VALUE - row.value().length());
                line.append(row.value()).append(' ').append(row.unit());
                if (!row.note().isEmpty()) {
                    pad(line, 2 + LABEL + VALUE + 1 + UNIT);
                    line.append(' ').append(row.note());
                }
                text.append(line.toString().stripTrailing()).append('\n');
            }
        }
        if (!report.notes().isEmpty()) {
            text.append('\n');
        }
        for (String note : report.notes()) {
            wrap(text, note, "  ");
        }
        return text.toString().stripTrailing();
    }

    private static void pad(StringBuilder line, int to) {
        while (line.length() < to) {
            line.append(' ');
        }
    }

    /** Breaks at spaces; further lines are indented. */
    private static void wrap(StringBuilder text, String paragraph, String indent) {
        int column = 0;
        for (String word : paragraph.split(" ")) {
            if (column > 0 && column + 1 + word.length() > WIDTH) {
                text.append('\n').append(indent);
                column = indent.length();
            } else if (column > 0) {
                text.append(' ');
                column++;
            }
            text.append(word);
            column += word.length();
        }
        text.append('\n');
    }
}
