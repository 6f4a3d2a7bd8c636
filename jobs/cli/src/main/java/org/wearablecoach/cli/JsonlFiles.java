package org.wearablecoach.cli;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.wearablecoach.event.ControlStatus;
import org.wearablecoach.event.DeadLetter;
import org.wearablecoach.event.Decision;
import org.wearablecoach.event.JsonFormat;
import org.wearablecoach.event.Recommendation;
import org.wearablecoach.event.Reward;
import org.wearablecoach.event.WindowScore;
import org.wearablecoach.loop.adapt.Output;

/** The output of the loop as one jsonl file per topic; files of an earlier run are replaced. */
final class JsonlFiles implements Output, AutoCloseable {

    private static final int BUFFER = 1 << 16;

    /** The rows of one topic. */
    private static final class Rows<T> implements AutoCloseable {
        private final JsonFormat<T> format;
        private final OutputStream out;
        private long count;

        Rows(Path folder, String topic, JsonFormat<T> format) throws IOException {
            this.format = format;
            this.out =
                    new BufferedOutputStream(
                            Files.newOutputStream(folder.resolve(topic + ".jsonl")), BUFFER);
        }

        void add(T row) {
            try {
                format.writeLine(row, out);
                count++;
            } catch (IOException e) {
                throw new UncheckedIOException("a result cannot be written: is the disk full?", e);
            }
        }

        @Override
        public void close() throws IOException {
            out.close();
        }
    }

    private final Rows<Decision> decisions;
    private final Rows<Recommendation> recommendations;
    private final Rows<Reward> rewards;
    private final Rows<WindowScore> scores;
    private final Rows<DeadLetter> deadLetters;
    private final Rows<ControlStatus> controlStatus;

    JsonlFiles(Path folder) throws IOException {
        decisions = new Rows<>(folder, "decisions", JsonFormat.decision());
        recommendations = new Rows<>(folder, "recommendations", JsonFormat.recommendation());
        rewards = new Rows<>(folder, "rewards", JsonFormat.reward());
        scores = new Rows<>(folder, "window-scores", JsonFormat.windowScore());
        deadLetters = new Rows<>(folder, "dead-letters", JsonFormat.deadLetter());
        controlStatus = new Rows<>(folder, "control-status", JsonFormat.controlStatus());
    }

    @Override
    public void decision(Decision decision) {
        decisions.add(decision);
    }

    @Override
    public void recommendation(Recommendation recommendation) {
        recommendations.add(recommendation);
    }

    @Override
    public void reward(Reward reward) {
        rewards.add(reward);
    }

    @Override
    public void windowScore(WindowScore score) {
        scores.add(score);
    }

    @Override
    public void deadLetter(DeadLetter letter) {
        deadLetters.add(letter);
    }

    @Override
    public void controlStatus(ControlStatus status) {
        controlStatus.add(status);
    }

    long decisions() {
        return decisions.count;
    }

    long recommendations() {
        return recommendations.count;
    }

    long rewards() {
        return rewards.count;
    }

    long scores() {
        return scores.count;
    }

    @Override
    public void close() throws IOException {
        try (decisions;
                recommendations;
                rewards;
                scores;
                deadLetters) {
            controlStatus.close();
        }
    }
}
