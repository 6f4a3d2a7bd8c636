package org.wearablecoach.simulation;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.wearablecoach.event.InteractionKind;
import org.wearablecoach.event.Payload;
import org.wearablecoach.event.Recommendation;
import org.wearablecoach.event.Telemetry;

/**
 * A simulated person with a watch, a phone and perhaps a glucose sensor.
 *
 * <p>A {@link SimulatedPopulation} makes wearers and lets them live; what others may do with one is
 * to show it recommendations, to take its watch off line, and to ask what it did. Not thread-safe.
 *
 * <p>Devices: {@code watch} (heart rate 1 Hz, beat intervals, steps a minute, status, for some
 * acceleration), {@code phone} (interactions, for most steps a minute), {@code cgm} (glucose) and
 * {@code profile} (profile and consent, once at the begin).
 */
public final class SimulatedWearer {
    private static final String PHONE = "phone";
    private static final String CGM = "cgm";
    private static final String PROFILE = "profile";

    private static final long SECOND = 1_000;
    private static final long MINUTE = 60_000;

    /** An interval record leaves when it holds this many beats. */
    private static final int INTERVALS_PER_RECORD = 4;

    private static final int CLOSED_RECOMMENDATIONS = 32;

    private final Traits person;
    private final String userId;
    private final SimulationOptions options;
    private final long seed;

    private final Routine routine;
    private final Heart heart;
    private final Wrist wrist;
    private final Glucose glucose;
    private final Watch watch;
    private final Rng gait;

    private final float[] intervals = new float[INTERVALS_PER_RECORD];
    private int intervalCount;
    private double watchSteps;
    private double phoneSteps;
    private long stepsToday;
    private long walkedToday;
    private double stepsPerMinute;
    private boolean worn = true;
    private double battery = 100;
    private long phoneSequence;
    private long glucoseSequence;

    private long now;
    private final List<Pending> pending = new ArrayList<>();
    private final ArrayDeque<String> shown = new ArrayDeque<>();
    private double dosage;
    private long dosageAt;
    private long recommendations;
    private long accepted;
    private long followed;

    SimulatedWearer(
            int index,
            long seed,
            SimulationOptions options,
            List<VirtualPatient.Parameters> patients,
            long begin,
            long start) {
        this.person = Traits.of(seed, index, options);
        this.userId = String.format(Locale.ROOT, "sim-%04d", index + 1);
        this.options = options;
        this.seed = seed;
        this.routine = new Routine(person, seed, options, begin, start);
        this.heart = new Heart(person, seed);
        this.wrist = new Wrist(person, seed);
        this.glucose =
                patients.isEmpty()
                        ? new GlucoseCurve(person, seed, begin)
                        : new PatientGlucose(
                                patients.get(index % patients.size()),
                                Rng.of(seed, index, 9, 0),
                                31 * seed + index,
                                begin);
        this.watch = new Watch(this, Rng.of(seed, index, 7, 0), options.faults(), begin);
        this.gait = Rng.of(seed, index, 8, 0);
        this.battery = gait.between(55, 95);
        this.now = begin;
        this.dosageAt = begin;
    }

    /** Pseudonym, {@code sim-0001} for the first person. */
    public String userId() {
        return userId;
    }

    /** IANA time zone id. */
    public String zone() {
        return person.zone();
    }

    /** Whether the person takes part and has consented. */
    public boolean enrolled() {
        return person.enrolled();
    }

    /** Whether the person wears a glucose sensor. */
    public boolean glucoseSensor() {
        return person.glucose();
    }

    /** Whether the watch sends acceleration. */
    public boolean acceleration() {
        return person.acceleration();
    }

    /** Resting heart rate, beats a minute. */
    public double restingBpm() {
        return person.restingBpm();
    }

    /** Steps that the person has really made since the last local midnight, or since the begin. */
    public long stepsToday() {
        return walkedToday;
    }

    /** What was delivered from this person, and which faults it carries. */
    public Counts counts() {
        return watch.counts(recommendations, accepted, followed);
    }

    /**
     * Takes the watch off line, in addition to what the options bring about: from then on it stores
     * its records, and sends them all when it is back.
     *
     * @param fromMillis when it loses its connection, at the earliest; later if a fault is under
     *     way
     * @param untilMillis when it is back
     */
    public void takeOffline(long fromMillis, long untilMillis) {
        watch.schedule(fromMillis, untilMillis);
    }

    /**
     * Shows a recommendation. It is delivered within seconds; the person may look at it, agree or
     * wave it away, and may do what it says. How often: a message that reaches an awake person is
     * opened in about 6 of 10 cases and followed in about 2, less after other recent messages. A
     * repeated decision id and an expired message have no effect, as in a client that checks both.
     *
     * @param recommendation addressed to this person
     * @param atMillis when it reaches the phone on the simulated clock; a moment that has been
     *     lived through already counts as now
     * @return whether it was shown
     * @throws IllegalArgumentException if it is addressed to someone else
     */
    public boolean receive(Recommendation recommendation, long atMillis) {
        if (!recommendation.userId().equals(userId)) {
            throw new IllegalArgumentException(
                    "the recommendation is for another person; hand it to"
                            + " SimulatedPopulation.receive, which finds the right one");
        }
        long at = Math.max(now, atMillis);
        if (at > recommendation.expiresAt() || shown.contains(recommendation.decisionId())) {
            return false;
        }
        if (shown.size() == CLOSED_RECOMMENDATIONS) {
            shown.removeFirst();
        }
        shown.addLast(recommendation.decisionId());
        recommendations++;
        react(recommendation, at);
        return true;
    }

    private void react(Recommendation recommendation, long at) {
        String id = recommendation.decisionId();
        // Counter-based: what one message brings about does not depend on what else was drawn.
        Rng rng = Rng.of(seed, person.index(), 9, hash(id));
        // 0.95 every two and a half hours, as in HeartSteps.
        double steps = (at - dosageAt) / (2.5 * 60 * MINUTE);
        dosage *= StrictMath.pow(0.95, Math.max(0, steps));
        dosageAt = at;
        long delivered = at + rng.whole(300, 4_000);
        pend(delivered, id, InteractionKind.DELIVERED, null);
        double habit = person.responsiveness() / (1 + 0.08 * dosage);
        dosage += 1;
        boolean asleep = routine.activity() == Activity.SLEEP;
        boolean safety = recommendation.intervention().equals("check-glucose");
        if (asleep && !safety) {
            return;
        }
        long opened = delivered + (long) (rng.exponential(35) * SECOND) + 1_500;
        boolean opens = rng.chance(safety ? 0.95 : 0.6);
        double mood = rng.unit();
        boolean acts = rng.chance(0.8);
        boolean glance = rng.chance(0.04 * habit);
        if (!opens) {
            if (glance) {
                follow(recommendation.intervention(), opened + 60 * SECOND, rng, id);
            }
            return;
        }
        pend(opened, id, InteractionKind.OPENED, null);
        double agree = safety ? 0.9 : Math.min(0.8, 0.42 * habit);
        long answered = opened + rng.whole(2_000, 15_000);
        if (mood < agree) {
            pend(answered, id, InteractionKind.ACCEPTED, null);
            if (acts) {
                follow(recommendation.intervention(), answered, rng, id);
            }
        } else if (mood < agree + 0.3) {
            pend(answered, id, InteractionKind.DISMISSED, null);
        }
    }

    private void follow(String intervention, long from, Rng rng, String id) {
        long at = from + (long) (rng.between(20, 240) * SECOND);
        long length = (long) (rng.between(3, 7) * MINUTE);
        pend(at, id, InteractionKind.UNKNOWN, new Deed(intervention, at + length));
    }

    private void pend(long at, String id, InteractionKind what, @Nullable Deed deed) {
        int i = pending.size();
        while (i > 0 && pending.get(i - 1).at() > at) {
            i--;
        }
        pending.add(i, new Pending(at, id, what, deed));
    }

    private static long hash(String text) {
        long h = 1125899906842597L;
        for (int i = 0; i < text.length(); i++) {
            h = 31 * h + text.charAt(i);
        }
        return h;
    }

    /** The records with which a person appears. */
    void appear(long t, Arrivals arrivals) {
        boolean enrolled = person.enrolled();
        Payload.Profile profile =
                new Payload.Profile(
                        person.zone(),
                        "en",
                        enrolled,
                        person.profileRates() ? (float) Math.round(person.restingBpm()) : null,
                        person.profileRates() ? (float) Math.round(person.maximumBpm()) : null,
                        person.glucose());
        arrivals.add(new Telemetry(userId, PROFILE, 0, 0, t, profile), t, this, 0);
        if (enrolled) {
            Payload.Consent consent = new Payload.Consent(true);
            arrivals.add(new Telemetry(userId, PROFILE, 0, 1, t, consent), t, this, 0);
        }
    }

    /** Lives the second that begins at t, and sends what the devices measure in it. */
    void live(long t, Arrivals arrivals) {
        now = t + SECOND;
        routine.step(t);
        if (!pending.isEmpty()) {
            act(t, arrivals);
        }
        heart.step(routine);
        walk();
        if (t % MINUTE == 0 && routine.meal() > 0) {
            glucose.eat(t, routine.meal());
        }
        watch.step(t, arrivals);
        if (watch.running()) {
            measure(t, arrivals);
        } else {
            intervalCount = 0;
        }
        long reading = t + person.phaseMillis();
        if (t % MINUTE == MINUTE - SECOND) {
            endMinute(reading, arrivals);
        }
        if (person.glucose() && Math.floorMod(t / SECOND + 37L * person.index(), 300L) == 0) {
            float mgDl = glucose.read(t, routine.activity());
            arrivals.add(
                    new Telemetry(
                            userId, CGM, 1, glucoseSequence++, reading, new Payload.Glucose(mgDl)),
                    reading + 900 + Math.floorMod(t / SECOND, 700L),
                    this,
                    0);
        }
    }

    /** Sends what the watch still holds, without anything new. */
    boolean comeBack(long t, Arrivals arrivals) {
        return watch.comeBack(t, arrivals);
    }

    void delivered(Telemetry telemetry, long ingestTime, int mark) {
        watch.delivered(telemetry, ingestTime, mark);
    }

    private void act(long t, Arrivals arrivals) {
        while (!pending.isEmpty() && pending.get(0).at() < t + SECOND) {
            Pending next = pending.remove(0);
            Deed deed = next.deed();
            if (deed != null) {
                carryOut(deed, t);
                continue;
            }
            if (next.what() == InteractionKind.ACCEPTED) {
                accepted++;
            }
            long at = Math.max(t, next.at());
            arrivals.add(
                    new Telemetry(
                            userId,
                            PHONE,
                            1,
                            phoneSequence++,
                            at,
                            new Payload.Interaction(next.decisionId(), next.what())),
                    at + 120,
                    this,
                    0);
        }
    }

    private void carryOut(Deed deed, long t) {
        followed++;
        switch (deed.intervention()) {
            case "move" -> routine.walk(t, deed.until());
            case "breathe" -> {
                routine.calmDown();
                heart.breatheSlowly((deed.until() - t) / (double) SECOND);
            }
            case "ease-off" -> routine.shiftEffort(-0.12);
            case "push" -> routine.shiftEffort(0.10);
            case "check-glucose" -> glucose.eat(t, 0.5);
            default -> {
                // wind-down and later ones: the person agrees, and sits on as before.
            }
        }
    }

    private void walk() {
        Activity activity = routine.activity();
        double effort = routine.effort();
        double rate =
                switch (activity) {
                    case WALK -> person.cadence() * (0.55 + 0.45 * effort);
                    case RUN -> person.runCadence() * (0.9 + 0.1 * effort);
                    case LIGHT -> {
                        // A few steps at a time: on for some seconds, off for more.
                        boolean on = stepsPerMinute > 0;
                        boolean next = gait.chance(on ? 0.87 : 0.036);
                        yield next ? 75 : 0;
                    }
                    default -> 0;
                };
        stepsPerMinute = rate;
        double steps = rate / 60;
        if (activity == Activity.SIT && gait.chance(0.0005)) {
            // Up for a glass of water.
            steps = gait.whole(4, 12);
        }
        watchSteps += steps;
        if (routine.phoneCarried()) {
            phoneSteps += steps * 0.97;
        }
    }

    private void measure(long t, Arrivals arrivals) {
        long reading = t + person.phaseMillis();
        boolean nowWorn = routine.onWrist();
        if (nowWorn != worn || t % (5 * MINUTE) == 0) {
            worn = nowWorn;
            send(reading, new Payload.DeviceStatus("ON_WRIST", worn ? 1 : 0), arrivals);
        }
        if (t % (15 * MINUTE) == 0) {
            battery = worn ? Math.max(4, battery - 0.35) : Math.min(100, battery + 18);
            send(reading, new Payload.DeviceStatus("BATTERY", Math.round(battery)), arrivals);
        }
        if (!worn) {
            intervalCount = 0;
            return;
        }
        float bpm = Math.round(heart.bpm());
        send(reading, watch.heartRate(bpm), arrivals);
        if (routine.activity() == Activity.RUN) {
            // Beats cannot be told apart while the arm swings this hard.
            intervalCount = 0;
        } else {
            beats(t, arrivals);
        }
        if (person.acceleration()
                && Math.floorMod(t, MINUTE) / SECOND < options.accelerationSecondsPerMinute()) {
            byte[] xyz = wrist.second(routine, stepsPerMinute, t);
            send(t, new Payload.Acceleration(Wrist.HERTZ, Wrist.G_PER_COUNT, xyz), arrivals);
        }
    }

    private void beats(long t, Arrivals arrivals) {
        for (int i = 0; i < heart.beats(); i++) {
            intervals[intervalCount++] = heart.interval(i);
            if (intervalCount == INTERVALS_PER_RECORD) {
                intervalCount = 0;
                send(
                        t + heart.beatMillis(i),
                        new Payload.BeatIntervals(intervals.clone()),
                        arrivals);
            }
        }
    }

    private void endMinute(long reading, Arrivals arrivals) {
        int steps = (int) watchSteps;
        watchSteps -= steps;
        walkedToday += steps;
        if (watch.running()) {
            // The counter of a watch in a drawer stands still; that of a rebooting one is lost.
            stepsToday += routine.onWrist() ? steps : 0;
            int count = person.cumulativeSteps() ? (int) stepsToday : routine.onWrist() ? steps : 0;
            send(reading, watch.steps(count, person.cumulativeSteps()), arrivals);
        }
        if (routine.localMinute() == 24 * 60 - 1) {
            stepsToday = 0;
            walkedToday = 0;
        }
        if (person.phoneSteps()) {
            int counted = (int) phoneSteps;
            phoneSteps -= counted;
            arrivals.add(
                    new Telemetry(
                            userId,
                            PHONE,
                            1,
                            phoneSequence++,
                            reading,
                            new Payload.Steps(counted, false)),
                    reading + 250,
                    this,
                    0);
        }
    }

    private void send(long sensorTime, Payload payload, Arrivals arrivals) {
        watch.send(sensorTime, payload, arrivals);
    }

    /** Something on the way to happen: an interaction, or what the person does about it. */
    private record Pending(long at, String decisionId, InteractionKind what, @Nullable Deed deed) {}

    private record Deed(String intervention, long until) {}
}
