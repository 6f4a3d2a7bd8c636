package org.wearablecoach.loop;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.wearablecoach.event.Control;
import org.wearablecoach.event.ControlStatus;
import org.wearablecoach.event.DeadLetter;
import org.wearablecoach.event.InteractionKind;
import org.wearablecoach.event.Payload;
import org.wearablecoach.event.SignalKind;

/**
 * One element of the ordered stream from Sense through Infer to Adapt. All elements of a person
 * keep their order; everything that can change a decision travels in this stream and nowhere else.
 */
public sealed interface Element {

    /** The person; empty for elements that concern nobody in particular. */
    String userId();

    /** Ingest time of the record that caused the element, ms. */
    long ingestTime();

    /**
     * A closed window.
     *
     * @param userId the person
     * @param ingestTime of the record that closed it
     * @param signal of which signal
     * @param device of which device
     * @param start inclusive, sensor time
     * @param end exclusive, sensor time
     * @param clock how far the signal is known with this window: nothing before it is still to come
     *     from this device, but for backfill
     * @param samples number of samples
     * @param quality 0 to 1
     * @param backfill whether it was filled after a gap
     * @param features in the order of {@link org.wearablecoach.loop.sense.WindowFeatures}
     * @param z personal z-score of the window's leading feature; NaN when there is none
     * @param input what models of raw signals are given, as {@link
     *     org.wearablecoach.signals.AccelerationWindow} and {@link
     *     org.wearablecoach.signals.GlucoseHistory} make it; empty where there is none
     * @param scored what models said of it; empty before, and where none does
     * @param sensor which sensor, where the signal is {@link SignalKind#SENSOR}; else null
     */
    record Window(
            String userId,
            long ingestTime,
            SignalKind signal,
            String device,
            long start,
            long end,
            long clock,
            int samples,
            float quality,
            boolean backfill,
            float[] features,
            float z,
            float[] input,
            List<Score> scored,
            @Nullable String sensor)
            implements Element {

        /** The input of a window that has none. */
        public static final float[] NO_INPUT = {};

        /** A window without input for models of raw signals, that none has scored yet. */
        public Window(
                String userId,
                long ingestTime,
                SignalKind signal,
                String device,
                long start,
                long end,
                long clock,
                int samples,
                float quality,
                boolean backfill,
                float[] features,
                float z) {
            this(
                    userId,
                    ingestTime,
                    signal,
                    device,
                    start,
                    end,
                    clock,
                    samples,
                    quality,
                    backfill,
                    features,
                    z,
                    NO_INPUT,
                    List.of());
        }

        /** A window of a signal that needs no module. */
        public Window(
                String userId,
                long ingestTime,
                SignalKind signal,
                String device,
                long start,
                long end,
                long clock,
                int samples,
                float quality,
                boolean backfill,
                float[] features,
                float z,
                float[] input,
                List<Score> scored) {
            this(
                    userId,
                    ingestTime,
                    signal,
                    device,
                    start,
                    end,
                    clock,
                    samples,
                    quality,
                    backfill,
                    features,
                    z,
                    input,
                    scored,
                    null);
        }

        /** The same window with what models said of it. */
        public Window scored(List<Score> scores) {
            return new Window(
                    userId,
                    ingestTime,
                    signal,
                    device,
                    start,
                    end,
                    clock,
                    samples,
                    quality,
                    backfill,
                    features,
                    z,
                    input,
                    scores,
                    sensor);
        }

        /** What the model in force of a slot said; null when it said nothing. */
        public @Nullable Score score(String slot) {
            for (int i = 0; i < scored.size(); i++) {
                Score score = scored.get(i);
                if (!score.shadow() && score.slot().equals(slot)) {
                    return score;
                }
            }
            return null;
        }

        /** What the first model in force said; null when none did. */
        public @Nullable Score score() {
            for (int i = 0; i < scored.size(); i++) {
                if (!scored.get(i).shadow()) {
                    return scored.get(i);
                }
            }
            return null;
        }
    }

    /**
     * A decision point of the grid.
     *
     * @param userId the person
     * @param ingestTime of the record that reached it
     * @param sensorTime of the record that reached it
     * @param decisionTime the grid point
     * @param skipped grid points passed over since the previous tick
     * @param newestSignal newest sensor time of any signal; Long.MIN_VALUE without one
     * @param newestWorn newest sensor time at which the device was worn; Long.MIN_VALUE without one
     * @param drivingUntil end of the time for which driving was reported
     * @param stepsClock newest signal clock of the steps; Long.MIN_VALUE without one
     */
    record Tick(
            String userId,
            long ingestTime,
            long sensorTime,
            long decisionTime,
            long skipped,
            long newestSignal,
            long newestWorn,
            long drivingUntil,
            long stepsClock)
            implements Element {}

    /** What the person did with a recommendation, at a sensor time. */
    record Reaction(
            String userId,
            long ingestTime,
            long sensorTime,
            String decisionId,
            InteractionKind what)
            implements Element {}

    /** A new profile. */
    record ProfileChange(String userId, long ingestTime, long sensorTime, Payload.Profile profile)
            implements Element {}

    /** Consent given or withdrawn. */
    record ConsentChange(String userId, long ingestTime, long sensorTime, boolean granted)
            implements Element {}

    /**
     * What the person told about their activity.
     *
     * @param activity 0 still, 1 walk, 2 run, 3 stairs; {@link #FORGET} takes back all that was
     *     told
     * @param from start of the interval, sensor time
     * @param until end of it
     */
    record Told(
            String userId, long ingestTime, long sensorTime, int activity, long from, long until)
            implements Element {

        /** In the place of an activity: forget what was told. */
        public static final int FORGET = -1;
    }

    /** Everything stored about the person is to go. */
    record Erasure(String userId, long ingestTime) implements Element {}

    /**
     * The person was silent for so long that state is forgotten, before anything else happens.
     *
     * @param userId the person
     * @param ingestTime of the record that showed it
     * @param lastIngestTime of the person's record before
     * @param person whether baselines and learning go too, not only buffers and pending decisions
     */
    record Expired(String userId, long ingestTime, long lastIngestTime, boolean person)
            implements Element {}

    /** A record, or part of one, that could not be used. */
    record Refused(String userId, long ingestTime, DeadLetter letter) implements Element {}

    /** A model or policy update, at one place of a subtask's stream. */
    record Update(long ingestTime, Control control) implements Element {
        @Override
        public String userId() {
            return "";
        }
    }

    /** What an operator says of a control record. */
    record Acknowledgement(long ingestTime, ControlStatus status) implements Element {
        @Override
        public String userId() {
            return "";
        }
    }

    /** Takes elements in order. */
    @FunctionalInterface
    interface Sink {
        /** Takes the next element; it is never changed afterwards. */
        void emit(Element element);
    }
}
