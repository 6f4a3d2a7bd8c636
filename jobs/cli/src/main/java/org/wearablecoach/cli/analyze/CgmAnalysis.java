package org.wearablecoach.cli.analyze;

import java.nio.file.Path;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.wearablecoach.cli.InputException;
import org.wearablecoach.cli.report.Figure;
import org.wearablecoach.cli.report.Numbers;
import org.wearablecoach.cli.report.Report;
import org.wearablecoach.cli.report.Report.Row;
import org.wearablecoach.cli.report.Report.Section;
import org.wearablecoach.files.GlucoseFormat;
import org.wearablecoach.files.GlucoseReadings;
import org.wearablecoach.signals.Glucose;
import org.wearablecoach.signals.GlucoseReport;
import org.wearablecoach.signals.GlucoseSums;
import org.wearablecoach.signals.HypoglycaemiaEvent;
import org.wearablecoach.signals.Plausible;

/** The consensus metrics of a recording of a glucose sensor. */
public final class CgmAnalysis implements Analysis {

    private static final double DAY_SECONDS = 86_400;
    private static final double LEAST_WORN_PERCENT = 70;

    private final String name;
    private final GlucoseFormat format;
    private final GlucoseReadings file;
    private final Readings readings;
    private final GlucoseReport report = new GlucoseReport();

    private CgmAnalysis(
            String name, GlucoseFormat format, GlucoseReadings file, Readings readings) {
        this.name = name;
        this.format = format;
        this.file = file;
        this.readings = readings;
        report.compute(readings.times, readings.mgDl, 0, readings.size());
    }

    /** The readings that a sensor can have reported. */
    static final class Readings {
        final long[] times;
        final float[] mgDl;
        final long[] local;
        final boolean dated;

        private Readings(GlucoseReadings file) {
            int possible = 0;
            for (float value : file.mgDl()) {
                possible += Plausible.glucose(value) == null ? 1 : 0;
            }
            times = new long[possible];
            mgDl = new float[possible];
            local = new long[possible];
            dated = file.dated();
            int at = 0;
            for (int i = 0; i < file.size(); i++) {
                if (Plausible.glucose(file.mgDl()[i]) == null) {
                    times[at] = file.times()[i];
                    mgDl[at] = file.mgDl()[i];
                    local[at] = file.localTime(i);
                    at++;
                }
            }
        }

        int size() {
            return times.length;
        }

        /** The median time between readings, in ms; 0 for a single one. */
        long interval() {
            if (size() < 2) {
                return 0;
            }
            long[] steps = new long[size() - 1];
            for (int i = 0; i < steps.length; i++) {
                steps[i] = times[i + 1] - times[i];
            }
            Arrays.sort(steps);
            return steps[steps.length / 2];
        }
    }

    /**
     * Reads and analyses a file.
     *
     * @param path the export
     * @param format what kind of export
     * @param zone see {@link GlucoseFormat#read}
     */
    public static CgmAnalysis of(Path path, GlucoseFormat format, @Nullable ZoneId zone) {
        GlucoseReadings file = format.read(path, zone);
        Readings readings = new Readings(file);
        if (2L * readings.size() < file.size()) {
            throw new InputException(
                    path
                            + ": more than half of the readings lie outside 10 to 600 mg/dL, so"
                            + " this is no glucose, or in another unit: check the file and"
                            + " --format.");
        }
        return new CgmAnalysis(Sentences.name(path), format, file, readings);
    }

    /** What was passed over and what was done to local times, in a sentence; empty for nothing. */
    public String passedOver() {
        Map<String, Long> skipped = new LinkedHashMap<>(file.counts().skippedByReader());
        int impossible = file.size() - readings.size();
        if (impossible > 0) {
            skipped.put("outside10To600MgDl", (long) impossible);
        }
        StringBuilder text = new StringBuilder(Sentences.passedOver(skipped));
        long moved = file.counts().daylightGaps();
        long twice = file.counts().daylightOverlaps();
        if (moved + twice > 0) {
            text.append(text.isEmpty() ? "" : " ")
                    .append("Changes of the clocks: ")
                    .append(Numbers.whole(moved))
                    .append(" times moved forward, ")
                    .append(Numbers.whole(twice))
                    .append(" taken at the earlier offset.");
        }
        return text.toString();
    }

    @Override
    public Map<String, Object> values() {
        GlucoseSums sums = report.sums();
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("n", sums.readings());
        values.put("meanMgDl", sums.meanMgDl());
        values.put("sdMgDl", sums.sdMgDl());
        values.put("cvPercent", sums.cvPercent());
        values.put("gmiPercent", sums.gmiPercent());
        values.put("ea1cPercent", sums.ea1cPercent());
        values.put("titr70To140Percent", sums.titr70To140Percent());
        values.put("tbrBelow54Percent", sums.tbrBelow54Percent());
        values.put("tbr54To69Percent", sums.tbr54To69Percent());
        values.put("tir70To180Percent", sums.tir70To180Percent());
        values.put("tar181To250Percent", sums.tar181To250Percent());
        values.put("tarAbove250Percent", sums.tarAbove250Percent());
        values.put("lbgi", sums.lbgi());
        values.put("hbgi", sums.hbgi());
        values.put("gri", sums.gri());
        values.put("jIndex", sums.jIndex());
        values.put("grade", sums.grade());
        values.put("mage", report.mageMgDl());
        return values;
    }

    @Override
    public Report report() {
        GlucoseSums sums = report.sums();
        List<String> facts = new ArrayList<>();
        facts.add(extent());
        if (!passedOver().isEmpty()) {
            facts.add(passedOver());
        }
        return new Report(
                "Glucose of " + name,
                facts,
                List.of(ranges(sums), level(sums), swings(sums), risks(sums)),
                notes());
    }

    private String extent() {
        int last = readings.size() - 1;
        double seconds = (readings.times[last] - readings.times[0]) / 1000.0;
        String extent =
                Numbers.whole(readings.size())
                        + " readings ("
                        + format.cliName()
                        + ")"
                        + (readings.dated
                                ? " from "
                                        + Numbers.minute(readings.local[0])
                                        + " to "
                                        + Numbers.minute(readings.local[last])
                                : " of a file without dates")
                        + ", "
                        + Numbers.duration(seconds);
        return last == 0
                ? extent + "."
                : extent
                        + ", one every "
                        + Numbers.duration(readings.interval() / 1000.0)
                        + ": "
                        + Numbers.decimal(wornPercent(), 0)
                        + "% of those that would fit.";
    }

    /** Share of the time that readings stand for. */
    private double wornPercent() {
        int last = readings.size() - 1;
        double fit = (double) (readings.times[last] - readings.times[0]) / readings.interval() + 1;
        return Math.min(100, 100 * readings.size() / fit);
    }

    private static Section ranges(GlucoseSums sums) {
        return new Section(
                "Time in ranges (goals of the 2019 consensus for most adults)",
                List.of(
                        percent("above 250 mg/dL", sums.tarAbove250Percent(), "goal: below 5"),
                        percent(
                                "181 to 250 mg/dL",
                                sums.tar181To250Percent(),
                                "goal: below 25 with those above"),
                        percent("70 to 180 mg/dL", sums.tir70To180Percent(), "goal: above 70"),
                        percent(
                                "54 to 69 mg/dL",
                                sums.tbr54To69Percent(),
                                "goal: below 4 with those below"),
                        percent("below 54 mg/dL", sums.tbrBelow54Percent(), "goal: below 1"),
                        percent("70 to 140 mg/dL", sums.titr70To140Percent(), "tight range")));
    }

    private static Row percent(String label, double value, String note) {
        return new Row(label, Numbers.decimal(value, 2), "%", note);
    }

    private static Section level(GlucoseSums sums) {
        return new Section(
                "Level",
                List.of(
                        new Row(
                                "mean",
                                Numbers.decimal(sums.meanMgDl(), 1),
                                "mg/dL",
                                Numbers.decimal(Glucose.mmolLOfMgDl(sums.meanMgDl()), 1)
                                        + " mmol/L"),
                        row("GMI", sums.gmiPercent(), 2, "%", "glucose management indicator"),
                        row("eA1C", sums.ea1cPercent(), 2, "%", "estimated A1C")));
    }

    private Section swings(GlucoseSums sums) {
        return new Section(
                "Variability",
                List.of(
                        row("SD", sums.sdMgDl(), 1, "mg/dL", ""),
                        row("CV", sums.cvPercent(), 1, "%", "goal: 36 or less"),
                        row("MAGE", report.mageMgDl(), 1, "mg/dL", "mean of the large swings"),
                        row("CONGA-1", report.conga1MgDl(), 1, "mg/dL", "from hour to hour"),
                        row("MODD", report.moddMgDl(), 1, "mg/dL", "from day to day")));
    }

    private Section risks(GlucoseSums sums) {
        return new Section(
                "Risk",
                List.of(
                        row("LBGI", sums.lbgi(), 2, "", "low blood glucose index"),
                        row("HBGI", sums.hbgi(), 2, "", "high blood glucose index"),
                        row("GRI", sums.gri(), 1, "", "glycemia risk index, 0 to 100"),
                        row("J index", sums.jIndex(), 1, "", ""),
                        row("GRADE", sums.grade(), 2, "", "0 to 50"),
                        new Row(
                                "events below 70 mg/dL",
                                Numbers.whole(events(Glucose.LEVEL_1_MG_DL)),
                                "",
                                "of 15 minutes or more"),
                        new Row(
                                "events below 54 mg/dL",
                                Numbers.whole(events(Glucose.LEVEL_2_MG_DL)),
                                "",
                                "of 15 minutes or more")));
    }

    private int events(float limit) {
        HypoglycaemiaEvent event = new HypoglycaemiaEvent(limit);
        int events = 0;
        for (int i = 0; i < readings.size(); i++) {
            HypoglycaemiaEvent.Change change = event.update(readings.times[i], readings.mgDl[i]);
            events += change == HypoglycaemiaEvent.Change.BEGAN ? 1 : 0;
        }
        return events;
    }

    private static Row row(String label, double value, int decimals, String unit, String note) {
        return new Row(label, Numbers.decimal(value, decimals), unit, note);
    }

    private List<String> notes() {
        List<String> notes = new ArrayList<>();
        int last = readings.size() - 1;
        double days = (readings.times[last] - readings.times[0]) / 1000.0 / DAY_SECONDS;
        // The last reading stands for the time after it.
        if (days + 0.1 < GlucoseReport.REPORT_DAYS) {
            notes.add(
                    "Less than 14 days: the consensus asks for 14 days of readings before figures"
                            + " stand for a person's usual glucose.");
        }
        if (last > 0 && wornPercent() < LEAST_WORN_PERCENT) {
            notes.add(
                    "Less than 70% of the readings that would fit are there; the consensus asks for"
                            + " 70%.");
        }
        return notes;
    }

    @Override
    public List<Figure> figures() {
        return CgmFigures.of(readings, report.sums());
    }
}
