package org.wearablecoach.job;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;

/** A sink that hands rows to the test that made it, in the same process. */
final class CollectingSink<T> implements Sink<T> {

    private static final long serialVersionUID = 1L;

    /** What a writer does with a row. */
    interface Target<T> extends java.io.Serializable {
        void accept(Outcome outcome, T row);
    }

    private static final Map<String, Outcome> OUTCOMES = new ConcurrentHashMap<>();

    private final String run;
    private final Target<T> target;

    CollectingSink(String run, Target<T> target) {
        this.run = run;
        this.target = target;
    }

    /** What a run that is over has handed over; it is not kept here any longer. */
    static Outcome taken(String run) {
        Outcome outcome = OUTCOMES.remove(run);
        return outcome == null ? new Outcome() : outcome;
    }

    /** What a run hands over while it goes on. */
    static Outcome outcome(String run) {
        return OUTCOMES.computeIfAbsent(run, name -> new Outcome());
    }

    @Override
    public SinkWriter<T> createWriter(WriterInitContext context) {
        Outcome outcome = outcome(run);
        return new SinkWriter<>() {
            @Override
            public void write(T row, Context at) {
                target.accept(outcome, row);
            }

            @Override
            public void flush(boolean endOfInput) {
                // Rows are handed over at once.
            }

            @Override
            public void close() {
                // Nothing is held.
            }
        };
    }
}
