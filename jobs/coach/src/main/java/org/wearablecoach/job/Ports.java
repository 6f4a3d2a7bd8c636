package org.wearablecoach.job;

import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.source.Source;
import org.jspecify.annotations.Nullable;
import org.wearablecoach.event.Control;
import org.wearablecoach.event.ControlStatus;
import org.wearablecoach.event.DeadLetter;
import org.wearablecoach.event.Decision;
import org.wearablecoach.event.Received;
import org.wearablecoach.event.Recommendation;
import org.wearablecoach.event.Reward;
import org.wearablecoach.event.WindowScore;
import org.wearablecoach.kafka.source.Envelope;

/**
 * Where the job reads and writes. Kafka in production; whatever a test likes.
 *
 * @param telemetry all records of all persons
 * @param control model and policy updates
 * @param decisions the audit log
 * @param recommendations what to show now
 * @param rewards what came of decisions
 * @param windowScores closed windows; null when nobody wants them
 * @param controlStatus which subtask serves which version
 * @param undecoded dead letters of the decoding
 * @param deadLetters dead letters of everything behind it
 * @param radar what is read of RADAR-base beside; null when nothing is
 */
public record Ports(
        Source<Envelope<Received>, ?, ?> telemetry,
        Source<Envelope<Control>, ?, ?> control,
        Sink<Decision> decisions,
        Sink<Recommendation> recommendations,
        Sink<Reward> rewards,
        @Nullable Sink<WindowScore> windowScores,
        Sink<ControlStatus> controlStatus,
        Sink<DeadLetter> undecoded,
        Sink<DeadLetter> deadLetters,
        @Nullable Radar radar) {

    /**
     * Input from RADAR-base.
     *
     * @param source its topics
     * @param undecoded dead letters of their decoding
     */
    public record Radar(Source<Envelope<Received>, ?, ?> source, Sink<DeadLetter> undecoded) {}

    /** Ports that read nothing of RADAR-base. */
    public Ports(
            Source<Envelope<Received>, ?, ?> telemetry,
            Source<Envelope<Control>, ?, ?> control,
            Sink<Decision> decisions,
            Sink<Recommendation> recommendations,
            Sink<Reward> rewards,
            @Nullable Sink<WindowScore> windowScores,
            Sink<ControlStatus> controlStatus,
            Sink<DeadLetter> undecoded,
            Sink<DeadLetter> deadLetters) {
        this(
                telemetry,
                control,
                decisions,
                recommendations,
                rewards,
                windowScores,
                controlStatus,
                undecoded,
                deadLetters,
                null);
    }

    /** These ports with input from RADAR-base. */
    public Ports with(Radar itsRadar) {
        return new Ports(
                telemetry,
                control,
                decisions,
                recommendations,
                rewards,
                windowScores,
                controlStatus,
                undecoded,
                deadLetters,
                itsRadar);
    }
}
