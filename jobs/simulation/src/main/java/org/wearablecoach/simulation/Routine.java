package org.wearablecoach.simulation;

import java.time.Instant;
import java.time.ZoneId;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;

/**
 * What a person does, second by second: a day plan, within it spells of one activity, and walks
 * that a recommendation brought about.
 */
final class Routine {
    private static final long PURPOSE = 3;
    private static final long SECOND = 1_000;
    private static final long MINUTE = 60_000;
    private static final long DAY = 86_400_000;

    /** Times a working day at which a task becomes stressful, spread over nine hours. */
    private static final double MILLIS_BETWEEN_STRESS = 5.5 * 3_600_000;

    private enum Arranged {
        WAITING,
        ARRIVING,
        SEATED,
        DONE
    }

    private final Traits person;
    private final long seed;
    private final boolean restless;
    private final ZoneRules zone;
    private final Rng rng;

    private long offsetMillis;
    private long offsetUntil = Long.MIN_VALUE;
    private long localDay = Long.MIN_VALUE;
    private DayPlan plan;

    private int minute;
    private Block block = Block.SLEEP;
    private Activity activity = Activity.SLEEP;
    private Activity before = Activity.SLEEP;
    private long spellStart;
    private long spellEnd = Long.MIN_VALUE;
    private int spells;
    private double effort;
    private boolean phoneCarried;

    private final long seatedFrom;
    private final long seatedUntil;
    private final long arrivalFrom;

    private long walkFrom = Long.MAX_VALUE;
    private long walkUntil;
    private boolean onPurpose;
    private Arranged arranged;

    private long nextStress;
    private long stressUntil = Long.MIN_VALUE;
    private double stressTarget;
    private double stress;
    private double effortShift;

    Routine(Traits person, long seed, SimulationOptions options, long begin, long start) {
        this.person = person;
        this.seed = seed;
        this.restless = options.withoutSedentaryHours();
        this.zone = ZoneId.of(person.zone()).getRules();
        this.rng = Rng.of(seed, person.index(), PURPOSE, 0);
        place(begin);
        this.nextStress = begin + (long) rng.exponential(MILLIS_BETWEEN_STRESS);
        place(start);
        Rng seat = Rng.of(seed, person.index(), PURPOSE, 1);
        boolean seated =
                options.seatedAtStart()
                        && !restless
                        && begin <= start - 60 * MINUTE
                        && seat.chance(0.85)
                        && block != Block.SLEEP
                        && block != Block.WINDING_DOWN;
        long since = start - (long) (seat.between(25, 40) * MINUTE);
        this.seatedFrom = seated ? since : Long.MAX_VALUE;
        this.arrivalFrom = seated ? since - (long) (seat.between(6, 10) * MINUTE) : Long.MAX_VALUE;
        this.seatedUntil = seated ? since + (long) (seat.between(60, 110) * MINUTE) : 0;
        this.arranged = seated ? Arranged.WAITING : Arranged.DONE;
        place(begin);
        activity = block == Block.SLEEP ? Activity.SLEEP : Activity.LIGHT;
    }

    /** Looks up local time, plan and part of the day. */
    private void place(long t) {
        if (t >= offsetUntil || t < offsetUntil - 400 * DAY) {
            Instant instant = Instant.ofEpochMilli(t);
            offsetMillis = zone.getOffset(instant).getTotalSeconds() * SECOND;
            ZoneOffsetTransition next = zone.nextTransition(instant);
            offsetUntil = next == null ? t + 100 * DAY : next.getInstant().toEpochMilli();
        }
        long local = t + offsetMillis;
        long day = Math.floorDiv(local, DAY);
        if (day != localDay) {
            localDay = day;
            plan = DayPlan.of(person, seed, day, restless);
        }
        minute = (int) (Math.floorMod(local, DAY) / MINUTE);
        block = plan.block(minute);
    }

    /** Lives the second that begins at t. */
    void step(long t) {
        Block was = block;
        place(t);
        if (t >= walkFrom) {
            walkOnPurpose(t);
        } else if (arranged != Arranged.DONE && t >= arrivalFrom) {
            arrange(t);
        }
        if (t >= spellEnd || (block != was && !onPurpose && arranged != Arranged.SEATED)) {
            draw(t);
        }
        stress(t);
    }

    private void walkOnPurpose(long t) {
        if (t >= walkUntil || activity == Activity.SLEEP || activity == Activity.RUN) {
            walkFrom = Long.MAX_VALUE;
            onPurpose = false;
            return;
        }
        if (!onPurpose) {
            onPurpose = true;
            arranged = Arranged.DONE;
            begin(Activity.WALK, t, walkUntil);
        }
    }

    /** Brings the person to the seat in which the start finds them. */
    private void arrange(long t) {
        if (arranged == Arranged.WAITING) {
            arranged = Arranged.ARRIVING;
            begin(Activity.WALK, t, seatedFrom);
        }
        if (arranged == Arranged.ARRIVING && t >= seatedFrom) {
            arranged = Arranged.SEATED;
            begin(Activity.SIT, t, seatedUntil);
        }
        if (t >= seatedUntil) {
            arranged = Arranged.DONE;
        }
    }

    private void begin(Activity next, long t, long until) {
        before = activity;
        activity = next;
        spellStart = t;
        spellEnd = until;
        spells++;
        effort = 1.0;
        effortShift = 0;
        phoneCarried = restless || (next == Activity.WALK && rng.chance(0.7));
    }

    /** Chooses the next activity of the part of the day, and for how long. */
    private void draw(long t) {
        Activity last = activity;
        double minutes;
        Activity next;
        effort = 1.0;
        boolean wokeUp = last == Activity.SLEEP && block != Block.SLEEP;
        switch (block) {
            case SLEEP -> {
                next = Activity.SLEEP;
                minutes = rng.between(25, 90);
            }
            case COMMUTE -> {
                next = Activity.WALK;
                minutes = 60;
                effort = rng.between(0.98, 1.1);
            }
            case BRISK_WALK -> {
                next = Activity.WALK;
                minutes = 90;
                effort = rng.between(1.12, 1.25);
            }
            case RUN -> {
                next = last == Activity.RUN || last == Activity.WALK ? Activity.RUN : Activity.WALK;
                minutes = next == Activity.RUN ? 90 : 3;
                effort = next == Activity.RUN ? rng.between(0.85, 1.12) : 1.1;
            }
            case TRANSIT -> {
                next = Activity.SIT;
                minutes = 60;
            }
            case WORK -> {
                boolean up = last == Activity.SIT;
                boolean walks = rng.chance(0.7);
                next = !up ? Activity.SIT : walks ? Activity.WALK : Activity.LIGHT;
                minutes = !up ? deskMinutes() : walks ? rng.between(1.5, 4) : rng.between(3, 8);
                effort = rng.between(0.88, 1.0);
            }
            case LUNCH -> {
                next = last == Activity.WALK ? Activity.SIT : Activity.WALK;
                minutes = next == Activity.SIT ? rng.between(15, 25) : rng.between(3, 8);
            }
            case MORNING -> {
                next = last == Activity.LIGHT ? Activity.SIT : Activity.LIGHT;
                minutes = next == Activity.SIT ? rng.between(6, 15) : rng.between(8, 18);
            }
            case WINDING_DOWN -> {
                next = last == Activity.SIT ? Activity.LIGHT : Activity.SIT;
                minutes = next == Activity.SIT ? rng.between(30, 70) : rng.between(2, 7);
            }
            default -> {
                double u = rng.unit();
                double walking = block == Block.LEISURE ? 0.3 : 0.15;
                if (last == Activity.SIT) {
                    next = u < walking ? Activity.WALK : Activity.LIGHT;
                } else {
                    next = u < 0.75 ? Activity.SIT : u < 0.9 ? Activity.LIGHT : Activity.WALK;
                }
                minutes =
                        next == Activity.SIT
                                ? rng.between(15, 60)
                                : next == Activity.LIGHT
                                        ? rng.between(5, 20)
                                        : rng.between(2, block == Block.LEISURE ? 14 : 4);
                effort = rng.between(0.85, 1.0);
            }
        }
        if (restless && block != Block.SLEEP) {
            boolean cutShort = last == Activity.WALK && t - spellStart < 3 * MINUTE;
            if (last == Activity.SIT || wokeUp || cutShort) {
                next = Activity.WALK;
                minutes = Math.max(3, Math.min(minutes, 6));
                effort = 1.0;
            } else if (last == Activity.LIGHT || next == Activity.SIT) {
                next = Activity.SIT;
                minutes = rng.between(12, 20);
            } else if (next == Activity.LIGHT) {
                minutes = Math.min(minutes, 10);
            }
        }
        long blockEnd = t - Math.floorMod(t, MINUTE) + (plan.blockEnd(minute) - minute) * MINUTE;
        before = last;
        activity = next;
        spells++;
        effortShift = 0;
        spellStart = t;
        spellEnd = Math.min(t + (long) (minutes * MINUTE), blockEnd);
        phoneCarried =
                restless
                        || (next == Activity.WALK && rng.chance(block == Block.WORK ? 0.5 : 0.85))
                        || (next == Activity.RUN && rng.chance(0.6))
                        || (next == Activity.LIGHT && rng.chance(0.3));
    }

    /** 40 to 120 minutes mostly, shorter in a third of the cases. */
    private double deskMinutes() {
        if (rng.chance(0.3)) {
            return rng.between(12, 40);
        }
        double typical = person.sitMinutes() * (1 + 0.3 * rng.normal());
        return Math.max(40, Math.min(118, typical));
    }

    private void stress(long t) {
        if (t >= nextStress) {
            nextStress = t + (long) rng.exponential(MILLIS_BETWEEN_STRESS);
            if ((block == Block.WORK || block == Block.HOME) && activity == Activity.SIT) {
                stressUntil = t + (long) (rng.between(14, 35) * MINUTE);
                stressTarget = rng.between(0.7, 1.3);
            }
        }
        double target = t < stressUntil && activity == Activity.SIT ? stressTarget : 0;
        stress += (target - stress) / (target > stress ? 60 : 150);
    }

    /** Has the person walk from one moment to another, if seated or on the feet by then. */
    void walk(long from, long until) {
        walkFrom = from;
        walkUntil = until;
        onPurpose = false;
    }

    /** Ends a stressful spell. */
    void calmDown() {
        stressUntil = Long.MIN_VALUE;
    }

    /** Changes the effort of what is left of a run by a share of it. */
    void shiftEffort(double by) {
        if (activity == Activity.RUN) {
            effortShift = by;
        }
    }

    Activity activity() {
        return activity;
    }

    /** What the person did before the present spell. */
    Activity before() {
        return before;
    }

    /** Number of the present spell; a new number means a new posture. */
    int spell() {
        return spells;
    }

    /** 1 for the person's usual pace. */
    double effort() {
        return activity == Activity.RUN ? effort * (1 + effortShift) : effort;
    }

    /** Whether the person walks because of a recommendation. */
    boolean onPurpose() {
        return onPurpose;
    }

    boolean phoneCarried() {
        return phoneCarried;
    }

    boolean onWrist() {
        return plan.onWrist(minute);
    }

    /** 0 at ease, about 1 under stress. */
    double stress() {
        return stress;
    }

    /** Size of the meal that begins in this minute; 0 for none. */
    double meal() {
        return plan.meal(minute);
    }

    Block block() {
        return block;
    }

    int localMinute() {
        return minute;
    }
}
