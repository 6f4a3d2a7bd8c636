package org.wearablecoach.training;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** How losses fell while training, as a picture (SVG). */
final class LearningCurve {

    private static final int WIDTH = 640;
    private static final int HEIGHT = 320;
    private static final int LEFT = 56;
    private static final int BOTTOM = 40;
    private static final int TOP = 34;
    private static final String[] COLOURS = {
        "#1b6ca8", "#c44e52", "#4c9f50", "#8172b2", "#b8860b", "#5f6b6d"
    };

    private final String title;
    private final String unit;
    private final Map<String, List<double[]>> lines = new LinkedHashMap<>();

    LearningCurve(String title, String unit) {
        this.title = title;
        this.unit = unit;
    }

    /** Adds a point to a line. */
    void add(String line, double step, double loss) {
        lines.computeIfAbsent(line, name -> new ArrayList<>()).add(new double[] {step, loss});
    }

    String svg() {
        double most = 0;
        double last = 1;
        for (List<double[]> line : lines.values()) {
            for (double[] point : line) {
                last = Math.max(last, point[0]);
                most = Math.max(most, point[1]);
            }
        }
        StringBuilder svg = new StringBuilder();
        line(
                svg,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\""
                        + " font-family=\"sans-serif\" font-size=\"11\">",
                WIDTH,
                HEIGHT);
        line(svg, "<rect width=\"%d\" height=\"%d\" fill=\"white\"/>", WIDTH, HEIGHT);
        line(svg, "<text x=\"%d\" y=\"18\" font-size=\"13\">%s</text>", LEFT, title);
        for (int tick = 0; tick <= 4; tick++) {
            double y = y(most * tick / 4, most);
            line(
                    svg,
                    "<line x1=\"%d\" x2=\"%d\" y1=\"%.1f\" y2=\"%.1f\" stroke=\"#ddd\"/>",
                    LEFT,
                    WIDTH - 10,
                    y,
                    y);
            line(
                    svg,
                    "<text x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%.2f</text>",
                    LEFT - 6,
                    y + 4,
                    most * tick / 4);
            double x = x(last * tick / 4, last);
            line(
                    svg,
                    "<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%.0f</text>",
                    x,
                    HEIGHT - BOTTOM + 16,
                    last * tick / 4);
        }
        line(
                svg,
                "<text x=\"%d\" y=\"%d\" text-anchor=\"middle\">%s</text>",
                (WIDTH + LEFT) / 2,
                HEIGHT - 6,
                unit);
        int index = 0;
        for (Map.Entry<String, List<double[]>> entry : lines.entrySet()) {
            String colour = COLOURS[index % COLOURS.length];
            StringBuilder points = new StringBuilder();
            for (double[] point : entry.getValue()) {
                points.append(points.isEmpty() ? "" : " ")
                        .append(
                                String.format(
                                        Locale.ROOT,
                                        "%.1f,%.1f",
                                        x(point[0], last),
                                        y(point[1], most)));
            }
            line(
                    svg,
                    "<polyline points=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"1.5\"/>",
                    points,
                    colour);
            line(
                    svg,
                    "<text x=\"%d\" y=\"%d\" fill=\"%s\">%s</text>",
                    WIDTH - 170,
                    TOP + 14 * index + 10,
                    colour,
                    entry.getKey());
            index++;
        }
        return svg.append("</svg>\n").toString();
    }

    private static double x(double step, double last) {
        return LEFT + step / last * (WIDTH - 10 - LEFT);
    }

    private static double y(double loss, double most) {
        return HEIGHT - BOTTOM - loss / most * (HEIGHT - BOTTOM - TOP);
    }

    private static void line(StringBuilder svg, String format, Object... values) {
        svg.append(String.format(Locale.ROOT, format, values)).append('\n');
    }
}
