package org.wearablecoach.signals;

/**
 * Windows of beat intervals that overlap, added up from slices: each beat is looked at once,
 * however many windows it lies in.
 *
 * <p>Gives exactly, to the bit, what {@link HrvWindow#compute} gives from all beats of the window
 * and its warm-up. That is possible because sums are whole numbers and because whether a beat is
 * normal depends on the beats before it only. Beats come in order; a window that is filled
 * afterwards is computed from its beats instead. The spectrum has no such sums: a beat more changes
 * the whole spline.
 */
public final class SlidingHrv {

    /** A slice must be longer than any pair of consecutive beats. */
    private static final long LEAST_STEP_MILLIS = 10_000;

    private final long step;
    private final Slice[] slices;
    private final CausalArtefacts rule = new CausalArtefacts();
    private long previousEnd = Long.MIN_VALUE;
    private float previousMs;
    private boolean previousNormal;

    /**
     * Windows of {@code steps} slices.
     *
     * @param stepMillis from one window to the next, 10 s or more
     * @param steps how many of them a window is long
     */
    public SlidingHrv(long stepMillis, int steps) {
        if (stepMillis < LEAST_STEP_MILLIS || steps < 1) {
            throw new IllegalArgumentException(
                    "sliding windows of "
                            + steps
                            + " steps of "
                            + stepMillis
                            + " ms; the step must be 10000 ms or more, and the steps 1 or more");
        }
        step = stepMillis;
        // One more: a window is read when the first beat after it has already come.
        slices = new Slice[steps + 1];
        for (int i = 0; i < slices.length; i++) {
            slices[i] = new Slice();
        }
    }

    /**
     * Adds a beat.
     *
     * @param endMillis when it ended; not before the last one
     * @param ms its interval
     * @throws IllegalArgumentException when it ended before the last one
     */
    public void add(long endMillis, float ms) {
        if (endMillis < previousEnd) {
            throw new IllegalArgumentException(
                    "a beat ended before the one that was added last; sort the beats by time");
        }
        boolean normal = rule.accept(endMillis, ms);
        Slice slice = slice(Math.floorDiv(endMillis, step));
        slice.beats++;
        if (normal) {
            slice.sums.addBeat(ms);
            if (previousNormal && HrvWindow.follows(previousEnd, endMillis, ms)) {
                addDifference(slice, endMillis, ms);
            }
        }
        previousEnd = endMillis;
        previousMs = ms;
        previousNormal = normal;
    }

    private void addDifference(Slice slice, long endMillis, float ms) {
        if (Math.floorDiv(previousEnd, step) == Math.floorDiv(endMillis, step)) {
            slice.sums.addDifference(previousMs, ms);
        } else {
            slice.hasHead = true;
            slice.headEarlier = previousMs;
            slice.headLater = ms;
        }
    }

    /**
     * Reads the window that ends at a multiple of the step, and at most one step before the last
     * beat.
     *
     * @param end exclusive, ms
     * @param into receives the window, without the beats that a spectrum needs
     */
    public void window(long end, HrvWindow into) {
        long last = Math.floorDiv(end, step) - 1;
        long first = last - slices.length + 2;
        into.begin((last - first + 1) * step);
        for (long index = first; index <= last; index++) {
            Slice slice = slices[(int) Math.floorMod(index, (long) slices.length)];
            if (slice.index != index) {
                continue;
            }
            into.addSlice(slice.beats, slice.sums);
            if (index > first && slice.hasHead) {
                into.addDifference(slice.headEarlier, slice.headLater);
            }
        }
    }

    private Slice slice(long index) {
        Slice slice = slices[(int) Math.floorMod(index, (long) slices.length)];
        if (slice.index != index) {
            slice.index = index;
            slice.beats = 0;
            slice.sums.clear();
            slice.hasHead = false;
        }
        return slice;
    }

    /** What one step holds. Its head is the difference of its first beat to the one before it. */
    private static final class Slice {
        private final TimeDomainHrv sums = new TimeDomainHrv();
        private long index = Long.MIN_VALUE;
        private int beats;
        private boolean hasHead;
        private float headEarlier;
        private float headLater;
    }
}
