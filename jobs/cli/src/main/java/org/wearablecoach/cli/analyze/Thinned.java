package org.wearablecoach.cli.analyze;

import java.util.ArrayList;
import java.util.List;
import org.wearablecoach.cli.report.Charts;

/**
 * A line of so few points that a page stays small: of each stretch of equal length the lowest and
 * the highest value, in their order, so that no peak is lost.
 */
final class Thinned {

    private final List<Object> points = new ArrayList<>();
    private final int stretch;
    private int current;
    private boolean any;
    private double lowX;
    private double low;
    private double highX;
    private double high;

    /**
     * An empty line.
     *
     * @param values how many will come
     * @param most how many are drawn one by one, and about how many at most
     */
    Thinned(int values, int most) {
        stretch = values <= most ? 1 : (int) Math.ceil(2.0 * values / most);
    }

    /** Whether values are left out. */
    boolean isThinned() {
        return stretch > 1;
    }

    /**
     * Adds a value.
     *
     * @param index of the value among all of them, ascending
     * @param x its place
     * @param y its size
     */
    void add(int index, double x, double y) {
        if (stretch == 1) {
            points.add(Charts.point(x, y));
            return;
        }
        if (index / stretch != current) {
            flush();
            current = index / stretch;
        }
        if (!any || y < low) {
            low = y;
            lowX = x;
        }
        if (!any || y > high) {
            high = y;
            highX = x;
        }
        any = true;
    }

    /** Interrupts the line. */
    void interrupt() {
        flush();
        if (!points.isEmpty()) {
            // A point without a size; its place must be one.
            Object last = ((List<?>) points.get(points.size() - 1)).get(0);
            points.add(Charts.point(last, "-"));
        }
    }

    private void flush() {
        if (!any) {
            return;
        }
        any = false;
        if (lowX == highX) {
            points.add(Charts.point(lowX, low));
        } else if (lowX < highX) {
            points.add(Charts.point(lowX, low));
            points.add(Charts.point(highX, high));
        } else {
            points.add(Charts.point(highX, high));
            points.add(Charts.point(lowX, low));
        }
    }

    /** The points so far. */
    List<Object> points() {
        flush();
        return points;
    }
}
