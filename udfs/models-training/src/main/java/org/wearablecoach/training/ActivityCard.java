package org.wearablecoach.training;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import org.wearablecoach.evaluation.ActivityScore;
import org.wearablecoach.evaluation.LabelledMotion;
import org.wearablecoach.signals.Activity;

/** The card of the activity model: what was measured while it was made. */
final class ActivityCard {

    private final ActivityNetwork[] folds;
    private final ActivityNetwork model;
    private final Rejection rejection;
    private final List<LabelledMotion> all;
    private final List<String> persons;
    private final PersonalStudy personal;

    ActivityCard(
            ActivityNetwork[] folds,
            ActivityNetwork model,
            Rejection rejection,
            List<LabelledMotion> all,
            List<String> persons,
            PersonalStudy personal) {
        this.folds = folds;
        this.model = model;
        this.rejection = rejection;
        this.all = all;
        this.persons = persons;
        this.personal = personal;
    }

    /** Each person scored by the network that never saw them. */
    private ActivityScore byFolds(UnaryOperator<LabelledMotion> change) {
        ActivityScore score = new ActivityScore();
        for (int fold = 0; fold < folds.length; fold++) {
            int held = fold;
            List<LabelledMotion> motions =
                    ActivityTraining.of(
                            all, person -> persons.indexOf(person) % folds.length == held);
            score.add(
                    ActivityTraining.score(
                            folds[fold],
                            rejection,
                            ActivityTraining.windows(ActivityTraining.each(motions, change))));
        }
        return score;
    }

    String text() {
        SplittableRandom turns = new SplittableRandom(ActivityTraining.SEED);
        ActivityScore plain = byFolds(motion -> motion);
        List<String> rows = new ArrayList<>();
        rows.add(row("as recorded, 20 Hz", plain));
        rows.add(
                row(
                        "each recording turned at random",
                        byFolds(motion -> MotionAugmentation.turned(motion, turns))));
        for (float hertz : new float[] {25, 50, 100}) {
            rows.add(
                    row(
                            String.format(Locale.ROOT, "%.0f Hz", hertz),
                            byFolds(motion -> MotionAugmentation.at(motion, hertz))));
        }
        ActivityScore weak = byFolds(motion -> MotionAugmentation.weakened(motion, 0.5));
        List<String> validation = Split.validation(persons);
        ActivityScore held =
                ActivityTraining.score(
                        model,
                        rejection,
                        ActivityTraining.windows(ActivityTraining.of(all, validation::contains)));
        StringBuilder classes = new StringBuilder();
        for (Activity activity : ActivityScore.CLASSES) {
            classes.append(
                    String.format(
                            Locale.ROOT,
                            "| %s | %d | %.3f | %.3f |\n",
                            activity.label(),
                            plain.count(activity),
                            plain.precision(activity),
                            plain.recall(activity)));
        }
        StringBuilder confusion = new StringBuilder();
        for (Activity truth : ActivityScore.CLASSES) {
            confusion.append("| ").append(truth.label());
            for (Activity predicted :
                    List.of(
                            Activity.STILL,
                            Activity.WALK,
                            Activity.RUN,
                            Activity.STAIRS,
                            Activity.OTHER)) {
                confusion.append(
                        String.format(Locale.ROOT, " | %.1f", 100 * plain.rate(truth, predicted)));
            }
            confusion.append(" |\n");
        }
        List<String> hardest = new ArrayList<>(plain.persons());
        hardest.sort(Comparator.comparingDouble(person -> -plain.error(person)));
        StringBuilder failures = new StringBuilder();
        for (String person : hardest.subList(0, Math.min(5, hardest.size()))) {
            failures.append(
                    String.format(
                            Locale.ROOT,
                            "%s%s (%.0f%%)",
                            failures.isEmpty() ? "" : ", ",
                            person,
                            100 * plain.error(person)));
        }
        double weakWalk =
                weak.rate(Activity.WALK, Activity.WALK) + weak.rate(Activity.WALK, Activity.STAIRS);
        return String.format(
                Locale.ROOT,
                """
                # activity %s

                Still, walk, run or stairs from five seconds of wrist acceleration, or "other" where \
                it is none of them: a convolutional network of %d weights on the raw window.

                **In**: `acceleration`, 100 moments of 50 ms with x, y, z in g (`%s` version %d: any \
                sensor rate is brought to it by `AccelerationWindow`, in training and in serving). \
                **Out**: `probabilities` of still, walk, run, stairs, other; `embedding`, what the last \
                layer sees, for personal adaptation. All else is in the graph: cutting at 2 g, gravity, \
                four traces that do not depend on how the sensor sits, the rejection.

                **Intended use**: context for wellness recommendations, minutes of walking and running. \
                Not for counting falls, not for medical decisions, not for children (nobody under 18 \
                is in the data).

                ## Figures
                WISDM 2019, %d persons, wrist, 20 Hz; windows of 5 seconds that do not overlap and never \
                cross a change of label. %d folds by person: nobody is scored by a network that saw \
                them. 95%% intervals by drawing persons. A rejected window is an error.

                | test windows | macro F1 | 95%% interval | stairs counted as walk | run on walk | rejected |
                |---|---|---|---|---|---|
                %s

                "Run on walk" is the share of walking windows taken for running. Other rates are made \
                from the 20 Hz data by interpolation: they show what the rate alone does.

                | class | windows | precision | recall |
                |---|---|---|---|
                %s
                Where the windows of a class go, percent:

                | truth | still | walk | run | stairs | other |
                |---|---|---|---|---|---|
                %s
                **The shipped network** was trained on %d persons. The others were chosen by a hash of \
                their names before any training (SHA-256 of `validation:NAME`, one in %d): %s. Scored \
                once: macro F1 %.3f (%.3f-%.3f), stairs counted as walk %.3f, run on walk %.1f%%. \
                Anyone can repeat it, with the data beside the repository: `./coach models evaluate activity \
                --data ../shared/data/wisdm-watch --persons %s`.

                **Rejection** below a probability of %.2f for the likeliest of still, walk-or-stairs and \
                run, set so that about 1%% of the windows of people never seen are rejected. Of windows \
                of kicking, which is none of the classes and was never trained on, %.0f%% are rejected. \
                There is no class made of kicking on purpose: it would swallow slow walks.

                **Slow, small walks**, as to the fridge: with half the movement of the recorded walks, \
                %.0f%% of the windows are still walk or stairs, %.0f%% still, %.1f%% run.

                ## Adaptation to a person
                A person can tell what they did ("I was walking", the last 20 seconds). `PersonalActivity` \
                then corrects the last layer for that person, bounded, and only when both walking and \
                stairs were told; `WAS_FORGET` takes it back. Measured by folds through the loop of the \
                job itself, from raw samples and device statuses to the class in `window-scores`: each \
                person's network never saw them. Told is one stretch of 20 s of each activity, five draws; \
                the other windows are scored. The placebo is what another person told. "Without" is the \
                network alone. Windows are judged one by one; in the last two rows they are smoothed, with \
                another activity each minute whose first window is not scored, because the stream is \
                that late. Without labels the loop is to change nothing.

                %s

                %s The persons (**worst quarter**; changes of macro F1, on the right of the F1 of each \
                class with what was told):

                %s
                ## What to know
                - **Walking and stairs are the hard pair**: where the difference does not matter, count \
                stairs as walking.
                - The hardest persons, with the share of their windows taken for something else: %s.
                - 10-30%% of the sitting and standing windows of 1606, 1607, 1609, 1620 and 1621 contain \
                movement; they count as errors here.
                - Most of the sensors saturate at 2 g: the size of running beyond it was never seen, and \
                is cut off in the graph for every sensor.
                - Everybody was asked to do one thing for three minutes in a laboratory. Transitions were \
                not seen; the stream therefore smooths over three windows (see docs/models-quality.md).
                - Eating, typing, driving and cycling were not seen. They come out as still or walk, \
                sometimes as other.

                ## How it was made
                %d steps of %d windows drawn at random, each as another sensor, wrist or pace might have \
                made it: rate 20-100 Hz, phase, pace 0.92-1.08, size of the movement 0.8-1.2, gain \
                0.95-1.05, offset 0.03 g per axis, turned at random (three in ten), cut at 2 g, gaps (one \
                in ten). AdamW, rate %s falling by a cosine, weight decay %s, dropout %s, smoothed labels \
                %s, seed %d. Learning curves: `%s-learning.svg`. Plain 32-bit Java in a fixed order, so \
                training again gives the same bytes: `./mvnw -Ptraining -pl udfs/models-training \
                compile exec:java -Dcoach.model=activity`.

                Data: G. Weiss, "WISDM Smartphone and Smartwatch Activity and Biometrics Dataset", UCI \
                Machine Learning Repository 507, 2019, CC BY 4.0. Model: Apache-2.0.
                """,
                ActivityTraining.VERSION,
                model.size(),
                org.wearablecoach.signals.AccelerationWindow.SCHEMA_NAME,
                org.wearablecoach.signals.AccelerationWindow.SCHEMA,
                plain.persons().size(),
                folds.length,
                String.join("\n", rows),
                classes,
                confusion,
                persons.size() - validation.size(),
                Split.ONE_IN,
                String.join(", ", validation),
                held.macroF1(),
                held.macroF1Interval(ActivityTraining.SEED)[0],
                held.macroF1Interval(ActivityTraining.SEED)[1],
                held.mergedF1(),
                100 * held.rate(Activity.WALK, Activity.RUN),
                String.join(",", validation),
                rejection.threshold(),
                plain.otherRejectedPercent(),
                100 * weakWalk,
                100 * weak.rate(Activity.WALK, Activity.STILL),
                100 * weak.rate(Activity.WALK, Activity.RUN),
                personal.table(),
                personal.counts(),
                personal.byPerson(),
                failures,
                ActivityTraining.STEPS,
                ActivityTraining.BATCH,
                ActivityTraining.RATE,
                ActivityTraining.DECAY,
                ActivityTraining.DROPOUT,
                ActivityTraining.SMOOTHING,
                ActivityTraining.SEED,
                ActivityTraining.NAME);
    }

    private static String row(String name, ActivityScore score) {
        double[] interval = score.macroF1Interval(ActivityTraining.SEED);
        return String.format(
                Locale.ROOT,
                "| %s | %.3f | %.3f-%.3f | %.3f | %.2f%% | %.1f%% |",
                name,
                score.macroF1(),
                interval[0],
                interval[1],
                score.mergedF1(),
                100 * score.rate(Activity.WALK, Activity.RUN),
                score.rejectedPercent());
    }
}
