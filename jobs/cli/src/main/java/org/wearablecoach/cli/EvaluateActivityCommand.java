package org.wearablecoach.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.wearablecoach.cli.report.Report;
import org.wearablecoach.cli.report.Report.Row;
import org.wearablecoach.cli.report.Report.Section;
import org.wearablecoach.evaluation.ActivityEvaluation;
import org.wearablecoach.evaluation.ActivityScore;
import org.wearablecoach.evaluation.DataException;
import org.wearablecoach.evaluation.LabelledMotion;
import org.wearablecoach.evaluation.MotionFormat;
import org.wearablecoach.job.config.CoachConfig;
import org.wearablecoach.onnx.Scorer;
import org.wearablecoach.signals.Activity;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code coach models evaluate activity}: an activity model on labelled wrist acceleration. */
@Command(
        name = "activity",
        description = {
            "Score an activity model on labelled wrist acceleration: windows of 5 seconds that do not"
                    + " overlap and never cross a change of person, label or rate.",
            "",
            "Whoever was in the training of a model is recognised better by it than a stranger: the"
                    + " model's card says who was."
        })
final class EvaluateActivityCommand extends EvaluateModelCommand {

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            description =
                    "wisdm: person,label,x,y,z; in m/s^2 at 20 Hz. csv:"
                            + " person,label,sampling_hz,x,y,z in g. Default: wisdm.")
    private MotionFormat format = MotionFormat.WISDM;

    EvaluateActivityCommand(Session session) {
        super(session);
    }

    @Override
    String defaultModel() {
        return CoachConfig.defaults().loop().models().activity();
    }

    @Override
    Found evaluate(Scorer scorer, Path recordings) {
        List<LabelledMotion> motion = format.read(recordings, this::isWanted);
        ActivityScore score = ActivityEvaluation.evaluate(scorer, motion);
        if (score.persons().isEmpty()) {
            throw new DataException(
                    recordings
                            + ": no stretch of one label is 5 seconds long; bring longer recordings.");
        }
        return new Found(values(score), report(scorer, score));
    }

    private static Map<String, Object> values(ActivityScore score) {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("windows", score.windows());
        values.put("persons", score.persons().size());
        boolean any = score.windows() > 0;
        values.put("macroF1", any ? score.macroF1() : Double.NaN);
        values.put("mergedF1", any ? score.mergedF1() : Double.NaN);
        Map<String, Object> classes = new LinkedHashMap<>();
        for (Activity activity : ActivityScore.CLASSES) {
            // Of a class that nobody did there is nothing to recall.
            long n = score.count(activity);
            Map<String, Object> one = new LinkedHashMap<>();
            one.put("precision", n > 0 ? score.precision(activity) : Double.NaN);
            one.put("recall", n > 0 ? score.recall(activity) : Double.NaN);
            one.put("n", n);
            classes.put(activity.label(), one);
        }
        values.put("perClass", classes);
        boolean walks = score.count(Activity.WALK) > 0;
        values.put(
                "runOnWalkPercent",
                walks ? 100 * score.rate(Activity.WALK, Activity.RUN) : Double.NaN);
        values.put("rejectedPercent", any ? score.rejectedPercent() : Double.NaN);
        values.put("otherRejectedPercent", score.otherRejectedPercent());
        return values;
    }

    private static Report report(Scorer scorer, ActivityScore score) {
        List<Row> all = new ArrayList<>();
        all.add(new Row("macro F1", share(score.macroF1()), "", "still, walk, run, stairs"));
        all.add(new Row("stairs counted as walk", share(score.mergedF1()), "", "macro F1"));
        all.add(
                new Row(
                        "walk taken for run",
                        percent(100 * score.rate(Activity.WALK, Activity.RUN)),
                        "%"));
        all.add(new Row("rejected", percent(score.rejectedPercent()), "%", "an error each"));
        if (!Double.isNaN(score.otherRejectedPercent())) {
            all.add(
                    new Row(
                            "other rejected",
                            percent(score.otherRejectedPercent()),
                            "%",
                            "of windows that are none of the four"));
        }
        List<Row> classes = new ArrayList<>();
        for (Activity activity : ActivityScore.CLASSES) {
            if (score.count(activity) == 0) {
                classes.add(new Row(activity.label(), "none", "", "no window of it"));
                continue;
            }
            classes.add(
                    new Row(
                            activity.label(),
                            share(score.recall(activity)),
                            "recall",
                            "precision "
                                    + share(score.precision(activity))
                                    + ", "
                                    + score.count(activity)
                                    + " windows"));
        }
        return new Report(
                scorer.manifest().reference(),
                List.of(
                        score.windows()
                                + " windows of 5 seconds, "
                                + people(score.persons().size())
                                + "."),
                List.of(new Section("All", all), new Section("Classes", classes)),
                List.of());
    }

    private static String share(double value) {
        return String.format(Locale.ROOT, "%.3f", value);
    }

    private static String percent(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }
}
