package org.wearablecoach.cli.analyze;

import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
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
import org.wearablecoach.files.AccelerationFormat;
import org.wearablecoach.files.AccelerationSink;
import org.wearablecoach.files.ReaderCounts;
import org.wearablecoach.signals.Intensity;
import org.wearablecoach.signals.MotionReport;
import org.wearablecoach.signals.MotionSpectrum;

/** The motion of a recording of a wrist accelerometer; its memory does not grow with the file. */
public final class MotionAnalysis implements Analysis {

    /** Intensities that can be measured, from light to hard, with their names in JSON. */
    static final Map<Intensity, String> INTENSITIES = intensities();

    private static final double LEAST_MEAN_G = 0.7;
    private static final double MOST_MEAN_G = 1.5;

    private final String name;
    private final AccelerationFormat format;
    private final Samples samples;
    private final MotionReport report;
    private final ReaderCounts counts;
    private final ZoneId zone;

    private MotionAnalysis(
            String name,
            AccelerationFormat format,
            Samples samples,
            MotionReport report,
            ReaderCounts counts,
            ZoneId zone) {
        this.name = name;
        this.format = format;
        this.samples = samples;
        this.report = report;
        this.counts = counts;
        this.zone = zone;
    }

    private static Map<Intensity, String> intensities() {
        Map<Intensity, String> names = new LinkedHashMap<>();
        names.put(Intensity.VERY_LIGHT, "veryLight");
        names.put(Intensity.LIGHT, "light");
        names.put(Intensity.MODERATE, "moderate");
        names.put(Intensity.VIGOROUS, "vigorous");
        return names;
    }

    /**
     * Reads and analyses a file.
     *
     * @param file the recording
     * @param format what kind of recording
     * @param zone in which times without an offset are read and all times are shown; null for UTC
     */
    public static MotionAnalysis of(Path file, AccelerationFormat format, @Nullable ZoneId zone) {
        Samples samples = new Samples(file, format.timed());
        ReaderCounts counts = format.read(file, zone, samples);
        MotionReport report = samples.finish();
        return new MotionAnalysis(
                Sentences.name(file),
                format,
                samples,
                report,
                counts,
                zone == null ? ZoneOffset.UTC : zone);
    }

    /** A stretch that the file gives a name. */
    record Stretch(String name, long start) {}

    /** Takes the samples; the first ones tell the rate where the file does not. */
    static final class Samples implements AccelerationSink {

        /** At 100 Hz, 40 s: enough to see the rate through bunched stamps. */
        private static final int FOR_RATE = 4096;

        private static final int MOST_STRETCHES = 200;
        private static final long MILLIS_PER_SECOND = 1000;

        final List<Stretch> stretches = new ArrayList<>();
        final ActivityTimeline timeline =
                new ActivityTimeline((long) (MotionReport.EPOCH_SECONDS * MILLIS_PER_SECOND));
        long setBack;

        private final Path file;
        private final boolean timed;
        private @Nullable MotionReport report;
        private double hertz = Double.NaN;
        private long[] firstTimes = new long[FOR_RATE];
        private float[] firstXyz = new float[3 * FOR_RATE];
        private int waiting;
        private long last = Long.MIN_VALUE;
        private @Nullable String label;

        Samples(Path file, boolean timed) {
            this.file = file;
            this.timed = timed;
        }

        @Override
        public void rate(double stated) {
            hertz = stated;
        }

        @Override
        public void label(String name) {
            label = name;
        }

        @Override
        public void sample(long time, float x, float y, float z) {
            long clock = time;
            if (time < last) {
                // A clock that was set back, or disorder: the order of the file is what counts.
                setBack++;
                clock = last;
            }
            last = clock;
            MotionReport to = report;
            if (to == null && !Double.isNaN(hertz)) {
                to = begin(hertz);
            }
            if (to != null) {
                add(to, clock, x, y, z);
                return;
            }
            firstTimes[waiting] = clock;
            firstXyz[3 * waiting] = x;
            firstXyz[3 * waiting + 1] = y;
            firstXyz[3 * waiting + 2] = z;
            waiting++;
            if (waiting == FOR_RATE) {
                release();
            }
        }

        private MotionReport release() {
            MotionReport to = begin(MotionReport.estimateHertz(firstTimes, waiting));
            for (int i = 0; i < waiting; i++) {
                add(to, firstTimes[i], firstXyz[3 * i], firstXyz[3 * i + 1], firstXyz[3 * i + 2]);
            }
            waiting = 0;
            firstTimes = new long[0];
            firstXyz = new float[0];
            return to;
        }

        private MotionReport begin(double rate) {
            if (Double.isNaN(rate)) {
                throw new InputException(
                        file
                                + ": its times tell no sampling rate; give samples with different"
                                + " times.");
            }
            try {
                MotionReport begun = new MotionReport(rate);
                report = begun;
                hertz = rate;
                return begun;
            } catch (IllegalArgumentException e) {
                throw new InputException(file + ": " + e.getMessage(), e);
            }
        }

        private void add(MotionReport to, long time, float x, float y, float z) {
            if (label != null) {
                if (stretches.size() < MOST_STRETCHES) {
                    stretches.add(new Stretch(label, shown(to, time)));
                }
                label = null;
            }
            int epochs = to.epochs();
            to.add(time, x, y, z);
            if (to.epochs() > epochs) {
                long length = Math.round(MotionReport.EPOCH_SECONDS * MILLIS_PER_SECOND);
                timeline.add(Math.max(shown(to, time) - length, 0), to.newestEnmoMg());
            }
        }

        /** Where it stands on the timeline: made-up times leave out their made-up pauses. */
        private long shown(MotionReport to, long time) {
            return timed ? time : Math.round(to.samples() / hertz * MILLIS_PER_SECOND);
        }

        MotionReport finish() {
            return report == null ? release() : report;
        }
    }

    @Override
    public Map<String, Object> values() {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("n", report.samples());
        values.put("samplingHz", report.samplingHz());
        values.put("enmoMg", report.enmoMg());
        values.put("madMg", report.madMg());
        values.put("dominantHz", report.dominantHz());
        values.put("gapSeconds", gapSeconds());
        Map<String, Object> minutes = new LinkedHashMap<>();
        for (Map.Entry<Intensity, String> intensity : INTENSITIES.entrySet()) {
            minutes.put(intensity.getValue(), report.minutes(intensity.getKey()));
        }
        values.put("minutesByIntensity", minutes);
        return values;
    }

    /** Gaps between made-up times are no gaps. */
    private double gapSeconds() {
        return format.timed() ? report.gapSeconds() : 0;
    }

    @Override
    public Report report() {
        List<String> facts = new ArrayList<>();
        facts.add(
                Numbers.whole(report.samples())
                        + " samples ("
                        + format.cliName()
                        + "), "
                        + Numbers.duration(report.samples() / report.samplingHz())
                        + " of motion at "
                        + Numbers.decimal(report.samplingHz(), 2)
                        + " Hz."
                        + (format.timed() ? "" : " The file has no times."));
        if (!counts.skippedByReader().isEmpty()) {
            facts.add(Sentences.passedOver(counts.skippedByReader()));
        }
        return new Report("Motion of " + name, facts, List.of(amount(), minutes()), notes());
    }

    private Section amount() {
        double cadence = MotionSpectrum.cadence(report.dominantHz());
        return new Section(
                "Amount and frequency",
                List.of(
                        row("ENMO", report.enmoMg(), 1, "mg", "above gravity, mean of 5 s"),
                        row("MAD", report.madMg(), 1, "mg", "around the mean of 5 s"),
                        row("mean magnitude", report.meanG(), 3, "g", "at rest 1"),
                        row(
                                "strongest frequency",
                                report.dominantHz(),
                                2,
                                "Hz",
                                Double.isNaN(cadence)
                                        ? "above 0.3 Hz"
                                        : Numbers.decimal(cadence, 0)
                                                + " steps a minute, were it all gait"),
                        row("gaps", gapSeconds(), 1, "s", "silences of more than a second")));
    }

    private Section minutes() {
        List<Row> rows = new ArrayList<>();
        rows.add(minutes(Intensity.VERY_LIGHT, "very light", below(Intensity.LIGHT_ENMO_MG)));
        rows.add(minutes(Intensity.LIGHT, "light", from(Intensity.LIGHT_ENMO_MG)));
        rows.add(minutes(Intensity.MODERATE, "moderate", from(Intensity.MODERATE_ENMO_MG)));
        rows.add(minutes(Intensity.VIGOROUS, "vigorous", from(Intensity.VIGOROUS_ENMO_MG)));
        return new Section("Minutes by intensity (wrist, adults)", rows);
    }

    private Row minutes(Intensity intensity, String label, String note) {
        return row(label, report.minutes(intensity), 1, "min", note);
    }

    private static String below(double mg) {
        return "ENMO below " + Numbers.decimal(mg, 1) + " mg";
    }

    private static String from(double mg) {
        return "from " + Numbers.decimal(mg, 1) + " mg";
    }

    private static Row row(String label, double value, int decimals, String unit, String note) {
        return new Row(label, Numbers.decimal(value, decimals), unit, note);
    }

    private List<String> notes() {
        List<String> notes = new ArrayList<>();
        if (Double.isNaN(report.enmoMg())) {
            notes.add("No five seconds without a gap: nothing could be measured.");
        } else if (report.meanG() < LEAST_MEAN_G || report.meanG() > MOST_MEAN_G) {
            notes.add(
                    "The mean magnitude is "
                            + Numbers.decimal(report.meanG(), 2)
                            + " g, far from the 1 g of gravity: gravity was taken out, or the unit"
                            + " is another one.");
        }
        if (samples.setBack > 0) {
            notes.add(
                    Numbers.whole(samples.setBack)
                            + " samples are stamped before the one in front of them, and were"
                            + " taken at its time.");
        }
        return notes;
    }

    @Override
    public List<Figure> figures() {
        return MotionFigures.of(this);
    }

    AccelerationFormat format() {
        return format;
    }

    Samples samples() {
        return samples;
    }

    double minutes(Intensity intensity) {
        return report.minutes(intensity);
    }

    /** What a clock on the wall showed at a time of the timeline. */
    long local(long time) {
        return time
                + zone.getRules().getOffset(Instant.ofEpochMilli(time)).getTotalSeconds() * 1000L;
    }

    ZoneId zone() {
        return zone;
    }
}
