package org.wearablecoach.cli.analyze;

import static org.wearablecoach.cli.report.Charts.object;
import static org.wearablecoach.cli.report.Charts.point;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.wearablecoach.cli.report.Charts;
import org.wearablecoach.cli.report.Figure;
import org.wearablecoach.cli.report.Figure.Chart;
import org.wearablecoach.cli.report.Figure.Part;
import org.wearablecoach.cli.report.Figure.Shape;
import org.wearablecoach.cli.report.Figure.Shares;
import org.wearablecoach.cli.report.Numbers;
import org.wearablecoach.signals.Intensity;

/** The pictures of a recording of motion: minutes by intensity and the activity timeline. */
final class MotionFigures {

    private static final double MILLIS_PER_MINUTE = 60_000;

    private MotionFigures() {}

    static List<Figure> of(MotionAnalysis motion) {
        List<Figure> figures = new ArrayList<>();
        if (motion.samples().timeline.pieces() > 0) {
            figures.add(minutes(motion));
            figures.add(timeline(motion));
        }
        return figures;
    }

    private static String colour(Intensity intensity) {
        return switch (intensity) {
            case VIGOROUS -> "#c0392b";
            case MODERATE -> "#e89c2c";
            case LIGHT -> "#5aa9a0";
            default -> "#a9bccb";
        };
    }

    private static String name(Intensity intensity) {
        return intensity.label().replace('-', ' ');
    }

    private static Shares minutes(MotionAnalysis motion) {
        double all = 0;
        for (Intensity intensity : MotionAnalysis.INTENSITIES.keySet()) {
            all += motion.minutes(intensity);
        }
        List<Part> parts = new ArrayList<>();
        for (Intensity intensity : MotionAnalysis.INTENSITIES.keySet()) {
            double minutes = motion.minutes(intensity);
            parts.add(
                    new Part(
                            name(intensity),
                            100 * minutes / all,
                            Numbers.decimal(minutes, 1) + " min",
                            colour(intensity)));
        }
        return new Shares(
                "Minutes by intensity",
                "By the mean ENMO of each five seconds. The limits hold for adults with the device"
                        + " on the wrist.",
                parts);
    }

    private static Chart timeline(MotionAnalysis motion) {
        ActivityTimeline timeline = motion.samples().timeline;
        List<Object> drawn = new ArrayList<>();
        List<String> names = new ArrayList<>();
        for (Intensity intensity : MotionAnalysis.INTENSITIES.keySet()) {
            names.add(name(intensity));
            drawn.add(bars(motion, intensity));
        }
        addStretches(motion, drawn);
        boolean timed = motion.format().timed();
        Map<String, Object> x =
                timed
                        ? Charts.axis("time", "time (" + motion.zone() + ")")
                        : Charts.axis("value", "minutes of recording");
        double end = place(motion, timeline.start(timeline.pieces()));
        x.put("min", place(motion, timeline.start(0)));
        x.put("max", end);
        Map<String, Object> chart = Charts.chart(x, Charts.upward("ENMO, mg"), drawn);
        Charts.addTooltip(chart);
        Charts.addZoom(chart);
        Charts.addLegend(chart, names);
        return new Chart(
                "Activity timeline",
                "Mean ENMO of each "
                        + Numbers.duration(timeline.width() / 1000.0)
                        + ", coloured by intensity."
                        + (motion.samples().stretches.isEmpty()
                                ? ""
                                : " Letters are the labels of the file."),
                chart,
                Shape.WIDE);
    }

    private static double place(MotionAnalysis motion, long time) {
        return motion.format().timed()
                ? motion.local(time)
                : Numbers.rounded(time / MILLIS_PER_MINUTE, 4);
    }

    /** The pieces of the timeline of one intensity. */
    private static Map<String, Object> bars(MotionAnalysis motion, Intensity intensity) {
        ActivityTimeline timeline = motion.samples().timeline;
        List<Object> data = new ArrayList<>();
        for (int i = 0; i < timeline.pieces(); i++) {
            double enmo = timeline.enmoMg(i);
            if (Intensity.ofEnmo(enmo) == intensity) {
                long middle = timeline.start(i) + timeline.width() / 2;
                data.add(point(place(motion, middle), Numbers.rounded(enmo, 1)));
            }
        }
        return object(
                "type",
                "bar",
                "name",
                name(intensity),
                "barGap",
                "-100%",
                "data",
                data,
                "color",
                colour(intensity),
                "barCategoryGap",
                "0%");
    }

    private static void addStretches(MotionAnalysis motion, List<Object> drawn) {
        List<MotionAnalysis.Stretch> stretches = motion.samples().stretches;
        List<Object> areas = new ArrayList<>();
        for (int i = 0; i < stretches.size(); i++) {
            double from = place(motion, stretches.get(i).start());
            boolean last = i + 1 == stretches.size();
            ActivityTimeline timeline = motion.samples().timeline;
            double to =
                    place(
                            motion,
                            last
                                    ? timeline.start(timeline.pieces())
                                    : stretches.get(i + 1).start());
            areas.add(
                    List.of(
                            object(
                                    "name",
                                    stretches.get(i).name(),
                                    "xAxis",
                                    from,
                                    "itemStyle",
                                    object("color", i % 2 == 0 ? "#f3f6f8" : "#ffffff")),
                            object("xAxis", to)));
        }
        if (!areas.isEmpty()) {
            drawn.add(
                    object(
                            "type",
                            "line",
                            "data",
                            List.of(),
                            "markArea",
                            object(
                                    "silent",
                                    true,
                                    "label",
                                    object("position", "insideTop", "color", "#55636f"),
                                    "data",
                                    areas)));
        }
    }
}
