package org.wearablecoach.operators;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ScheduledFuture;
import org.apache.flink.api.common.operators.MailboxExecutor;
import org.apache.flink.api.common.operators.ProcessingTimeService.ProcessingTimeCallback;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.AbstractStreamOperatorFactory;
import org.apache.flink.streaming.api.operators.BoundedOneInput;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperatorFactory;
import org.apache.flink.streaming.api.operators.StreamOperator;
import org.apache.flink.streaming.api.operators.StreamOperatorParameters;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.RecordAttributes;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.util.Preconditions;
import org.jspecify.annotations.Nullable;
import org.wearablecoach.loop.Element;
import org.wearablecoach.loop.config.ModelOptions;
import org.wearablecoach.loop.infer.BatchPace;
import org.wearablecoach.loop.infer.Infer;
import org.wearablecoach.loop.infer.ModelUnavailableException;
import org.wearablecoach.onnx.SharedModels;

/**
 * {@link Infer} as a Flink operator. It flushes when a batch is full, when a window has waited long
 * enough, and before anything that must not overtake a record: a checkpoint barrier, a watermark,
 * the end of the input. So nothing waits in it at a checkpoint, and rescaling cannot lose a window.
 */
public final class InferOperator extends AbstractStreamOperator<Element>
        implements OneInputStreamOperator<Element, Element>, BoundedOneInput {

    private static final long serialVersionUID = 1L;

    private static final long NOT_WAITING = Long.MIN_VALUE;

    private static final Element NOTHING = new Element.Erasure("", 0);

    private final ModelOptions options;
    private final ModelSource models;
    private final transient MailboxExecutor mailbox;

    private transient @Nullable Infer infer;
    private transient @Nullable OffThreadLoader loader;
    private transient @Nullable ControlState state;
    private transient @Nullable InferMetrics measured;
    private transient @Nullable ScheduledFuture<?> timer;
    private final transient BatchPace pace;
    private transient long waitingSince = NOT_WAITING;
    private transient long rowsSeen;
    private final transient StreamRecord<Element> reuse = new StreamRecord<>(NOTHING);
    private final transient Map<Element.Update, RuntimeException> refused = new LinkedHashMap<>();

    private InferOperator(
            StreamOperatorParameters<Element> parameters,
            ModelOptions options,
            ModelSource models) {
        super(parameters);
        this.options = options;
        this.models = models;
        this.mailbox = parameters.getMailboxExecutor();
        this.pace =
                new BatchPace(
                        options.leastBatch(), options.batchSize(), options.flushAfter().toMillis());
    }

    @Override
    public void initializeState(StateInitializationContext context) throws Exception {
        super.initializeState(context);
        getRuntimeContext()
                .registerUserCodeClassLoaderReleaseHookIfAbsent(
                        "wearable-coach-models", SharedModels::releaseAll);
        InferMetrics measures = new InferMetrics(getMetricGroup());
        OffThreadLoader loads = new OffThreadLoader(models, mailbox);
        measured = measures;
        loader = loads;
        Infer rules =
                new Infer(
                        models.slots(),
                        loads,
                        options.batchSize(),
                        getRuntimeContext().getTaskInfo().getIndexOfThisSubtask(),
                        getRuntimeContext().getTaskInfo().getNumberOfParallelSubtasks(),
                        element -> output.collect(reuse.replace(element, element.ingestTime())),
                        measures);
        infer = rules;
        measures.watch(rules);
        state = new ControlState(context.getOperatorStateStore(), "models");
        refused.clear();
        for (Element.Update update : state.read()) {
            try {
                rules.restore(update);
            } catch (ModelUnavailableException | CancellationException e) {
                throw e; // the same versions serve after a restart, or nothing does
            } catch (RuntimeException e) {
                refused.put(update, e); // open() says so
            }
        }
    }

    /**
     * A model that was in force and can no longer be, as after a change of the configured one, does
     * not keep the job from starting: it is refused like any other update, at the time at which it
     * came.
     */
    @Override
    public void open() throws Exception {
        super.open();
        refused.forEach(infer()::refuse);
        refused.clear();
    }

    private Infer infer() {
        return Preconditions.checkNotNull(infer);
    }

    @Override
    public void processElement(StreamRecord<Element> record) {
        Infer rules = infer();
        rules.accept(record.getValue());
        if (!rules.isWaiting()) {
            // A batch may go without a row: windows that no model can be given wait as well.
            if (rules.rows() != rowsSeen || waitingSince != NOT_WAITING) {
                flushed();
            }
        } else if (waitingSince == NOT_WAITING) {
            waitingSince = getProcessingTimeService().getCurrentProcessingTime();
            if (timer == null) {
                register(waitingSince + options.flushAfter().toMillis());
            }
        }
    }

    private void register(long time) {
        ProcessingTimeCallback flush =
                at -> {
                    timer = null;
                    flush();
                };
        timer = getProcessingTimeService().registerTimer(time, flush);
    }

    private void flush() {
        if (infer().isWaiting()) {
            infer().flush();
            flushed();
        }
    }

    /** Learns from what went how many the next batch waits for. */
    private void flushed() {
        Infer rules = infer();
        long now = getProcessingTimeService().getCurrentProcessingTime();
        if (waitingSince != NOT_WAITING) {
            Preconditions.checkNotNull(measured).waited(now - waitingSince);
            waitingSince = NOT_WAITING;
        }
        rules.batchLimit(pace.scored(rules.rows() - rowsSeen, now));
        rowsSeen = rules.rows();
    }

    @Override
    public void processWatermark(Watermark mark) throws Exception {
        flush();
        super.processWatermark(mark);
    }

    @Override
    public void processRecordAttributes(RecordAttributes attributes) throws Exception {
        flush();
        super.processRecordAttributes(attributes);
    }

    @Override
    public void prepareSnapshotPreBarrier(long checkpointId) throws Exception {
        flush();
        super.prepareSnapshotPreBarrier(checkpointId);
    }

    @Override
    public void snapshotState(StateSnapshotContext context) throws Exception {
        Preconditions.checkState(!infer().isWaiting(), "A window waits at a checkpoint.");
        Preconditions.checkNotNull(state).write(infer().updates());
        super.snapshotState(context);
    }

    @Override
    public void endInput() {
        flush();
    }

    @Override
    public void close() throws Exception {
        if (loader != null) {
            loader.close();
        }
        if (infer != null) {
            infer.close();
        }
        super.close();
    }

    /** Makes the operator. */
    public static final class Factory extends AbstractStreamOperatorFactory<Element>
            implements OneInputStreamOperatorFactory<Element, Element> {

        private static final long serialVersionUID = 1L;

        private final ModelOptions options;
        private final ModelSource models;

        /** An operator with these options and models. */
        public Factory(ModelOptions options, ModelSource models) {
            this.options = options;
            this.models = models;
        }

        @Override
        @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // Flink's signature
        public <T extends StreamOperator<Element>> T createStreamOperator(
                StreamOperatorParameters<Element> parameters) {
            return (T) new InferOperator(parameters, options, models);
        }

        @Override
        @SuppressWarnings("rawtypes")
        public Class<? extends StreamOperator> getStreamOperatorClass(ClassLoader loader) {
            return InferOperator.class;
        }
    }
}
