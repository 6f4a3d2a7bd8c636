package org.wearablecoach.policy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.wearablecoach.event.Advantage;

/**
 * An agent that learns how each action moves a person's slow state, as habituation and
 * disengagement, and what it earns there; plans over that, and looks one decision ahead.
 *
 * <p>All that is learned are linear regressions on (1, slow state) and their product with the
 * context, so an update costs about a microsecond. Once a night one set of coefficients is drawn
 * from their posterior by the counter of the plan, and a value function on a small grid of the slow
 * state is iterated under it, within the very bounds in which the agent will act. A decision
 * compares what sending is worth with what silence is worth, and asks for the upper or the lower
 * bound: the probability of the draw is exact.
 *
 * <p>Where the slow state moves once per period of several decisions, the actions of the period
 * enter its step by their shares. Where a slow variable is the objective, it follows from its last
 * value, from the other slow variables after the step, and from the mean reward of the period; an
 * action reaches it through these and by no other way.
 *
 * <p>What a population knows of the regressions may take the place of their weak priors, see {@link
 * DosePooling}; statistics and their schema stay the same, so that a new prior only recombines at
 * the person's next plan.
 *
 * <p>A person's statistics: time and number of decisions of the period, the period so far, the
 * regressions, how often each context was seen, the drawn coefficients and the value function; with
 * a horizon, one value function for each of a few numbers of decisions to go.
 */
public final class DoseModel implements Policy {

    /** Kind in a specification. */
    public static final String KIND = "dose";

    /** Cells of the context's distribution. */
    private static final int CELLS = 8;

    /** A plan starts from the last value function, so most nights need few sweeps. */
    private static final int MOST_SWEEPS = 200;

    /** Relative change of the value at which a plan is settled. */
    private static final double SETTLED = 1e-4;

    /** Prior precision of a coefficient in units of the noise: weak. */
    private static final double RIDGE = 0.1;

    /** The same for what an action changes where actions share their rows. */
    private static final double CONTRAST_RIDGE = 1;

    /** Prior variance of a slow variable's step, in units of its range. */
    private static final double SLOW_NOISE = 0.05 * 0.05;

    private static final int TIME = 0;
    private static final int COUNT = 1;
    private static final int PLANNED = 2;
    private static final int ARM = 3;
    private static final int CONTEXT = 4;
    private static final int EARNED = 5;
    private static final int TOLD = 6;
    private static final int SINCE = 7;
    private static final int TAKEN = 8;
    private static final int START = 9;

    /** Numbers of decisions to go at which a plan with a horizon keeps its value function. */
    private static final int LAYERS = 6;

    private final DoseSpec spec;
    private final int slow;
    private final int arms;
    private final int objective;
    private final boolean shared;
    private final int plain;
    private final int full;
    private final int moved;
    private final SharedRows[] steps;
    private final SharedRows[] rewards;
    private final SharedRows outcome;
    private final double[] stepRidge;
    private final double[] rewardRidge;
    private final double[] outcomeRidge;
    private final int sharesAt;
    private final int cellsAt;
    private final int drawsAt;
    private final int drawsPerBlock;
    private final int outcomeDrawAt;
    private final int valueAt;
    private final int[] layers;
    private final StateGrid grid;

    /** Priors by regression, see {@link #regressions}; without entries the weak ones hold. */
    private final SharedRows.Prior[] known;

    private final double[] knownNoise;

    /** An agent that nothing is known to before. */
    public DoseModel(DoseSpec spec) {
        this(spec, List.of());
    }

    /**
     * An agent with what a population knows.
     *
     * @param spec what it looks at and how it plans
     * @param priors one for each of the {@link #regressions}, in their order; none for weak ones
     */
    public DoseModel(DoseSpec spec, List<DosePooling.Prior> priors) {
        this.spec = spec;
        slow = spec.slow().size();
        arms = spec.interventions().size() + 1;
        objective = spec.objective();
        shared = spec.period() > 1;
        plain = 1 + slow;
        full = spec.context() == null ? plain : 2 * plain;
        moved = objective < 0 ? slow : slow - 1;
        grid = new StateGrid(slow, spec.points());
        // Actions that share a step share its row; else each action has rows of its own.
        int blocks = shared ? 1 : arms;
        int stepFeatures = shared ? plain * arms : full;
        int rewardFeatures = shared ? full * arms : full;
        int outcomeFeatures = objective < 0 ? 0 : 3 + moved;
        sharesAt = START + slow;
        int at = sharesAt + (shared ? stepFeatures : 0);
        steps = new SharedRows[blocks];
        rewards = new SharedRows[blocks];
        for (int block = 0; block < blocks; block++) {
            steps[block] = new SharedRows(at, stepFeatures, moved);
            rewards[block] = new SharedRows(steps[block].end(), rewardFeatures, 1);
            at = rewards[block].end();
        }
        outcome = new SharedRows(at, outcomeFeatures, objective < 0 ? 0 : 1);
        cellsAt = outcome.end();
        drawsAt = cellsAt + 2 * CELLS;
        drawsPerBlock = moved * stepFeatures + rewardFeatures;
        outcomeDrawAt = drawsAt + blocks * drawsPerBlock;
        valueAt = outcomeDrawAt + outcomeFeatures;
        layers = layers(spec.horizon());
        stepRidge = ridge(stepFeatures, shared ? plain : stepFeatures);
        rewardRidge = ridge(rewardFeatures, shared ? full : rewardFeatures);
        outcomeRidge = ridge(outcomeFeatures, outcomeFeatures);
        known = new SharedRows.Prior[priors.size()];
        knownNoise = new double[known.length];
        take(priors);
    }

    private void take(List<DosePooling.Prior> priors) {
        if (!priors.isEmpty() && priors.size() != regressions()) {
            throw new IllegalArgumentException(
                    "dose model: priors of "
                            + priors.size()
                            + " regressions, expected "
                            + regressions()
                            + ": take them from the log of this configuration.");
        }
        for (int r = 0; r < known.length; r++) {
            DosePooling.Prior prior = priors.get(r);
            if (prior.coefficients().length() != rows(r).features) {
                throw new IllegalArgumentException(
                        "dose model: the prior of regression "
                                + r
                                + " has "
                                + prior.coefficients().length()
                                + " coefficients, expected "
                                + rows(r).features
                                + ": take it from the log of this configuration.");
            }
            known[r] = SharedRows.Prior.of(prior.coefficients(), prior.noise());
            knownNoise[r] = prior.noise();
        }
    }

    // --- what a population may know -------------------------------------------------------------

    /**
     * Number of regressions whose coefficients a population may know: of each block of rows the
     * steps of the slow variables, then the reward. What an objective follows from is not among
     * them: its rows hang on when rewards came.
     */
    int regressions() {
        return steps.length * (moved + 1);
    }

    /** Numbers of coefficients of the regressions, in their order. */
    int[] coefficients() {
        int[] coefficients = new int[regressions()];
        for (int r = 0; r < coefficients.length; r++) {
            coefficients[r] = rows(r).features;
        }
        return coefficients;
    }

    /** The rows of a regression. */
    SharedRows rows(int regression) {
        int block = regression / (moved + 1);
        return isReward(regression) ? rewards[block] : steps[block];
    }

    /** Which target of its rows a regression is. */
    int target(int regression) {
        return isReward(regression) ? 0 : regression % (moved + 1);
    }

    private boolean isReward(int regression) {
        return regression % (moved + 1) == moved;
    }

    /** Prior precisions of the coefficients where nothing is known, in units of the noise. */
    double[] ridge(int regression) {
        return (isReward(regression) ? rewardRidge : stepRidge).clone();
    }

    /** The coefficient that is 1 where nothing is known, the others being 0; -1 for none. */
    int persistent(int regression) {
        return isReward(regression) ? -1 : variable(target(regression)) + 1;
    }

    /** The slow variable that is a target of the steps. */
    private int variable(int target) {
        return target + (objective >= 0 && target >= objective ? 1 : 0);
    }

    /** How many rewards a person learned from. */
    public double rewards(double[] statistics) {
        double rows = 0;
        for (SharedRows block : rewards) {
            rows += block.rows(statistics);
        }
        return rows;
    }

    /** Noise variance of a regression of which nothing is known. */
    double usualNoise(int regression, double[] statistics) {
        return isReward(regression) ? rewardVariance(statistics) : SLOW_NOISE;
    }

    /** Decisions to go at each layer, by equal factors from 1 to the horizon. */
    private static int[] layers(int horizon) {
        if (horizon == 0) {
            return new int[1];
        }
        int[] layers = new int[Math.min(LAYERS, horizon)];
        for (int i = 0; i < layers.length; i++) {
            double power = (double) i / (layers.length - 1);
            int rounded = (int) Math.round(StrictMath.pow(horizon, power));
            layers[i] = i == 0 ? 1 : Math.max(layers[i - 1] + 1, rounded);
        }
        return layers;
    }

    private static double[] ridge(int features, int common) {
        double[] ridge = new double[features];
        Arrays.fill(ridge, CONTRAST_RIDGE);
        Arrays.fill(ridge, 0, common, RIDGE);
        return ridge;
    }

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public String statisticsSchema() {
        return KIND
                + '-'
                + slow
                + '-'
                + arms
                + '-'
                + (full - plain)
                + '-'
                + spec.period()
                + '-'
                + objective
                + '-'
                + spec.points()
                + '-'
                + spec.horizon();
    }

    @Override
    public int statisticsLength() {
        return valueAt + layers.length * grid.nodes();
    }

    @Override
    public double[] newStatistics() {
        return new double[statisticsLength()];
    }

    private double[] slow(double[] f) {
        double[] u = new double[slow];
        for (int i = 0; i < slow; i++) {
            u[i] = spec.slow().get(i).unit(f);
        }
        return u;
    }

    private double context(double[] f) {
        DoseSpec.Variable context = spec.context();
        return context == null ? 0 : context.unit(f);
    }

    /** (1, u), followed by c (1, u) as far as there is room. */
    private static double[] features(double[] u, double c, int length) {
        double[] x = new double[length];
        x[0] = 1;
        System.arraycopy(u, 0, x, 1, u.length);
        for (int i = 1 + u.length; i < length; i++) {
            x[i] = c * x[i - 1 - u.length];
        }
        return x;
    }

    /** The features once for all actions and once more at the place of the action. */
    private double[] beside(double[] x, int arm) {
        double[] all = new double[x.length * arms];
        System.arraycopy(x, 0, all, 0, x.length);
        if (arm > 0) {
            System.arraycopy(x, 0, all, arm * x.length, x.length);
        }
        return all;
    }

    @Override
    public void observe(double[] statistics, DecisionPoint point, boolean available, int chosen) {
        double[] u = slow(point.advantage());
        double c = context(point.advantage());
        if (!LearningRow.finite(u) || !Double.isFinite(c)) {
            statistics[COUNT] = 0;
            return;
        }
        boolean connected = point.decisionTime() - statistics[TIME] <= spec.gapMillis();
        if (statistics[COUNT] > 0 && !connected) {
            statistics[COUNT] = 0;
        }
        if (statistics[COUNT] >= spec.period()) {
            learnStep(statistics, u);
            statistics[COUNT] = 0;
        }
        if (statistics[COUNT] == 0) {
            Arrays.fill(statistics, ARM, SINCE, 0);
            Arrays.fill(statistics, sharesAt, steps[0].at, 0);
            System.arraycopy(u, 0, statistics, START, slow);
            statistics[SINCE] = point.decisionTime();
        }
        int arm = chosen + 1;
        if (shared) {
            double[] x = beside(features(u, c, plain), arm);
            for (int i = 0; i < x.length; i++) {
                statistics[sharesAt + i] += x[i] / spec.period();
            }
        } else {
            statistics[ARM] = arm;
            statistics[CONTEXT] = c;
        }
        statistics[COUNT]++;
        statistics[TAKEN]++;
        statistics[TIME] = point.decisionTime();
        if (full > plain) {
            int cell = Math.min(CELLS - 1, (int) (c * CELLS));
            statistics[cellsAt + cell]++;
            statistics[cellsAt + CELLS + cell] += c;
        }
    }

    private void learnStep(double[] statistics, double[] next) {
        double[] start = Arrays.copyOfRange(statistics, START, START + slow);
        double[] target = new double[moved];
        int count = 0;
        for (int i = 0; i < slow; i++) {
            if (i != objective) {
                target[count++] = next[i];
            }
        }
        if (!shared) {
            double[] x = features(start, statistics[CONTEXT], full);
            steps[(int) statistics[ARM]].add(statistics, x, target);
            return;
        }
        double[] x = Arrays.copyOfRange(statistics, sharesAt, steps[0].at);
        steps[0].add(statistics, x, target);
        // A period some of whose rewards are missing does not tell what its rewards did.
        if (objective >= 0 && statistics[TOLD] == spec.period()) {
            double[] row = outcomeRow(start, next, statistics[EARNED]);
            outcome.add(statistics, row, new double[] {next[objective]});
        }
    }

    /** (1, objective before, other slow variables after, mean reward of the period). */
    private double[] outcomeRow(double[] before, double[] after, double earned) {
        double[] x = new double[outcome.features];
        x[0] = 1;
        x[1] = before[objective];
        int count = 2;
        for (int i = 0; i < slow; i++) {
            if (i != objective) {
                x[count++] = after[i];
            }
        }
        x[count] = earned;
        return x;
    }

    @Override
    public void learn(double[] statistics, LearningRow row) {
        if (!row.available() || !row.finite()) {
            return;
        }
        int arm = row.chosen() + 1;
        double[] u = slow(row.advantage());
        double[] x = features(u, context(row.advantage()), full);
        double[] y = {row.reward()};
        if (shared) {
            rewards[0].add(statistics, beside(x, arm), y);
            // A reward that comes after its period has ended is too late for the period's mean.
            if (row.decisionTime() >= statistics[SINCE]) {
                statistics[EARNED] += row.reward() / spec.period();
                statistics[TOLD]++;
            }
        } else {
            rewards[arm].add(statistics, x, y);
        }
    }

    @Override
    public void plan(double[] statistics, String counter) {
        SharedRows.Normals normals = new SharedRows.Normals(counter, spec.exploration());
        double spread = rewardVariance(statistics);
        int to = drawsAt;
        for (int r = 0; r < regressions(); r++) {
            SharedRows rows = rows(r);
            if (known.length > 0) {
                rows.draw(statistics, target(r), known[r], knownNoise[r], normals, to);
            } else {
                double noise = isReward(r) ? spread : SLOW_NOISE;
                rows.draw(
                        statistics,
                        target(r),
                        isReward(r) ? rewardRidge : stepRidge,
                        persistent(r),
                        noise,
                        normals,
                        to);
            }
            to += rows.features;
        }
        if (objective >= 0) {
            outcome.draw(statistics, 0, outcomeRidge, 1, SLOW_NOISE, normals, outcomeDrawAt);
        }
        iterate(statistics);
        statistics[PLANNED] = 1;
        statistics[TAKEN] = 0;
    }

    /** Variance of all rewards: what the noise of any of them is taken to be at first. */
    private double rewardVariance(double[] statistics) {
        double rows = 0;
        double sum = 0;
        double squares = 0;
        for (SharedRows block : rewards) {
            rows += block.rows(statistics);
            sum += block.sum(statistics, 0);
            squares += block.squares(statistics, 0);
        }
        if (rows < 2) {
            return 1;
        }
        double mean = sum / rows;
        double variance = squares / rows - mean * mean;
        // Rewards that are all equal must not make the prior certain.
        return Math.max(variance, 1e-12 * (1 + squares / rows));
    }

    /** A regression under the drawn coefficients. */
    private double predicted(double[] s, int at, int arm, double[] x, int length) {
        double sum = 0;
        for (int i = 0; i < length; i++) {
            sum += x[i] * s[at + i];
        }
        if (shared && arm > 0) {
            for (int i = 0; i < length; i++) {
                sum += x[i] * s[at + arm * length + i];
            }
        }
        return sum;
    }

    /**
     * What an action earns at a state, and where it leads.
     *
     * @param x features of the state, {@link #full} of them
     * @param to the state it leads to
     * @return what counts as earned now
     */
    private double act(double[] s, int arm, double[] x, double[] to) {
        int at = drawsAt + (shared ? 0 : arm) * drawsPerBlock;
        int length = shared ? plain : full;
        for (int i = 0; i < slow; i++) {
            if (i != objective) {
                to[i] = DoseSpec.within(predicted(s, at, arm, x, length));
                at += steps[0].features;
            }
        }
        double earned = predicted(s, at, arm, x, full);
        if (objective < 0) {
            return earned;
        }
        double sum = s[outcomeDrawAt] + s[outcomeDrawAt + 1] * x[1 + objective];
        int coefficient = outcomeDrawAt + 2;
        for (int i = 0; i < slow; i++) {
            if (i != objective) {
                sum += s[coefficient++] * to[i];
            }
        }
        to[objective] = DoseSpec.within(sum + s[coefficient] * earned);
        return to[objective];
    }

    /** Earned now and later by an action at a state and context. */
    private double worth(double[] s, int arm, double[] u, double c) {
        StateGrid.Places place = grid.new Places(1);
        double[] to = new double[slow];
        if (spec.latent()) {
            double zero = worth(s, arm, features(u, 0, full), place, to);
            double one = worth(s, arm, features(u, 1, full), place, to);
            return zero + c * (one - zero);
        }
        return worth(s, arm, features(u, c, full), place, to);
    }

    private double worth(double[] s, int arm, double[] x, StateGrid.Places place, double[] to) {
        double earned = act(s, arm, x, to);
        place.set(0, to);
        return earned + spec.discount() * later(s, place);
    }

    /** Value of a place after this decision. */
    private double later(double[] s, StateGrid.Places place) {
        if (spec.horizon() == 0) {
            return place.value(0, s, valueAt);
        }
        double left = spec.horizon() - s[TAKEN] - 1;
        int above = 0;
        while (above < layers.length - 1 && layers[above] < left) {
            above++;
        }
        double upper = place.value(0, s, valueAt + above * grid.nodes());
        // With nothing to go the value is 0.
        double from = above == 0 ? 0 : layers[above - 1];
        double lower = above == 0 ? 0 : place.value(0, s, valueAt + (above - 1) * grid.nodes());
        double share = Math.max(0, Math.min(1, (left - from) / (layers[above] - from)));
        return lower + share * (upper - lower);
    }

    /**
     * Value iteration with the agent's own bounds, from the last value function on. What an action
     * earns and where it leads does not change from sweep to sweep, so it is laid out once.
     */
    private void iterate(double[] s) {
        double[] share = new double[CELLS];
        double[] context = new double[CELLS];
        int cells = contexts(s, share, context);
        int ends = spec.latent() ? 2 : cells;
        int perNode = arms * ends;
        double[] earned = new double[grid.nodes() * perNode];
        StateGrid.Places places = grid.new Places(earned.length);
        double[] u = new double[slow];
        double[] to = new double[slow];
        boolean[] gone = new boolean[grid.nodes()];
        for (int node = 0; node < grid.nodes(); node++) {
            grid.state(node, u);
            gone[node] = spec.absorbing() >= 0 && u[spec.absorbing()] >= 1;
            for (int arm = 0; arm < arms; arm++) {
                for (int end = 0; end < ends; end++) {
                    int at = node * perNode + arm * ends + end;
                    double c = spec.latent() ? end : context[end];
                    earned[at] = act(s, arm, features(u, c, full), to);
                    places.set(at, to);
                }
            }
        }
        double[] last = new double[grid.nodes()];
        double[] fresh = new double[grid.nodes()];
        double[] worth = new double[perNode];
        double[] q = new double[arms];
        if (spec.horizon() == 0) {
            System.arraycopy(s, valueAt, last, 0, last.length);
        }
        int sweeps = spec.horizon() == 0 ? MOST_SWEEPS : spec.horizon();
        int layer = 0;
        for (int sweep = 1; sweep <= sweeps; sweep++) {
            double change = 0;
            double largest = 0;
            for (int node = 0; node < fresh.length; node++) {
                double sum = 0;
                if (!gone[node]) {
                    for (int i = 0; i < perNode; i++) {
                        int at = node * perNode + i;
                        worth[i] = earned[at] + spec.discount() * places.value(at, last, 0);
                    }
                    for (int cell = 0; cell < cells; cell++) {
                        for (int arm = 0; arm < arms; arm++) {
                            int at = arm * ends;
                            q[arm] =
                                    spec.latent()
                                            ? worth[at]
                                                    + context[cell] * (worth[at + 1] - worth[at])
                                            : worth[at + cell];
                        }
                        sum += share[cell] * bounded(q);
                    }
                }
                fresh[node] = sum;
                change = Math.max(change, Math.abs(sum - last[node]));
                largest = Math.max(largest, Math.abs(sum));
            }
            System.arraycopy(fresh, 0, last, 0, fresh.length);
            if (spec.horizon() == 0) {
                if (!(change > SETTLED * largest)) {
                    break;
                }
            } else if (sweep == layers[layer]) {
                System.arraycopy(last, 0, s, valueAt + layer * last.length, last.length);
                layer++;
            }
        }
        if (spec.horizon() == 0) {
            System.arraycopy(last, 0, s, valueAt, last.length);
        }
    }

    /** Fills the shares and means of the contexts that were seen; returns how many there are. */
    private int contexts(double[] s, double[] share, double[] context) {
        double rows = 0;
        int used = 0;
        for (int cell = 0; cell < CELLS && full > plain; cell++) {
            double count = s[cellsAt + cell];
            if (count > 0) {
                share[used] = count;
                context[used++] = s[cellsAt + CELLS + cell] / count;
                rows += count;
            }
        }
        if (used == 0) {
            share[0] = 1;
            context[0] = 0.5;
            return 1;
        }
        for (int i = 0; i < used; i++) {
            share[i] /= rows;
        }
        return used;
    }

    /** What the bounded agent earns where the actions are worth q. */
    private double bounded(double[] q) {
        int best = 1;
        double total = q[1];
        for (int arm = 2; arm < q.length; arm++) {
            total += q[arm];
            if (q[arm] > q[best]) {
                best = arm;
            }
        }
        int count = q.length - 1;
        double floor = Math.min(spec.bounds().floor(), 1.0 / count);
        double send = floor * total + (1 - count * floor) * q[best];
        double p = send > q[0] ? spec.bounds().high() : spec.bounds().low();
        return p * send + (1 - p) * q[0];
    }

    @Override
    public Proposal propose(DecisionPoint point, double[] statistics) {
        if (statistics.length != statisticsLength() || point.eligible().length != arms - 1) {
            return Proposal.refused("features or statistics have another length", KIND);
        }
        if (statistics[PLANNED] == 0) {
            return proposal(spec.interventions(), List.of(), point.eligible(), spec.bounds());
        }
        double[] u = slow(point.advantage());
        double c = context(point.advantage());
        double none = worth(statistics, 0, u, c);
        List<Advantage> advantages = new ArrayList<>(arms - 1);
        for (int arm = 1; arm < arms; arm++) {
            double more = worth(statistics, arm, u, c) - none;
            if (!Double.isFinite(more)) {
                return Proposal.refused("the plan is not finite", KIND);
            }
            advantages.add(new Advantage(spec.interventions().get(arm - 1), more, 0));
        }
        return proposal(spec.interventions(), advantages, point.eligible(), spec.bounds());
    }

    /**
     * The proposal of what each intervention is worth more than silence, as a row holds it: the
     * best of the eligible ones, if it pays together with the shares that the floors give to the
     * others. Without a plan there is nothing to go by.
     */
    static Proposal proposal(
            List<String> interventions,
            List<Advantage> advantages,
            boolean[] eligible,
            Bounds bounds) {
        String text = AllocationText.step(KIND);
        double[] weights = new double[eligible.length];
        if (advantages.isEmpty()) {
            Arrays.fill(weights, 1);
            return Proposal.of(0.5, weights, List.of(), Double.NaN, text);
        }
        double[] more = new double[eligible.length];
        for (Advantage advantage : advantages) {
            int k = interventions.indexOf(advantage.name());
            if (k >= 0) {
                more[k] = advantage.mean();
            }
        }
        int best = -1;
        for (int k = 0; k < more.length; k++) {
            if (eligible[k] && (best < 0 || more[k] > more[best])) {
                best = k;
            }
        }
        if (best < 0) {
            return Proposal.refused("nothing is eligible", KIND);
        }
        weights[best] = 1;
        double[] shares = bounds.shares(weights, eligible);
        double send = 0;
        for (int k = 0; k < shares.length; k++) {
            send += shares[k] * more[k];
        }
        return Proposal.of(send > 0 ? 1 : 0, weights, List.copyOf(advantages), 0, text);
    }
}
