package org.wearablecoach.cli.pipeline;

import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;
import org.jspecify.annotations.Nullable;
import org.wearablecoach.event.Received;

/** What the job is compared with: one value a person, read and written for each record. */
final class CountPerson extends KeyedProcessFunction<String, Received, Long> {

    private static final long serialVersionUID = 1L;

    private transient @Nullable ValueState<Long> records;

    @Override
    public void open(OpenContext context) {
        records = getRuntimeContext().getState(new ValueStateDescriptor<>("records", Types.LONG));
    }

    @Override
    public void processElement(Received received, Context context, Collector<Long> out)
            throws Exception {
        ValueState<Long> state = records;
        if (state != null) {
            Long before = state.value();
            state.update(before == null ? 1L : before + 1);
        }
    }
}
