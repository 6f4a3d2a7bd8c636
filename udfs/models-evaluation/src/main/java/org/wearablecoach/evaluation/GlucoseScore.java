package org.wearablecoach.evaluation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.ToLongFunction;
import org.wearablecoach.signals.ForecastCorrection;
import org.wearablecoach.signals.LowAlarm;

/**
 * How good forecasts of glucose are, of all persons together and of each.
 *
 * <p>A point is a reading with at least an hour of history and another reading 30 minutes later
 * (2.5 minutes either side). The ratio is the root mean squared error over that of carrying the
 * reading forward, on the same points.
 *
 * <p>A low is three consecutive readings below 70 mg/dL within 15 minutes, after 15 minutes without
 * one below. An alarm is a score over the threshold at a reading of 70 or more; then there is
 * silence for 30 minutes. A low is foreseen when an alarm came 5 to 30 minutes before it, and an
 * alarm is false when nothing below 70 follows within 30 minutes. The threshold is the one that
 * foresees most at no more than one false alarm a day, where a day is 288 readings. Of a sensor
 * that measures more often than every five minutes, those of five minutes count as one, and a low
 * is as long as three readings of the others.
 */
public final class GlucoseScore {

    private static final float LOW = 70;
    private static final long MINUTE = 60_000;
    private static final int RESAMPLES = 2000;
    private static final double FALSE_ALARMS_A_DAY = 1;
    private static final int SLOTS_A_DAY = 288;
    private static final long SLOT_MILLIS = 5 * MINUTE;
    private static final long HALF_SLOT = SLOT_MILLIS / 2;

    /**
     * What was forecast from each reading of a person; NaN where there was too little history.
     *
     * @param series the readings
     * @param forecast mg/dL in 30 minutes
     * @param low lower end of the 80% interval
     * @param high upper end of it
     * @param risk probability of a low
     */
    public record Forecasts(
            GlucoseSeries series, float[] forecast, float[] low, float[] high, float[] risk) {

        /** None yet. */
        public static Forecasts none(GlucoseSeries series) {
            int n = series.size();
            Forecasts none =
                    new Forecasts(series, new float[n], new float[n], new float[n], new float[n]);
            for (float[] each : List.of(none.forecast, none.low, none.high, none.risk)) {
                Arrays.fill(each, Float.NaN);
            }
            return none;
        }
    }

    /** Sums of one person. */
    private static final class Person {
        long points;
        double squares;
        double lastSquares;
        long covered;
    }

    /** Alarms at one threshold. */
    private record Alarms(long falseAlarms, long foreseen, long foreseen10) {

        Alarms plus(Alarms other) {
            return new Alarms(
                    falseAlarms + other.falseAlarms,
                    foreseen + other.foreseen,
                    foreseen10 + other.foreseen10);
        }
    }

    private final List<Forecasts> all = new ArrayList<>();
    private final List<Person> persons = new ArrayList<>();

    /** Adds a person. */
    public void add(Forecasts forecasts) {
        Person person = new Person();
        GlucoseSeries series = forecasts.series();
        for (int i = 0; i < series.size(); i++) {
            int target = target(series, i);
            if (target < 0 || Float.isNaN(forecasts.forecast()[i])) {
                continue;
            }
            double truth = series.mgDl()[target];
            double error = forecasts.forecast()[i] - truth;
            double last = series.mgDl()[i] - truth;
            person.points++;
            person.squares += error * error;
            person.lastSquares += last * last;
            person.covered += truth >= forecasts.low()[i] && truth <= forecasts.high()[i] ? 1 : 0;
        }
        all.add(forecasts);
        persons.add(person);
    }

    /** Index of the reading 30 minutes after another, the nearest one; -1 without. */
    public static int target(GlucoseSeries series, int i) {
        long wanted = series.times()[i] + ForecastCorrection.AHEAD_MILLIS;
        int best = -1;
        long distance = ForecastCorrection.TOLERANCE_MILLIS + 1;
        for (int j = i + 1; j < series.size(); j++) {
            long away = series.times()[j] - wanted;
            if (away > ForecastCorrection.TOLERANCE_MILLIS) {
                break;
            }
            if (Math.abs(away) < distance) {
                distance = Math.abs(away);
                best = j;
            }
        }
        return best;
    }

    /** Persons with at least one point. */
    public long persons() {
        return persons.stream().filter(person -> person.points > 0).count();
    }

    /** Points of all persons. */
    public long points() {
        return persons.stream().mapToLong(person -> person.points).sum();
    }

    /** Root mean squared error, mg/dL. */
    public double rmse() {
        return Math.sqrt(persons.stream().mapToDouble(p -> p.squares).sum() / points());
    }

    /** That of carrying the last value forward. */
    public double lastValueRmse() {
        return Math.sqrt(persons.stream().mapToDouble(p -> p.lastSquares).sum() / points());
    }

    /** One over the other. */
    public double ratio() {
        return rmse() / lastValueRmse();
    }

    /** Share of the points inside the 80% interval, percent. */
    public double coveragePercent() {
        return 100.0 * persons.stream().mapToLong(p -> p.covered).sum() / points();
    }

    /** Share of the persons whose interval covers 75 to 85% of their points, percent. */
    public double calibratedPersonsPercent() {
        double[] coverage = coverageByPerson();
        long within = Arrays.stream(coverage).filter(c -> c >= 75 && c <= 85).count();
        return 100.0 * within / coverage.length;
    }

    /** The ratio of each person with points, in the order they were added. */
    public double[] ratioByPerson() {
        return persons.stream()
                .filter(p -> p.points > 0)
                .mapToDouble(p -> Math.sqrt(p.squares / p.lastSquares))
                .toArray();
    }

    /** Squared errors of each person with points: of the forecast, and of the last value. */
    public double[][] squaresByPerson() {
        return persons.stream()
                .filter(p -> p.points > 0)
                .map(p -> new double[] {p.squares, p.lastSquares})
                .toArray(double[][]::new);
    }

    /** Coverage of each person with points, percent. */
    public double[] coverageByPerson() {
        return persons.stream()
                .filter(p -> p.points > 0)
                .mapToDouble(p -> 100.0 * p.covered / p.points)
                .toArray();
    }

    /**
     * Alarms of low glucose at the best threshold.
     *
     * @param lows how many there were that could be foreseen
     * @param threshold of the score
     * @param sensitivityPercent share of them foreseen by 5 minutes or more; NaN without one
     * @param sensitivity10MinPercent share foreseen by 10 minutes or more
     * @param falseAlarmsPerDay at that threshold
     */
    public record Lows(
            long lows,
            double threshold,
            double sensitivityPercent,
            double sensitivity10MinPercent,
            double falseAlarmsPerDay) {}

    /** Finds the threshold and counts. */
    public Lows lows() {
        List<int[]> onsets = new ArrayList<>();
        List<int[]> nextLows = new ArrayList<>();
        long slots = 0;
        long lows = 0;
        float[] scores = new float[1024];
        int scored = 0;
        for (Forecasts f : all) {
            int[] onset = onsets(f);
            onsets.add(onset);
            nextLows.add(nextLow(f.series()));
            lows += onset.length;
            slots += slots(f);
            for (float risk : f.risk()) {
                if (!Float.isNaN(risk)) {
                    if (scored == scores.length) {
                        scores = Arrays.copyOf(scores, 2 * scored);
                    }
                    scores[scored++] = risk;
                }
            }
        }
        if (scored == 0) {
            return new Lows(lows, Double.NaN, Double.NaN, Double.NaN, Double.NaN);
        }
        Arrays.sort(scores, 0, scored);
        double days = slots / (double) SLOTS_A_DAY;
        // Fewer alarms, fewer false ones: the lowest threshold that is quiet enough, by halving.
        int from = 0;
        int to = scored - 1;
        while (from < to) {
            int middle = (from + to) >>> 1;
            if (alarms(scores[middle], onsets, nextLows).falseAlarms()
                    <= FALSE_ALARMS_A_DAY * days) {
                to = middle;
            } else {
                from = middle + 1;
            }
        }
        float threshold = scores[to];
        Alarms alarms = alarms(threshold, onsets, nextLows);
        return new Lows(
                lows,
                threshold,
                lows == 0 ? Double.NaN : 100.0 * alarms.foreseen() / lows,
                lows == 0 ? Double.NaN : 100.0 * alarms.foreseen10() / lows,
                alarms.falseAlarms() / days);
    }

    /** Readings with a probability, no two of them of one slot. */
    private static int slots(Forecasts f) {
        int slots = 0;
        long counted = Long.MIN_VALUE;
        for (int i = 0; i < f.risk().length; i++) {
            if (Float.isNaN(f.risk()[i])) {
                continue;
            }
            long time = f.series().times()[i];
            if (counted == Long.MIN_VALUE || time - counted >= HALF_SLOT) {
                slots++;
                boolean soon = counted != Long.MIN_VALUE && time - counted < SLOT_MILLIS - MINUTE;
                counted = soon ? counted + SLOT_MILLIS : time;
            }
        }
        return slots;
    }

    private Alarms alarms(float threshold, List<int[]> onsets, List<int[]> nextLows) {
        Alarms sum = new Alarms(0, 0, 0);
        for (int p = 0; p < all.size(); p++) {
            Forecasts f = all.get(p);
            boolean[] began = began(f, threshold);
            sum = sum.plus(alarms(f, began, onsets.get(p), nextLows.get(p)));
        }
        return sum;
    }

    /** The readings that an alarm begins with, over a threshold. */
    private static boolean[] began(Forecasts f, float threshold) {
        long[] times = f.series().times();
        float[] values = f.series().mgDl();
        boolean[] began = new boolean[times.length];
        long silentUntil = Long.MIN_VALUE;
        for (int i = 0; i < times.length; i++) {
            began[i] = f.risk()[i] >= threshold && values[i] >= LOW && times[i] >= silentUntil;
            silentUntil = began[i] ? times[i] + 30 * MINUTE : silentUntil;
        }
        return began;
    }

    /** What the alarms of a person were worth, which begin with certain readings. */
    private static Alarms alarms(Forecasts f, boolean[] began, int[] onset, int[] nextLow) {
        long[] times = f.series().times();
        long wrong = 0;
        long foreseen = 0;
        long foreseen10 = 0;
        int at = 0;
        boolean early = false;
        boolean early10 = false;
        for (int i = 0; i <= times.length; i++) {
            while (at < onset.length && (i == times.length || i >= onset[at])) {
                foreseen += early ? 1 : 0;
                foreseen10 += early10 ? 1 : 0;
                early = false;
                early10 = false;
                at++;
            }
            if (i == times.length || !began[i]) {
                continue;
            }
            if (nextLow[i] < 0 || times[nextLow[i]] > times[i] + 30 * MINUTE) {
                wrong++;
            }
            if (at < onset.length) {
                long before = times[onset[at]] - times[i];
                early |= before >= 5 * MINUTE - 30_000 && before <= 30 * MINUTE + 30_000;
                early10 |= before >= 10 * MINUTE - 30_000 && before <= 30 * MINUTE + 30_000;
            }
        }
        return new Alarms(wrong, foreseen, foreseen10);
    }

    /** What the alarms of one person were worth. */
    private record Watched(Alarms alarms, long lows, long slots) {}

    /** What the alarms of each person were worth. */
    public static final class Alarmed {

        private final List<Watched> persons;

        private Alarmed(List<Watched> persons) {
            this.persons = List.copyOf(persons);
        }

        private static double percent(List<Watched> persons, ToLongFunction<Alarms> foreseen) {
            long lows = persons.stream().mapToLong(Watched::lows).sum();
            long found = persons.stream().mapToLong(p -> foreseen.applyAsLong(p.alarms())).sum();
            return lows == 0 ? Double.NaN : 100.0 * found / lows;
        }

        private static double rate(List<Watched> persons) {
            long slots = persons.stream().mapToLong(Watched::slots).sum();
            long wrong = persons.stream().mapToLong(p -> p.alarms().falseAlarms()).sum();
            return slots == 0 ? Double.NaN : wrong * (double) SLOTS_A_DAY / slots;
        }

        /** How many lows there were that could be foreseen. */
        public long lows() {
            return persons.stream().mapToLong(Watched::lows).sum();
        }

        /** Share of them foreseen by 5 minutes or more, percent; NaN without one. */
        public double sensitivityPercent() {
            return percent(persons, Alarms::foreseen);
        }

        /** Share of them foreseen by 10 minutes or more, percent; NaN without one. */
        public double sensitivity10MinPercent() {
            return percent(persons, Alarms::foreseen10);
        }

        /** False alarms a day of all persons together; NaN without a forecast. */
        public double falseAlarmsPerDay() {
            return rate(persons);
        }

        /** The same of each person with at least half a day of forecasts, ascending. */
        public double[] falseAlarmsPerDayByPerson() {
            return persons.stream()
                    .filter(person -> person.slots() >= SLOTS_A_DAY / 2)
                    .mapToDouble(person -> rate(List.of(person)))
                    .sorted()
                    .toArray();
        }

        /**
         * 95% intervals by drawing persons with replacement.
         *
         * @return lower and upper end of {@link #sensitivityPercent}, then of {@link
         *     #sensitivity10MinPercent}
         */
        public double[][] sensitivityIntervals(long seed) {
            SplittableRandom random = new SplittableRandom(seed);
            double[][] drawn = new double[2][RESAMPLES];
            for (int i = 0; i < RESAMPLES; i++) {
                List<Watched> sample = new ArrayList<>(persons.size());
                for (int k = 0; k < persons.size(); k++) {
                    sample.add(persons.get(random.nextInt(persons.size())));
                }
                drawn[0][i] = percent(sample, Alarms::foreseen);
                drawn[1][i] = percent(sample, Alarms::foreseen10);
            }
            double[][] intervals = new double[2][];
            for (int i = 0; i < 2; i++) {
                Arrays.sort(drawn[i]);
                intervals[i] =
                        new double[] {
                            drawn[i][RESAMPLES / 40], drawn[i][RESAMPLES - 1 - RESAMPLES / 40]
                        };
            }
            return intervals;
        }
    }

    /** Alarms over one threshold for everybody, as {@link #lows} counts them. */
    public Alarmed alarmed(double threshold) {
        List<Watched> persons = new ArrayList<>();
        for (Forecasts f : all) {
            persons.add(watched(f, began(f, (float) threshold)));
        }
        return new Alarmed(persons);
    }

    /**
     * Alarms as the stream gives them: from each person's own limit on, which the person's earlier
     * alarms moved.
     *
     * @param rule with a rate of 0 the limit is the same for everybody: the placebo
     */
    public Alarmed personal(LowAlarm.Rule rule) {
        List<Watched> persons = new ArrayList<>();
        for (Forecasts f : all) {
            LowAlarm alarm = new LowAlarm();
            long[] times = f.series().times();
            float[] values = f.series().mgDl();
            boolean[] began = new boolean[times.length];
            for (int i = 0; i < times.length; i++) {
                boolean low = f.forecast()[i] < rule.low();
                began[i] = alarm.reading(rule, times[i], values[i], f.risk()[i], low);
            }
            persons.add(watched(f, began));
        }
        return new Alarmed(persons);
    }

    private static Watched watched(Forecasts f, boolean[] began) {
        int[] onset = onsets(f);
        return new Watched(alarms(f, began, onset, nextLow(f.series())), onset.length, slots(f));
    }

    /** For each reading the next one below 70; -1 without. */
    private static int[] nextLow(GlucoseSeries series) {
        int[] next = new int[series.size()];
        int low = -1;
        for (int i = next.length - 1; i >= 0; i--) {
            next[i] = low;
            low = series.mgDl()[i] < LOW ? i : low;
        }
        return next;
    }

    /** First readings of the lows that a forecast 5 to 30 minutes before could have foreseen. */
    private static int[] onsets(Forecasts f) {
        long[] times = f.series().times();
        float[] values = f.series().mgDl();
        int[] found = new int[times.length];
        int count = 0;
        for (int i = 1; i + 2 < times.length; i++) {
            int end = i + 2;
            while (end + 1 < times.length && times[end] - times[i] < 2 * SLOT_MILLIS - HALF_SLOT) {
                end++;
            }
            boolean stays = times[end] - times[i] <= 15 * MINUTE;
            for (int j = i; j <= end; j++) {
                stays &= values[j] < LOW;
            }
            if (!stays) {
                continue;
            }
            boolean fresh = times[i - 1] >= times[i] - 15 * MINUTE;
            boolean scored = false;
            for (int j = i - 1; j >= 0 && times[j] >= times[i] - 30 * MINUTE - 30_000; j--) {
                fresh &= values[j] >= LOW || times[j] < times[i] - 15 * MINUTE - 30_000;
                scored |= !Float.isNaN(f.risk()[j]);
            }
            if (fresh && scored) {
                found[count++] = i;
            }
        }
        return Arrays.copyOf(found, count);
    }
}
