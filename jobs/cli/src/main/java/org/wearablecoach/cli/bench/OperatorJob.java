package org.wearablecoach.cli.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.RpcOptions;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.jspecify.annotations.Nullable;
import org.wearablecoach.event.ModelUpdate;
import org.wearablecoach.event.SignalKind;
import org.wearablecoach.loop.Element;
import org.wearablecoach.loop.adapt.ProximalOutcome;
import org.wearablecoach.loop.config.ModelOptions;
import org.wearablecoach.loop.infer.ModelSlot;
import org.wearablecoach.loop.infer.WindowInput;
import org.wearablecoach.onnx.FeatureSchema;
import org.wearablecoach.onnx.ModelBundle;
import org.wearablecoach.onnx.ModelManifest;
import org.wearablecoach.onnx.Scorer;
import org.wearablecoach.onnx.ScorerOptions;
import org.wearablecoach.onnx.SharedModels;
import org.wearablecoach.operators.InferOperator;
import org.wearablecoach.operators.ModelSource;
import org.wearablecoach.operators.Streams;

/**
 * A job of one chain: a driver, the operator that scores windows, and an operator that counts what
 * comes out. Object reuse is on, so a window goes from one to the next by a call, and everything is
 * on one thread.
 */
final class OperatorJob {

    /** The measurement of this process; jobs find it here, because it cannot be serialized. */
    private static final AtomicReference<@Nullable OperatorJob> CURRENT = new AtomicReference<>();

    /** Works with the operator as a contestant, on the thread of the task. */
    @FunctionalInterface
    interface Work {
        void with(Contestant operator) throws Exception;
    }

    private final ModelBundle bundle;
    private final Work work;
    private final int batch;
    private final List<Element.Window> windows = new ArrayList<>();

    private OperatorJob(ModelBundle bundle, BenchRows rows, int batch, Work work) {
        this.bundle = bundle;
        this.batch = batch;
        this.work = work;
        for (int i = 0; i < BenchRows.KNOWN; i++) {
            windows.add(
                    new Element.Window(
                            "person-" + i % 32,
                            i * 5_000L,
                            SignalKind.ACCELERATION,
                            "watch",
                            i * 5_000L,
                            i * 5_000L + 5_000,
                            i * 5_000L + 5_000,
                            100,
                            1,
                            false,
                            rows.rows[i],
                            Float.NaN));
        }
    }

    /** Runs a job around a piece of work. */
    static void run(ModelBundle bundle, BenchModel model, BenchRows rows, int batch, Work work)
            throws Exception {
        if (!CURRENT.compareAndSet(null, new OperatorJob(bundle, rows, batch, work))) {
            throw new IllegalStateException("one measurement at a time");
        }
        try {
            Configuration flink =
                    new Configuration()
                            .set(RestartStrategyOptions.RESTART_STRATEGY, "disable")
                            // What is late in one process is busy, and never gone.
                            .set(RpcOptions.ASK_TIMEOUT_DURATION, Duration.ofMinutes(5));
            StreamExecutionEnvironment env =
                    StreamExecutionEnvironment.createLocalEnvironment(1, flink);
            env.getConfig().enableObjectReuse();
            ModelOptions defaults = ModelOptions.with(model.name(), batch, Duration.ofSeconds(10));
            ModelOptions options =
                    new ModelOptions(
                            defaults.activity(),
                            defaults.glucose(),
                            defaults.arousal(),
                            batch,
                            // Every batch full: what is compared is compared at the same size.
                            batch,
                            defaults.flushAfter(),
                            defaults.executionProvider(),
                            defaults.trustedKeys(),
                            defaults.allowedSha256(),
                            defaults.maxBytes());
            env.fromSequence(1, 1)
                    .transform("driver", Streams.ELEMENT, new Driver())
                    .transform(
                            "infer",
                            Streams.ELEMENT,
                            new InferOperator.Factory(options, Model.of(bundle)))
                    .transform("count", Streams.ELEMENT, new Count());
            env.execute("coach bench scoring");
        } finally {
            CURRENT.set(null);
        }
    }

    private static OperatorJob current() {
        return Objects.requireNonNull(CURRENT.get());
    }

    /** Runs the work when the one record comes that the source has. */
    private static final class Driver extends AbstractStreamOperator<Element>
            implements OneInputStreamOperator<Long, Element> {

        private static final long serialVersionUID = 1L;

        @Override
        public void processElement(StreamRecord<Long> record) throws Exception {
            OperatorJob job = current();
            StreamRecord<Element> reuse = new StreamRecord<>(job.windows.get(0));
            Count.counted = 0;
            long[] sent = new long[1];
            job.work.with(
                    number -> {
                        int from = number * job.batch % BenchRows.KNOWN;
                        for (int i = 0; i < job.batch; i++) {
                            Element.Window window = job.windows.get(from + i);
                            output.collect(reuse.replace(window, window.ingestTime()));
                        }
                        sent[0] += job.batch;
                    });
            if (Count.counted != sent[0]) {
                throw new IllegalStateException(
                        "of " + sent[0] + " windows " + Count.counted + " came out scored");
            }
        }
    }

    /** Counts windows that were scored. */
    private static final class Count extends AbstractStreamOperator<Element>
            implements OneInputStreamOperator<Element, Element> {

        private static final long serialVersionUID = 1L;

        /** Of this process; driver and counter are on one thread. */
        private static long counted;

        @Override
        public void processElement(StreamRecord<Element> record) {
            if (record.getValue() instanceof Element.Window window && !window.scored().isEmpty()) {
                counted++;
            }
        }
    }

    /** The model of the measurement, given the features of a window as they are. */
    private record Model(int width, String schema, int version) implements ModelSource {

        static Model of(ModelBundle bundle) {
            FeatureSchema schema = bundle.manifest().featureSchema();
            int width = bundle.manifest().inputWidth();
            return schema == null
                    ? new Model(width, "bench", 1)
                    : new Model(width, schema.name(), schema.version());
        }

        @Override
        public List<ModelSlot> slots() {
            ScorerOptions options =
                    ScorerOptions.defaults()
                            .withBatchSizes(
                                    current().batch == 1
                                            ? List.of(1)
                                            : List.of(1, current().batch));
            return List.of(
                    new ModelSlot(
                            ModelSlot.ACTIVITY,
                            SharedModels.open(current().bundle, options),
                            new Whole(width, schema, version)));
        }

        @Override
        public List<String> activityLabels() {
            return List.of();
        }

        @Override
        public Scorer reward(ProximalOutcome outcome) {
            throw new UnsupportedOperationException("only windows are scored here");
        }

        @Override
        public Scorer policy(String model, byte @Nullable [] onnx, @Nullable String manifest) {
            throw new UnsupportedOperationException("only windows are scored here");
        }

        @Override
        public Scorer load(ModelUpdate update, Consumer<ModelManifest> fits) {
            throw new UnsupportedOperationException("no updates come here");
        }
    }

    /** All features of a window. */
    private record Whole(int width, String schema, int version) implements WindowInput {

        @Override
        public SignalKind signal() {
            return SignalKind.ACCELERATION;
        }

        @Override
        public float @Nullable [] of(Element.Window window) {
            return window.features();
        }
    }
}
