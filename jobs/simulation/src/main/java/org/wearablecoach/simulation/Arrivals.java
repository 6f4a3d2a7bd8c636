package org.wearablecoach.simulation;

import java.util.Arrays;
import java.util.function.Consumer;
import org.wearablecoach.event.Telemetry;

/**
 * Records on their way to the gateway, in buckets of one second of ingest time.
 *
 * <p>A ring of buckets instead of one heap: nothing travels longer than a minute, so adding costs
 * an array store and leaving costs a sort of a few primitive keys.
 */
final class Arrivals {
    /** Longest journey, in seconds; a power of two. */
    static final int HORIZON_SECONDS = 128;

    private static final long SECOND = 1_000;
    private static final int MILLIS_BITS = 10;

    private final Bucket[] ring = new Bucket[HORIZON_SECONDS];
    private long[] order = new long[256];

    Arrivals() {
        for (int i = 0; i < ring.length; i++) {
            ring[i] = new Bucket();
        }
    }

    /** Has a record arrive; within the horizon from the second under way. */
    void add(Telemetry telemetry, long ingestTime, SimulatedWearer owner, int mark) {
        ring[(int) (Math.floorDiv(ingestTime, SECOND) & (HORIZON_SECONDS - 1))].add(
                telemetry, ingestTime, owner, mark);
    }

    /** Hands over everything that arrives in the second that begins at t, in ascending order. */
    int deliver(long t, Consumer<? super Timed> out) {
        Bucket bucket = ring[(int) (Math.floorDiv(t, SECOND) & (HORIZON_SECONDS - 1))];
        int n = bucket.size;
        if (n > order.length) {
            order = new long[Math.max(n, 2 * order.length)];
        }
        for (int i = 0; i < n; i++) {
            order[i] = ((bucket.ingest[i] - t) << (Long.SIZE - 1 - MILLIS_BITS)) | i;
        }
        Arrays.sort(order, 0, n);
        for (int i = 0; i < n; i++) {
            int at = (int) order[i];
            Telemetry telemetry = bucket.telemetry[at];
            long ingestTime = bucket.ingest[at];
            bucket.owner[at].delivered(telemetry, ingestTime, bucket.mark[at]);
            out.accept(new Timed(telemetry, ingestTime));
        }
        bucket.clear();
        return n;
    }

    private static final class Bucket {
        private Telemetry[] telemetry = new Telemetry[64];
        private SimulatedWearer[] owner = new SimulatedWearer[64];
        private long[] ingest = new long[64];
        private int[] mark = new int[64];
        private int size;

        void add(Telemetry record, long ingestTime, SimulatedWearer from, int what) {
            if (size == telemetry.length) {
                int larger = 2 * size;
                telemetry = Arrays.copyOf(telemetry, larger);
                owner = Arrays.copyOf(owner, larger);
                ingest = Arrays.copyOf(ingest, larger);
                mark = Arrays.copyOf(mark, larger);
            }
            telemetry[size] = record;
            owner[size] = from;
            ingest[size] = ingestTime;
            mark[size] = what;
            size++;
        }

        void clear() {
            Arrays.fill(telemetry, 0, size, null);
            Arrays.fill(owner, 0, size, null);
            size = 0;
        }
    }
}
