package org.wearablecoach.simulation;

/**
 * What a generator has delivered so far, and what it did wrong on purpose. A record is counted when
 * it is delivered, and in one of {@code impossible}, {@code future}, {@code tooOld}, {@code
 * duplicates} or none of them.
 *
 * @param records delivered records of every kind, faulty ones and copies included
 * @param lost watch records that never arrive; counted when a later one of the same boot is sent
 * @param gaps runs of lost records
 * @param duplicates copies of records sent before, same sequence and body
 * @param disordered records, not copies, that arrive after a record of the same device and boot
 *     with a higher sequence
 * @param backlog readable records that arrive more than 10 minutes after they were measured
 * @param offlinePeriods periods in which the watch stored its records, and has begun to send them
 * @param reboots restarts of a watch
 * @param impossible records with a value outside any possible range
 * @param future records more than 10 minutes ahead of their arrival
 * @param tooOld records more than 31 days older than their arrival
 * @param recommendations received ones, repeated ids and expired ones left out
 * @param accepted recommendations that the person agreed to
 * @param followed recommendations that the person acted on
 */
public record Counts(
        long records,
        long lost,
        long gaps,
        long duplicates,
        long disordered,
        long backlog,
        long offlinePeriods,
        long reboots,
        long impossible,
        long future,
        long tooOld,
        long recommendations,
        long accepted,
        long followed) {

    /** Nothing delivered yet. */
    public static final Counts ZERO = new Counts(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

    /** The sum of both. */
    public Counts plus(Counts other) {
        return new Counts(
                records + other.records,
                lost + other.lost,
                gaps + other.gaps,
                duplicates + other.duplicates,
                disordered + other.disordered,
                backlog + other.backlog,
                offlinePeriods + other.offlinePeriods,
                reboots + other.reboots,
                impossible + other.impossible,
                future + other.future,
                tooOld + other.tooOld,
                recommendations + other.recommendations,
                accepted + other.accepted,
                followed + other.followed);
    }
}
