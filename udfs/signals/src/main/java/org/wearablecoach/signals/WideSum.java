package org.wearablecoach.signals;

/**
 * An exact sum of whole numbers that may outgrow 63 bits: a high and a low part. Equal sums have
 * equal parts, whatever the order in which they were made.
 */
final class WideSum {

    private static final long CARRY = 1L << 62;

    private long high;
    private long low;

    void clear() {
        high = 0;
        low = 0;
    }

    /** Adds a number from 0 to below 2^62. */
    void add(long number) {
        low += number;
        if (low >= CARRY) {
            low -= CARRY;
            high++;
        }
    }

    /** Takes a number away that was added before. */
    void remove(long number) {
        low -= number;
        if (low < 0) {
            low += CARRY;
            high--;
        }
    }

    void addAll(WideSum other) {
        high += other.high;
        add(other.low);
    }

    long high() {
        return high;
    }

    long low() {
        return low;
    }

    void set(long highPart, long lowPart) {
        high = highPart;
        low = lowPart;
    }

    double value() {
        return high * (double) CARRY + low;
    }
}
