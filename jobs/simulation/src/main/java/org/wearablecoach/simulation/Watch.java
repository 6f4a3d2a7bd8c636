package org.wearablecoach.simulation;

import java.util.ArrayDeque;
import org.wearablecoach.event.Payload;
import org.wearablecoach.event.Telemetry;

/**
 * A watch as a sender: sequence numbers, connection, memory, clock, and what goes wrong with them.
 */
final class Watch {
    private static final String DEVICE = "watch";

    private static final int MARK_COPY = 1;
    private static final int MARK_IMPOSSIBLE = 2;
    private static final int MARK_FUTURE = 3;
    private static final int MARK_TOO_OLD = 4;

    private static final long SECOND = 1_000;
    private static final long MINUTE = 60_000;
    private static final double DAY = 86_400_000;

    /** A connection that was lost carries this many stored records a second when it is back. */
    private static final int SYNC_PER_SECOND = 500;

    /** Later than this a record counts as backlog. */
    private static final long BACKLOG_MILLIS = 10 * MINUTE;

    private static final int MEMORY = 32;

    private enum State {
        LIVE,
        GAP,
        OFFLINE,
        OFF,
        WRONG_CLOCK
    }

    private final SimulatedWearer owner;
    private final Rng rng;
    private final Faults faults;

    private long boot = 1;
    private long sequence;
    private long lastArrival;
    private State state = State.LIVE;
    private long stateFrom;
    private long stateUntil;
    private long clockOffset;
    private int clockMark;
    private long bootedAt;

    private long nextGap;
    private long nextCopies;
    private long nextHeld;
    private long nextOffline;
    private long nextReboot;
    private long nextImpossible;
    private long nextJump;
    private long scriptedFrom = Long.MAX_VALUE;
    private long scriptedUntil;

    private int toHold;
    private long heldUntil;
    private boolean impossibleDue;
    private int impossibleKind;
    private int mark;

    private final ArrayDeque<Stored> stored = new ArrayDeque<>();
    private final Telemetry[] memory = new Telemetry[MEMORY];
    private int remembered;

    private long pendingLost;
    private boolean syncUnseen;

    private long records;
    private long lost;
    private long gaps;
    private long duplicates;
    private long disordered;
    private long backlog;
    private long offlinePeriods;
    private long reboots;
    private long impossible;
    private long future;
    private long tooOld;
    private long highestBoot;
    private long highestSequence = -1;

    Watch(SimulatedWearer owner, Rng rng, Faults faults, long begin) {
        this.owner = owner;
        this.rng = rng;
        this.faults = faults;
        this.highestBoot = boot;
        this.lastArrival = begin;
        this.nextGap = next(begin, faults.gaps());
        this.nextCopies = next(begin, faults.duplicateBatches());
        this.nextHeld = next(begin, faults.heldBack());
        this.nextOffline = next(begin, faults.offline());
        this.nextReboot = next(begin, faults.reboots());
        this.nextImpossible = next(begin, faults.impossible());
        this.nextJump = next(begin, faults.clockJumps());
        this.bootedAt = begin;
    }

    private long next(long t, double perDay) {
        return perDay == 0 ? Long.MAX_VALUE : t + 1 + (long) rng.exponential(DAY / perDay);
    }

    void schedule(long from, long until) {
        scriptedFrom = from;
        scriptedUntil = until;
    }

    /** Whether the watch measures. */
    boolean running() {
        return state != State.OFF;
    }

    /** The connection, the clock and the battery in the second that begins at t. */
    void step(long t, Arrivals arrivals) {
        if (state != State.LIVE && t >= stateUntil) {
            recover(t);
        }
        if (!stored.isEmpty() && state == State.LIVE) {
            sync(t, arrivals);
        }
        if (state == State.LIVE && stored.isEmpty() && t >= heldUntil) {
            fail(t, arrivals);
        }
    }

    private void recover(long t) {
        if (state == State.OFF) {
            boot++;
            sequence = 0;
            remembered = 0;
            bootedAt = t;
        }
        if (state == State.OFFLINE) {
            // A shorter one leaves nothing behind that counts as backlog.
            syncUnseen = t - stateFrom > BACKLOG_MILLIS + MINUTE;
            // Copies of what is now thousands of numbers back could not be known as copies.
            remembered = 0;
        }
        state = State.LIVE;
    }

    private void fail(long t, Arrivals arrivals) {
        if (t >= scriptedFrom) {
            begin(State.OFFLINE, t, scriptedUntil);
            scriptedFrom = Long.MAX_VALUE;
        } else if (t >= nextGap) {
            nextGap = next(t, faults.gaps());
            begin(State.GAP, t, t + (long) (rng.between(5, 300) * SECOND));
        } else if (t >= nextOffline) {
            nextOffline = next(t, faults.offline());
            begin(
                    State.OFFLINE,
                    t,
                    t
                            + (long)
                                    rng.between(
                                            (double) faults.offlineAtLeast().toMillis(),
                                            (double) faults.offlineAtMost().toMillis()));
        } else if (t >= nextReboot && pendingLost == 0) {
            nextReboot = next(t, faults.reboots());
            begin(State.OFF, t, t + (long) (rng.between(60, 180) * SECOND));
        } else if (t >= nextJump) {
            nextJump = next(t, faults.clockJumps());
            jump(t);
        } else if (t >= nextCopies) {
            nextCopies = next(t, faults.duplicateBatches());
            resend(t, arrivals);
        } else if (t >= nextHeld) {
            nextHeld = next(t, faults.heldBack());
            toHold = rng.whole(1, 5);
        } else if (t >= nextImpossible) {
            nextImpossible = next(t, faults.impossible());
            impossibleDue = true;
            impossibleKind = rng.whole(0, 3);
        }
    }

    private void begin(State next, long t, long until) {
        state = next;
        stateFrom = t;
        stateUntil = until;
        toHold = 0;
    }

    private void jump(long t) {
        begin(State.WRONG_CLOCK, t, t + (long) (rng.between(5, 30) * SECOND));
        if (rng.chance(0.5)) {
            clockMark = MARK_TOO_OLD;
            // It counts from 1970 since it was switched on, and does not know better.
            clockOffset = -bootedAt;
        } else {
            clockMark = MARK_FUTURE;
            clockOffset = rng.chance(0.5) ? 2 * 60 * MINUTE : (long) (73 * 365.25 * DAY);
        }
    }

    private void resend(long t, Arrivals arrivals) {
        int n = Math.min(rng.whole(3, MEMORY), Math.min(remembered, MEMORY));
        long at = Math.max(lastArrival, t + 700);
        for (int i = remembered - n; i < remembered; i++) {
            at += 2;
            arrivals.add(memory[i % MEMORY], at, owner, MARK_COPY);
        }
        lastArrival = at;
    }

    /** The reading of this second; now and then one that no heart has. */
    Payload heartRate(float bpm) {
        if (impossibleDue && state == State.LIVE && impossibleKind != 0) {
            impossibleDue = false;
            mark = MARK_IMPOSSIBLE;
            return new Payload.HeartRate(
                    impossibleKind == 1 ? Float.NaN : impossibleKind == 2 ? 511 : -40, false);
        }
        return new Payload.HeartRate(bpm, false);
    }

    /** The steps of this minute; now and then a number that no legs make. */
    Payload steps(int count, boolean cumulative) {
        if (impossibleDue && state == State.LIVE && impossibleKind == 0) {
            impossibleDue = false;
            mark = MARK_IMPOSSIBLE;
            return new Payload.Steps(-17, cumulative);
        }
        return new Payload.Steps(count, cumulative);
    }

    /** Sends a record, or stores it, or loses it. */
    void send(long sensorTime, Payload payload, Arrivals arrivals) {
        long number = sequence++;
        int what = mark;
        mark = 0;
        if (state == State.GAP) {
            pendingLost++;
            return;
        }
        if (pendingLost > 0) {
            lost += pendingLost;
            gaps++;
            pendingLost = 0;
        }
        long stamp = sensorTime;
        if (state == State.WRONG_CLOCK) {
            stamp += clockOffset;
            what = clockMark;
        }
        Telemetry record = new Telemetry(owner.userId(), DEVICE, boot, number, stamp, payload);
        if (state == State.OFFLINE || !stored.isEmpty()) {
            stored.addLast(new Stored(record, what));
            return;
        }
        long due = sensorTime + 150 + (rng.next() >>> 56);
        if (toHold > 0 && what == 0) {
            toHold--;
            long held = due + rng.whole(1_500, 5_000);
            heldUntil = Math.max(heldUntil, held + SECOND);
            arrivals.add(record, held, owner, what);
            return;
        }
        if (what == 0) {
            memory[remembered % MEMORY] = record;
            remembered++;
            if (remembered >= 2 * MEMORY) {
                remembered -= MEMORY;
            }
        }
        lastArrival = Math.max(lastArrival + 1, due);
        arrivals.add(record, lastArrival, owner, what);
    }

    /** Comes back, if it was off line, and sends stored records; returns whether any are left. */
    boolean comeBack(long t, Arrivals arrivals) {
        if (state == State.OFFLINE) {
            recover(t);
        }
        return sync(t, arrivals);
    }

    /** Sends stored records, oldest first; returns whether any are left. */
    private boolean sync(long t, Arrivals arrivals) {
        int n = Math.min(SYNC_PER_SECOND, stored.size());
        for (int i = 0; i < n; i++) {
            Stored next = stored.removeFirst();
            lastArrival = Math.max(lastArrival, t + i * SECOND / SYNC_PER_SECOND);
            arrivals.add(next.telemetry(), lastArrival, owner, next.mark());
        }
        return !stored.isEmpty();
    }

    void delivered(Telemetry telemetry, long ingestTime, int what) {
        records++;
        switch (what) {
            case MARK_COPY -> duplicates++;
            case MARK_IMPOSSIBLE -> impossible++;
            case MARK_FUTURE -> future++;
            case MARK_TOO_OLD -> tooOld++;
            default -> {
                if (ingestTime - telemetry.sensorTime() > BACKLOG_MILLIS) {
                    backlog++;
                    if (syncUnseen) {
                        syncUnseen = false;
                        offlinePeriods++;
                    }
                }
            }
        }
        if (what == MARK_COPY || !telemetry.device().equals(DEVICE)) {
            return;
        }
        if (telemetry.boot() > highestBoot) {
            highestBoot = telemetry.boot();
            highestSequence = -1;
            reboots++;
        }
        if (telemetry.boot() == highestBoot) {
            if (telemetry.sequence() < highestSequence) {
                disordered++;
            }
            highestSequence = Math.max(highestSequence, telemetry.sequence());
        }
    }

    Counts counts(long recommendations, long accepted, long followed) {
        return new Counts(
                records,
                lost,
                gaps,
                duplicates,
                disordered,
                backlog,
                offlinePeriods,
                reboots,
                impossible,
                future,
                tooOld,
                recommendations,
                accepted,
                followed);
    }

    private record Stored(Telemetry telemetry, int mark) {}
}
