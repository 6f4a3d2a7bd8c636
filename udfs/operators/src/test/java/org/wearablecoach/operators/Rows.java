package org.wearablecoach.operators;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.wearablecoach.event.ControlStatus;
import org.wearablecoach.event.DeadLetter;
import org.wearablecoach.event.Decision;
import org.wearablecoach.event.JsonFormat;
import org.wearablecoach.event.Recommendation;
import org.wearablecoach.event.Reward;
import org.wearablecoach.event.WindowScore;
import org.wearablecoach.loop.adapt.Output;

/** What left the loop, comparable as text. */
final class Rows implements Output {

    final List<Decision> decisions = new ArrayList<>();
    final List<Recommendation> recommendations = new ArrayList<>();
    final List<Reward> rewards = new ArrayList<>();
    final List<WindowScore> scores = new ArrayList<>();
    final List<DeadLetter> letters = new ArrayList<>();
    final List<ControlStatus> statuses = new ArrayList<>();

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
        letters.add(letter);
    }

    @Override
    public void controlStatus(ControlStatus status) {
        statuses.add(status);
    }

    /** Every row of a person's, in the order in which they left; a row that comes twice is seen. */
    Map<String, List<String>> byPerson() {
        Map<String, List<String>> rows = new TreeMap<>();
        for (Decision row : decisions) {
            add(rows, "decisions " + row.userId(), JsonFormat.decision().write(row));
        }
        for (Recommendation row : recommendations) {
            add(rows, "recommendations " + row.userId(), JsonFormat.recommendation().write(row));
        }
        for (Reward row : rewards) {
            add(rows, "rewards " + row.userId(), JsonFormat.reward().write(row));
        }
        for (WindowScore row : scores) {
            add(rows, "windows " + row.userId(), JsonFormat.windowScore().write(row));
        }
        return rows;
    }

    private static void add(Map<String, List<String>> rows, String of, byte[] json) {
        rows.computeIfAbsent(of, key -> new ArrayList<>())
                .add(new String(json, StandardCharsets.UTF_8));
    }
}
