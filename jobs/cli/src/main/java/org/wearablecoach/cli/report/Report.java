package org.wearablecoach.cli.report;

import java.util.List;

/**
 * What a report says.
 *
 * @param title what was looked at
 * @param facts where it comes from and how much of it there was, one sentence each
 * @param sections the figures, in groups
 * @param notes what a reader must know to judge the figures, one paragraph each
 */
public record Report(String title, List<String> facts, List<Section> sections, List<String> notes) {

    /** Keeps copies. */
    public Report {
        facts = List.copyOf(facts);
        sections = List.copyOf(sections);
        notes = List.copyOf(notes);
    }

    /**
     * A part of a page that has several, of which a reader looks at one.
     *
     * @param name by which it is chosen
     * @param facts what there was, one sentence each
     * @param sections the figures, in groups
     * @param figures the pictures
     */
    public record Panel(
            String name, List<String> facts, List<Section> sections, List<Figure> figures) {

        /** Keeps copies. */
        public Panel {
            facts = List.copyOf(facts);
            sections = List.copyOf(sections);
            figures = List.copyOf(figures);
        }
    }

    /**
     * A group of figures.
     *
     * @param heading what they are about
     * @param rows one figure each
     */
    public record Section(String heading, List<Row> rows) {

        /** Keeps a copy. */
        public Section {
            rows = List.copyOf(rows);
        }
    }

    /**
     * One figure.
     *
     * @param label what it is
     * @param value the number, written for people; see {@link Numbers}
     * @param unit of the number; empty without one
     * @param note a few words to judge it by; empty without one
     */
    public record Row(String label, String value, String unit, String note) {

        /** A figure without a note. */
        public Row(String label, String value, String unit) {
            this(label, value, unit, "");
        }
    }
}
