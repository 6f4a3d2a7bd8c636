package org.wearablecoach.kafka.source;

import java.util.Arrays;
import java.util.List;
import org.apache.flink.api.common.accumulators.LongCounter;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.java.typeutils.ResultTypeQueryable;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.runtime.state.FunctionInitializationContext;
import org.apache.flink.runtime.state.FunctionSnapshotContext;
import org.apache.flink.streaming.api.checkpoint.CheckpointedFunction;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;
import org.jspecify.annotations.Nullable;
import org.wearablecoach.event.Cause;
import org.wearablecoach.event.Control;
import org.wearablecoach.event.DeadLetter;
import org.wearablecoach.event.Received;

/**
 * Opens envelopes: values to the main output, dead letters to the side output {@link
 * #DEAD_LETTERS}. Timestamps stay as they are.
 *
 * <p>Counts twice. Metrics ({@code decoded}, {@code cause.X.deadLetters}, and {@code cutOff} for
 * dead letters that hold fewer bytes than their record had) start from zero at each attempt.
 * Accumulators ({@link #decodedAccumulator}, {@link #deadLettersAccumulator}) count each record
 * once over failures and restores: their values are kept in operator state, and Flink drops those
 * of an attempt that failed. One case is not covered: a subtask of a bounded job that had reached
 * its end before another one failed is not run again, and its counts are missing then.
 *
 * <p>State: a list with one long array a subtask, at each index the count of the {@link Cause} with
 * that code, at index 0 that of decoded records.
 *
 * @param <T> the value
 */
public final class DecodeFunction<T> extends ProcessFunction<Envelope<T>, T>
        implements CheckpointedFunction, ResultTypeQueryable<T> {

    /** What could not be used, with its cause and position. */
    public static final OutputTag<DeadLetter> DEAD_LETTERS =
            new OutputTag<>("dead-letters", DeadLetterTypeInfo.INSTANCE);

    private static final long serialVersionUID = 1L;

    /** Persisted API. */
    private static final ListStateDescriptor<long[]> STATE =
            new ListStateDescriptor<>(
                    "decoded-and-dead-letters-by-cause",
                    PrimitiveArrayTypeInfo.LONG_PRIMITIVE_ARRAY_TYPE_INFO);

    /** {@link Cause#UNKNOWN} has this code, and is the cause of nothing that is decoded here. */
    private static final int DECODED = 0;

    private final String stream;
    private final TypeInformation<T> type;

    /** What was counted up to the restored checkpoint, by code. */
    private long[] restored = {};

    private transient @Nullable ListState<long[]> state;
    private transient Tally @Nullable [] tallies;
    private transient @Nullable Counter cutOff;

    private DecodeFunction(String stream, TypeInformation<T> type) {
        this.stream = stream;
        this.type = type;
    }

    /** Opens envelopes of telemetry; the names of its accumulators begin with {@code telemetry}. */
    public static DecodeFunction<Received> telemetry() {
        return new DecodeFunction<>("telemetry", ReceivedTypeInfo.INSTANCE);
    }

    /** Opens envelopes of control records; its accumulators begin with {@code control}. */
    public static DecodeFunction<Control> control() {
        return new DecodeFunction<>("control", ControlTypeInfo.INSTANCE);
    }

    /** Name of the accumulator of records that could be read, as {@code telemetry.decoded}. */
    public String decodedAccumulator() {
        return accumulator(DECODED);
    }

    /**
     * Name of the accumulator of dead letters with a cause, as {@code
     * telemetry.dead-letters.BAD_KEY}. There is none while there is no such dead letter.
     */
    public String deadLettersAccumulator(Cause cause) {
        return accumulator(cause.code());
    }

    @Override
    public void initializeState(FunctionInitializationContext context) throws Exception {
        state = context.getOperatorStateStore().getListState(STATE);
        restored = new long[highestCode() + 1];
        for (long[] part : state.get()) {
            if (part.length > restored.length) {
                restored = Arrays.copyOf(restored, part.length);
            }
            for (int code = 0; code < part.length; code++) {
                restored[code] += part[code];
            }
        }
    }

    @Override
    public void open(OpenContext context) {
        tallies = new Tally[restored.length];
        for (int code = 0; code < restored.length; code++) {
            if (restored[code] > 0) {
                tally(tallies, code).restore(restored[code]);
            }
        }
    }

    @Override
    public void snapshotState(FunctionSnapshotContext context) throws Exception {
        if (state == null || tallies == null) {
            return;
        }
        long[] counts = new long[tallies.length];
        for (int code = 0; code < counts.length; code++) {
            counts[code] = tallies[code] == null ? 0 : tallies[code].count();
        }
        state.update(List.of(counts));
    }

    @Override
    public void processElement(Envelope<T> envelope, Context context, Collector<T> out) {
        T value = envelope.value();
        DeadLetter deadLetter = envelope.deadLetter();
        if (value != null) {
            count(DECODED);
            out.collect(value);
        } else if (deadLetter != null) {
            count(deadLetter.cause().code());
            byte[] raw = deadLetter.raw();
            if (raw != null && raw.length < deadLetter.length()) {
                countCutOff();
            }
            context.output(DEAD_LETTERS, deadLetter);
        }
    }

    @Override
    public TypeInformation<T> getProducedType() {
        return type;
    }

    private void count(int code) {
        if (tallies != null) {
            tally(tallies, code).increment();
        }
    }

    private void countCutOff() {
        Counter counter = cutOff;
        if (counter == null) {
            counter = getRuntimeContext().getMetricGroup().addGroup("coach").counter("cutOff");
            cutOff = counter;
        }
        counter.inc();
    }

    private Tally tally(Tally[] all, int code) {
        Tally tally = all[code];
        if (tally == null) {
            MetricGroup group = getRuntimeContext().getMetricGroup().addGroup("coach");
            Counter metric =
                    code == DECODED
                            ? group.counter("decoded")
                            : group.addGroup("cause", Cause.of(code).name()).counter("deadLetters");
            tally = new Tally(metric);
            getRuntimeContext().addAccumulator(accumulator(code), tally.total);
            all[code] = tally;
        }
        return tally;
    }

    private String accumulator(int code) {
        return code == DECODED
                ? stream + ".decoded"
                : stream + ".dead-letters." + Cause.of(code).name();
    }

    private static int highestCode() {
        int highest = 0;
        for (Cause cause : Cause.values()) {
            highest = Math.max(highest, cause.code());
        }
        return highest;
    }

    /** One count: over all attempts as accumulator, in this attempt as metric. */
    private static final class Tally {

        private final LongCounter total = new LongCounter();
        private final Counter attempt;

        Tally(Counter attempt) {
            this.attempt = attempt;
        }

        void restore(long count) {
            total.add(count);
        }

        void increment() {
            total.add(1L);
            attempt.inc();
        }

        long count() {
            return total.getLocalValuePrimitive();
        }
    }
}
