package org.wearablecoach.training;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.IntPredicate;
import org.wearablecoach.signals.MotionFeatures;

/** Feature rows of 5-second windows, with class and person. */
final class Rows {

    static final int WINDOW_SECONDS = 5;

    final List<float[]> features = new ArrayList<>();
    final List<Wisdm.Activity> activities = new ArrayList<>();
    final List<Integer> persons = new ArrayList<>();

    int size() {
        return features.size();
    }

    /** The rows of some persons. */
    Rows of(IntPredicate person) {
        Rows chosen = new Rows();
        for (int i = 0; i < size(); i++) {
            if (person.test(persons.get(i))) {
                chosen.add(features.get(i), activities.get(i), persons.get(i));
            }
        }
        return chosen;
    }

    void add(float[] row, Wisdm.Activity activity, int person) {
        features.add(row);
        activities.add(activity);
        persons.add(person);
    }

    void addAll(Rows other) {
        features.addAll(other.features);
        activities.addAll(other.activities);
        persons.addAll(other.persons);
    }

    /**
     * Cuts windows that never cross a change of label.
     *
     * @param segments of all persons
     * @param stride from one window to the next, seconds; 5 for windows that do not overlap
     * @param hertz rate that the samples are brought to before, by linear interpolation; the rate
     *     of the data leaves them as they are
     */
    static Rows cut(List<Wisdm.Segment> segments, double stride, float hertz) {
        Rows rows = new Rows();
        for (Wisdm.Segment segment : segments) {
            float[] xyz = resampled(segment.xyz(), Wisdm.HERTZ, hertz);
            int samples = Math.round(WINDOW_SECONDS * hertz);
            int step = Math.max(1, (int) Math.round(stride * hertz));
            for (int from = 0; 3 * (from + samples) <= xyz.length; from += step) {
                float[] window = new float[3 * samples];
                System.arraycopy(xyz, 3 * from, window, 0, window.length);
                float[] row = new float[MotionFeatures.WIDTH];
                MotionFeatures.compute(window, samples, hertz, row, 0);
                rows.add(row, segment.activity(), segment.person());
            }
        }
        return rows;
    }

    /**
     * The same recordings with every segment's sensor turned in a random way, so that a test can
     * show what turning does.
     */
    static List<Wisdm.Segment> turned(List<Wisdm.Segment> segments, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<Wisdm.Segment> turned = new ArrayList<>();
        for (Wisdm.Segment segment : segments) {
            double[] r = rotation(random);
            float[] in = segment.xyz();
            float[] out = new float[in.length];
            for (int i = 0; i < in.length; i += 3) {
                for (int row = 0; row < 3; row++) {
                    out[i + row] =
                            (float)
                                    (r[3 * row] * in[i]
                                            + r[3 * row + 1] * in[i + 1]
                                            + r[3 * row + 2] * in[i + 2]);
                }
            }
            turned.add(new Wisdm.Segment(segment.person(), segment.activity(), out));
        }
        return turned;
    }

    /** A uniform random rotation, by a unit quaternion (Shoemake 1992). */
    static double[] rotation(SplittableRandom random) {
        double u = random.nextDouble();
        double a = 2 * Math.PI * random.nextDouble();
        double b = 2 * Math.PI * random.nextDouble();
        double x = Math.sqrt(1 - u) * StrictMath.sin(a);
        double y = Math.sqrt(1 - u) * StrictMath.cos(a);
        double z = Math.sqrt(u) * StrictMath.sin(b);
        double w = Math.sqrt(u) * StrictMath.cos(b);
        return new double[] {
            1 - 2 * (y * y + z * z),
            2 * (x * y - z * w),
            2 * (x * z + y * w),
            2 * (x * y + z * w),
            1 - 2 * (x * x + z * z),
            2 * (y * z - x * w),
            2 * (x * z - y * w),
            2 * (y * z + x * w),
            1 - 2 * (x * x + y * y)
        };
    }

    private static float[] resampled(float[] xyz, float from, float to) {
        if (from == to) {
            return xyz;
        }
        int samples = xyz.length / 3;
        int wanted = (int) (samples * (double) to / from);
        float[] out = new float[3 * wanted];
        for (int i = 0; i < wanted; i++) {
            double position = i * (double) from / to;
            int k = Math.min((int) position, samples - 2);
            // Behind the last sample there is nothing; it is held, so that no window is lost.
            double share = Math.min(position - k, 1);
            for (int axis = 0; axis < 3; axis++) {
                double a = xyz[3 * k + axis];
                double b = xyz[3 * k + 3 + axis];
                out[3 * i + axis] = (float) (a + share * (b - a));
            }
        }
        return out;
    }
}
