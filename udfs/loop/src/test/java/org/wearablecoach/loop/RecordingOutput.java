package org.wearablecoach.loop;

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

/** Keeps everything that leaves the loop. */
public final class RecordingOutput implements Output {

    public final List<Decision> decisions = new ArrayList<>();
    public final List<Recommendation> recommendations = new ArrayList<>();
    public final List<Reward> rewards = new ArrayList<>();
    public final List<WindowScore> scores = new ArrayList<>();
    public final List<DeadLetter> letters = new ArrayList<>();
    public final List<ControlStatus> statuses = new ArrayList<>();

    private final JsonFormat<Decision> decisionJson = JsonFormat.decision();
    private final JsonFormat<Reward> rewardJson = JsonFormat.reward();
    private final JsonFormat<Recommendation> recommendationJson = JsonFormat.recommendation();

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

    /** Decisions of a person. */
    public List<Decision> decisionsOf(String userId) {
        return decisions.stream().filter(d -> d.userId().equals(userId)).toList();
    }

    /** The reward of a decision. */
    public Reward rewardOf(Decision decision) {
        return rewards.stream()
                .filter(r -> r.decisionId().equals(decision.decisionId()))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no reward of decision " + decision.index()));
    }

    /** Decisions, recommendations and rewards as JSON by kind and id. */
    public Map<String, String> rows() {
        Map<String, String> rows = new TreeMap<>();
        decisions.forEach(r -> put(rows, "decision " + r.decisionId(), decisionJson.write(r)));
        rewards.forEach(r -> put(rows, "reward " + r.decisionId(), rewardJson.write(r)));
        recommendations.forEach(
                r -> put(rows, "recommendation " + r.decisionId(), recommendationJson.write(r)));
        return rows;
    }

    private static void put(Map<String, String> rows, String id, byte[] json) {
        if (rows.put(id, new String(json, StandardCharsets.UTF_8)) != null) {
            throw new AssertionError(id + " came twice");
        }
    }
}
