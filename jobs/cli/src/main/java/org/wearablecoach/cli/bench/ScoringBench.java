package org.wearablecoach.cli.bench;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import org.wearablecoach.onnx.ModelBundle;
import org.wearablecoach.onnx.OnnxModel;
import org.wearablecoach.onnx.Scorer;
import org.wearablecoach.onnx.ScorerOptions;

/**
 * How many rows a second one thread scores: as it is mostly written, with ONNX Runtime as well as
 * it can be, with the batch scorer, and through the operator of the job. Rounds alternate between
 * the four, so that a machine that does other things as well treats them alike, and the least
 * disturbed round of each counts.
 */
public final class ScoringBench {

    /** The contestants, in the order of the columns. */
    public static final List<String> CONTESTANTS = List.of("naive", "raw", "scorer", "operator");

    /** Batches between two looks at the clock. */
    private static final int STRIDE = 8;

    /**
     * A shape and batch size, and what was measured of it.
     *
     * @param model name of the shape
     * @param batch rows at once
     * @param rowsPerSecond of each contestant
     * @param bytesPerRow allocated on the heap by each contestant
     */
    public record Result(String model, int batch, double[] rowsPerSecond, double[] bytesPerRow) {}

    private ScoringBench() {}

    /**
     * Measures every shape at every batch size.
     *
     * @param batches numbers of rows at once; each divides 256
     * @param rounds of each contestant
     * @param perRound how long a round takes
     * @param toJson writes maps and lists as JSON
     * @param progress hears what is measured
     */
    public static List<Result> run(
            List<BenchModel> models,
            List<Integer> batches,
            int rounds,
            Duration perRound,
            Function<Map<String, ?>, String> toJson,
            Consumer<String> progress)
            throws Exception {
        List<Result> results = new ArrayList<>();
        for (BenchModel model : models) {
            ModelBundle bundle = BenchBundle.of(model, toJson);
            for (int batch : batches) {
                progress.accept(model.name() + ", batch " + batch);
                results.add(run(model, bundle, batch, rounds, perRound));
            }
        }
        return results;
    }

    private static Result run(
            BenchModel model, ModelBundle bundle, int batch, int rounds, Duration perRound)
            throws Exception {
        BenchRows rows = new BenchRows(model, batch);
        List<Result> result = new ArrayList<>();
        // All four run on the thread of the task, inside a job with the operator behind.
        OperatorJob.run(
                bundle,
                model,
                rows,
                batch,
                operator -> {
                    try (Contestant naive = new Baselines.Naive(model, rows, batch);
                            Contestant raw = new Baselines.Raw(model, rows, batch);
                            Contestant scorer = new Scoring(bundle, rows, batch)) {
                        result.add(
                                measure(
                                        model.name(),
                                        batch,
                                        List.of(naive, raw, scorer, operator),
                                        rounds,
                                        perRound.toNanos()));
                    }
                });
        return result.get(0);
    }

    private static Result measure(
            String model, int batch, List<Contestant> contestants, int rounds, long nanos)
            throws Exception {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        double[] best = new double[contestants.size()];
        double[] bytes = new double[contestants.size()];
        // The first rounds are for the compiler and are not counted.
        int warmUp = Math.max(2, rounds / 3);
        for (int round = -warmUp; round < rounds; round++) {
            for (int c = 0; c < best.length; c++) {
                Contestant contestant = contestants.get(c);
                long allocated = threads.getCurrentThreadAllocatedBytes();
                long began = System.nanoTime();
                long cpu = threads.getCurrentThreadCpuTime();
                int number = 0;
                do {
                    for (int i = 0; i < STRIDE; i++) {
                        contestant.batch(number++);
                    }
                } while (System.nanoTime() - began < nanos);
                long took = threads.getCurrentThreadCpuTime() - cpu;
                double scored = (double) number * batch;
                if (round >= 0) {
                    best[c] = Math.max(best[c], scored * 1e9 / took);
                    bytes[c] = (threads.getCurrentThreadAllocatedBytes() - allocated) / scored;
                }
            }
        }
        return new Result(model, batch, best, bytes);
    }

    /** The batch scorer. */
    private static final class Scoring implements Contestant {

        private final Scorer scorer;
        private final BenchRows rows;
        private final int batch;
        private final float[] scores;
        private float sink;

        Scoring(ModelBundle bundle, BenchRows rows, int batch) {
            this.rows = rows;
            this.batch = batch;
            ScorerOptions options =
                    ScorerOptions.defaults()
                            .withBatchSizes(batch == 1 ? List.of(1) : List.of(1, batch));
            try (OnnxModel model = OnnxModel.load(bundle, options)) {
                scorer = model.newScorer();
            }
            if (scorer.maxBatch() != batch) {
                throw new IllegalStateException(
                        "the bits of "
                                + bundle.manifest().reference()
                                + " change with the batch, so the scorer runs single rows");
            }
            scores = new float[batch * scorer.outputWidth()];
        }

        @Override
        public void batch(int number) {
            scorer.score(rows.batches[number % rows.batches.length], batch, scores);
            sink += scores[0];
        }

        @Override
        public void close() {
            scorer.close();
            Baselines.check(sink);
        }
    }

    /** What is printed for programs. */
    public static Map<String, Object> values(List<Result> results) {
        List<Object> rates = new ArrayList<>();
        List<Object> bytes = new ArrayList<>();
        for (Result result : results) {
            rates.add(row(result, result.rowsPerSecond()));
            bytes.add(row(result, result.bytesPerRow()));
        }
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("rows", rates);
        values.put("allocatedBytesPerRow", bytes);
        return values;
    }

    private static Map<String, Object> row(Result result, double[] figures) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("model", result.model());
        row.put("batch", result.batch());
        for (int c = 0; c < figures.length; c++) {
            row.put(CONTESTANTS.get(c), figures[c]);
        }
        return row;
    }
}
