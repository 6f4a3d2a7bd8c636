package org.wearablecoach.simulation.testbed;

import java.util.ArrayList;
import java.util.List;
import org.wearablecoach.policy.Bounds;

/**
 * A mean return that is known of a test-bed, to be drawn beside a learning curve.
 *
 * <p>StepCountJITAI: simple policies and optima by a reference implementation of the published
 * model, networks as published with it (Karine and Marlin 2024, arXiv 2411.00336; the DQN of their
 * notebook, on a variant that differs little). HeartSteps V2 model (arXiv 2410.14659): 400 runs
 * with Gaussian noise.
 *
 * @param name what earns it
 * @param mean return of an episode
 */
public record ReferenceLine(String name, double mean) {

    /** One column of the published table and the optima, by the noise of the context's sensor. */
    private record Column(double sigma, double network, double free, double wide, double narrow) {}

    private static final List<Column> STEP_COUNT =
            List.of(
                    new Column(0, 3192, 3370, 3290, 2941),
                    new Column(0.4, 3054, 3207, 3097, 2625),
                    new Column(0.6, 2542, 2846, Double.NaN, Double.NaN),
                    new Column(0.8, 1766, 2445, 2305, 1865),
                    new Column(2, 670, 1584, 1496, 1272));

    private static final Bounds WIDE = new Bounds(0.05, 0.95, 0.01);
    private static final Bounds NARROW = new Bounds(0.2, 0.8, 0.05);

    /**
     * The lines of StepCountJITAI.
     *
     * @param sigma noise of the context's sensor
     * @param bounds within which the optimum is wanted
     */
    public static List<ReferenceLine> stepCount(double sigma, Bounds bounds) {
        List<ReferenceLine> lines = new ArrayList<>();
        lines.add(new ReferenceLine("always generic", 387));
        lines.add(new ReferenceLine("random", 512));
        lines.add(new ReferenceLine("always rightly tailored", 1535));
        for (Column column : STEP_COUNT) {
            if (column.sigma() != sigma) {
                continue;
            }
            lines.add(new ReferenceLine("published DQN, 1,500 episodes", column.network()));
            double within =
                    bounds.equals(WIDE)
                            ? column.wide()
                            : bounds.equals(NARROW) ? column.narrow() : Double.NaN;
            if (Double.isFinite(within)) {
                lines.add(new ReferenceLine("optimum within the bounds", within));
            } else {
                lines.add(new ReferenceLine("optimum without bounds", column.free()));
            }
        }
        return List.copyOf(lines);
    }

    /** The lines of the HeartSteps model. */
    public static List<ReferenceLine> heartSteps() {
        return List.of(
                new ReferenceLine("half, by coin", -0.1015),
                new ReferenceLine("never, or always", -0.0979),
                new ReferenceLine("best constant of each person", -0.0567),
                new ReferenceLine("true coefficients known", -0.050));
    }
}
