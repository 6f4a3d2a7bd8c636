package org.wearablecoach.operators;

import java.util.List;
import java.util.Locale;
import org.apache.flink.api.common.accumulators.LongCounter;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.runtime.state.FunctionInitializationContext;
import org.apache.flink.runtime.state.FunctionSnapshotContext;
import org.apache.flink.streaming.api.checkpoint.CheckpointedFunction;
import org.apache.flink.streaming.api.functions.co.KeyedBroadcastProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.Preconditions;
import org.jspecify.annotations.Nullable;
import org.wearablecoach.event.Received;
import org.wearablecoach.loop.Element;
import org.wearablecoach.loop.config.LoopConfig;
import org.wearablecoach.loop.sense.Disposition;
import org.wearablecoach.loop.sense.PersonClock;
import org.wearablecoach.loop.sense.Sense;

/**
 * {@link Sense} as a Flink function: telemetry by person, and the control stream that every subtask
 * passes on in its place.
 */
public final class SenseFunction
        extends KeyedBroadcastProcessFunction<String, Received, Element, Element>
        implements CheckpointedFunction {

    /** Accumulators that end in the names of {@link Disposition}, as {@code sense.USED}. */
    public static final String ACCUMULATOR = "sense.";

    /** Accumulator of records of a person on another partition than the one before. */
    public static final String SEVERAL_PARTITIONS = ACCUMULATOR + "SEVERAL_PARTITIONS";

    /** Accumulator of acceleration chunks of which a part came too late. */
    public static final String REFUSED_PARTS = ACCUMULATOR + "REFUSED_PARTS";

    private static final long serialVersionUID = 1L;

    private static final int SEVERAL = Disposition.values().length;
    private static final int PARTS = SEVERAL + 1;

    /** Nothing is kept in it: updates live where they are used. It makes the stream a broadcast. */
    public static final MapStateDescriptor<String, String> CONTROL =
            new MapStateDescriptor<>("control", Types.STRING, Types.STRING);

    private static final ListStateDescriptor<long[]> COUNTS =
            new ListStateDescriptor<>(
                    "counts", PrimitiveArrayTypeInfo.LONG_PRIMITIVE_ARRAY_TYPE_INFO);

    private final LoopConfig config;
    private final String topic;

    private long[] restored = new long[PARTS + 1];
    private transient @Nullable ListState<long[]> counts;
    private transient LongCounter[] totals = new LongCounter[0];
    private transient @Nullable Sense sense;
    private transient @Nullable FlinkSenseStore store;
    private transient @Nullable Collector<Element> collector;
    private transient Element.@Nullable Sink sink;

    /**
     * @param config of the loop
     * @param topic of the telemetry, named in dead letters
     */
    public SenseFunction(LoopConfig config, String topic) {
        this.config = config;
        this.topic = topic;
    }

    @Override
    public void initializeState(FunctionInitializationContext context) throws Exception {
        counts = context.getOperatorStateStore().getListState(COUNTS);
        restored = new long[PARTS + 1];
        for (long[] part : counts.get()) {
            for (int i = 0; i < Math.min(part.length, restored.length); i++) {
                restored[i] += part[i];
            }
        }
    }

    @Override
    public void open(OpenContext context) {
        Sense rules = new Sense(config, topic);
        sense = rules;
        store = new FlinkSenseStore(getRuntimeContext(), rules);
        totals = new LongCounter[PARTS + 1];
        MetricGroup group = getRuntimeContext().getMetricGroup().addGroup("coach");
        for (int i = 0; i < totals.length; i++) {
            LongCounter total = new LongCounter();
            // What a checkpoint counted is part of what the job has counted.
            total.add(restored[i]);
            totals[i] = total;
            getRuntimeContext().addAccumulator(name(i), total);
            group.gauge(metric(i), total::getLocalValuePrimitive);
        }
    }

    private static String name(int count) {
        return count == SEVERAL
                ? SEVERAL_PARTITIONS
                : count == PARTS ? REFUSED_PARTS : ACCUMULATOR + Disposition.of(count);
    }

    /** As {@code recordsUsed}, {@code recordsDeadLetter}. */
    static String metric(int count) {
        if (count >= SEVERAL) {
            return count == SEVERAL ? "partitionChanges" : "partsRefused";
        }
        StringBuilder name = new StringBuilder("records");
        for (String word : Disposition.of(count).name().split("_", -1)) {
            name.append(word.charAt(0)).append(word.substring(1).toLowerCase(Locale.ROOT));
        }
        return name.toString();
    }

    @Override
    public void snapshotState(FunctionSnapshotContext context) throws Exception {
        long[] now = new long[totals.length];
        for (int i = 0; i < now.length; i++) {
            now[i] = totals[i].getLocalValuePrimitive();
        }
        Preconditions.checkNotNull(counts).update(List.of(now));
        Preconditions.checkNotNull(store).snapshot();
    }

    @Override
    public void processElement(Received received, ReadOnlyContext context, Collector<Element> out)
            throws Exception {
        Sense rules = Preconditions.checkNotNull(sense);
        FlinkSenseStore state = Preconditions.checkNotNull(store);
        long several = rules.severalPartitions();
        long parts = rules.refusedParts();
        state.timers(context.timerService());
        Disposition disposition = rules.accept(received, state, sink(out));
        totals[disposition.code()].add(1L);
        if (rules.severalPartitions() != several) {
            totals[SEVERAL].add(1L);
        }
        if (rules.refusedParts() != parts) {
            totals[PARTS].add(1L);
        }
    }

    /** Flink hands over one collector again and again; a new sink a record would be garbage. */
    @SuppressWarnings("ReferenceEquality")
    private Element.Sink sink(Collector<Element> out) {
        Element.Sink known = sink;
        if (known == null || collector != out) {
            known = out::collect;
            sink = known;
            collector = out;
        }
        return known;
    }

    @Override
    public void processBroadcastElement(Element control, Context context, Collector<Element> out) {
        boolean everywhere = control instanceof Element.Update;
        if (everywhere || getRuntimeContext().getTaskInfo().getIndexOfThisSubtask() == 0) {
            out.collect(control);
        }
    }

    @Override
    public void onTimer(long time, OnTimerContext context, Collector<Element> out)
            throws Exception {
        Sense rules = Preconditions.checkNotNull(sense);
        FlinkSenseStore state = Preconditions.checkNotNull(store);
        state.timers(context.timerService());
        PersonClock known = state.clock();
        if (known == null) {
            return;
        }
        long last = known.ingestTime();
        long next = rules.free(time, state);
        if (next != rules.firstTimer(last)) {
            // Adapt forgets at the same place of the stream; the person's next record would say
            // the same again.
            boolean person = time - last > config.signals().forgetPersonAfter().toMillis();
            out.collect(new Element.Expired(context.getCurrentKey(), time, last, person));
        }
        if (next != PersonClock.NEVER) {
            context.timerService().registerEventTimeTimer(next);
        }
    }
}
