package org.wearablecoach.cli.analyze;

import static org.wearablecoach.cli.report.Charts.object;
import static org.wearablecoach.cli.report.Charts.point;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.wearablecoach.cli.report.Charts;
import org.wearablecoach.cli.report.Figure;
import org.wearablecoach.cli.report.Figure.Chart;
import org.wearablecoach.cli.report.Figure.Shape;
import org.wearablecoach.cli.report.Numbers;
import org.wearablecoach.signals.FrequencyDomainHrv;
import org.wearablecoach.signals.NnSeries;
import org.wearablecoach.signals.TimeDomainHrv;

/** The pictures of a series of beat intervals: tachogram, Poincare plot and spectrum. */
final class HrvFigures {

    private static final int MOST_POINTS = 6000;
    private static final double MS_PER_MINUTE = 60_000;
    private static final double SPECTRUM_TO_HZ = 0.5;
    private static final int ELLIPSE_STEPS = 90;
    private static final String LF_COLOUR = "#2f7fb8";
    private static final String HF_COLOUR = "#3a9d6e";

    private HrvFigures() {}

    static List<Figure> of(NnSeries series, TimeDomainHrv time, FrequencyDomainHrv frequency) {
        List<Figure> figures = new ArrayList<>();
        figures.add(tachogram(series));
        if (time.differences() > 0) {
            figures.add(poincare(series, time));
        }
        if (frequency.segments() > 0) {
            figures.add(spectrum(frequency));
        }
        return figures;
    }

    private static Chart tachogram(NnSeries series) {
        Thinned normal = new Thinned(series.size(), MOST_POINTS);
        List<Object> artefacts = new ArrayList<>();
        int step = (int) Math.ceil(series.artefacts() / (double) MOST_POINTS);
        double clock = 0;
        int seen = 0;
        for (int i = 0; i < series.size(); i++) {
            clock += series.ms(i);
            double minute = Numbers.rounded(clock / MS_PER_MINUTE, 4);
            if (!series.isArtefact(i)) {
                normal.add(i, minute, Numbers.rounded(series.ms(i), 1));
            } else if (seen++ % step == 0) {
                artefacts.add(point(minute, Numbers.rounded(series.ms(i), 1)));
            }
        }
        List<Object> drawn = new ArrayList<>();
        drawn.add(Charts.line("normal beats", normal.points(), Charts.INK));
        if (!artefacts.isEmpty()) {
            drawn.add(Charts.points("artefacts", artefacts, Charts.ALARM, 6));
        }
        Map<String, Object> x = Charts.axis("value", "minutes");
        x.put("min", 0);
        x.put("max", Numbers.rounded(clock / MS_PER_MINUTE, 4));
        Map<String, Object> y = Charts.upward("interval, ms");
        y.put("scale", true);
        Map<String, Object> chart = Charts.chart(x, y, drawn);
        Charts.addTooltip(chart);
        Charts.addZoom(chart);
        if (!artefacts.isEmpty()) {
            Charts.addLegend(chart, List.of("normal beats", "artefacts"));
        }
        return new Chart(
                "Tachogram",
                "Each beat interval over the time of the recording."
                        + (normal.isThinned()
                                ? " Of each stretch the shortest and the longest are drawn."
                                : "")
                        + (step > 1 ? " One artefact in " + step + " is drawn." : ""),
                chart,
                Shape.WIDE);
    }

    private static Chart poincare(NnSeries series, TimeDomainHrv time) {
        int pairs = time.differences();
        int every = (int) Math.ceil(pairs / (double) MOST_POINTS);
        List<Object> points = new ArrayList<>();
        double low = Double.POSITIVE_INFINITY;
        double high = 0;
        int seen = 0;
        for (int i = 1; i < series.size(); i++) {
            if (series.isArtefact(i) || series.isArtefact(i - 1)) {
                continue;
            }
            low = Math.min(low, Math.min(series.ms(i - 1), series.ms(i)));
            high = Math.max(high, Math.max(series.ms(i - 1), series.ms(i)));
            if (seen++ % every == 0) {
                points.add(
                        point(
                                Numbers.rounded(series.ms(i - 1), 1),
                                Numbers.rounded(series.ms(i), 1)));
            }
        }
        double step = tick(high - low);
        double from = Math.floor(low / step) * step;
        double to = Math.ceil(high / step) * step;
        Map<String, Object> cloud = Charts.points("beats", points, Charts.INK, 4);
        cloud.put("itemStyle", object("opacity", 0.35));
        Map<String, Object> same =
                Charts.line("same", List.of(point(from, from), point(to, to)), "#9aa7b2");
        same.put("lineStyle", object("width", 1, "type", "dashed", "color", "#9aa7b2"));
        List<Object> drawn = new ArrayList<>(List.of(cloud, same));
        if (time.sd2Ms() > 0) {
            Map<String, Object> ellipse = Charts.line("SD1, SD2", ellipse(time), Charts.ALARM);
            ellipse.put("lineStyle", object("width", 2, "color", Charts.ALARM));
            drawn.add(ellipse);
        }
        Map<String, Object> x = Charts.axis("value", "interval, ms");
        Map<String, Object> y = Charts.upward("next interval, ms");
        for (Map<String, Object> axis : List.of(x, y)) {
            axis.put("min", from);
            axis.put("max", to);
            axis.put("interval", step);
            axis.put("axisLabel", object("showMaxLabel", true));
        }
        return new Chart(
                "Poincare plot",
                "Each interval against the one before it, with the ellipse of SD1 (across the"
                        + " dashed line) and SD2 (along it)."
                        + (every > 1 ? " One beat in " + every + " is drawn." : ""),
                Charts.chart(x, y, drawn),
                Shape.SQUARE);
    }

    /** A round distance of ticks, of which a few fit into a range. */
    private static double tick(double range) {
        double tick = 10;
        for (int i = 0; tick * 8 < range; i++) {
            tick *= i % 3 == 1 ? 2.5 : 2;
        }
        return tick;
    }

    private static List<Object> ellipse(TimeDomainHrv time) {
        List<Object> ellipse = new ArrayList<>();
        double centre = time.meanRrMs();
        for (int i = 0; i <= ELLIPSE_STEPS; i++) {
            double angle = 2 * Math.PI * i / ELLIPSE_STEPS;
            double along = time.sd2Ms() * StrictMath.cos(angle) / Math.sqrt(2);
            double across = time.sd1Ms() * StrictMath.sin(angle) / Math.sqrt(2);
            ellipse.add(
                    point(
                            Numbers.rounded(centre + along - across, 1),
                            Numbers.rounded(centre + along + across, 1)));
        }
        return ellipse;
    }

    private static Chart spectrum(FrequencyDomainHrv frequency) {
        double lf = FrequencyDomainHrv.LF_FROM_HZ;
        double hf = FrequencyDomainHrv.HF_FROM_HZ;
        double end = FrequencyDomainHrv.HF_TO_HZ;
        List<Object> drawn =
                List.of(
                        band("below 0.04 Hz", frequency, 0, lf, Charts.PALE),
                        band("LF", frequency, lf, hf, LF_COLOUR),
                        band("HF", frequency, hf, end, HF_COLOUR),
                        band("above 0.40 Hz", frequency, end, SPECTRUM_TO_HZ, Charts.PALE));
        Map<String, Object> x = Charts.axis("value", "frequency, Hz");
        x.put("min", 0);
        x.put("max", SPECTRUM_TO_HZ);
        Map<String, Object> chart =
                Charts.chart(x, Charts.upward("power density, ms\u00b2/Hz"), drawn);
        Charts.addLegend(chart, List.of("LF", "HF"));
        return new Chart(
                "Spectrum",
                "Welch's periodogram of the normal beats. LF is "
                        + Numbers.decimal(frequency.lfMs2(), 0)
                        + " ms^2, HF "
                        + Numbers.decimal(frequency.hfMs2(), 0)
                        + " ms^2: the areas under the curve. Breathing shows in HF, unless it is"
                        + " slower than nine breaths a minute.",
                chart,
                Shape.SQUARE);
    }

    private static Map<String, Object> band(
            String name, FrequencyDomainHrv frequency, double from, double to, String colour) {
        List<Object> points = new ArrayList<>();
        points.add(densityAt(frequency, from));
        double bin = FrequencyDomainHrv.binHz();
        for (int i = (int) (from / bin) + 1; i * bin < to; i++) {
            points.add(densityAt(frequency, i * bin));
        }
        points.add(densityAt(frequency, to));
        Map<String, Object> band = Charts.line(name, points, colour);
        band.put("areaStyle", object("color", colour, "opacity", 0.45));
        return band;
    }

    private static List<Object> densityAt(FrequencyDomainHrv frequency, double hz) {
        return point(Numbers.rounded(hz, 5), Numbers.rounded(frequency.density(hz), 1));
    }
}
