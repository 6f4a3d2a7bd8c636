package org.wearablecoach.training;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.wearablecoach.evaluation.ActivityEvaluation;
import org.wearablecoach.event.ControlStatus;
import org.wearablecoach.event.DeadLetter;
import org.wearablecoach.event.Decision;
import org.wearablecoach.event.Payload;
import org.wearablecoach.event.Received;
import org.wearablecoach.event.Recommendation;
import org.wearablecoach.event.Reward;
import org.wearablecoach.event.SignalKind;
import org.wearablecoach.event.Telemetry;
import org.wearablecoach.event.WindowScore;
import org.wearablecoach.loop.EdgeLoop;
import org.wearablecoach.loop.adapt.AdaptModels;
import org.wearablecoach.loop.adapt.Output;
import org.wearablecoach.loop.config.LoopConfig;
import org.wearablecoach.loop.infer.ModelSlot;
import org.wearablecoach.onnx.ModelBundle;
import org.wearablecoach.onnx.OnnxScorer;
import org.wearablecoach.onnx.ScorerOptions;
import org.wearablecoach.signals.Activity;

/**
 * A watch that sends acceleration, and the loop of the job that says what its wearer does: the same
 * classes as in a job, from the raw samples to the class of each window.
 */
final class MotionLoop implements Output, AutoCloseable {

    /** What a count of the watch stands for; a window keeps its bits when it is read back. */
    static final float G_PER_COUNT = 1f / 8192;

    private static final String DEVICE = "watch";

    /** 2026-03-02, 12:00 UTC. */
    private static final long START = 1_772_452_800_000L;

    private static final int WINDOW = ActivityEvaluation.WINDOW_MILLIS;
    private static final int SECOND = 1_000;

    private final EdgeLoop loop;
    private final Map<Long, Activity> said = new HashMap<>();
    private String person = "";
    private int wearers;
    private long time;
    private long sequence;

    /**
     * @param onnx the activity model
     * @param manifest its manifest
     */
    MotionLoop(byte[] onnx, String manifest) {
        Shipped reward = MoveRewardBaseline.make();
        LoopConfig c = LoopConfig.defaults();
        // Recordings of movement alone: only the outcome of steps can be observed.
        LoopConfig config =
                new LoopConfig(
                        c.signals(),
                        c.models(),
                        c.decision(),
                        c.safety(),
                        c.policy(),
                        c.reward(),
                        c.interventions().stream()
                                .filter(i -> i.safetyOnly() || i.id().equals("move"))
                                .toList());
        this.loop =
                new EdgeLoop(
                        config,
                        "0".repeat(64),
                        null,
                        List.of(
                                new ModelSlot(
                                        ModelSlot.ACTIVITY,
                                        OnnxScorer.open(
                                                ModelBundle.of(
                                                        onnx, manifest, ScorerOptions.defaults()),
                                                ScorerOptions.oneByOne()))),
                        AdaptModels.ofSteps(
                                OnnxScorer.open(
                                        ModelBundle.of(
                                                reward.onnx(),
                                                reward.manifest(),
                                                ScorerOptions.defaults()),
                                        ScorerOptions.oneByOne())),
                        (update, fits) -> {
                            throw new IllegalArgumentException("no other model is served here");
                        },
                        true,
                        this);
    }

    /** Starts a day of somebody of whom nothing is known. */
    void begin() {
        person = "wearer-" + wearers++;
        time = START;
        sequence = 0;
        said.clear();
    }

    /**
     * The watch sends five seconds, a second at a time.
     *
     * @param xyz acceleration in g, interleaved, in whole counts
     * @param hertz whole samples a second
     * @return when it began
     */
    long window(float[] xyz, int hertz) {
        long start = time;
        for (int at = 0; at < xyz.length; at += 3 * hertz) {
            byte[] counts = new byte[6 * hertz];
            for (int i = 0; i < 3 * hertz; i++) {
                int count = Math.round(xyz[at + i] / G_PER_COUNT);
                counts[2 * i] = (byte) count;
                counts[2 * i + 1] = (byte) (count >> 8);
            }
            send(time, new Payload.Acceleration(hertz, G_PER_COUNT, counts));
            time += SECOND;
        }
        return start;
    }

    /** Nothing comes for the length of a window, so that the next one is judged alone. */
    void pause() {
        time += WINDOW;
    }

    /** The wearer says what they just did, for so many windows. */
    void tell(Activity activity, int windows) {
        String status =
                switch (activity) {
                    case STILL -> "WAS_STILL";
                    case WALK -> "WAS_WALKING";
                    case RUN -> "WAS_RUNNING";
                    case STAIRS -> "WAS_ON_STAIRS";
                    default -> throw new IllegalArgumentException("nobody can tell " + activity);
                };
        send(time, new Payload.DeviceStatus(status, windows * (double) WINDOW / SECOND));
    }

    /** What the stream says of each window, by when it began. */
    Map<Long, Activity> end() {
        // A minute later the watch is moved once more, which closes what is open.
        time += 60 * SECOND;
        send(time, new Payload.Acceleration(1, G_PER_COUNT, new byte[6]));
        return Map.copyOf(said);
    }

    private void send(long at, Payload payload) {
        long number = sequence++;
        loop.accept(
                new Received(
                        new Telemetry(person, DEVICE, 0, number, at, payload), at, -1, number));
    }

    @Override
    public void windowScore(WindowScore score) {
        if (score.signal() == SignalKind.ACCELERATION && score.label() != null) {
            said.put(score.start(), Activity.ofLabel(score.label()));
        }
    }

    @Override
    public void decision(Decision decision) {}

    @Override
    public void recommendation(Recommendation recommendation) {}

    @Override
    public void reward(Reward reward) {}

    @Override
    public void deadLetter(DeadLetter letter) {
        throw new IllegalStateException("the loop could not use a record: " + letter.cause());
    }

    @Override
    public void controlStatus(ControlStatus status) {}

    @Override
    public void close() {
        loop.close();
    }
}
