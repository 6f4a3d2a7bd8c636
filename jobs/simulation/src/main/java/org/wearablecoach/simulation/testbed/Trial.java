package org.wearablecoach.simulation.testbed;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.wearablecoach.event.Trigger;
import org.wearablecoach.policy.Bounds;
import org.wearablecoach.policy.DoseModel;
import org.wearablecoach.policy.Draw;
import org.wearablecoach.policy.FixedProbability;
import org.wearablecoach.policy.Policies;
import org.wearablecoach.policy.Policy;
import org.wearablecoach.policy.PolicySpec;
import org.wearablecoach.policy.Randomiser;

/**
 * One agent that plays one environment, episode after episode, and learns on the way.
 *
 * <p>Agents: {@code coach} (the learned dose model), {@code thompson-raw}, {@code thompson-smooth},
 * {@code linucb}, {@code epsilon-greedy}, {@code fixed:P} (all within the bounds), and as reference
 * lines outside of them {@code random} and {@code constant:A}.
 */
public final class Trial {

    private static final long HOUR = 3_600_000L;
    private static final long DAY = 24 * HOUR;

    /** A day's decisions are spread over so long. */
    private static final long AWAKE = 14 * HOUR;

    /** Between two episodes, longer than any step that is learned from. */
    private static final long APART = 3 * DAY;

    private static final int GAP_HOURS = 36;

    private static final double FALLBACK = 0.5;

    private final Environment environment;
    private final Actor actor;
    private final long seed;
    private long episodes;
    private long start;

    private Trial(Environment environment, Actor actor, long seed) {
        this.environment = environment;
        this.actor = actor;
        this.seed = seed;
    }

    /** Starts trials of one agent. */
    @FunctionalInterface
    public interface Starter {

        /**
         * A trial in which the agent knows nothing yet.
         *
         * @param environment to be played
         * @param bounds of sending and floor of each intervention
         * @param seed of the environment's noise and the agent's draws
         * @throws IllegalArgumentException when the agent cannot play it
         */
        Trial start(Environment environment, Bounds bounds, long seed);
    }

    /** Starts trials of a named agent. */
    public static Starter named(String agent) {
        return (environment, bounds, seed) -> of(environment, agent, bounds, seed);
    }

    /**
     * A trial of a named agent.
     *
     * @param environment to be played
     * @param agent its name
     * @param bounds of sending and floor of each intervention
     * @param seed of the environment's noise and the agent's draws
     * @throws IllegalArgumentException when the agent is not known
     */
    public static Trial of(Environment environment, String agent, Bounds bounds, long seed) {
        return new Trial(environment, actor(environment, agent, bounds, seed), seed);
    }

    /**
     * A trial of an agent made elsewhere, as one that runs a trained network. It sees 1 and the
     * observation as features, and every action but 0 as an intervention.
     *
     * @param environment to be played
     * @param policy the agent
     * @param bounds of sending and floor of each intervention
     * @param seed of the environment's noise and the agent's draws
     */
    public static Trial of(Environment environment, Policy policy, Bounds bounds, long seed) {
        Randomiser randomiser = new Randomiser(bounds, bounds.clip(FALLBACK));
        Actor actor = new PolicyActor(policy, randomiser, environment.actions() - 1);
        return new Trial(environment, actor, seed);
    }

    private static Actor actor(Environment environment, String agent, Bounds bounds, long seed) {
        int actions = environment.actions();
        if (agent.equals("random")) {
            double[] equal = new double[actions];
            Arrays.fill(equal, 1.0 / actions);
            return new ScriptedActor(equal);
        }
        if (agent.startsWith("constant:")) {
            double[] one = new double[actions];
            double number = number(agent);
            int action = (int) number;
            if (action != number || action < 0 || action >= actions) {
                throw new IllegalArgumentException(
                        "agent " + agent + ": the actions are 0 to " + (actions - 1) + ".");
            }
            one[action] = 1;
            return new ScriptedActor(one);
        }
        List<String> interventions = new ArrayList<>();
        for (int k = 1; k < actions; k++) {
            interventions.add("action-" + k);
        }
        int features = environment.observations().size() + 1;
        PolicySpec spec = spec(environment, agent, bounds, seed);
        return new PolicyActor(
                Policies.create(spec, new Policies.Shape(features, features, interventions)),
                new Randomiser(bounds, spec.fallback()),
                interventions.size());
    }

    private static PolicySpec spec(
            Environment environment, String agent, Bounds bounds, long seed) {
        Map<String, Double> numbers = new HashMap<>();
        Map<String, double[]> vectors = new HashMap<>();
        String kind = agent;
        if (agent.startsWith("fixed:")) {
            kind = FixedProbability.KIND;
            numbers.put("probability", number(agent));
        } else if (agent.equals("coach")) {
            kind = DoseModel.KIND;
            dose(environment, numbers, vectors);
        }
        return new PolicySpec(kind, seed, bounds, bounds.clip(FALLBACK), numbers, vectors);
    }

    /** What is known of the environment's variables, as the settings of the learned dose model. */
    private static void dose(
            Environment environment, Map<String, Double> numbers, Map<String, double[]> vectors) {
        Environment.Dynamics dynamics = environment.dynamics();
        double[] slow = new double[3 * dynamics.slow().size()];
        for (int i = 0; i < dynamics.slow().size(); i++) {
            System.arraycopy(variable(environment, dynamics.slow().get(i)), 0, slow, 3 * i, 3);
        }
        vectors.put("slow", slow);
        vectors.put("context", variable(environment, dynamics.context()));
        numbers.put("absorbing", (double) dynamics.absorbing());
        numbers.put("latent", dynamics.latent() ? 1.0 : 0.0);
        numbers.put("period", (double) dynamics.period());
        numbers.put("objective", (double) dynamics.objective());
        numbers.put("gapHours", (double) GAP_HOURS);
        if (dynamics.horizon() > 0) {
            numbers.put("horizon", (double) dynamics.horizon());
            numbers.put("discount", 1.0);
        }
        if (dynamics.objective() >= 0) {
            // The value of an objective that only drifts is nearly linear; few points carry it.
            numbers.put("points", 5.0);
        }
    }

    private static double[] variable(Environment environment, int position) {
        Environment.Variable variable = environment.observations().get(position);
        return new double[] {position + 1, variable.low(), variable.high()};
    }

    private static double number(String agent) {
        String text = agent.substring(agent.indexOf(':') + 1);
        try {
            return Double.parseDouble(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    "agent " + agent + ": \"" + text + "\" is no number.", e);
        }
    }

    /** Plays one episode and returns the sum of its rewards. */
    public double episode() {
        double[] observation = environment.reset(mixed(seed, episodes));
        double sum = 0;
        int decision = 0;
        long time = start;
        while (true) {
            int slot = decision % environment.decisionsPerDay();
            long day = decision / environment.decisionsPerDay();
            time = start + day * DAY + slot * (AWAKE / environment.decisionsPerDay());
            String counter = Draw.counter(seed, environment.name(), time, Trigger.GRID);
            if (slot == 0) {
                actor.newDay(counter);
            }
            Environment.Step step = environment.step(actor.act(time, observation, counter));
            actor.learn(step.outcome());
            observation = step.observation();
            sum += step.reward();
            decision++;
            if (step.ended()) {
                break;
            }
        }
        long next = time + AWAKE / environment.decisionsPerDay();
        actor.end(next, observation);
        start = Math.floorDiv(next, DAY) * DAY + DAY + APART;
        episodes++;
        return sum;
    }

    /** A seed of its own for each episode, by the finaliser of SplitMix64. */
    private static long mixed(long seed, long episode) {
        long z = seed * 0x9E3779B97F4A7C15L + episode;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }

    /** Plays several episodes and returns their returns in order. */
    public double[] episodes(int count) {
        double[] returns = new double[count];
        for (int i = 0; i < count; i++) {
            returns[i] = episode();
        }
        return returns;
    }
}
