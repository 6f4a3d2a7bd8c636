package org.wearablecoach.cli.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Parts of charts as Apache ECharts describes them: plain JSON values. */
public final class Charts {

    /** The colour of what is measured. */
    public static final String INK = "#1f5f8b";

    /** The colour of what is left out, or wrong. */
    public static final String ALARM = "#c0392b";

    /** The colour of what stands behind. */
    public static final String PALE = "#c9d6df";

    private static final String TEXT = "#44505c";

    private Charts() {}

    /** An object of names and values in turn; the map may be added to. */
    public static Map<String, Object> object(Object... namesAndValues) {
        Map<String, Object> object = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            object.put((String) namesAndValues[i], namesAndValues[i + 1]);
        }
        return object;
    }

    /** A point of a chart. */
    public static List<Object> point(Object x, Object y) {
        return List.of(x, y);
    }

    /**
     * A chart over two axes.
     *
     * @param x from {@link #axis}
     * @param y from {@link #axis}
     * @param series what is drawn, from back to front
     */
    public static Map<String, Object> chart(
            Map<String, Object> x, Map<String, Object> y, List<?> series) {
        return object(
                "animation",
                false,
                "useUTC",
                true,
                "textStyle",
                object("fontFamily", "system-ui, sans-serif"),
                "grid",
                object("left", 80, "right", 24, "top", 16, "bottom", 46),
                "xAxis",
                x,
                "yAxis",
                y,
                "series",
                new ArrayList<>(series));
    }

    /**
     * An axis.
     *
     * @param type {@code value}, {@code time} (local milliseconds) or {@code category}
     * @param name with its unit
     */
    public static Map<String, Object> axis(String type, String name) {
        return object(
                "type",
                type,
                "name",
                name,
                "nameLocation",
                "middle",
                "nameGap",
                30,
                "nameTextStyle",
                object("color", TEXT),
                "axisLabel",
                object(
                        "color",
                        TEXT,
                        "hideOverlap",
                        true,
                        "showMaxLabel",
                        type.equals("category")));
    }

    /** A vertical axis. */
    public static Map<String, Object> upward(String name) {
        Map<String, Object> axis = axis("value", name);
        axis.put("axisLabel", object("color", TEXT));
        axis.put("nameGap", 60);
        axis.put("splitLine", object("lineStyle", object("color", "#edf1f4")));
        return axis;
    }

    /** A line through points, without marks. */
    public static Map<String, Object> line(String name, List<?> data, String colour) {
        return object(
                "type",
                "line",
                "name",
                name,
                "data",
                data,
                "showSymbol",
                false,
                "color",
                colour,
                "lineStyle",
                object("width", 1.2, "color", colour));
    }

    /** Single points, in front of lines, whatever the order of the series. */
    public static Map<String, Object> points(
            String name, List<?> data, String colour, double size) {
        return object(
                "type",
                "scatter",
                "name",
                name,
                "data",
                data,
                "symbolSize",
                size,
                "color",
                colour,
                "z",
                IN_FRONT);
    }

    /** Lines are drawn at 3, whatever stands before or after them. */
    private static final int IN_FRONT = 4;

    /** A point with a text to its right. */
    public static Map<String, Object> labelled(Object x, Object y, String text) {
        return object(
                "value",
                point(x, y),
                "label",
                object(
                        "show",
                        true,
                        "position",
                        "right",
                        "distance",
                        8,
                        "formatter",
                        text,
                        "color",
                        TEXT));
    }

    /** Shows the name of every category; there is room for about ten short ones. */
    public static void nameAll(Map<String, Object> axis) {
        axis.put("axisLabel", object("color", TEXT, "interval", 0, "hideOverlap", false));
    }

    /** Lets a reader choose a stretch of the horizontal axis. */
    public static void addZoom(Map<String, Object> chart) {
        chart.put(
                "dataZoom",
                List.of(
                        object("type", "inside"),
                        object("type", "slider", "height", 18, "bottom", 8)));
        grid(chart).put("bottom", 82);
    }

    /** Shows what is under the pointer, of all lines at once. */
    public static void addTooltip(Map<String, Object> chart) {
        chart.put("tooltip", object("trigger", "axis", "confine", true));
    }

    /** Names the lines above the chart. */
    public static void addLegend(Map<String, Object> chart, List<String> names) {
        double width = 0;
        for (String name : names) {
            width += LEGEND_MARK + LEGEND_LETTER * name.length();
        }
        int rows = (int) Math.ceil(width / LEGEND_WIDTH);
        grid(chart).put("top", 16 + LEGEND_ROW * rows);
        chart.put("legend", object("top", 4, "data", names, "textStyle", object("color", TEXT)));
    }

    /** Widths in a legend, in pixels: what the charts of a page have, a mark, about a letter. */
    private static final double LEGEND_WIDTH = 900;

    private static final double LEGEND_MARK = 44;
    private static final double LEGEND_LETTER = 6.5;
    private static final int LEGEND_ROW = 24;

    @SuppressWarnings("unchecked") // Every chart is made with one.
    private static Map<String, Object> grid(Map<String, Object> chart) {
        return (Map<String, Object>)
                Objects.requireNonNull(chart.get("grid"), "a chart of Charts.chart");
    }
}
