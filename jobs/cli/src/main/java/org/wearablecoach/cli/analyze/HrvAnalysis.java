package org.wearablecoach.cli.analyze;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.wearablecoach.cli.InputException;
import org.wearablecoach.cli.report.Figure;
import org.wearablecoach.cli.report.Numbers;
import org.wearablecoach.cli.report.Report;
import org.wearablecoach.cli.report.Report.Row;
import org.wearablecoach.cli.report.Report.Section;
import org.wearablecoach.files.IntervalFile;
import org.wearablecoach.signals.ArtefactRule;
import org.wearablecoach.signals.FrequencyDomainHrv;
import org.wearablecoach.signals.HrvWindow;
import org.wearablecoach.signals.NnSeries;
import org.wearablecoach.signals.Plausible;
import org.wearablecoach.signals.TimeDomainHrv;

/** Heart-rate variability of a series of beat intervals. */
public final class HrvAnalysis implements Analysis {

    private static final double MS_PER_SECOND = 1000;

    private final String name;
    private final ArtefactRule rule;
    private final NnSeries series;
    private final TimeDomainHrv time;
    private final FrequencyDomainHrv frequency;

    private HrvAnalysis(String name, ArtefactRule rule, NnSeries series) {
        this.name = name;
        this.rule = rule;
        this.series = series;
        this.time = series.timeDomain();
        this.frequency = series.frequencyDomain();
    }

    /**
     * Reads and analyses a file.
     *
     * @param file one interval a line
     * @param seconds whether they are in seconds, not in ms
     * @param rule that tells artefacts
     * @throws InputException for a series in the other unit
     */
    public static HrvAnalysis of(Path file, boolean seconds, ArtefactRule rule) {
        float[] ms = IntervalFile.read(file, seconds ? MS_PER_SECOND : 1);
        checkUnit(file, ms, seconds);
        return new HrvAnalysis(Sentences.name(file), rule, NnSeries.of(ms, rule));
    }

    private static void checkUnit(Path file, float[] ms, boolean seconds) {
        if (!seconds && NnSeries.looksLikeSeconds(ms)) {
            throw new InputException(
                    file
                            + ": looks like seconds: half of the intervals are below 10, and the"
                            + " unit is ms. Add --unit s.");
        }
        if (seconds && !NnSeries.looksLikeSeconds(inSeconds(ms))) {
            throw new InputException(
                    file
                            + ": looks like milliseconds: half of the intervals are 10 or more, and"
                            + " --unit is s. Leave it out, or use --unit ms.");
        }
    }

    private static float[] inSeconds(float[] ms) {
        float[] seconds = new float[ms.length];
        for (int i = 0; i < ms.length; i++) {
            seconds[i] = (float) (ms[i] / MS_PER_SECOND);
        }
        return seconds;
    }

    @Override
    public Map<String, Object> values() {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("n", series.size());
        values.put("meanRrMs", time.meanRrMs());
        values.put("sdnnMs", time.sdnnMs());
        values.put("rmssdMs", time.rmssdMs());
        values.put("nn50", time.nn50());
        values.put("pnn50Percent", time.pnn50Percent());
        values.put("sd1Ms", time.sd1Ms());
        values.put("sd2Ms", time.sd2Ms());
        values.put("lfMs2", frequency.lfMs2());
        values.put("hfMs2", frequency.hfMs2());
        values.put("lfHf", frequency.lfHf());
        values.put("correctedPercent", series.correctedPercent());
        values.put("coveragePercent", series.coveragePercent());
        return values;
    }

    @Override
    public Report report() {
        double seconds = seconds();
        List<String> facts =
                List.of(
                        Numbers.whole(series.size())
                                + " intervals over "
                                + Numbers.duration(seconds)
                                + ". Artefacts by the rule "
                                + rule.label()
                                + ": "
                                + Numbers.whole(series.artefacts())
                                + " ("
                                + Numbers.decimal(series.correctedPercent(), 2)
                                + "%). Normal beats cover "
                                + Numbers.decimal(series.coveragePercent(), 2)
                                + "% of the time.");
        return new Report(
                "Heart-rate variability of " + name,
                facts,
                List.of(timeSection(), poincareSection(), spectrumSection()),
                notes(seconds));
    }

    private double seconds() {
        double ms = 0;
        for (int i = 0; i < series.size(); i++) {
            ms += series.ms(i);
        }
        return ms / MS_PER_SECOND;
    }

    private Section timeSection() {
        return new Section(
                "Time domain",
                List.of(
                        new Row(
                                "mean RR",
                                Numbers.decimal(time.meanRrMs(), 2),
                                "ms",
                                Numbers.decimal(time.meanBpm(), 1) + " beats a minute"),
                        row("SDNN", time.sdnnMs(), 2, "ms", "spread of all normal beats"),
                        row("RMSSD", time.rmssdMs(), 2, "ms", "from beat to beat"),
                        new Row(
                                "NN50",
                                Numbers.whole(time.nn50()),
                                "",
                                "differences above 50 ms, of " + Numbers.whole(time.differences())),
                        row("pNN50", time.pnn50Percent(), 2, "%", "")));
    }

    private Section poincareSection() {
        return new Section(
                "Poincare plot",
                List.of(
                        row("SD1", time.sd1Ms(), 2, "ms", "short axis"),
                        row("SD2", time.sd2Ms(), 2, "ms", "long axis")));
    }

    private Section spectrumSection() {
        String segments =
                frequency.segments() == 1
                        ? "one segment"
                        : "mean of " + Numbers.whole(frequency.segments()) + " segments of 300 s";
        return new Section(
                "Spectrum (Welch)",
                List.of(
                        row("LF, 0.04 to 0.15 Hz", frequency.lfMs2(), 1, "ms^2", segments),
                        row("HF, 0.15 to 0.40 Hz", frequency.hfMs2(), 1, "ms^2", segments),
                        row("LF/HF", frequency.lfHf(), 3, "", "alone no measure of stress")));
    }

    private static Row row(String label, double value, int decimals, String unit, String note) {
        return new Row(label, Numbers.decimal(value, decimals), unit, note);
    }

    private List<String> notes(double seconds) {
        List<String> notes = new ArrayList<>();
        int implausible = 0;
        for (int i = 0; i < series.size(); i++) {
            implausible += Plausible.isNormalInterval(series.ms(i)) ? 0 : 1;
        }
        if (2L * implausible > series.size()) {
            notes.add(
                    "More than half of the intervals lie outside 300 to 2000 ms: this is no series"
                            + " of a human heart, or not in "
                            + "the unit that was given.");
        } else if (implausible > 0 && rule == ArtefactRule.NONE) {
            notes.add(
                    Numbers.whole(implausible)
                            + " intervals lie outside 300 to 2000 ms and are in the figures. Name a"
                            + " rule with --artefacts to leave artefacts out.");
        }
        if (series.coveragePercent() < 100 * HrvWindow.LEAST_COVERAGE
                || series.correctedPercent() > 100 * HrvWindow.MOST_ARTEFACTS) {
            notes.add(
                    "A window like this is refused in the stream: normal beats must cover at least"
                            + " 80% of it, and at most 10% of its beats may be artefacts.");
        }
        if (frequency.segments() == 0) {
            notes.add("No spectrum: it needs two minutes without a gap of more than ten seconds.");
        } else if (seconds < 300) {
            notes.add(
                    "Shorter than five minutes, the standard of short recordings: the low band"
                            + " rests on few cycles.");
        }
        return notes;
    }

    @Override
    public List<Figure> figures() {
        return HrvFigures.of(series, time, frequency);
    }
}
