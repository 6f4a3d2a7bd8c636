package org.wearablecoach.job;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.Preconditions;
import org.jspecify.annotations.Nullable;
import org.wearablecoach.event.Received;
import org.wearablecoach.kafka.source.ReceivedTypeInfo;

/**
 * Puts the records of a person that come from several topics into one order: by ingest time, then
 * topic, partition and offset. A record waits until every topic has shown a later ingest time, or
 * nothing for a while. One that comes behind the watermark is passed on at once.
 *
 * <p>State: the records of a person that wait; none once the watermark has passed them.
 */
final class IngestOrder extends KeyedProcessFunction<String, Received, Received> {

    private static final long serialVersionUID = 1L;

    private static final Comparator<Received> ORDER =
            Comparator.comparingLong(Received::ingestTime)
                    .thenComparingInt(Received::partition)
                    .thenComparingLong(Received::offset)
                    // One record may say two things.
                    .thenComparingLong(received -> received.telemetry().boot());

    private transient @Nullable ListState<Received> waiting;

    @Override
    public void open(OpenContext context) {
        waiting =
                getRuntimeContext()
                        .getListState(
                                new ListStateDescriptor<>("waiting", ReceivedTypeInfo.INSTANCE));
    }

    @Override
    public void processElement(Received received, Context context, Collector<Received> out)
            throws Exception {
        if (received.ingestTime() <= context.timerService().currentWatermark()) {
            out.collect(received);
            return;
        }
        Preconditions.checkNotNull(waiting).add(received);
        context.timerService().registerEventTimeTimer(received.ingestTime());
    }

    /** The first timer of a watermark empties what it has passed; the others find nothing. */
    @Override
    public void onTimer(long time, OnTimerContext context, Collector<Received> out)
            throws Exception {
        ListState<Received> state = Preconditions.checkNotNull(waiting);
        long passed = context.timerService().currentWatermark();
        List<Received> due = new ArrayList<>();
        List<Received> left = new ArrayList<>();
        for (Received received : state.get()) {
            (received.ingestTime() <= passed ? due : left).add(received);
        }
        if (due.isEmpty()) {
            return;
        }
        due.sort(ORDER);
        due.forEach(out::collect);
        state.update(left);
    }
}
