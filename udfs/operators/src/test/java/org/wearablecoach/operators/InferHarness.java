package org.wearablecoach.operators;

import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.jspecify.annotations.Nullable;
import org.wearablecoach.loop.Element;
import org.wearablecoach.loop.config.ModelOptions;

/** One subtask of Infer, open. */
final class InferHarness extends OneInputStreamOperatorTestHarness<Element, Element> {

    /**
     * @param state of a job of one subtask, to go on from; null to start empty
     */
    InferHarness(
            ModelOptions options,
            ModelSource models,
            int parallelism,
            int subtask,
            @Nullable OperatorSubtaskState state)
            throws Exception {
        super(
                new InferOperator.Factory(options, models),
                Chain.MAX_PARALLELISM,
                parallelism,
                subtask);
        setup(Streams.ELEMENT.createSerializer(new SerializerConfigImpl()));
        if (state != null) {
            initializeState(
                    AbstractStreamOperatorTestHarness.repartitionOperatorState(
                            state, Chain.MAX_PARALLELISM, 1, parallelism, subtask));
        }
        open();
    }

    /** Takes an element, with its ingest time as its timestamp. */
    void accept(Element element) throws Exception {
        processElement(new StreamRecord<>(element, element.ingestTime()));
    }

    /** What came out since the last call. */
    List<Element> drain() {
        List<Element> elements = new ArrayList<>(extractOutputValues());
        getOutput().clear();
        return elements;
    }

    @Override
    public void close() {
        try {
            super.close();
        } catch (Exception e) {
            throw new IllegalStateException("the harness cannot be closed", e);
        }
    }
}
