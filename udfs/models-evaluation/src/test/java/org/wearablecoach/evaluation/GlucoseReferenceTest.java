package org.wearablecoach.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.wearablecoach.onnx.FeatureSchema;
import org.wearablecoach.onnx.ModelManifest;
import org.wearablecoach.onnx.Scorer;
import org.wearablecoach.onnx.SelfTest;
import org.wearablecoach.onnx.TensorSpec;

/**
 * The figures against a second way to compute them: everything looked up anew for each reading, no
 * index carried along, no halving.
 */
class GlucoseReferenceTest {

    private static final long MINUTE = 60_000;

    /** Forecasts that are known in closed form. */
    private static final class Formula implements Scorer {
        @Override
        public ModelManifest manifest() {
            String[] units = new String[25];
            Arrays.fill(units, "mg/dL");
            return new ModelManifest(
                    "formula",
                    "1",
                    "0".repeat(64),
                    List.of(
                            new TensorSpec(
                                    "history", false, List.of(25), List.of(units), List.of(units))),
                    List.of(one("forecast"), one("low"), one("high"), one("lowRisk")),
                    new FeatureSchema("glucose-history", 1),
                    List.of(),
                    new SelfTest(1, List.of()),
                    "Apache-2.0",
                    "none");
        }

        private static TensorSpec one(String name) {
            return new TensorSpec(name, false, List.of(1), List.of(name), List.of("1"));
        }

        @Override
        public boolean batchInvariant() {
            return true;
        }

        @Override
        public int maxBatch() {
            return 7;
        }

        @Override
        public void score(float[] inputs, int rows, float[] outputs) {
            for (int i = 0; i < rows; i++) {
                float[] scored = formula(Arrays.copyOfRange(inputs, 25 * i, 25 * i + 25));
                System.arraycopy(scored, 0, outputs, 4 * i, 4);
            }
        }

        @Override
        public void close() {}
    }

    private static float[] formula(float[] row) {
        float forecast = row[0] + 2.5f * (row[0] - row[2]);
        float spread = 8 + 0.05f * row[0] + row[24] / 10;
        float risk = (float) (1 / (1 + Math.exp((forecast - 78) / 6)));
        return new float[] {forecast, forecast - spread, forecast + spread, risk};
    }

    /** A person whose glucose falls low now and then, with gaps, late readings and jitter. */
    private static GlucoseSeries person(int seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<long[]> rows = new ArrayList<>();
        long time = 1_700_000_000_000L;
        double level = 120;
        double drift = 0;
        for (int i = 0; i < 1200; i++) {
            time += 290_000 + random.nextInt(20_000);
            if (random.nextInt(60) == 0) {
                time += MINUTE * random.nextInt(70);
            }
            if (random.nextInt(40) == 0) {
                time += 97_000;
            }
            drift = 0.9 * drift + 4 * (random.nextDouble() - 0.5) + (90 - level) * 0.004;
            level = Math.max(42, level + drift);
            rows.add(new long[] {time, Math.round(level)});
        }
        long[] times = rows.stream().mapToLong(row -> row[0]).toArray();
        float[] mgDl = new float[times.length];
        for (int i = 0; i < mgDl.length; i++) {
            mgDl[i] = rows.get(i)[1];
        }
        return new GlucoseSeries("p" + seed, times, mgDl);
    }

    /** The history of a reading; shorter than 24 where what lies behind is not known. */
    private static List<Float> history(GlucoseSeries s, int newest) {
        List<Float> values = new ArrayList<>();
        for (int slot = 0; slot < 24; slot++) {
            long wanted = s.times()[newest] - slot * 5L * MINUTE;
            int before = -1;
            for (int i = 0; i <= newest; i++) {
                before = s.times()[i] <= wanted ? i : before;
            }
            // Joined to the newest reading without a gap of more than 20 minutes and a half.
            int oldest = newest;
            while (oldest > 0
                    && s.times()[oldest] - s.times()[oldest - 1] <= 20 * MINUTE + 30_000) {
                oldest--;
            }
            if (before >= oldest) {
                if (before == newest || s.times()[before] == wanted) {
                    values.add(s.mgDl()[before]);
                } else {
                    double share =
                            (wanted - s.times()[before])
                                    / (double) (s.times()[before + 1] - s.times()[before]);
                    values.add(
                            (float)
                                    (s.mgDl()[before]
                                            + share * (s.mgDl()[before + 1] - s.mgDl()[before])));
                }
            } else if (s.times()[oldest] - wanted <= 150_000) {
                values.add(s.mgDl()[oldest]);
            } else {
                break;
            }
        }
        return values;
    }

    private static int target(GlucoseSeries s, int i) {
        int best = -1;
        for (int j = 0; j < s.size(); j++) {
            long away = Math.abs(s.times()[j] - s.times()[i] - 30 * MINUTE);
            if (away <= 150_000
                    && (best < 0
                            || away < Math.abs(s.times()[best] - s.times()[i] - 30 * MINUTE))) {
                best = j;
            }
        }
        return best;
    }

    @Test
    void errorRatioAndCoverageAreWhatASecondComputationFinds() {
        double squares = 0;
        double lastSquares = 0;
        long points = 0;
        long covered = 0;
        GlucoseScore score = new GlucoseScore();
        Formula scorer = new Formula();
        for (int seed = 1; seed <= 3; seed++) {
            GlucoseSeries s = person(seed);
            score.add(GlucoseEvaluation.raw(scorer, s));
            for (int i = 0; i < s.size(); i++) {
                List<Float> known = history(s, i);
                int later = target(s, i);
                if (known.size() < 12 || later < 0) {
                    continue;
                }
                float[] row = new float[25];
                for (int slot = 0; slot < 24; slot++) {
                    row[slot] = known.get(Math.min(slot, known.size() - 1));
                }
                row[24] = known.size();
                float[] scored = formula(row);
                double truth = s.mgDl()[later];
                squares += Math.pow(scored[0] - truth, 2);
                lastSquares += Math.pow(s.mgDl()[i] - truth, 2);
                covered += scored[1] <= truth && truth <= scored[2] ? 1 : 0;
                points++;
            }
        }

        assertThat(points).as("a set worth its name").isBetween(1500L, 3400L);
        assertThat(score.points()).isEqualTo(points);
        assertThat(score.rmse()).isCloseTo(Math.sqrt(squares / points), within(1e-9));
        assertThat(score.lastValueRmse()).isCloseTo(Math.sqrt(lastSquares / points), within(1e-9));
        assertThat(score.ratio()).isCloseTo(Math.sqrt(squares / lastSquares), within(1e-9));
        assertThat(score.coveragePercent()).isCloseTo(100.0 * covered / points, within(1e-9));
    }

    /** What alarms over a threshold do: false ones, lows foreseen, by ten minutes, days. */
    private record Counted(long falseAlarms, long lows, long foreseen, long foreseen10) {}

    private static Counted count(List<GlucoseScore.Forecasts> all, float threshold) {
        long wrong = 0;
        long lows = 0;
        long foreseen = 0;
        long foreseen10 = 0;
        for (GlucoseScore.Forecasts f : all) {
            long[] times = f.series().times();
            float[] values = f.series().mgDl();
            TreeSet<Long> alarms = new TreeSet<>();
            for (int i = 0; i < times.length; i++) {
                boolean silent = !alarms.isEmpty() && times[i] < alarms.last() + 30 * MINUTE;
                if (f.risk()[i] >= threshold && values[i] >= 70 && !silent) {
                    alarms.add(times[i]);
                }
            }
            for (long alarm : alarms) {
                boolean low = false;
                for (int i = 0; i < times.length; i++) {
                    low |= times[i] > alarm && times[i] <= alarm + 30 * MINUTE && values[i] < 70;
                }
                wrong += low ? 0 : 1;
            }
            long before = Long.MIN_VALUE;
            for (int i = 1; i + 2 < times.length; i++) {
                boolean low = values[i] < 70 && values[i + 1] < 70 && values[i + 2] < 70;
                boolean close = times[i + 2] - times[i] <= 15 * MINUTE;
                boolean fresh = times[i] - times[i - 1] <= 15 * MINUTE;
                boolean forecast = false;
                for (int j = 0; j < i; j++) {
                    fresh &= values[j] >= 70 || times[i] - times[j] > 15 * MINUTE + 30_000;
                    forecast |=
                            times[i] - times[j] <= 30 * MINUTE + 30_000
                                    && !Float.isNaN(f.risk()[j]);
                }
                if (!low || !close || !fresh || !forecast) {
                    continue;
                }
                lows++;
                boolean early = false;
                boolean early10 = false;
                for (long alarm : alarms) {
                    // An alarm belongs to the next low alone.
                    long ahead = times[i] - alarm;
                    if (alarm >= before && ahead <= 30 * MINUTE + 30_000) {
                        early |= ahead >= 5 * MINUTE - 30_000;
                        early10 |= ahead >= 10 * MINUTE - 30_000;
                    }
                }
                foreseen += early ? 1 : 0;
                foreseen10 += early10 ? 1 : 0;
                before = times[i];
            }
        }
        return new Counted(wrong, lows, foreseen, foreseen10);
    }

    @Test
    void alarmsAreWhatASecondComputationFinds() {
        List<GlucoseScore.Forecasts> all = new ArrayList<>();
        GlucoseScore score = new GlucoseScore();
        long slots = 0;
        TreeSet<Float> thresholds = new TreeSet<>();
        for (int seed = 4; seed <= 8; seed++) {
            GlucoseScore.Forecasts f = GlucoseEvaluation.raw(new Formula(), person(seed));
            all.add(f);
            score.add(f);
            for (float risk : f.risk()) {
                if (!Float.isNaN(risk)) {
                    slots++;
                    thresholds.add(risk);
                }
            }
        }
        GlucoseScore.Lows found = score.lows();
        Counted counted = count(all, (float) found.threshold());

        assertThat(counted.lows()).as("a set worth its name").isGreaterThan(15);
        assertThat(found.lows()).isEqualTo(counted.lows());
        assertThat(found.sensitivityPercent())
                .isCloseTo(100.0 * counted.foreseen() / counted.lows(), within(1e-9));
        assertThat(found.sensitivity10MinPercent())
                .isCloseTo(100.0 * counted.foreseen10() / counted.lows(), within(1e-9));
        assertThat(found.falseAlarmsPerDay())
                .isCloseTo(counted.falseAlarms() * 288.0 / slots, within(1e-9))
                .isBetween(0.8, 1.0);
        // No threshold that is quiet enough foresees clearly more.
        long most = 0;
        int nth = 0;
        for (float threshold : thresholds.tailSet((float) found.threshold() / 2)) {
            if (nth++ % 10 != 0) {
                continue;
            }
            Counted other = count(all, threshold);
            if (other.falseAlarms() * 288 <= slots) {
                most = Math.max(most, other.foreseen());
            }
        }
        assertThat(counted.foreseen()).isGreaterThanOrEqualTo(most - 1);
    }
}
