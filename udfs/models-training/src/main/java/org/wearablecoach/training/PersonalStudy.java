package org.wearablecoach.training;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;
import org.wearablecoach.evaluation.ActivityEvaluation;
import org.wearablecoach.evaluation.ActivityScore;
import org.wearablecoach.evaluation.LabelledMotion;
import org.wearablecoach.onnx.ModelBundle;
import org.wearablecoach.onnx.OnnxScorer;
import org.wearablecoach.onnx.Scorer;
import org.wearablecoach.onnx.ScorerOptions;
import org.wearablecoach.signals.AccelerationWindow;
import org.wearablecoach.signals.Activity;

/**
 * What the loop of the job makes of the windows of each person, whose network never saw them:
 * without labels on two kinds of day, with twenty seconds of each activity told, and with what
 * another person told, which is the placebo.
 */
final class PersonalStudy {

    /** The smallest change of macro F1 that does no harm. */
    static final double NO_HARM = -0.005;

    /** Consecutive windows of each class that are told. */
    private static final int TOLD = 4;

    private static final int DRAWS = 5;
    private static final int RESAMPLES = 2000;

    /** Windows of one activity before another one follows: a minute. */
    private static final int STRETCH = 12;

    /** Of a day that is mostly still, so many windows of ten. */
    private static final int STILL_OF_TEN = 9;

    /** What was said of the windows of a day without the person and with them. */
    static final class Pair {
        final ActivityScore before = new ActivityScore();
        final ActivityScore after = new ActivityScore();
    }

    final Pair balanced = new Pair();
    final Pair mostlyStill = new Pair();
    final Pair told = new Pair();
    final Pair placebo = new Pair();
    final Pair toldInStream = new Pair();
    final Pair placeboInStream = new Pair();

    /** A window of a recording: what it is, and its place there. */
    private record Window(Activity truth, int recording, int place, float[] xyz, int hertz) {}

    /**
     * A person's windows.
     *
     * @param alone what the network alone says of each
     */
    private record Person(String name, List<Window> windows, List<Activity> alone) {}

    PersonalStudy(
            ActivityNetwork[] folds,
            Rejection rejection,
            List<LabelledMotion> motions,
            List<String> persons) {
        SplittableRandom random = new SplittableRandom(ActivityTraining.SEED);
        for (int fold = 0; fold < folds.length; fold++) {
            byte[] onnx = folds[fold].graph(ActivityTraining.NAME, rejection);
            String manifest = ActivityTraining.manifest(onnx, folds[fold], rejection);
            List<Person> people = new ArrayList<>();
            for (int p = fold; p < persons.size(); p += folds.length) {
                people.add(person(onnx, manifest, motions, persons.get(p)));
            }
            try (MotionLoop loop = new MotionLoop(onnx, manifest)) {
                for (int p = 0; p < people.size(); p++) {
                    Person person = people.get(p);
                    unlabelled(loop, person, balancedDay(person), balanced);
                    unlabelled(loop, person, mostlyStillDay(person), mostlyStill);
                    for (int draw = 0; draw < DRAWS; draw++) {
                        labelled(loop, person, people.get((p + 1) % people.size()), random);
                    }
                }
            }
            Progress.line("activity, fold %d: adapted to %d persons", fold + 1, people.size());
        }
    }

    private static Person person(
            byte[] onnx, String manifest, List<LabelledMotion> motions, String name) {
        List<Window> windows = new ArrayList<>();
        int recording = 0;
        for (LabelledMotion motion : ActivityTraining.of(motions, name::equals)) {
            int of = recording++;
            int[] place = {0};
            ActivityEvaluation.cut(
                    motion,
                    (xyz, times, samples) -> {
                        float[] counted = new float[3 * samples];
                        for (int i = 0; i < counted.length; i++) {
                            counted[i] =
                                    Math.round(xyz[i] / MotionLoop.G_PER_COUNT)
                                            * MotionLoop.G_PER_COUNT;
                        }
                        windows.add(
                                new Window(
                                        motion.activity(),
                                        of,
                                        place[0]++,
                                        counted,
                                        (int) motion.hertz()));
                    });
        }
        List<Activity> alone = new ArrayList<>();
        try (Scorer scorer =
                OnnxScorer.open(
                        ModelBundle.of(onnx, manifest, ScorerOptions.defaults()),
                        ScorerOptions.oneByOne())) {
            float[] input = new float[AccelerationWindow.WIDTH];
            float[] output = new float[scorer.outputWidth()];
            for (Window window : windows) {
                int samples = window.xyz().length / 3;
                float[] times = new float[samples];
                for (int i = 0; i < samples; i++) {
                    times[i] = (float) Math.floor(i * 1000.0 / window.hertz());
                }
                AccelerationWindow.compute(window.xyz(), times, samples, window.hertz(), input, 0);
                scorer.score(input, 1, output);
                alone.add(largest(output));
            }
        }
        return new Person(name, windows, alone);
    }

    private static Activity largest(float[] outputs) {
        int most = 0;
        for (int c = 1; c <= ActivityNetwork.CLASSES; c++) {
            most = outputs[c] > outputs[most] ? c : most;
        }
        return most < ActivityNetwork.CLASSES ? ActivityScore.CLASSES.get(most) : Activity.OTHER;
    }

    // --- days without labels
    // ----------------------------------------------------------------------

    /**
     * Places of windows: of each activity equally many, a minute of one after a minute of another.
     */
    private static List<Integer> balancedDay(Person person) {
        int least = Integer.MAX_VALUE;
        for (Activity activity : ActivityScore.CLASSES) {
            int windows = places(person, activity).size();
            least = windows == 0 ? least : Math.min(least, windows);
        }
        List<Integer> chosen = new ArrayList<>();
        for (Activity activity : ActivityScore.CLASSES) {
            List<Integer> places = places(person, activity);
            // Spread over all of them, so that sitting and standing are both there.
            for (int i = 0; !places.isEmpty() && i < least; i++) {
                chosen.add(places.get((int) ((long) i * places.size() / least)));
            }
        }
        return inTurns(person, chosen);
    }

    /** Places of windows: all that moves once, and nine times as much sitting and standing. */
    private static List<Integer> mostlyStillDay(Person person) {
        List<Integer> moving = new ArrayList<>();
        for (int i = 0; i < person.windows().size(); i++) {
            if (person.windows().get(i).truth() != Activity.STILL) {
                moving.add(i);
            }
        }
        moving = inTurns(person, moving);
        List<Integer> still = places(person, Activity.STILL);
        List<Integer> day = new ArrayList<>();
        int stillSoFar = 0;
        for (int i = 0; i < moving.size(); i++) {
            day.add(moving.get(i));
            if (i % STRETCH == STRETCH - 1 || i == moving.size() - 1) {
                while (stillSoFar < (i + 1) * STILL_OF_TEN / (10 - STILL_OF_TEN)) {
                    day.add(still.get(stillSoFar++ % still.size()));
                }
            }
        }
        return day;
    }

    private static List<Integer> places(Person person, Activity activity) {
        List<Integer> places = new ArrayList<>();
        for (int i = 0; i < person.windows().size(); i++) {
            if (person.windows().get(i).truth() == activity) {
                places.add(i);
            }
        }
        return places;
    }

    /** The same windows, a minute of each activity in turn. */
    private static List<Integer> inTurns(Person person, List<Integer> places) {
        List<List<Integer>> byActivity = new ArrayList<>();
        for (Activity activity : ActivityScore.CLASSES) {
            byActivity.add(
                    places.stream()
                            .filter(i -> person.windows().get(i).truth() == activity)
                            .toList());
        }
        List<Integer> turns = new ArrayList<>();
        for (int from = 0; turns.size() < places.size(); from += STRETCH) {
            for (List<Integer> own : byActivity) {
                if (from < own.size()) {
                    turns.addAll(own.subList(from, Math.min(from + STRETCH, own.size())));
                }
            }
        }
        return turns;
    }

    private static void unlabelled(MotionLoop loop, Person person, List<Integer> day, Pair pair) {
        loop.begin();
        List<Activity> found = alone(loop, person, day);
        for (int i = 0; i < day.size(); i++) {
            Activity truth = person.windows().get(day.get(i)).truth();
            pair.before.add(person.name(), truth, person.alone().get(day.get(i)));
            pair.after.add(person.name(), truth, found.get(i));
        }
    }

    /** What the stream says of windows, each behind a pause, so that none smooths another. */
    private static List<Activity> alone(MotionLoop loop, Person person, List<Integer> places) {
        List<Long> starts = new ArrayList<>();
        for (int place : places) {
            loop.pause();
            starts.add(play(loop, person.windows().get(place)));
        }
        return said(loop, starts);
    }

    /** What the stream says of windows that follow each other. */
    private static List<Activity> inStream(MotionLoop loop, Person person, List<Integer> places) {
        List<Long> starts = new ArrayList<>();
        loop.pause();
        for (int place : places) {
            starts.add(play(loop, person.windows().get(place)));
        }
        return said(loop, starts);
    }

    private static long play(MotionLoop loop, Window window) {
        return loop.window(window.xyz(), window.hertz());
    }

    private static List<Activity> said(MotionLoop loop, List<Long> starts) {
        Map<Long, Activity> said = loop.end();
        List<Activity> found = new ArrayList<>();
        for (long start : starts) {
            Activity activity = said.get(start);
            if (activity == null) {
                throw new IllegalStateException("the loop said nothing of a window");
            }
            found.add(activity);
        }
        return found;
    }

    // --- what is told
    // -----------------------------------------------------------------------------

    /** Places of the windows that are told: a stretch of each class, at a random place. */
    private static List<List<Integer>> drawn(Person person, SplittableRandom random) {
        List<List<Integer>> stretches = new ArrayList<>();
        for (Activity activity : ActivityScore.CLASSES) {
            List<Integer> places = places(person, activity);
            if (places.size() >= TOLD) {
                int from = random.nextInt(places.size() - TOLD + 1);
                stretches.add(places.subList(from, from + TOLD));
            }
        }
        return stretches;
    }

    private static void teach(MotionLoop loop, Person from, List<List<Integer>> stretches) {
        for (List<Integer> stretch : stretches) {
            loop.pause();
            for (int place : stretch) {
                play(loop, from.windows().get(place));
            }
            loop.tell(from.windows().get(stretch.get(0)).truth(), TOLD);
        }
    }

    private void labelled(MotionLoop loop, Person person, Person other, SplittableRandom random) {
        List<List<Integer>> own = drawn(person, random);
        List<List<Integer>> foreign = drawn(other, random);
        List<Integer> rest = new ArrayList<>();
        for (int i = 0; i < person.windows().size(); i++) {
            int place = i;
            if (own.stream().noneMatch(stretch -> stretch.contains(place))) {
                rest.add(i);
            }
        }
        List<Activity> without = rest.stream().map(person.alone()::get).toList();
        count(person, rest, without, told.before);
        count(person, rest, without, placebo.before);
        loop.begin();
        teach(loop, person, own);
        count(person, rest, alone(loop, person, rest), told.after);
        loop.begin();
        teach(loop, other, foreign);
        count(person, rest, alone(loop, person, rest), placebo.after);

        List<Integer> turns = inTurns(person, rest);
        loop.begin();
        List<Activity> smoothed = inStream(loop, person, turns);
        countSettled(person, turns, smoothed, toldInStream.before);
        countSettled(person, turns, smoothed, placeboInStream.before);
        loop.begin();
        teach(loop, person, own);
        countSettled(person, turns, inStream(loop, person, turns), toldInStream.after);
        loop.begin();
        teach(loop, other, foreign);
        countSettled(person, turns, inStream(loop, person, turns), placeboInStream.after);
    }

    private static void count(
            Person person, List<Integer> places, List<Activity> found, ActivityScore score) {
        for (int i = 0; i < places.size(); i++) {
            score.add(person.name(), person.windows().get(places.get(i)).truth(), found.get(i));
        }
    }

    /** The same without the first window of each stretch: the stream is to be that late. */
    private static void countSettled(
            Person person, List<Integer> places, List<Activity> found, ActivityScore score) {
        for (int i = 1; i < places.size(); i++) {
            Activity truth = person.windows().get(places.get(i)).truth();
            if (truth == person.windows().get(places.get(i - 1)).truth()) {
                score.add(person.name(), truth, found.get(i));
            }
        }
    }

    // --- figures
    // ----------------------------------------------------------------------------------

    /** Change of the macro F1 of one person. */
    static double change(Pair pair, String person) {
        return pair.after.macroF1(person) - pair.before.macroF1(person);
    }

    /** The smallest change of the macro F1 of a person. */
    static double leastChange(Pair pair) {
        return pair.before.persons().stream()
                .mapToDouble(person -> change(pair, person))
                .min()
                .orElseThrow();
    }

    /** Change of the F1 of a class over all windows. */
    static double change(Pair pair, Activity activity) {
        List<String> all = pair.before.persons();
        return pair.after.f1(activity, all) - pair.before.f1(activity, all);
    }

    /** By which share the error of the worst quarter of the persons changes. */
    static double worstQuarterChange(Pair pair) {
        return worstQuarterChange(pair, pair.before.persons());
    }

    private static double worstQuarterChange(Pair pair, List<String> persons) {
        return worstQuarter(pair, pair.after, persons) / worstQuarter(pair, pair.before, persons)
                - 1;
    }

    /** Mean error of the quarter of the persons who were recognised worst before. */
    private static double worstQuarter(Pair pair, ActivityScore score, List<String> persons) {
        return worst(pair, persons).stream().mapToDouble(score::error).average().orElse(0);
    }

    private static List<String> worst(Pair pair, List<String> persons) {
        List<String> sorted = new ArrayList<>(persons);
        sorted.sort(Comparator.comparingDouble(person -> -pair.before.error(person)));
        return sorted.subList(0, (sorted.size() + 3) / 4);
    }

    /** 95% interval by drawing persons with replacement. */
    private static double[] interval(List<String> persons, ToDoubleFunction<List<String>> figure) {
        SplittableRandom random = new SplittableRandom(ActivityTraining.SEED);
        double[] found = new double[RESAMPLES];
        for (int i = 0; i < RESAMPLES; i++) {
            List<String> drawn = new ArrayList<>(persons.size());
            for (int k = 0; k < persons.size(); k++) {
                drawn.add(persons.get(random.nextInt(persons.size())));
            }
            found[i] = figure.applyAsDouble(drawn);
        }
        Arrays.sort(found);
        return new double[] {found[RESAMPLES / 40], found[RESAMPLES - 1 - RESAMPLES / 40]};
    }

    /** The figures over all persons, for the card. */
    String table() {
        StringBuilder table =
                new StringBuilder(
                        """
                        | | macro F1 without | with | change (95%) | smallest of a person | error of the worst quarter without | with | change (95%) |
                        |---|---|---|---|---|---|---|---|
                        """);
        row(table, "balanced day, nothing told", balanced);
        row(table, "day that is 90% still, nothing told", mostlyStill);
        row(table, "**20 s of each activity told**", told);
        row(table, "placebo: what another person told", placebo);
        row(table, "20 s of each told, smoothed as in the stream", toldInStream);
        row(table, "placebo, smoothed as in the stream", placeboInStream);
        table.append("\nChange of the F1 of each class: with what was told ");
        classes(table, told);
        table.append("; with the placebo ");
        classes(table, placebo);
        return table.append('.').toString();
    }

    private static void row(StringBuilder table, String name, Pair pair) {
        List<String> all = pair.before.persons();
        double[] f1 = interval(all, some -> pair.after.macroF1(some) - pair.before.macroF1(some));
        double[] worst = interval(all, some -> worstQuarterChange(pair, some));
        table.append(
                String.format(
                        Locale.ROOT,
                        "| %s | %.3f | %.3f | %s (%s to %s) | %s | %.1f%% | %.1f%% | %s (%s to %s)"
                                + " |\n",
                        name,
                        pair.before.macroF1(),
                        pair.after.macroF1(),
                        signed(pair.after.macroF1() - pair.before.macroF1()),
                        signed(f1[0]),
                        signed(f1[1]),
                        signed(leastChange(pair)),
                        100 * worstQuarter(pair, pair.before, all),
                        100 * worstQuarter(pair, pair.after, all),
                        percent(worstQuarterChange(pair)),
                        percent(worst[0]),
                        percent(worst[1])));
    }

    private static void classes(StringBuilder table, Pair pair) {
        String comma = "";
        for (Activity activity : ActivityScore.CLASSES) {
            table.append(comma)
                    .append(activity.label())
                    .append(' ')
                    .append(signed(change(pair, activity)));
            comma = ", ";
        }
    }

    /** The figures of each person, the worst quarter in bold, for the card. */
    String byPerson() {
        StringBuilder table =
                new StringBuilder(
                        """
                        | person | nothing told: balanced day | 90% still day | error, % | with 20 s told | placebo | macro F1 | with 20 s told | change | placebo | still | walk | run | stairs |
                        |---|---|---|---|---|---|---|---|---|---|---|---|---|---|
                        """);
        List<String> worst = worst(told, told.before.persons());
        for (String person : told.before.persons()) {
            String mark = worst.contains(person) ? "**" : "";
            table.append(
                    String.format(
                            Locale.ROOT,
                            "| %s%s%s | %s | %s | %.1f | %.1f | %.1f | %.3f | %.3f | %s | %s",
                            mark,
                            person,
                            mark,
                            signed(change(balanced, person)),
                            signed(change(mostlyStill, person)),
                            100 * told.before.error(person),
                            100 * told.after.error(person),
                            100 * placebo.after.error(person),
                            told.before.macroF1(person),
                            told.after.macroF1(person),
                            signed(change(told, person)),
                            signed(change(placebo, person))));
            for (Activity activity : ActivityScore.CLASSES) {
                List<String> one = List.of(person);
                boolean known = told.before.count(activity, person) > 0;
                table.append(" | ")
                        .append(
                                known
                                        ? signed(
                                                told.after.f1(activity, one)
                                                        - told.before.f1(activity, one))
                                        : "-");
            }
            table.append(" |\n");
        }
        return table.toString();
    }

    /** How many persons gain and lose by what they told, for the card. */
    String counts() {
        int better = 0;
        int worse = 0;
        int classesWorse = 0;
        for (String person : told.before.persons()) {
            double change = change(told, person);
            better += change > -NO_HARM ? 1 : 0;
            worse += change < NO_HARM ? 1 : 0;
            for (Activity activity : ActivityScore.CLASSES) {
                List<String> one = List.of(person);
                if (told.after.f1(activity, one) - told.before.f1(activity, one) < -0.02) {
                    classesWorse++;
                    break;
                }
            }
        }
        return String.format(
                Locale.ROOT,
                "Of %d persons %d gain more than 0.005 of macro F1, %d lose more; one class or more"
                        + " loses over 0.02 of its F1 for %d of them.",
                told.before.persons().size(),
                better,
                worse,
                classesWorse);
    }

    private static String signed(double value) {
        return Math.abs(value) < 0.0005
                ? value == 0 ? "0" : "0.000"
                : String.format(Locale.ROOT, "%+.3f", value);
    }

    private static String percent(double value) {
        return Math.abs(value) < 0.005 ? "0%" : String.format(Locale.ROOT, "%+.0f%%", 100 * value);
    }
}
