package org.wearablecoach.cli.timeline;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.wearablecoach.cli.InputException;
import org.wearablecoach.cli.report.Figure;
import org.wearablecoach.cli.report.HtmlReport;
import org.wearablecoach.cli.report.Numbers;
import org.wearablecoach.cli.report.Report;
import org.wearablecoach.cli.report.Report.Panel;
import org.wearablecoach.cli.report.Report.Row;
import org.wearablecoach.cli.report.Report.Section;
import org.wearablecoach.event.Decision;
import org.wearablecoach.event.JsonFormat;
import org.wearablecoach.event.Payload;
import org.wearablecoach.event.Reason;
import org.wearablecoach.event.Reward;
import org.wearablecoach.event.WindowScore;
import org.wearablecoach.files.Recording;
import org.wearablecoach.files.Timed;

/**
 * The page of a replay, from the recording and from the rows that came of it. One page holds at
 * most {@link #MOST_PERSONS} persons, and only those that were asked for.
 */
public final class TimelinePage {

    /** Persons on one page. */
    public static final int MOST_PERSONS = 20;

    private final TreeMap<String, PersonTimeline> persons = new TreeMap<>();
    private int left;
    private boolean motion;

    private TimelinePage() {}

    /**
     * Checks which persons a page is to show.
     *
     * @param recording what was replayed
     * @param wanted names; none for all
     * @throws InputException naming a person who is not in the recording
     */
    public static TimelinePage of(Recording recording, List<String> wanted) {
        TreeSet<String> known = new TreeSet<>();
        boolean motion = false;
        for (Timed timed : recording) {
            known.add(timed.telemetry().userId());
            motion |= timed.telemetry().payload() instanceof Payload.Acceleration;
        }
        TimelinePage page = new TimelinePage();
        page.motion = motion;
        for (String name : wanted.isEmpty() ? known : new TreeSet<>(wanted)) {
            if (!known.contains(name)) {
                throw new InputException(
                        "--person names somebody who is not in the recording: copy the name from"
                                + " the recording, or leave the option out.");
            }
            if (page.persons.size() < MOST_PERSONS) {
                page.persons.put(name, new PersonTimeline(name));
            } else {
                page.left++;
            }
        }
        return page;
    }

    /** Whether the page needs the scored windows: there is acceleration, which a model judges. */
    public boolean needsWindows() {
        return motion;
    }

    /**
     * Reads what came of a replay and writes the page.
     *
     * @param file replaced where it exists
     * @param recording what was replayed
     * @param folder with decisions.jsonl, rewards.jsonl and window-scores.jsonl
     * @param name of the recording
     */
    public void write(Path file, Recording recording, Path folder, String name) throws IOException {
        for (Timed timed : recording) {
            PersonTimeline person = persons.get(timed.telemetry().userId());
            if (person != null) {
                person.add(timed.telemetry());
            }
        }
        for (PersonTimeline person : persons.values()) {
            person.complete();
        }
        if (motion) {
            rows(folder.resolve("window-scores.jsonl"), JsonFormat.windowScore(), this::window);
        }
        rows(folder.resolve("decisions.jsonl"), JsonFormat.decision(), this::decision);
        rows(folder.resolve("rewards.jsonl"), JsonFormat.reward(), this::reward);
        List<Panel> panels = new ArrayList<>();
        for (PersonTimeline person : persons.values()) {
            Figure figure = TimelineFigure.orNull(person);
            panels.add(
                    new Panel(
                            person.name,
                            List.of(extent(person)),
                            List.of(decisions(person), rewards(person)),
                            figure == null ? List.of() : List.of(figure)));
        }
        List<String> notes = new ArrayList<>();
        if (left > 0) {
            notes.add(
                    Numbers.whole(left)
                            + " more persons are in the recording; a page shows "
                            + MOST_PERSONS
                            + ". Name those to look at with --person.");
        }
        Report report =
                new Report(
                        "Replay of " + name,
                        List.of("What the devices measured, and what was decided upon it."),
                        List.of(),
                        notes);
        HtmlReport.writePanels(file, report, panels);
    }

    private static <T> void rows(Path file, JsonFormat<T> format, Consumer<T> to)
            throws IOException {
        try (BufferedReader lines = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            long number = 0;
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                to.accept(format.read(line, ++number));
            }
        }
    }

    private void decision(Decision row) {
        PersonTimeline person = persons.get(row.userId());
        if (person != null) {
            person.add(row);
        }
    }

    private void window(WindowScore row) {
        PersonTimeline person = persons.get(row.userId());
        if (person != null) {
            person.add(row);
        }
    }

    private void reward(Reward row) {
        PersonTimeline person = persons.get(row.userId());
        if (person != null) {
            person.rewards.put(row.decisionId(), row.reward());
        }
    }

    private static String extent(PersonTimeline person) {
        if (person.last() <= person.first()) {
            return "Nothing that could be shown.";
        }
        long offset = person.offset();
        return "From "
                + Numbers.minute(person.first() + offset)
                + " to "
                + Numbers.minute(person.last() + offset)
                + " ("
                + person.zone
                + ").";
    }

    private static Section decisions(PersonTimeline person) {
        TreeMap<String, Integer> reasons = new TreeMap<>();
        TreeMap<String, Integer> sent = new TreeMap<>();
        int available = 0;
        for (PersonTimeline.Point decision : person.decisions) {
            Reason reason = decision.reason();
            if (reason == null) {
                available++;
            } else {
                reasons.merge(
                        reason.name().toLowerCase(Locale.ROOT).replace('_', ' '), 1, Integer::sum);
            }
            String chosen = decision.chosen();
            if (chosen != null) {
                sent.merge(decision.forced() ? chosen + " (safety)" : chosen, 1, Integer::sum);
            }
        }
        List<Row> rows = new ArrayList<>();
        rows.add(new Row("decision points", Numbers.whole(person.decisions.size()), ""));
        rows.add(new Row("available", Numbers.whole(available), "", "something could be sent"));
        for (Map.Entry<String, Integer> reason : reasons.entrySet()) {
            rows.add(new Row("not: " + reason.getKey(), Numbers.whole(reason.getValue()), ""));
        }
        for (Map.Entry<String, Integer> one : sent.entrySet()) {
            rows.add(new Row("sent: " + one.getKey(), Numbers.whole(one.getValue()), ""));
        }
        return new Section("Decisions", rows);
    }

    private static Section rewards(PersonTimeline person) {
        double[] sum = new double[2];
        int[] count = new int[2];
        int unknown = 0;
        for (PersonTimeline.Point decision : person.decisions) {
            Double reward = person.rewards.get(decision.id());
            if (decision.reason() != null || decision.forced()) {
                continue;
            }
            if (reward == null || reward.isNaN()) {
                unknown++;
                continue;
            }
            int with = decision.chosen() == null ? 0 : 1;
            sum[with] += reward;
            count[with]++;
        }
        return new Section(
                "Rewards of available decisions",
                List.of(
                        new Row(
                                "mean with a message",
                                Numbers.decimal(sum[1] / count[1], 2),
                                "",
                                "of " + Numbers.whole(count[1])),
                        new Row(
                                "mean without",
                                Numbers.decimal(sum[0] / count[0], 2),
                                "",
                                "of " + Numbers.whole(count[0])),
                        new Row("outcome never known", Numbers.whole(unknown), "")));
    }
}
