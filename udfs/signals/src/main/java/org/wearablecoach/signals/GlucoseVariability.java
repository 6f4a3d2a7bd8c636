package org.wearablecoach.signals;

/**
 * Measures of how glucose swings, which need readings in their order: MAGE, CONGA and MODD.
 *
 * <p>Readings are sorted by time and unique. Two readings belong together when their distance is
 * the wanted one to within 2.5 minutes, half the interval of common sensors; nothing is
 * interpolated.
 */
public final class GlucoseVariability {

    private static final long HOUR_MILLIS = 3_600_000;
    private static final long DAY_MILLIS = 24 * HOUR_MILLIS;
    private static final long TOLERANCE_MILLIS = 150_000;

    private GlucoseVariability() {}

    /**
     * Mean amplitude of glycaemic excursions (Service et al. 1970, Diabetes 19:644): the mean of
     * the swings between a nadir and a peak that exceed one standard deviation (n - 1) of the
     * readings, counted in the direction of the first such swing.
     *
     * <p>Turning points are those that remain when every swing of one standard deviation or less is
     * removed; the first and the last reading count as such. Readings are not smoothed before,
     * which some later algorithms do.
     *
     * @param mgDl readings, oldest first
     * @param from index of the first reading
     * @param to index after the last reading
     * @param sd standard deviation (n - 1) of these readings, in mg/dL
     * @return in mg/dL; NaN when no swing is that large
     */
    public static double mage(float[] mgDl, int from, int to, double sd) {
        if (!(sd > 0)) {
            return Double.NaN;
        }
        int first = 0;
        int direction = 0;
        double low = mgDl[from];
        double high = mgDl[from];
        double total = 0;
        int count = 0;
        for (int i = from + 1; i < to; i++) {
            double value = mgDl[i];
            if (direction >= 0 && high - value > sd) {
                // The way up ends at the peak. Before the first turn there was no way up.
                if (direction == 1 && first == 1) {
                    total += high - low;
                    count++;
                }
                direction = -1;
                first = first == 0 ? -1 : first;
                low = value;
            } else if (direction <= 0 && value - low > sd) {
                if (direction == -1 && first == -1) {
                    total += high - low;
                    count++;
                }
                direction = 1;
                first = first == 0 ? 1 : first;
                high = value;
            }
            high = direction >= 0 ? Math.max(high, value) : high;
            low = direction <= 0 ? Math.min(low, value) : low;
        }
        if (direction != 0 && direction == first) {
            total += high - low;
            count++;
        }
        return count == 0 ? Double.NaN : total / count;
    }

    /**
     * Continuous overall net glycaemic action (McDonnell et al. 2005, Diabetes Technol Ther 7:253):
     * the standard deviation (n - 1) of the differences between each reading and the one some hours
     * before it.
     *
     * @param times of the readings, ascending, ms
     * @param mgDl readings
     * @param from index of the first reading
     * @param to index after the last reading
     * @param hours distance, 1 to 24
     * @return in mg/dL; NaN with fewer than two pairs
     */
    public static double conga(long[] times, float[] mgDl, int from, int to, int hours) {
        if (hours < 1 || hours > 24) {
            throw new IllegalArgumentException("hours is " + hours + "; CONGA takes 1 to 24");
        }
        Pairs pairs = new Pairs(times, mgDl, from, to, hours * HOUR_MILLIS);
        double sum = 0;
        double squares = 0;
        int count = 0;
        while (pairs.next()) {
            double difference = pairs.difference();
            sum += difference;
            squares += difference * difference;
            count++;
        }
        return count < 2
                ? Double.NaN
                : Math.sqrt(Math.max(squares - sum * sum / count, 0) / (count - 1));
    }

    /**
     * Mean of daily differences (Molnar et al. 1972, Diabetologia 8:342): the mean absolute
     * difference between each reading and the one 24 hours before it.
     *
     * @param times of the readings, ascending, ms
     * @param mgDl readings
     * @param from index of the first reading
     * @param to index after the last reading
     * @return in mg/dL; NaN without a pair
     */
    public static double modd(long[] times, float[] mgDl, int from, int to) {
        Pairs pairs = new Pairs(times, mgDl, from, to, DAY_MILLIS);
        double sum = 0;
        int count = 0;
        while (pairs.next()) {
            sum += Math.abs(pairs.difference());
            count++;
        }
        return count == 0 ? Double.NaN : sum / count;
    }

    /** Walks through the pairs of readings of one distance, each with the nearest earlier one. */
    private static final class Pairs {
        private final long[] times;
        private final float[] mgDl;
        private final int to;
        private final long distance;
        private int earlier;
        private int later;

        Pairs(long[] times, float[] mgDl, int from, int to, long distance) {
            this.times = times;
            this.mgDl = mgDl;
            this.to = to;
            this.distance = distance;
            earlier = from;
            later = from - 1;
        }

        boolean next() {
            while (++later < to) {
                long wanted = times[later] - distance;
                while (earlier + 1 < later
                        && Math.abs(times[earlier + 1] - wanted)
                                < Math.abs(times[earlier] - wanted)) {
                    earlier++;
                }
                if (Math.abs(times[earlier] - wanted) <= TOLERANCE_MILLIS) {
                    return true;
                }
            }
            return false;
        }

        double difference() {
            return (double) mgDl[later] - mgDl[earlier];
        }
    }
}
