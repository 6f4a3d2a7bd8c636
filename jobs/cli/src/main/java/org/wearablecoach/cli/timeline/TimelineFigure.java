package org.wearablecoach.cli.timeline;

import static org.wearablecoach.cli.report.Charts.object;
import static org.wearablecoach.cli.report.Charts.point;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.wearablecoach.cli.report.Charts;
import org.wearablecoach.cli.report.Figure.Chart;
import org.wearablecoach.cli.report.Figure.Shape;
import org.wearablecoach.cli.report.Numbers;
import org.wearablecoach.event.Reason;
import org.wearablecoach.signals.Activity;
import org.wearablecoach.signals.Glucose;

/** One chart of several rows over one time axis. */
final class TimelineFigure {

    private static final long MINUTE = 60_000;
    private static final long DAY = 86_400_000;

    /** A run of equal decisions ends when the next one is further away than this. */
    private static final long LONGEST_STEP = 3 * 5 * MINUTE;

    /** A recording with a longer hole opens at what is before it, with so much of the hole. */
    private static final double HOLE = 12 * 3_600_000;

    private static final double HOLE_SHOWN = 600_000;

    /** What is shown at first of a long recording. */
    private static final int FIRST_DAYS = 2;

    private static final int LEFT = 80;
    private static final int RIGHT = 24;
    private static final int TOP = 0;
    private static final int GAP = 34;
    private static final int SIGNAL_HEIGHT = 112;
    private static final int RIBBON_HEIGHT = 34;
    private static final String SENT = "#d9480f";
    private static final String TEXT = "#44505c";

    private final PersonTimeline person;
    private final long offset;
    private final double from;
    private final double to;
    private final List<Object> grids = new ArrayList<>();
    private final List<Object> xAxes = new ArrayList<>();
    private final List<Object> yAxes = new ArrayList<>();
    private final List<Object> titles = new ArrayList<>();
    private final List<Object> drawn = new ArrayList<>();
    private final List<String> words = new ArrayList<>();
    private int top = TOP;

    private TimelineFigure(PersonTimeline person) {
        this.person = person;
        offset = person.offset();
        from = person.first() + offset;
        to = person.last() + offset;
    }

    static Chart of(PersonTimeline person) {
        return new TimelineFigure(person).chart();
    }

    private Chart chart() {
        signals();
        List<PersonTimeline.Stretch> activity = person.activity();
        if (!activity.isEmpty()) {
            ribbon("activity by the minute", activities(), kind -> minutes(activity, kind));
        }
        if (!person.decisions.isEmpty()) {
            ribbon("could something be sent?", availability(), this::decisions);
        }
        sent();
        rewards();
        Map<String, Object> chart = new LinkedHashMap<>();
        chart.put("animation", false);
        chart.put("useUTC", true);
        chart.put("textStyle", object("fontFamily", "system-ui, sans-serif"));
        chart.put("title", titles);
        chart.put("grid", grids);
        chart.put("xAxis", xAxes);
        chart.put("yAxis", yAxes);
        List<Integer> all = new ArrayList<>();
        for (int i = 0; i < xAxes.size(); i++) {
            all.add(i);
        }
        chart.put("axisPointer", object("link", List.of(object("xAxisIndex", "all"))));
        chart.put("tooltip", object("trigger", "axis", "confine", true));
        double shownFrom = shownFrom();
        double shownTo = Math.min(shownTo(shownFrom), shownFrom + FIRST_DAYS * DAY);
        chart.put(
                "dataZoom",
                List.of(
                        object(
                                "type",
                                "inside",
                                "filterMode",
                                "none",
                                "xAxisIndex",
                                all,
                                "startValue",
                                shownFrom,
                                "endValue",
                                shownTo),
                        object(
                                "type",
                                "slider",
                                "filterMode",
                                "none",
                                "xAxisIndex",
                                all,
                                "startValue",
                                shownFrom,
                                "endValue",
                                shownTo,
                                "height",
                                20,
                                "bottom",
                                8)));
        chart.put("series", drawn);
        return new Chart(
                "One time axis (" + person.zone + ")",
                String.join(" ", words)
                        + " Pull the handles of the slider to see more or less; red marks are"
                        + " messages.",
                chart,
                Shape.STACK,
                top + 48);
    }

    /** Where the page opens: a short recording at its start, a long one where messages begin. */
    private double shownFrom() {
        if (to - from <= FIRST_DAYS * DAY) {
            return from;
        }
        for (PersonTimeline.Point decision : person.decisions) {
            if (decision.chosen() != null) {
                double local = (double) decision.time() + offset;
                return Math.max(from, Math.floor(local / DAY) * DAY);
            }
        }
        return from;
    }

    /** Where the page ends at first: before a hole of many hours, behind which is another day. */
    private double shownTo(double shownFrom) {
        double until = shownFrom;
        for (long minute :
                person.heart.isEmpty() ? person.steps.minutes() : person.heart.minutes()) {
            double at = (double) minute * MINUTE + offset;
            if (at < shownFrom) {
                continue;
            }
            if (at - until > HOLE) {
                return until > shownFrom ? until + HOLE_SHOWN : to;
            }
            until = at;
        }
        return to;
    }

    private void signals() {
        if (!person.heart.isEmpty()) {
            int row = row("heart rate, bpm", SIGNAL_HEIGHT, true);
            add(row, Charts.line("heart rate", person.heart.means(offset), Charts.INK));
            words.add("Heart rate is the mean of " + minutes(person.heart.width()) + ".");
        }
        if (person.hasBeats()) {
            int row = row("RMSSD, ms", SIGNAL_HEIGHT, false);
            List<Object> points = new ArrayList<>();
            for (Map.Entry<Long, Double> value : person.rmssd().entrySet()) {
                points.add(point(value.getKey() + offset, Numbers.rounded(value.getValue(), 1)));
            }
            add(row, Charts.points("RMSSD", points, "#6d4fa3", 3));
            words.add("RMSSD is that of the usable windows of five minutes.");
        }
        if (!person.glucose.isEmpty()) {
            int row = row("glucose, mg/dL", SIGNAL_HEIGHT, false);
            glucose(row);
        }
        if (!person.motion.isEmpty()) {
            int row = row("ENMO, mg", SIGNAL_HEIGHT, false);
            add(row, Charts.line("ENMO", person.motion.means(offset), "#3a7d6e"));
        }
        if (!person.steps.isEmpty()) {
            int width = person.steps.width();
            int row = row("steps in " + minutes(width), SIGNAL_HEIGHT, false);
            Map<String, Object> bars =
                    object(
                            "type",
                            "bar",
                            "name",
                            "steps",
                            "data",
                            person.steps.sums(offset),
                            "color",
                            "#3a7d6e",
                            "barMinWidth",
                            1,
                            "barMaxWidth",
                            6,
                            "large",
                            true);
            add(row, bars);
        }
    }

    private static String minutes(int width) {
        return width == 1 ? "a minute" : width + " minutes";
    }

    private void glucose(int row) {
        List<Object> points = new ArrayList<>();
        long before = Long.MIN_VALUE;
        for (Map.Entry<Long, Float> reading : person.glucose.entrySet()) {
            long time = reading.getKey();
            if (before != Long.MIN_VALUE && time - before > LONGEST_STEP) {
                points.add(point(before + offset, "-"));
            }
            before = time;
            points.add(point(time + offset, Numbers.rounded(reading.getValue(), 1)));
        }
        Map<String, Object> line = Charts.line("glucose", points, "#b8860b");
        line.put(
                "markArea",
                object(
                        "silent",
                        true,
                        "itemStyle",
                        object("color", "#e6f3ea"),
                        "data",
                        List.of(
                                List.of(
                                        object("yAxis", Glucose.LEVEL_1_MG_DL),
                                        object("yAxis", Glucose.HIGH_MG_DL)))));
        add(row, line);
        words.add("The green band of glucose is 70 to 180 mg/dL.");
    }

    /** Classes of a ribbon with their colours, in the order of the legend. */
    private static Map<Object, String> activities() {
        Map<Object, String> classes = new LinkedHashMap<>();
        classes.put(Activity.STILL, "#c9d6df");
        classes.put(Activity.OTHER, "#f0c27b");
        classes.put(Activity.WALK, "#5aa9a0");
        classes.put(Activity.STAIRS, "#3f7fbf");
        classes.put(Activity.RUN, "#c0392b");
        return classes;
    }

    private static Map<Object, String> availability() {
        Map<Object, String> classes = new LinkedHashMap<>();
        classes.put("yes", "#8cc79a");
        classes.put(Reason.NO_CANDIDATE, "#e3e8ec");
        classes.put(Reason.QUIET_HOURS, "#8f9bb3");
        classes.put(Reason.GAP, "#f3d9a4");
        classes.put(Reason.CAP, "#e5a98c");
        classes.put("other reason", "#6b6b6b");
        return classes;
    }

    private static Object availabilityOf(PersonTimeline.Point decision) {
        Reason reason = decision.reason();
        if (reason == null) {
            return "yes";
        }
        return availability().containsKey(reason) ? reason : "other reason";
    }

    private static String words(Object kind) {
        return kind.toString().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    private void ribbon(
            String name, Map<Object, String> classes, Function<Object, List<Object>> runs) {
        int row = row(name, RIBBON_HEIGHT, false);
        Map<String, Object> axis = axisOf(row);
        axis.put("min", 0);
        axis.put("max", 1);
        axis.put("axisLabel", object("show", false));
        axis.put("axisTick", object("show", false));
        axis.put("splitLine", object("show", false));
        StringBuilder legend = new StringBuilder();
        for (Map.Entry<Object, String> one : classes.entrySet()) {
            List<Object> area = runs.apply(one.getKey());
            if (area.isEmpty()) {
                continue;
            }
            Map<String, Object> line = Charts.line(words(one.getKey()), area, one.getValue());
            line.put("lineStyle", object("width", 0));
            line.put("step", "end");
            line.put("areaStyle", object("color", one.getValue(), "opacity", 1));
            line.put("silent", true);
            line.put("tooltip", object("show", false));
            add(row, line);
            legend.append(legend.isEmpty() ? "" : "  ")
                    .append("{k")
                    .append(legendStyles.size())
                    .append("|\u25a0} ")
                    .append(words(one.getKey()));
            legendStyles.add(one.getValue());
        }
        titleOf(row).put("text", name + "   " + legend);
        Map<String, Object> style = new LinkedHashMap<>();
        style.put("fontSize", 12);
        style.put("fontWeight", 500);
        style.put("color", TEXT);
        Map<String, Object> rich = new LinkedHashMap<>();
        for (int i = 0; i < legendStyles.size(); i++) {
            rich.put("k" + i, object("color", legendStyles.get(i), "fontSize", 14));
        }
        style.put("rich", rich);
        titleOf(row).put("textStyle", style);
    }

    private final List<String> legendStyles = new ArrayList<>();

    /** The stretches of one activity. */
    private List<Object> minutes(List<PersonTimeline.Stretch> activity, Object kind) {
        List<Object> points = new ArrayList<>();
        for (PersonTimeline.Stretch stretch : activity) {
            if (stretch.activity() == kind) {
                step(points, stretch.from(), stretch.to());
            }
        }
        return points;
    }

    /** From the first to the last decision of each run of one class. */
    private List<Object> decisions(Object kind) {
        List<Object> points = new ArrayList<>();
        List<PersonTimeline.Point> decisions = person.decisions;
        int i = 0;
        while (i < decisions.size()) {
            if (!availabilityOf(decisions.get(i)).equals(kind)) {
                i++;
                continue;
            }
            long start = decisions.get(i).time();
            long end = start;
            while (i < decisions.size()
                    && availabilityOf(decisions.get(i)).equals(kind)
                    && decisions.get(i).time() - end <= LONGEST_STEP) {
                end = decisions.get(i).time();
                i++;
            }
            // A decision stands for the time until the next one.
            boolean followed =
                    i < decisions.size() && decisions.get(i).time() - end <= LONGEST_STEP;
            step(points, start, followed ? decisions.get(i).time() : end + 5 * MINUTE);
        }
        return points;
    }

    /** Up at the start of a stretch and down at its end. */
    private void step(List<Object> points, long start, long end) {
        if (points.isEmpty()) {
            points.add(point(from, 0));
        }
        points.add(point(start + offset, 1));
        points.add(point(Math.min(to, (double) end + offset), 0));
    }

    /** A mark for each message, in the first row too. */
    private void sent() {
        if (person.decisions.isEmpty()) {
            return;
        }
        int row = row("messages", RIBBON_HEIGHT, false);
        Map<String, Object> axis = axisOf(row);
        axis.put("min", 0);
        axis.put("max", 1);
        axis.put("axisLabel", object("show", false));
        axis.put("splitLine", object("show", false));
        Map<String, List<Object>> byName = new LinkedHashMap<>();
        List<Object> lines = new ArrayList<>();
        for (PersonTimeline.Point decision : person.decisions) {
            String chosen = decision.chosen();
            if (chosen != null) {
                String name = decision.forced() ? chosen + " (safety)" : chosen;
                byName.computeIfAbsent(name, key -> new ArrayList<>())
                        .add(point(decision.time() + offset, 0.5));
                lines.add(object("xAxis", decision.time() + offset));
            }
        }
        int colour = 0;
        String[] colours = {SENT, "#7b3fa0", "#2f7fb8", "#3a7d6e", "#b8860b", "#c0392b"};
        for (Map.Entry<String, List<Object>> one : byName.entrySet()) {
            String paint = colours[colour++ % colours.length];
            add(row, Charts.points(one.getKey(), one.getValue(), paint, 9));
        }
        titleOf(row).put("text", "messages: " + String.join(", ", byName.keySet()));
        if (!drawn.isEmpty() && !lines.isEmpty()) {
            series(0)
                    .put(
                            "markLine",
                            object(
                                    "silent",
                                    true,
                                    "symbol",
                                    "none",
                                    "label",
                                    object("show", false),
                                    "lineStyle",
                                    object("color", SENT, "width", 1, "type", "solid"),
                                    "data",
                                    lines));
        }
    }

    private void rewards() {
        List<Object> with = new ArrayList<>();
        List<Object> without = new ArrayList<>();
        for (PersonTimeline.Point decision : person.decisions) {
            Double reward = person.rewards.get(decision.id());
            if (reward != null && !reward.isNaN() && decision.reason() == null) {
                (decision.chosen() == null ? without : with)
                        .add(point(decision.time() + offset, Numbers.rounded(reward, 2)));
            }
        }
        if (with.isEmpty() && without.isEmpty()) {
            return;
        }
        int row = row("reward of available decisions: with a message (red), without", 90, false);
        add(row, Charts.points("reward without a message", without, "#9aa7b2", 4));
        add(row, Charts.points("reward with a message", with, SENT, 7));
        words.add("A reward stands at its decision.");
    }

    private int row(String name, int height, boolean scaled) {
        int row = grids.size();
        top += GAP;
        grids.add(object("left", LEFT, "right", RIGHT, "top", top, "height", height));
        titles.add(
                object(
                        "text",
                        name,
                        "left",
                        LEFT - 4,
                        "top",
                        top - 24,
                        "textStyle",
                        object("fontSize", 12, "fontWeight", 500, "color", TEXT)));
        Map<String, Object> x = Charts.axis("time", "");
        x.put("gridIndex", row);
        x.put("min", from);
        x.put("max", to);
        if (height < SIGNAL_HEIGHT) {
            x.put("axisLabel", object("show", false));
        }
        xAxes.add(x);
        Map<String, Object> y = Charts.upward("");
        y.put("gridIndex", row);
        y.put("scale", scaled);
        y.put("splitNumber", 3);
        yAxes.add(y);
        top += height + (height < SIGNAL_HEIGHT ? -6 : 10);
        return row;
    }

    private void add(int row, Map<String, Object> series) {
        series.put("xAxisIndex", row);
        series.put("yAxisIndex", row);
        drawn.add(series);
    }

    @SuppressWarnings("unchecked") // Every row is made with one.
    private Map<String, Object> axisOf(int row) {
        return (Map<String, Object>) yAxes.get(row);
    }

    @SuppressWarnings("unchecked") // Every row is made with one.
    private Map<String, Object> titleOf(int row) {
        return (Map<String, Object>) titles.get(row);
    }

    @SuppressWarnings("unchecked") // Charts make them.
    private Map<String, Object> series(int index) {
        return (Map<String, Object>) drawn.get(index);
    }

    /** Why a parameter may be null here: nothing of a recording has to be there. */
    static @Nullable Chart orNull(PersonTimeline person) {
        return person.last() > person.first() ? of(person) : null;
    }
}
