package org.wearablecoach.simulation.testbed;

import java.util.Arrays;
import org.wearablecoach.event.Trigger;
import org.wearablecoach.policy.Bounds;
import org.wearablecoach.policy.Draw;
import org.wearablecoach.policy.FixedProbability;
import org.wearablecoach.policy.Policy;
import org.wearablecoach.policy.PolicyRun;
import org.wearablecoach.policy.Randomiser;

/**
 * One agent that plays one environment, episode after episode, and learns on the way.
 *
 * <p>Agents: {@code coach} (what the job runs by default, the learned dose model), {@code
 * thompson-raw}, {@code thompson-smooth}, {@code linucb}, {@code epsilon-greedy}, {@code dose},
 * {@code fixed:P}, all within the bounds and made, fed and run as the job does it: its
 * configuration, its features, its warm-up; and as reference lines outside of them {@code random}
 * and {@code constant:A}.
 *
 * <p>What is not the job's: the reward is the test-bed's own, no reward graph stands between, and
 * every decision point is available.
 */
public final class Trial {

    private static final long HOUR = 3_600_000L;
    private static final long DAY = 24 * HOUR;

    /** A day's decisions are spread over so long. */
    static final long AWAKE = 14 * HOUR;

    /** Between two episodes, longer than any step that is learned from. */
    private static final long APART = 3 * DAY;

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
        PolicyRun run = PolicyRun.of(policy, new Randomiser(bounds, bounds.clip(FALLBACK)));
        Actor actor = new PolicyActor(run, Sight.PLAIN, environment.actions() - 1);
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
        boolean fixed = agent.startsWith("fixed:");
        String kind =
                fixed
                        ? FixedProbability.KIND
                        : agent.equals("coach") ? JobAgent.kindOfTheJob() : agent;
        PolicyRun run =
                JobAgent.of(environment, kind, fixed ? number(agent) : Double.NaN, bounds, seed);
        return new PolicyActor(run, new JobSight(environment.observations()), actions - 1);
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
