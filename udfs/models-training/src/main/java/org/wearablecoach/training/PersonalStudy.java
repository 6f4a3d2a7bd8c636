package org.wearablecoach.training;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import org.wearablecoach.evaluation.ActivityScore;
import org.wearablecoach.evaluation.LabelledMotion;
import org.wearablecoach.signals.Activity;
import org.wearablecoach.signals.PersonalActivity;

/**
 * What twenty seconds of each activity, told by a person, do for the recognition of the rest of
 * that person's windows; and the placebo: what another person told.
 */
final class PersonalStudy {

    /** Consecutive windows of each class that are told. */
    private static final int TOLD = 4;

    private static final int DRAWS = 5;
    private static final int CLASSES = PersonalActivity.CLASSES;

    private final ActivityScore before = new ActivityScore();
    private final ActivityScore after = new ActivityScore();
    private final ActivityScore placebo = new ActivityScore();

    /** A person's windows: what the network says of each, and what it is. */
    private record Person(String name, List<float[]> outputs, List<Integer> truth) {}

    PersonalStudy(
            ActivityNetwork[] folds,
            Rejection rejection,
            List<LabelledMotion> motions,
            List<String> persons) {
        SplittableRandom random = new SplittableRandom(ActivityTraining.SEED);
        for (int fold = 0; fold < folds.length; fold++) {
            int held = fold;
            List<Person> people = new ArrayList<>();
            for (String name : persons) {
                if (persons.indexOf(name) % folds.length == held) {
                    people.add(person(folds[fold], rejection, motions, name));
                }
            }
            for (int p = 0; p < people.size(); p++) {
                for (int draw = 0; draw < DRAWS; draw++) {
                    study(people.get(p), people.get((p + 1) % people.size()), random);
                }
            }
        }
    }

    private static Person person(
            ActivityNetwork network,
            Rejection rejection,
            List<LabelledMotion> motions,
            String name) {
        Person person = new Person(name, new ArrayList<>(), new ArrayList<>());
        for (ActivityTraining.Window window :
                ActivityTraining.windows(ActivityTraining.of(motions, name::equals))) {
            person.outputs().add(network.served(window.input(), rejection));
            person.truth().add(ActivityScore.CLASSES.indexOf(window.activity()));
        }
        return person;
    }

    /** Places of the windows that are told: a stretch of each class, at a random place. */
    private static List<Integer> told(Person person, SplittableRandom random) {
        List<Integer> told = new ArrayList<>();
        for (int c = 0; c < CLASSES; c++) {
            List<Integer> places = new ArrayList<>();
            for (int i = 0; i < person.truth().size(); i++) {
                if (person.truth().get(i) == c) {
                    places.add(i);
                }
            }
            if (places.size() >= TOLD) {
                int from = random.nextInt(places.size() - TOLD + 1);
                told.addAll(places.subList(from, from + TOLD));
            }
        }
        return told;
    }

    private static PersonalActivity learned(Person from, List<Integer> told) {
        PersonalActivity personal = new PersonalActivity();
        for (int i : told) {
            personal.add(from.truth().get(i), PersonalActivity.row(from.outputs().get(i)));
        }
        personal.learn();
        return personal;
    }

    private void study(Person person, Person other, SplittableRandom random) {
        List<Integer> told = told(person, random);
        PersonalActivity own = learned(person, told);
        PersonalActivity foreign = learned(other, told(other, random));
        PersonalActivity none = new PersonalActivity();
        for (int i = 0; i < person.truth().size(); i++) {
            if (told.contains(i)) {
                continue;
            }
            Activity truth = ActivityScore.CLASSES.get(person.truth().get(i));
            float[] outputs = person.outputs().get(i);
            before.add(person.name(), truth, predicted(none.apply(outputs)));
            after.add(person.name(), truth, predicted(own.apply(outputs)));
            placebo.add(person.name(), truth, predicted(foreign.apply(outputs)));
        }
    }

    private static Activity predicted(float[] p) {
        int most = 0;
        for (int c = 1; c < p.length; c++) {
            most = p[c] > p[most] ? c : most;
        }
        return most < CLASSES ? ActivityScore.CLASSES.get(most) : Activity.OTHER;
    }

    /** Mean error of the quarter of the persons who were recognised worst before. */
    private double worstQuarter(ActivityScore score) {
        List<String> persons = new ArrayList<>(before.persons());
        persons.sort(Comparator.comparingDouble(person -> -before.error(person)));
        List<String> worst = persons.subList(0, (persons.size() + 3) / 4);
        return worst.stream().mapToDouble(score::error).average().orElse(0);
    }

    private static double f1(ActivityScore score, Activity activity) {
        double precision = score.precision(activity);
        double recall = score.recall(activity);
        return precision + recall == 0 ? 0 : 2 * precision * recall / (precision + recall);
    }

    /** A table for the card. */
    String table() {
        StringBuilder changes = new StringBuilder();
        for (Activity activity : ActivityScore.CLASSES) {
            changes.append(
                    String.format(
                            Locale.ROOT,
                            "%s%s %+.3f",
                            changes.isEmpty() ? "" : ", ",
                            activity.label(),
                            f1(after, activity) - f1(before, activity)));
        }
        double worst = worstQuarter(before);
        return String.format(
                Locale.ROOT,
                """
                | | macro F1 | error of the worst quarter of the persons |
                |---|---|---|
                | nothing told | %.3f | %.1f%% |
                | 20 s of each activity told | %.3f | %.1f%% (%+.0f%%) |
                | placebo: what another person told | %.3f | %.1f%% (%+.0f%%) |

                Change of F1 by class: %s.""",
                before.macroF1(),
                100 * worst,
                after.macroF1(),
                100 * worstQuarter(after),
                100 * (worstQuarter(after) / worst - 1),
                placebo.macroF1(),
                100 * worstQuarter(placebo),
                100 * (worstQuarter(placebo) / worst - 1),
                changes);
    }
}
