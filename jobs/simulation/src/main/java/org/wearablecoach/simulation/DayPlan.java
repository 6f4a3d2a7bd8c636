package org.wearablecoach.simulation;

import java.util.Arrays;

/**
 * The frame of one local day of a person: what part of the day begins when, meals, and when the
 * watch is off the wrist. Minutes are of the local clock, from 0.
 */
final class DayPlan {
    private static final long PURPOSE = 2;
    private static final int DAY = 1440;
    private static final int MOST_BLOCKS = 16;

    /** The first day of the epoch was a Thursday; Monday is 0. */
    private static final int EPOCH_WEEKDAY = 3;

    private final int[] starts = new int[MOST_BLOCKS];
    private final Block[] blocks = new Block[MOST_BLOCKS];
    private int size;

    private final int[] mealMinutes = new int[4];
    private final double[] mealSizes = new double[4];

    private int offWristFrom;
    private int offWristUntil;

    private DayPlan() {
        Arrays.fill(blocks, Block.SLEEP);
    }

    /** The plan of a local day, counted in days from 1970-01-01. */
    static DayPlan of(Traits person, long seed, long localDay, boolean watchOffInSleepOnly) {
        Rng rng = Rng.of(seed, person.index(), PURPOSE, localDay);
        DayPlan plan = new DayPlan();
        int weekday = (int) Math.floorMod(localDay + EPOCH_WEEKDAY, 7L);
        boolean working = weekday < 5;
        int wake = person.wakeMinute() + rng.whole(-15, 15) + (working ? 0 : rng.whole(20, 80));
        int bed = Math.min(DAY - 5, person.bedMinute() + rng.whole(-20, 20));
        boolean session = rng.chance(person.sessionsPerWeek() / 7.0);
        Block exercise = person.runs() ? Block.RUN : Block.BRISK_WALK;
        int sessionMinutes = person.runs() ? rng.whole(22, 45) : rng.whole(25, 50);

        plan.add(0, Block.SLEEP);
        plan.add(wake, Block.MORNING);
        int at = wake;
        if (session && person.morningExercise()) {
            plan.add(wake + 15, exercise);
            at = wake + 15 + sessionMinutes;
            plan.add(at, Block.MORNING);
        }
        int home = working ? plan.workingHours(rng, at) : plan.freeHours(rng, at);
        if (session && !person.morningExercise()) {
            int from = home + rng.whole(20, 90);
            plan.add(from, exercise);
            plan.add(from + sessionMinutes, Block.HOME);
        }
        plan.add(bed - rng.whole(60, 110), Block.WINDING_DOWN);
        plan.add(bed, Block.SLEEP);

        plan.meals(rng, wake, home);
        int charging = rng.whole(35, 60);
        boolean morning = rng.chance(0.4);
        plan.offWristFrom =
                watchOffInSleepOnly ? 180 : morning ? wake + 8 : bed - charging - rng.whole(5, 20);
        plan.offWristUntil = plan.offWristFrom + charging;
        return plan;
    }

    private int workingHours(Rng rng, int wakeOrBack) {
        int leave = wakeOrBack + rng.whole(35, 60);
        int walk = rng.whole(4, 12);
        int ride = rng.chance(0.5) ? rng.whole(10, 25) : 0;
        add(leave, Block.COMMUTE);
        int at = leave + walk;
        if (ride > 0) {
            add(at, Block.TRANSIT);
            add(at + ride, Block.COMMUTE);
            at += ride + 3;
        }
        add(at, Block.WORK);
        int lunch = Math.max(at + 150, rng.whole(715, 775));
        add(lunch, Block.LUNCH);
        add(lunch + rng.whole(30, 50), Block.WORK);
        int end = Math.max(lunch + 200, at + 510 + rng.whole(-25, 40));
        add(end, Block.COMMUTE);
        at = end + walk;
        if (ride > 0) {
            add(end + 3, Block.TRANSIT);
            add(end + 3 + ride, Block.COMMUTE);
            at += ride + 3;
        }
        add(at, Block.HOME);
        return at;
    }

    private int freeHours(Rng rng, int wakeOrBack) {
        int out = wakeOrBack + rng.whole(60, 100);
        add(out, Block.LEISURE);
        int lunch = Math.max(out + 60, rng.whole(740, 800));
        add(lunch, Block.LUNCH);
        add(lunch + rng.whole(40, 70), Block.LEISURE);
        int home = Math.max(lunch + 120, rng.whole(960, 1060));
        add(home, Block.HOME);
        return home;
    }

    private void meals(Rng rng, int wake, int home) {
        int lunch = DAY;
        for (int i = 0; i < size; i++) {
            if (blocks[i] == Block.LUNCH) {
                lunch = starts[i] + 8;
            }
        }
        mealMinutes[0] = wake + rng.whole(15, 30);
        mealSizes[0] = rng.between(0.5, 1.0);
        mealMinutes[1] = lunch;
        mealSizes[1] = rng.between(0.7, 1.3);
        mealMinutes[2] = lunch + rng.whole(150, 220);
        mealSizes[2] = rng.chance(0.6) ? rng.between(0.2, 0.5) : 0;
        mealMinutes[3] = home + rng.whole(60, 110);
        mealSizes[3] = rng.between(0.8, 1.4);
    }

    /** Adds a part; one that would begin before its predecessor's end cuts it short. */
    private void add(int minute, Block block) {
        int start = Math.min(minute, DAY);
        while (size > 1 && starts[size - 1] >= start) {
            size--;
        }
        starts[size] = start;
        blocks[size] = block;
        size++;
    }

    private int find(int minute) {
        int i = size - 1;
        while (i > 0 && starts[i] > minute) {
            i--;
        }
        return i;
    }

    Block block(int minute) {
        return blocks[find(minute)];
    }

    /** First minute after the part that a minute belongs to, at most 1440. */
    int blockEnd(int minute) {
        int next = find(minute) + 1;
        return next < size ? starts[next] : DAY;
    }

    boolean onWrist(int minute) {
        return minute < offWristFrom || minute >= offWristUntil;
    }

    /** Size of the meal that begins in a minute, 1 for an ordinary one; 0 for none. */
    double meal(int minute) {
        for (int i = 0; i < mealMinutes.length; i++) {
            if (mealMinutes[i] == minute) {
                return mealSizes[i];
            }
        }
        return 0;
    }
}
