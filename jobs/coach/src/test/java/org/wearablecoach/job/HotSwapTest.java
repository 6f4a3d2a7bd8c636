package org.wearablecoach.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.flink.api.common.functions.MapFunction;
import org.apache.flink.api.common.functions.RichFlatMapFunction;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.apache.flink.util.Collector;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.wearablecoach.event.ControlStatus;
import org.wearablecoach.event.ModelUpdate;
import org.wearablecoach.event.SignalKind;
import org.wearablecoach.job.config.CoachConfig;
import org.wearablecoach.job.config.Setting;
import org.wearablecoach.loop.Element;
import org.wearablecoach.loop.Score;
import org.wearablecoach.loop.config.ModelOptions;
import org.wearablecoach.loop.infer.ModelSlot;
import org.wearablecoach.onnx.ModelBundle;
import org.wearablecoach.onnx.OnnxScorer;
import org.wearablecoach.onnx.Scorer;
import org.wearablecoach.onnx.ScorerOptions;
import org.wearablecoach.onnx.SharedModels;
import org.wearablecoach.operators.InferOperator;
import org.wearablecoach.operators.Streams;
import org.wearablecoach.signals.AccelerationWindow;

/**
 * Models that are swapped while windows come without a pause: two models take turns, each time as a
 * new version with a session of its own, and they answer differently.
 */
class HotSwapTest {

    private static final int SUBTASKS = 2;

    /** Windows between two swaps; no multiple of the batch, so that swaps fall into batches. */
    private static final int BETWEEN = 50;

    private static final float[] ROW = new float[AccelerationWindow.WIDTH];

    static {
        Arrays.fill(ROW, 0.1f);
    }

    /** What came out, by the number of the window. */
    private static final class Seen {
        static AtomicIntegerArray windows = new AtomicIntegerArray(0);
        static final AtomicLong wrong = new AtomicLong();
        static final AtomicLong accepted = new AtomicLong();
        static final AtomicLong refused = new AtomicLong();
        static final AtomicLong rssBefore = new AtomicLong();
        static final AtomicLong rssAfter = new AtomicLong();
        static float[] odd = {};
        static float[] even = {};
    }

    /**
     * Windows by their number, and before every fiftieth the update that is in force from it on.
     */
    private static final class Feed extends RichFlatMapFunction<Long, Element> {

        private static final long serialVersionUID = 1L;

        private long number;

        @Override
        public void flatMap(Long next, Collector<Element> out) {
            if (number % BETWEEN == 0) {
                out.collect(new Element.Update(number, version(number / BETWEEN)));
            }
            out.collect(
                    new Element.Window(
                            "subtask-" + getRuntimeContext().getTaskInfo().getIndexOfThisSubtask(),
                            number,
                            SignalKind.ACCELERATION,
                            "watch",
                            number - 1,
                            number,
                            number,
                            100,
                            1,
                            false,
                            new float[0],
                            0,
                            ROW,
                            List.of()));
            number++;
        }
    }

    private static ModelUpdate version(long swap) {
        ModelUpdate model = EverythingRuns.from(0);
        String version = "9.0." + swap;
        if (swap % 2 == 0) {
            ModelBundle shipped = ModelBundle.shipped("activity");
            return update(shipped.manifestJson(), shipped.manifest().version(), version, shipped);
        }
        return update(
                model.manifest(),
                model.version(),
                version,
                ModelBundle.of(
                        java.util.Objects.requireNonNull(model.model()),
                        model.manifest(),
                        ScorerOptions.defaults()));
    }

    private static ModelUpdate update(
            String manifest, String from, String version, ModelBundle bundle) {
        long swap = Long.parseLong(version.substring(version.lastIndexOf('.') + 1));
        return new ModelUpdate(
                ModelSlot.ACTIVITY,
                version,
                bundle.manifest().sha256(),
                swap * BETWEEN,
                manifest.replace('"' + from + '"', '"' + version + '"'),
                bundle.onnx(),
                null,
                null,
                null);
    }

    /** Compares each window with what the version in force gives. */
    private static final class Check implements MapFunction<Element, Boolean> {

        private static final long serialVersionUID = 1L;

        private final int swaps;
        private final int windows;

        Check(int swaps, int windows) {
            this.swaps = swaps;
            this.windows = windows;
        }

        @Override
        public Boolean map(Element element) {
            if (element instanceof Element.Acknowledgement said) {
                ControlStatus status = said.status();
                long answers = (status.accepted() ? Seen.accepted : Seen.refused).incrementAndGet();
                if (answers == swaps / 5) {
                    Seen.rssBefore.set(rss());
                } else if (answers == swaps) {
                    Seen.rssAfter.set(rss());
                }
            } else if (element instanceof Element.Window window) {
                long swap = window.end() / BETWEEN;
                Score score = window.score(ModelSlot.ACTIVITY);
                boolean right =
                        score != null
                                && score.model().version().equals("9.0." + swap)
                                && Arrays.equals(
                                        score.outputs(), swap % 2 == 0 ? Seen.even : Seen.odd);
                Seen.wrong.addAndGet(right ? 0 : 1);
                int subtask = window.userId().charAt(window.userId().length() - 1) - '0';
                Seen.windows.incrementAndGet(subtask * windows + (int) window.end());
            }
            return true;
        }
    }

    /** Resident memory of this process, bytes; 0 where it cannot be read. */
    private static long rss() {
        System.gc();
        try {
            String[] pages = Files.readString(Path.of("/proc/self/statm")).split(" ", -1);
            return Long.parseLong(pages[1]) * 4096;
        } catch (IOException e) {
            return 0;
        }
    }

    private static float[] answer(ModelUpdate update) {
        ModelBundle bundle =
                ModelBundle.of(
                        java.util.Objects.requireNonNull(update.model()),
                        update.manifest(),
                        ScorerOptions.defaults());
        try (Scorer scorer = OnnxScorer.open(bundle, ScorerOptions.oneByOne())) {
            float[] out = new float[scorer.outputWidth()];
            scorer.score(ROW, 1, out);
            return out;
        }
    }

    @Test
    void everyWindowIsScoredOnceByTheVersionInForceThroughTwoHundredSwaps() throws Exception {
        swap(200);
    }

    @Test
    @Tag("long")
    void everyWindowIsScoredOnceByTheVersionInForceThroughThousandsOfSwaps() throws Exception {
        swap(5_000);
    }

    private static void swap(int swaps) throws Exception {
        int windows = swaps * BETWEEN;
        Seen.windows = new AtomicIntegerArray(SUBTASKS * windows);
        Seen.even = answer(version(0));
        Seen.odd = answer(version(1));
        assertThat(Seen.even).isNotEqualTo(Seen.odd);
        for (AtomicLong count : List.of(Seen.wrong, Seen.accepted, Seen.refused)) {
            count.set(0);
        }
        String allowed = "[" + version(0).sha256() + "," + version(1).sha256() + "]";
        CoachConfig config =
                CoachConfig.load(
                        null, Setting.split(List.of("--models.allowedSha256", allowed)).settings());
        Configuration flink = new Configuration().set(PipelineOptions.OBJECT_REUSE, true);
        StreamExecutionEnvironment env = JobFixture.environment(SUBTASKS, flink);
        env.fromSequence(0, windows - 1)
                .flatMap(new Feed())
                .returns(Streams.ELEMENT)
                .transform(
                        "infer",
                        Streams.ELEMENT,
                        new InferOperator.Factory(
                                ModelOptions.with("fake", 32, Duration.ofMillis(5)),
                                new ConfiguredModels(config.loop())))
                .map(new Check(swaps, windows))
                .returns(Types.BOOLEAN)
                .sinkTo(new DiscardingSink<>());
        long began = System.nanoTime();
        env.execute("swaps");
        double seconds = (System.nanoTime() - began) / 1e9;
        assertThat(Seen.refused).hasValue(0);
        assertThat(Seen.accepted.get()).isBetween((long) swaps, swaps + 1L);
        assertThat(Seen.wrong).hasValue(0);
        int seen = 0;
        for (int i = 0; i < SUBTASKS * windows; i++) {
            boolean first = i % windows == 0;
            assertThat(Seen.windows.get(i))
                    .as("window " + i)
                    .isBetween(0, first ? 1 : Seen.windows.get(i - 1));
            seen += Seen.windows.get(i);
        }
        assertThat(seen).isEqualTo(windows);
        assertThat(SharedModels.open()).as("sessions after the job").isZero();
        double grown = (Seen.rssAfter.get() - Seen.rssBefore.get()) / 1048576.0;
        System.out.printf(
                Locale.ROOT,
                "%d swaps, %d windows, %.1f s; resident %.1f MiB after a fifth, %+.1f MiB at the"
                        + " end%n",
                swaps,
                windows,
                seconds,
                Seen.rssBefore.get() / 1048576.0,
                grown);
        if (swaps >= 5_000) {
            // Before that the heap of the process may still be growing to its size.
            assertThat(grown).as("MiB").isLessThan(48);
        }
    }
}
