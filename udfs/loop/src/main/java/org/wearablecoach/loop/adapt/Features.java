package org.wearablecoach.loop.adapt;

import org.wearablecoach.loop.config.StateVector;

/**
 * The one feature function: the state vector of the reward model from a {@link Situation}, for
 * decisions, learning and audit alike.
 *
 * <p>Baseline g (14): 1; sine and cosine of the local time of day; dosage (0.05 x); the z-score of
 * ln(0.5 + steps in 30 minutes); hours since the last move, at most 4; z-scores of arousal and
 * glucose; share accepted less one half; then a flag for each of these last five, 1 when it is
 * missing. Advantage f (5): 1, dosage, hours since the last move, arousal, share accepted. z-scores
 * are clipped at 4; what is missing is 0. Every entry is rounded to 32 bits, so that what waits for
 * its reward takes half the room and is still what was logged.
 */
final class Features {

    /** Changed whenever a feature is added, removed or altered. */
    static final int SCHEMA = 1;

    private static final double CLIP = 4;
    private static final double DOSAGE_SCALE = 0.05;
    private static final double MOST_HOURS = StateVector.MOST_HOURS;
    private static final double MINUTES_A_DAY = 1440;

    private Features() {}

    /** g of the reward model. */
    static double[] baseline(Situation s) {
        double angle = 2 * StrictMath.PI * s.localMinute / MINUTES_A_DAY;
        double[] raw = {
            clip(s.activityZ),
            StrictMath.min(s.minutesSinceMove / 60, MOST_HOURS),
            clip(s.arousalZ),
            clip(s.glucoseZ),
            s.acceptedShare - 0.5
        };
        double[] g = new double[4 + 2 * raw.length];
        g[0] = 1;
        g[1] = StrictMath.sin(angle);
        g[2] = StrictMath.cos(angle);
        g[3] = DOSAGE_SCALE * s.dosage;
        for (int i = 0; i < raw.length; i++) {
            boolean missing = Double.isNaN(raw[i]);
            g[4 + i] = missing ? 0 : raw[i];
            g[4 + raw.length + i] = missing ? 1 : 0;
        }
        return rounded(g);
    }

    /** f of the reward model. */
    static double[] advantage(Situation s) {
        return rounded(
                new double[] {
                    1,
                    DOSAGE_SCALE * s.dosage,
                    known(StrictMath.min(s.minutesSinceMove / 60, MOST_HOURS)),
                    known(clip(s.arousalZ)),
                    known(s.acceptedShare - 0.5)
                });
    }

    private static double[] rounded(double[] values) {
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) values[i];
        }
        return values;
    }

    private static double known(double value) {
        return Double.isNaN(value) ? 0 : value;
    }

    private static double clip(double z) {
        return z > CLIP ? CLIP : z < -CLIP ? -CLIP : z;
    }
}
