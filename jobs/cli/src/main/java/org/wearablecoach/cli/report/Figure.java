package org.wearablecoach.cli.report;

import java.util.List;
import java.util.Map;

/** A picture of a page. */
public sealed interface Figure {

    /** What it shows. */
    String heading();

    /** How to read it, in a sentence or two. */
    String caption();

    /**
     * A chart of the bundled library.
     *
     * @param heading what it shows
     * @param caption how to read it
     * @param option Apache ECharts' description of it, from {@link Charts}
     * @param shape its place on the page
     * @param height of a {@link Shape#STACK} in pixels; 0 for the others, whose shape tells it
     */
    record Chart(
            String heading, String caption, Map<String, Object> option, Shape shape, int height)
            implements Figure {

        /** A chart whose shape tells its height. */
        public Chart(String heading, String caption, Map<String, Object> option, Shape shape) {
            this(heading, caption, option, shape, 0);
        }
    }

    /**
     * Shares of a whole as one bar.
     *
     * @param heading what it shows
     * @param caption how to read it
     * @param parts from left to right
     */
    record Shares(String heading, String caption, List<Part> parts) implements Figure {

        /** Keeps a copy. */
        public Shares {
            parts = List.copyOf(parts);
        }
    }

    /**
     * A share of a whole.
     *
     * @param label what it is
     * @param percent its size
     * @param text its size, written for people
     * @param colour as CSS has it
     */
    record Part(String label, double percent, String text, String colour) {}

    /** The place of a chart on the page. */
    enum Shape {
        /** As wide as the page. */
        WIDE,

        /** As wide as the page and higher. */
        TALL,

        /** Half the page, and as high as it is wide. */
        SQUARE,

        /** As wide as the page, and as high as its rows need. */
        STACK
    }
}
