package org.wearablecoach.operators;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import org.wearablecoach.event.ControlStatus;
import org.wearablecoach.event.DeadLetter;
import org.wearablecoach.event.Decision;
import org.wearablecoach.event.DecodingException;
import org.wearablecoach.event.Recommendation;
import org.wearablecoach.event.RecordFormat;
import org.wearablecoach.event.Reward;
import org.wearablecoach.event.WindowScore;
import org.wearablecoach.loop.Codec;

/**
 * Binary forms of what leaves the job, for whoever cuts the chain before a sink: the records of the
 * topics themselves.
 */
public final class RecordForms {

    private RecordForms() {}

    /** A form that is the record's Avro encoding. */
    private abstract static class Form<T> implements Codec<T> {

        private final RecordFormat<T> format;

        Form(RecordFormat<T> format) {
            this.format = format;
        }

        @Override
        public final int version() {
            return 1;
        }

        @Override
        public final void write(T value, DataOutput out) throws IOException {
            Codec.writeBytes(format.encode(value), out);
        }

        @Override
        public final T read(int version, DataInput in) throws IOException {
            try {
                return format.decode(Codec.readBytes(in));
            } catch (DecodingException e) {
                throw new IOException("A stored " + format.name() + " cannot be read.", e);
            }
        }

        /** Records are never changed. */
        @Override
        public final T copy(T value) {
            return value;
        }
    }

    /** Of decisions. */
    public static final class DecisionForm extends Form<Decision> {
        /** For Flink. */
        public DecisionForm() {
            super(RecordFormat.decision());
        }
    }

    /** Of recommendations. */
    public static final class RecommendationForm extends Form<Recommendation> {
        /** For Flink. */
        public RecommendationForm() {
            super(RecordFormat.recommendation());
        }
    }

    /** Of rewards. */
    public static final class RewardForm extends Form<Reward> {
        /** For Flink. */
        public RewardForm() {
            super(RecordFormat.reward());
        }
    }

    /** Of window scores. */
    public static final class WindowScoreForm extends Form<WindowScore> {
        /** For Flink. */
        public WindowScoreForm() {
            super(RecordFormat.windowScore());
        }
    }

    /** Of dead letters. */
    public static final class DeadLetterForm extends Form<DeadLetter> {
        /** For Flink. */
        public DeadLetterForm() {
            super(RecordFormat.deadLetter());
        }
    }

    /** Of control status. */
    public static final class ControlStatusForm extends Form<ControlStatus> {
        /** For Flink. */
        public ControlStatusForm() {
            super(RecordFormat.controlStatus());
        }
    }
}
