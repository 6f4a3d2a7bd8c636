package org.wearablecoach.policy;

import java.time.ZoneId;
import org.jspecify.annotations.Nullable;
import org.wearablecoach.event.Reason;

/**
 * The rules that say whether anything may be sent at a decision point, asked before the draw, so
 * that the probability of an unavailable decision is 0 and a logged one is true.
 *
 * @param maximumDelayMillis ingest time minus sensor time above which the data came too late
 * @param freshnessMillis age from which on a signal is stale
 * @param quietHours when nothing is sent
 * @param gapMillis least time between two messages
 * @param cap most messages a local day
 */
public record Availability(
        long maximumDelayMillis,
        long freshnessMillis,
        QuietHours quietHours,
        long gapMillis,
        int cap) {

    /** 10 minutes, 10 minutes, 22:00 to 07:00, 60 minutes, 5 a day. */
    public static final Availability DEFAULT =
            new Availability(600_000L, 600_000L, QuietHours.DEFAULT, 3_600_000L, 5);

    public Availability {
        if (maximumDelayMillis < 0 || freshnessMillis < 0 || gapMillis < 0 || cap < 0) {
            throw new IllegalArgumentException(
                    "availability limits are negative: delay "
                            + maximumDelayMillis
                            + " ms, freshness "
                            + freshnessMillis
                            + " ms, gap "
                            + gapMillis
                            + " ms, cap "
                            + cap
                            + "; choose 0 or more.");
        }
    }

    /**
     * What the rules look at.
     *
     * @param enrolled whether the person takes part
     * @param consent whether the person has consented
     * @param decisionTime on the person clock, ms
     * @param sensorTime of the record that made the decision point, ms
     * @param ingestTime of that record, ms
     * @param newestSignalTime end of the newest window or reading of any signal, ms; {@link
     *     Long#MIN_VALUE} without one
     * @param worn whether the device is worn
     * @param driving whether the person is known to drive
     * @param zone time zone of the person
     * @param outsideBlock whether there is a budget and it is outside of its block, which is kept
     *     as quiet hours are
     * @param quietExempt whether an intervention that may be sent in quiet hours is eligible
     * @param messages of the person so far
     * @param eligible number of eligible interventions
     */
    public record Context(
            boolean enrolled,
            boolean consent,
            long decisionTime,
            long sensorTime,
            long ingestTime,
            long newestSignalTime,
            boolean worn,
            boolean driving,
            ZoneId zone,
            boolean outsideBlock,
            boolean quietExempt,
            MessageCount messages,
            int eligible) {}

    /** The first failing reason in the documented order, or null when available. */
    public @Nullable Reason firstFailing(Context at) {
        if (!at.enrolled() || !at.consent()) {
            return Reason.NOT_ENROLLED;
        }
        if (lateSync(at.sensorTime(), at.ingestTime())) {
            return Reason.LATE_SYNC;
        }
        if (at.newestSignalTime() == Long.MIN_VALUE
                || at.decisionTime() - at.newestSignalTime() >= freshnessMillis) {
            return Reason.STALE;
        }
        if (!at.worn()) {
            return Reason.NOT_WORN;
        }
        if (at.driving()) {
            return Reason.DRIVING;
        }
        boolean quiet = at.outsideBlock() || quiet(at.zone(), at.decisionTime());
        if (quiet && !at.quietExempt()) {
            return Reason.QUIET_HOURS;
        }
        long last = at.messages().lastTime();
        if (last != MessageCount.NEVER && at.decisionTime() - last < gapMillis) {
            return Reason.GAP;
        }
        if (at.messages().today(at.zone(), at.decisionTime()) >= cap) {
            return Reason.CAP;
        }
        return at.eligible() > 0 ? null : Reason.NO_CANDIDATE;
    }

    /** Whether data came too late to act on; nothing at all is sent then. */
    public boolean lateSync(long sensorTime, long ingestTime) {
        return ingestTime - sensorTime > maximumDelayMillis;
    }

    /** Whether a time lies in the person's quiet hours. */
    public boolean quiet(ZoneId zone, long time) {
        return quietHours.contains(LocalClock.time(zone, time));
    }
}
