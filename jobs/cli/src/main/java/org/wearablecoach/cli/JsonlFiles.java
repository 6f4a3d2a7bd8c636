package org.wearablecoach.cli;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.wearablecoach.event.ControlStatus;
import org.wearablecoach.event.DeadLetter;
import org.wearablecoach.event.Decision;
import org.wearablecoach.event.JsonFormat;
import org.wearablecoach.event.Recommendation;
import org.wearablecoach.event.Reward;
import org.wearablecoach.event.WindowScore;
import org.wearablecoach.loop.adapt.Output;

/**
 * Everything that left the loop, to be written as one jsonl file a topic. Rows are ordered by what
 * caused them, then by person, so that the files are the same however the rows came: from the edge
 * or from any number of subtasks. A row that was delivered twice is written once.
 *
 * <p>Rows are kept as text in memory: about 3 kB a decision.
 */
final class JsonlFiles implements Output, AutoCloseable {

    /** One row with its place. */
    private record Row(long time, String person, long index, String tie, byte[] json) {}

    private static final Comparator<Row> ORDER =
            Comparator.comparingLong(Row::time)
                    .thenComparing(Row::person)
                    .thenComparingLong(Row::index)
                    .thenComparing(Row::tie);

    private final JsonFormat<Decision> decisionJson = JsonFormat.decision();
    private final JsonFormat<Recommendation> recommendationJson = JsonFormat.recommendation();
    private final JsonFormat<Reward> rewardJson = JsonFormat.reward();
    private final JsonFormat<WindowScore> scoreJson = JsonFormat.windowScore();
    private final JsonFormat<DeadLetter> letterJson = JsonFormat.deadLetter();
    private final JsonFormat<ControlStatus> statusJson = JsonFormat.controlStatus();

    private final List<Row> decisions = new ArrayList<>();
    private final List<Row> recommendations = new ArrayList<>();
    private final List<Row> rewards = new ArrayList<>();
    private final List<Row> scores = new ArrayList<>();
    private final List<Row> letters = new ArrayList<>();
    private final List<Row> statuses = new ArrayList<>();
    private final Set<String> known = new HashSet<>();
    private final Path folder;

    /** Files in a folder; those of an earlier run are replaced. */
    JsonlFiles(Path folder) {
        this.folder = folder;
    }

    /** Whether a row has not come before; a row of the same id with another text is kept. */
    private boolean isNew(char topic, String id, byte[] json) {
        return known.add(topic + id + '/' + Arrays.hashCode(json));
    }

    @Override
    public void decision(Decision row) {
        byte[] json = decisionJson.write(row);
        if (isNew('d', row.decisionId(), json)) {
            decisions.add(new Row(row.ingestTime(), row.userId(), row.index(), "", json));
        }
    }

    @Override
    public void recommendation(Recommendation row) {
        byte[] json = recommendationJson.write(row);
        if (isNew('m', row.decisionId(), json)) {
            recommendations.add(
                    new Row(
                            row.ingestTime(),
                            row.userId(),
                            row.decisionTime(),
                            row.decisionId(),
                            json));
        }
    }

    @Override
    public void reward(Reward row) {
        byte[] json = rewardJson.write(row);
        if (isNew('r', row.decisionId(), json)) {
            rewards.add(new Row(row.closedAt(), row.userId(), row.rewardIndex(), "", json));
        }
    }

    @Override
    public void windowScore(WindowScore row) {
        String tie = row.signal() + "/" + row.device();
        byte[] json = scoreJson.write(row);
        if (isNew('w', row.userId() + "/" + tie + "/" + row.end(), json)) {
            scores.add(new Row(row.ingestTime(), row.userId(), row.end(), tie, json));
        }
    }

    @Override
    public void deadLetter(DeadLetter row) {
        String person = row.userId() == null ? "" : row.userId();
        String tie = row.cause() + "/" + row.detail();
        if (row.offset() < 0 || known.add("l" + row.partition() + "/" + row.offset() + "/" + tie)) {
            letters.add(
                    new Row(row.ingestTime(), person, row.offset(), tie, letterJson.write(row)));
        }
    }

    @Override
    public void controlStatus(ControlStatus row) {
        String tie = row.kind() + "/" + row.name() + "/" + row.version() + "/" + row.operator();
        statuses.add(new Row(row.effectiveFrom(), "", row.subtask(), tie, statusJson.write(row)));
    }

    long decisions() {
        return decisions.size();
    }

    long recommendations() {
        return recommendations.size();
    }

    long rewards() {
        return rewards.size();
    }

    long scores() {
        return scores.size();
    }

    /** Writes the files. */
    @Override
    public void close() throws IOException {
        write("decisions", decisions);
        write("recommendations", recommendations);
        write("rewards", rewards);
        write("window-scores", scores);
        write("dead-letters", letters);
        write("control-status", statuses);
    }

    private void write(String topic, List<Row> rows) throws IOException {
        rows.sort(ORDER);
        try (OutputStream out =
                new BufferedOutputStream(
                        Files.newOutputStream(folder.resolve(topic + ".jsonl")), 1 << 16)) {
            for (Row row : rows) {
                out.write(row.json());
                out.write('\n');
            }
        }
    }
}
