package org.wearablecoach.job;

import java.util.ArrayList;
import java.util.Collections;
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

/** What a run put out, comparable: the canonical text of every row, by its id. */
final class Outcome implements Output {

    private final JsonFormat<Decision> decisionJson = JsonFormat.decision();
    private final JsonFormat<Reward> rewardJson = JsonFormat.reward();
    private final JsonFormat<Recommendation> recommendationJson = JsonFormat.recommendation();
    private final JsonFormat<WindowScore> scoreJson = JsonFormat.windowScore();

    final List<Decision> decisions = Collections.synchronizedList(new ArrayList<>());
    final List<Reward> rewards = Collections.synchronizedList(new ArrayList<>());
    final List<Recommendation> recommendations = Collections.synchronizedList(new ArrayList<>());
    final List<WindowScore> scores = Collections.synchronizedList(new ArrayList<>());
    final List<DeadLetter> letters = Collections.synchronizedList(new ArrayList<>());
    final List<ControlStatus> statuses = Collections.synchronizedList(new ArrayList<>());

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

    /** All rows by topic and id. A row that came twice with another text is kept as a conflict. */
    Map<String, String> rows() {
        Map<String, String> rows = new TreeMap<>();
        for (Decision row : decisions) {
            put(rows, "decision/" + row.decisionId(), decisionJson.write(row));
        }
        for (Reward row : rewards) {
            put(rows, "reward/" + row.decisionId(), rewardJson.write(row));
        }
        for (Recommendation row : recommendations) {
            put(rows, "recommendation/" + row.decisionId(), recommendationJson.write(row));
        }
        for (WindowScore row : scores) {
            String id = row.userId() + "/" + row.signal() + "/" + row.device() + "/" + row.end();
            put(rows, "score/" + id, scoreJson.write(row));
        }
        return rows;
    }

    private static void put(Map<String, String> rows, String id, byte[] json) {
        String text = new String(json, java.nio.charset.StandardCharsets.UTF_8);
        String before = rows.put(id, text);
        if (before != null && !before.equals(text)) {
            rows.put(id + "/CONFLICT", before);
        }
    }
}
