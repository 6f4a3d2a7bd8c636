package org.wearablecoach.simulation;

import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.wearablecoach.event.Recommendation;

/**
 * Simulated persons on one clock, whose records come out in ascending ingest time.
 *
 * <p>The same arguments, advances and recommendations give the same records, byte for byte, and how
 * the way is cut into advances does not matter. Time moves in whole seconds. Memory is a few
 * kilobytes a person, plus what a watch stores while it is off line (about 5,000 records an hour,
 * or 8,600 with acceleration).
 *
 * <p>Belongs to one thread: recommendations that arrive on another one must be handed over.
 */
public final class SimulatedPopulation {
    private static final long SECOND = 1_000;

    /** A clock that stands in 1970 must be wrong. */
    private static final long EARLIEST = 366L * 86_400_000;

    private static final LocalTime MORNING = LocalTime.of(9, 30);

    private final SimulatedWearer[] wearers;
    private final Map<String, SimulatedWearer> byId = new HashMap<>();
    private final Arrivals arrivals = new Arrivals();
    private final long begin;
    private long now;

    /**
     * Makes a population; nothing is lived through yet.
     *
     * @param persons how many, 1 to 1,000,000
     * @param startMillis the moment at which the persons are to be found in the middle of their
     *     day; the history before it, as long as the warm-up, comes with the first advance; ms, cut
     *     to the second
     * @param seed of everything random
     * @param options how the population is made up
     * @throws IllegalArgumentException if the number of persons or the start is out of range
     */
    public SimulatedPopulation(
            int persons, long startMillis, long seed, SimulationOptions options) {
        this(persons, startMillis, seed, options, List.of());
    }

    /**
     * Makes a population in which who wears a glucose sensor is a virtual patient of the UVA/Padova
     * model.
     *
     * @param persons how many, 1 to 1,000,000
     * @param startMillis as above
     * @param seed of everything random
     * @param options how the population is made up
     * @param patients taken in turn; empty for glucose of persons without insulin treatment
     * @throws IllegalArgumentException if the number of persons or the start is out of range
     */
    public SimulatedPopulation(
            int persons,
            long startMillis,
            long seed,
            SimulationOptions options,
            List<VirtualPatient.Parameters> patients) {
        if (persons < 1 || persons > 1_000_000) {
            throw new IllegalArgumentException(
                    "persons is " + persons + "; give a number from 1 to 1000000");
        }
        long start = startMillis - Math.floorMod(startMillis, SECOND);
        this.begin = start - options.warmUp().toSeconds() * SECOND;
        if (begin < EARLIEST) {
            throw new IllegalArgumentException(
                    "startMillis is " + startMillis + "; give a time after 1971 and the warm-up");
        }
        this.now = begin;
        this.wearers = new SimulatedWearer[persons];
        for (int i = 0; i < persons; i++) {
            wearers[i] = new SimulatedWearer(i, seed, options, patients, begin, start);
            byId.put(wearers[i].userId(), wearers[i]);
        }
    }

    /**
     * Half past nine in the morning, when office workers sit.
     *
     * @param day the local day; a working day shows more
     * @param zone where
     * @return ms
     */
    public static long morning(LocalDate day, ZoneId zone) {
        return day.atTime(MORNING).atZone(zone).toInstant().toEpochMilli();
    }

    /**
     * Lives on to a moment and hands over what the gateway receives on the way, in ascending ingest
     * time; of one ingest time in the order of the persons.
     *
     * @param simulatedMillis where to; cut to the second; a moment already reached changes nothing
     * @param out takes the records, on this thread; must not call back
     * @return number of records handed over
     */
    public long advanceTo(long simulatedMillis, Consumer<? super Timed> out) {
        long records = 0;
        while (now + SECOND <= simulatedMillis) {
            for (SimulatedWearer wearer : wearers) {
                if (now == begin) {
                    wearer.appear(now, arrivals);
                }
                wearer.live(now, arrivals);
            }
            records += arrivals.deliver(now, out);
            now += SECOND;
        }
        return records;
    }

    /**
     * Ends the simulation: everything that is on its way arrives, and every watch that is off line
     * comes back and sends what it holds; nothing new is measured.
     *
     * @param out as in {@link #advanceTo}
     * @return number of records handed over
     */
    public long drain(Consumer<? super Timed> out) {
        long records = 0;
        boolean more = true;
        int quiet = 0;
        while (more || quiet < Arrivals.HORIZON_SECONDS) {
            more = false;
            for (SimulatedWearer wearer : wearers) {
                more |= wearer.comeBack(now, arrivals);
            }
            quiet = more ? 0 : quiet + 1;
            records += arrivals.deliver(now, out);
            now += SECOND;
        }
        return records;
    }

    /**
     * Shows a recommendation to the person it is for; see {@link SimulatedWearer#receive}.
     *
     * @return whether there is such a person and it was shown
     */
    public boolean receive(Recommendation recommendation, long atMillis) {
        SimulatedWearer wearer = byId.get(recommendation.userId());
        return wearer != null && wearer.receive(recommendation, atMillis);
    }

    /** Where the simulated clock stands, ms: everything that arrives before it was handed over. */
    public long now() {
        return now;
    }

    /** When the first record arrives, ms: the start less the warm-up. */
    public long begin() {
        return begin;
    }

    /** The persons, in order. */
    public List<SimulatedWearer> wearers() {
        return List.of(wearers);
    }

    /** The person with this id; null if there is none. */
    public @Nullable SimulatedWearer wearer(String userId) {
        return byId.get(userId);
    }

    /** What all persons together have delivered. */
    public Counts counts() {
        Counts sum = Counts.ZERO;
        for (SimulatedWearer wearer : wearers) {
            sum = sum.plus(wearer.counts());
        }
        return sum;
    }
}
