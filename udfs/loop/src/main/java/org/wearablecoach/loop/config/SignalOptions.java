package org.wearablecoach.loop.config;

import java.io.Serializable;
import java.time.Duration;

/** How telemetry becomes windows. */
public record SignalOptions(
        @Option(
                        "How far samples of one signal of one device may arrive out of order. A window closes when its signal is this far past its end.")
                Duration disorder,
        @Option(
                        "A sensor time this long after its ingest time is a wrong clock: dead letter FUTURE.")
                Duration futureLimit,
        @Option("A sensor time this long before its ingest time is refused: dead letter TOO_OLD.")
                Duration oldestAccepted,
        @Option("How long windows inside a gap stay open to samples that come after it.")
                Duration backfillHorizon,
        @Option("Most devices of one person; the one that was silent longest makes room.")
                int maxDevices,
        @Option(
                        "Records that one person may send in a minute of ingest time; more are dead letters RATE. A six-hour backlog of one-second records that arrives at once is 21,600.")
                int maxRecordsPerMinute,
        @Option(
                        "A heart-beat window with a smaller share of its time covered is not used. Share of 1.")
                double minimumCoverage,
        @Option(
                        "A heart-beat window with a larger share of rejected beats is not used. Share of 1.")
                double maximumArtefacts,
        @Option(
                        "Buffers, de-duplication and pending decisions are forgotten after this long without a record.")
                Duration forgetBuffersAfter,
        @Option(
                        "Baselines and what the policy learned are forgotten after this long without a record.")
                Duration forgetPersonAfter)
        implements Serializable {

    /** Checks the ranges. */
    public SignalOptions {
        Rules.check(
                !disorder.isNegative() && disorder.compareTo(Duration.ofMinutes(10)) <= 0,
                "signals.disorder",
                disorder,
                "set it between PT0S and PT10M");
        Rules.atLeast(futureLimit, Duration.ZERO, "signals.futureLimit");
        Rules.atLeast(oldestAccepted, Duration.ofHours(1), "signals.oldestAccepted");
        Rules.atLeast(backfillHorizon, Duration.ZERO, "signals.backfillHorizon");
        Rules.check(
                maxDevices >= 1 && maxDevices <= 16,
                "signals.maxDevices",
                maxDevices,
                "set it between 1 and 16");
        Rules.check(
                maxRecordsPerMinute >= 100,
                "signals.maxRecordsPerMinute",
                maxRecordsPerMinute,
                "set it to 100 or more");
        Rules.probability(minimumCoverage, "signals.minimumCoverage");
        Rules.probability(maximumArtefacts, "signals.maximumArtefacts");
        Rules.atLeast(forgetBuffersAfter, Duration.ofHours(25), "signals.forgetBuffersAfter");
        Rules.atLeast(forgetPersonAfter, forgetBuffersAfter, "signals.forgetPersonAfter");
    }

    static SignalOptions defaults() {
        return new SignalOptions(
                Duration.ofSeconds(10),
                Duration.ofMinutes(10),
                Duration.ofDays(31),
                Duration.ofHours(24),
                8,
                100_000,
                0.8,
                0.1,
                Duration.ofDays(7),
                Duration.ofDays(400));
    }
}
