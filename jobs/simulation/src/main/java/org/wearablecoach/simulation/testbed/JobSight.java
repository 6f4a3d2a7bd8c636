package org.wearablecoach.simulation.testbed;

import java.util.List;
import org.wearablecoach.loop.adapt.Features;
import org.wearablecoach.loop.config.StateVector;
import org.wearablecoach.policy.DecisionPoint;

/**
 * An environment seen through the feature function of the job: each observed variable stands where
 * the job has the feature that it stands in for, with that feature's scale, clipping and rounding.
 * What the environment does not show is missing, with its flag, as of a person whose device does
 * not measure it. The clock is the environment's, in UTC. Where nothing stands in for the dosage,
 * it is the job's own, made of the messages sent.
 */
final class JobSight implements Sight {

    private static final int MINUTE = 60_000;
    private static final int DAY_MINUTES = 1440;

    private final List<Environment.Variable> variables;

    JobSight(List<Environment.Variable> variables) {
        this.variables = List.copyOf(variables);
    }

    /** Where in f a variable is found, and between which values: position, low, high. */
    static double[] entry(Environment.Variable variable) {
        double[] entry =
                switch (variable.place()) {
                    case DOSAGE -> new double[] {StateVector.ADVANTAGE_DOSAGE, 0, 1};
                    case HOURS ->
                            new double[] {StateVector.ADVANTAGE_HOURS, 0, StateVector.MOST_HOURS};
                    case AROUSAL ->
                            new double[] {
                                StateVector.ADVANTAGE_AROUSAL, variable.low(), variable.high()
                            };
                    case ACCEPTED -> new double[] {StateVector.ADVANTAGE_ACCEPTED, -0.5, 0.5};
                };
        return variable.opposite() ? new double[] {entry[0], entry[2], entry[1]} : entry;
    }

    @Override
    public DecisionPoint point(
            long time, double[] observation, double sent, boolean[] eligible, String counter) {
        double dosage = sent;
        double minutesSinceMove = Double.NaN;
        double arousal = Double.NaN;
        double accepted = Double.NaN;
        for (int i = 0; i < observation.length; i++) {
            Environment.Variable variable = variables.get(i);
            double low = variable.opposite() ? variable.high() : variable.low();
            double high = variable.opposite() ? variable.low() : variable.high();
            double unit = (observation[i] - low) / (high - low);
            switch (variable.place()) {
                case DOSAGE -> dosage = unit / Features.DOSAGE_SCALE;
                case HOURS -> minutesSinceMove = unit * StateVector.MOST_HOURS * 60;
                case AROUSAL ->
                        arousal = variable.low() + unit * (variable.high() - variable.low());
                case ACCEPTED -> accepted = unit;
            }
        }
        Features.Seen seen =
                new Features.Seen(
                        (int) (Math.floorDiv(time, MINUTE) % DAY_MINUTES),
                        dosage,
                        Double.NaN,
                        minutesSinceMove,
                        Double.NaN,
                        arousal,
                        Double.NaN,
                        Double.NaN,
                        Double.NaN,
                        accepted);
        return new DecisionPoint(
                time, Features.baseline(seen), Features.advantage(seen), dosage, eligible, counter);
    }
}
