package org.wearablecoach.cli.analyze;

import static org.wearablecoach.cli.report.Charts.object;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.wearablecoach.cli.report.Charts;
import org.wearablecoach.cli.report.Figure;
import org.wearablecoach.cli.report.Figure.Chart;
import org.wearablecoach.cli.report.Figure.Part;
import org.wearablecoach.cli.report.Figure.Shape;
import org.wearablecoach.cli.report.Figure.Shares;
import org.wearablecoach.cli.report.Numbers;
import org.wearablecoach.signals.GlucoseSums;

/**
 * The pictures of a glucose sensor: time in ranges, the ambulatory glucose profile, and all
 * readings.
 */
final class CgmFigures {

    private static final int DAY_MINUTES = 1440;
    private static final int STEP_MINUTES = 15;
    private static final int STEPS = DAY_MINUTES / STEP_MINUTES;
    private static final int LABEL_EVERY = 3 * 60 / STEP_MINUTES;
    private static final long MINUTE_MILLIS = 60_000;
    private static final double[] SHARES = {0.05, 0.25, 0.5, 0.75, 0.95};
    private static final int MEDIAN = 2;
    private static final int MOST_POINTS = 6000;
    private static final long GAP_MILLIS = 30 * MINUTE_MILLIS;
    private static final double HOUR_MILLIS = 60.0 * MINUTE_MILLIS;

    private static final String OUTER = "#cfe3f1";
    private static final String INNER = "#8fbfe0";
    private static final String GOAL = "#3a9d6e";

    private CgmFigures() {}

    static List<Figure> of(CgmAnalysis.Readings readings, GlucoseSums sums) {
        return List.of(ranges(sums), profile(readings), course(readings));
    }

    private static Shares ranges(GlucoseSums sums) {
        return new Shares(
                "Time in ranges",
                "Shares of the readings. The goal for most adults is above 70% from 70 to 180"
                        + " mg/dL, and below 4% below 70.",
                List.of(
                        part("below 54", sums.tbrBelow54Percent(), "#8e1b1b"),
                        part("54 to 69", sums.tbr54To69Percent(), "#d9483b"),
                        part("70 to 180 mg/dL", sums.tir70To180Percent(), GOAL),
                        part("181 to 250", sums.tar181To250Percent(), "#f2b632"),
                        part("above 250", sums.tarAbove250Percent(), "#e07b1a")));
    }

    private static Part part(String label, double percent, String colour) {
        return new Part(label, percent, Numbers.decimal(percent, 1) + "%", colour);
    }

    private static Chart profile(CgmAnalysis.Readings readings) {
        double[][] percentiles = percentiles(readings);
        List<Object> drawn = new ArrayList<>();
        // Stacked areas: an invisible one up to the lowest percentile, then the bands.
        drawn.add(area("below", heights(percentiles, -1, 0), "transparent"));
        drawn.add(area("5 to 25%", heights(percentiles, 0, 1), OUTER));
        drawn.add(area("25 to 75%", heights(percentiles, 1, 3), INNER));
        drawn.add(area("75 to 95%", heights(percentiles, 3, 4), OUTER));
        String[] names = {"5%", "25%", "median", "75%", "95%"};
        String[] colours = {"#7fa9c6", "#4f8db5", "#12405f", "#4f8db5", "#7fa9c6"};
        for (int i = SHARES.length - 1; i >= 0; i--) {
            Map<String, Object> line = Charts.line(names[i], line(percentiles[i]), colours[i]);
            double width = i == MEDIAN ? 2.6 : 0.8;
            line.put("lineStyle", object("width", width, "color", colours[i]));
            if (i == MEDIAN) {
                line.put("markLine", limits());
            }
            drawn.add(line);
        }
        List<Object> hours = new ArrayList<>();
        for (int i = 0; i <= STEPS; i++) {
            int minute = i * STEP_MINUTES;
            hours.add(String.format(Locale.ROOT, "%02d:%02d", minute / 60, minute % 60));
        }
        Map<String, Object> x = Charts.axis("category", "time of day");
        x.put("data", hours);
        x.put("boundaryGap", false);
        x.put("axisLabel", object("interval", LABEL_EVERY - 1, "color", "#44505c"));
        x.put("axisTick", object("interval", LABEL_EVERY - 1));
        Map<String, Object> chart = Charts.chart(x, axis(readings), drawn);
        Charts.addTooltip(chart);
        return new Chart(
                "Ambulatory glucose profile",
                "All days laid over each other, by the wearer's clock: the median (dark line), half"
                        + " of the readings (dark band) and nine in ten (light band), each over 30"
                        + " minutes. Dashed: 54, 70, 180 and 250 mg/dL.",
                chart,
                Shape.TALL);
    }

    private static Map<String, Object> axis(CgmAnalysis.Readings readings) {
        float highest = 0;
        for (float value : readings.mgDl) {
            highest = Math.max(highest, value);
        }
        Map<String, Object> y = Charts.upward("mg/dL");
        y.put("min", 0);
        y.put("max", Math.max(300, 50 * Math.ceil(highest / 50)));
        return y;
    }

    private static Map<String, Object> area(String name, List<Object> heights, String colour) {
        return object(
                "type",
                "line",
                "name",
                name,
                "stack",
                "bands",
                "data",
                heights,
                "showSymbol",
                false,
                "silent",
                true,
                "lineStyle",
                object("width", 0),
                "areaStyle",
                object("color", colour, "opacity", 1),
                "tooltip",
                object("show", false));
    }

    private static Map<String, Object> limits() {
        List<Object> lines = new ArrayList<>();
        for (int mgDl : new int[] {54, 70, 180, 250}) {
            boolean goal = mgDl == 70 || mgDl == 180;
            lines.add(
                    object(
                            "yAxis",
                            mgDl,
                            "lineStyle",
                            object(
                                    "color",
                                    goal ? GOAL : "#b0563a",
                                    "width",
                                    goal ? 1.6 : 1,
                                    "type",
                                    "dashed")));
        }
        return object(
                "silent",
                true,
                "symbol",
                "none",
                "label",
                object("position", "insideEndTop", "color", "#55636f", "fontSize", 10),
                "data",
                lines);
    }

    /** What an area adds to the one below it, step by step. */
    private static List<Object> heights(double[][] percentiles, int from, int to) {
        List<Object> heights = new ArrayList<>();
        for (int i = 0; i <= STEPS; i++) {
            double low = from < 0 ? 0 : percentiles[from][i % STEPS];
            heights.add(number(percentiles[to][i % STEPS] - low));
        }
        return heights;
    }

    private static List<Object> line(double[] values) {
        List<Object> line = new ArrayList<>();
        for (int i = 0; i <= STEPS; i++) {
            line.add(number(values[i % STEPS]));
        }
        return line;
    }

    /** A number, or what the library takes for none. */
    private static Object number(double value) {
        return Double.isNaN(value) ? "-" : (Object) Numbers.rounded(value, 1);
    }

    /**
     * Percentiles by time of day: of the readings up to a quarter of an hour before and after each
     * quarter of an hour; NaN where there are none.
     */
    private static double[][] percentiles(CgmAnalysis.Readings readings) {
        int[] count = new int[STEPS];
        for (int i = 0; i < readings.size(); i++) {
            int step = step(readings.local[i]);
            count[step]++;
            count[(step + 1) % STEPS]++;
        }
        float[][] values = new float[STEPS][];
        for (int i = 0; i < STEPS; i++) {
            values[i] = new float[count[i]];
        }
        int[] filled = new int[STEPS];
        for (int i = 0; i < readings.size(); i++) {
            int step = step(readings.local[i]);
            int next = (step + 1) % STEPS;
            values[step][filled[step]++] = readings.mgDl[i];
            values[next][filled[next]++] = readings.mgDl[i];
        }
        double[][] percentiles = new double[SHARES.length][STEPS];
        for (int i = 0; i < STEPS; i++) {
            Arrays.sort(values[i]);
            for (int p = 0; p < SHARES.length; p++) {
                percentiles[p][i] = quantile(values[i], SHARES[p]);
            }
        }
        return percentiles;
    }

    private static int step(long local) {
        long minute = Math.floorMod(Math.floorDiv(local, MINUTE_MILLIS), (long) DAY_MINUTES);
        return (int) minute / STEP_MINUTES;
    }

    /** Linear between the sorted values; NaN without any. */
    private static double quantile(float[] sorted, double share) {
        if (sorted.length == 0) {
            return Double.NaN;
        }
        double at = share * (sorted.length - 1);
        int below = (int) at;
        int above = Math.min(below + 1, sorted.length - 1);
        return sorted[below] + (at - below) * (sorted[above] - sorted[below]);
    }

    private static Chart course(CgmAnalysis.Readings readings) {
        Thinned line = new Thinned(readings.size(), MOST_POINTS);
        for (int i = 0; i < readings.size(); i++) {
            if (i > 0 && readings.times[i] - readings.times[i - 1] > GAP_MILLIS) {
                line.interrupt();
            }
            double place =
                    readings.dated
                            ? (double) readings.local[i]
                            : Numbers.rounded(readings.local[i] / HOUR_MILLIS, 3);
            line.add(i, place, Numbers.rounded(readings.mgDl[i], 1));
        }
        Map<String, Object> drawn = Charts.line("glucose", line.points(), Charts.INK);
        drawn.put(
                "markArea",
                object(
                        "silent",
                        true,
                        "itemStyle",
                        object("color", GOAL, "opacity", 0.12),
                        "data",
                        List.of(List.of(object("yAxis", 70), object("yAxis", 180)))));
        Map<String, Object> x =
                readings.dated
                        ? Charts.axis("time", "local time")
                        : Charts.axis("value", "hours since the first midnight");
        if (!readings.dated) {
            x.put("min", 0);
            x.put("interval", readings.local[readings.size() - 1] > 96 * HOUR_MILLIS ? 24 : 6);
        }
        Map<String, Object> chart = Charts.chart(x, axis(readings), List.of(drawn));
        Charts.addTooltip(chart);
        Charts.addZoom(chart);
        return new Chart(
                "All readings",
                "In green: 70 to 180 mg/dL. The line is interrupted where readings are missing for"
                        + " more than half an hour."
                        + (line.isThinned()
                                ? " Of each stretch the lowest and the highest reading are drawn."
                                : ""),
                chart,
                Shape.WIDE);
    }
}
