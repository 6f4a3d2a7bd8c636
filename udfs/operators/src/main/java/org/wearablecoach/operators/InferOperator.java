package org.wearablecoach.operators;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ScheduledFuture;
import org.apache.flink.api.common.operators.ProcessingTimeService.ProcessingTimeCallback;
import org.apache.flink.metrics.MetricGroup;
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
import org.wearablecoach.event.ModelUpdate;
import org.wearablecoach.event.RecordFormat;
import org.wearablecoach.loop.Element;
import org.wearablecoach.loop.config.ModelOptions;
import org.wearablecoach.loop.infer.Infer;

/**
 * {@link Infer} as a Flink operator. It flushes when a batch is full, when a window has waited long
 * enough, and before anything that must not overtake a record: a checkpoint barrier, a watermark,
 * the end of the input. So nothing waits in it at a checkpoint, and rescaling cannot lose a window.
 */
public final class InferOperator extends AbstractStreamOperator<Element>
        implements OneInputStreamOperator<Element, Element>, BoundedOneInput {

    private static final long serialVersionUID = 1L;

    private final ModelOptions options;
    private final ModelSource models;

    private transient @Nullable Infer infer;
    private transient @Nullable ControlState<ModelUpdate> state;
    private transient @Nullable ScheduledFuture<?> timer;
    private final transient StreamRecord<Element> reuse = new StreamRecord<>(NOTHING);
    private final transient List<ModelUpdate> refused = new ArrayList<>();

    private static final Element NOTHING = new Element.Erasure("", 0);

    private InferOperator(
            StreamOperatorParameters<Element> parameters,
            ModelOptions options,
            ModelSource models) {
        super(parameters);
        this.options = options;
        this.models = models;
    }

    @Override
    public void initializeState(StateInitializationContext context) throws Exception {
        super.initializeState(context);
        Infer rules =
                new Infer(
                        models.activity(),
                        models::load,
                        options.batchSize(),
                        getRuntimeContext().getTaskInfo().getIndexOfThisSubtask(),
                        getRuntimeContext().getTaskInfo().getNumberOfParallelSubtasks(),
                        element -> output.collect(reuse.replace(element, element.ingestTime())));
        infer = rules;
        state =
                new ControlState<>(
                        context.getOperatorStateStore(), "models", RecordFormat.modelUpdate());
        refused.clear();
        for (ModelUpdate update : state.read()) {
            try {
                rules.restore(update);
            } catch (RuntimeException e) {
                refused.add(update); // open() says why
            }
        }
        MetricGroup group = getMetricGroup().addGroup("coach");
        group.gauge("windowsScored", rules::scored);
        group.gauge("windowsFailed", rules::failed);
        group.gauge("batches", rules::batches);
    }

    /**
     * A model that was in force and can no longer be loaded, as after a change of the configured
     * one, does not keep the job from starting: it is refused like any other update.
     */
    @Override
    public void open() throws Exception {
        super.open();
        for (ModelUpdate update : refused) {
            infer().accept(
                            new Element.Update(
                                    getProcessingTimeService().getCurrentProcessingTime(), update));
        }
        refused.clear();
    }

    private Infer infer() {
        return Preconditions.checkNotNull(infer);
    }

    @Override
    public void processElement(StreamRecord<Element> record) {
        Infer rules = infer();
        rules.accept(record.getValue());
        if (rules.isWaiting() && timer == null) {
            ProcessingTimeCallback flush =
                    time -> {
                        timer = null;
                        rules.flush();
                    };
            timer =
                    getProcessingTimeService()
                            .registerTimer(
                                    getProcessingTimeService().getCurrentProcessingTime()
                                            + options.flushAfter().toMillis(),
                                    flush);
        }
    }

    @Override
    public void processWatermark(Watermark mark) throws Exception {
        infer().flush();
        super.processWatermark(mark);
    }

    @Override
    public void processRecordAttributes(RecordAttributes attributes) throws Exception {
        infer().flush();
        super.processRecordAttributes(attributes);
    }

    @Override
    public void prepareSnapshotPreBarrier(long checkpointId) throws Exception {
        infer().flush();
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
        infer().flush();
    }

    @Override
    public void close() throws Exception {
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
