package org.wearablecoach.policy;

/**
 * Off-policy evaluation: what another policy would have earned, from the log of the one that
 * decided, row by row in constant memory.
 *
 * <p>With w = target / logged probability of what was chosen, q the reward model's estimate of it,
 * and d = sum over actions of target probability times estimate: IPW = mean(w r); SNIPW = sum(w r)
 * / sum(w); DM = mean(d); DR = mean(d + w (r - q)); SNDR = mean(d) + sum(w (r - q)) / sum(w);
 * Switch-DR keeps the correction where w &lt;= lambda; DRos shrinks it by lambda w / (w^2 +
 * lambda). ESS = (sum w)^2 / sum w^2.
 */
public final class OffPolicy {

    /** Fewer effective rows than this warn. */
    public static final double LEAST_EFFECTIVE_ROWS = 100;

    /** A smaller share of effective rows than this warns. */
    public static final double LEAST_EFFECTIVE_SHARE = 0.02;

    /** A larger weight of one row than this warns. */
    public static final double LARGEST_SHARE_OF_ONE = 0.05;

    private final double clip;
    private long rows;
    private double rewards;
    private double weights;
    private double squaredWeights;
    private double largestWeight;
    private double weightedRewards;
    private double weightedResiduals;
    private double direct;
    private double switch1;
    private double switch10;
    private double shrunk1;
    private double shrunk100;
    private final Moments ipw = new Moments();
    private final Moments doublyRobust = new Moments();
    private boolean unsupported;

    /** Estimators without clipping of weights. */
    public OffPolicy() {
        this(Double.POSITIVE_INFINITY);
    }

    /**
     * Estimators.
     *
     * @param clip largest weight that IPW uses; infinity for none
     */
    public OffPolicy(double clip) {
        this.clip = clip;
    }

    /**
     * The results.
     *
     * @param rows of the log
     * @param onPolicy mean reward of the log
     * @param ipw inverse probability weighting
     * @param snipw the same, self-normalised
     * @param dm direct method
     * @param dr doubly robust
     * @param sndr the same, self-normalised
     * @param switchDr1 correction only where the weight is at most 1
     * @param switchDr10 correction only where the weight is at most 10
     * @param dros1 correction shrunk with lambda 1
     * @param dros100 correction shrunk with lambda 100
     * @param ipwSe standard error of ipw
     * @param drSe standard error of dr
     * @param ess effective number of rows
     * @param overlapWarning whether the log cannot carry the comparison; nothing is ranked then
     */
    public record Estimates(
            long rows,
            double onPolicy,
            double ipw,
            double snipw,
            double dm,
            double dr,
            double sndr,
            double switchDr1,
            double switchDr10,
            double dros1,
            double dros100,
            double ipwSe,
            double drSe,
            double ess,
            boolean overlapWarning) {}

    /**
     * Takes in one row.
     *
     * @param reward observed
     * @param logged probability of what was chosen, above 0
     * @param target probability of the same under the policy to evaluate
     * @param estimate q of what was chosen
     * @param expected sum over actions of target probability times q
     * @param supported whether the log gives a chance to every action that the target may choose
     */
    public void add(
            double reward,
            double logged,
            double target,
            double estimate,
            double expected,
            boolean supported) {
        if (!(logged > 0 && logged <= 1)) {
            throw new IllegalArgumentException(
                    "off-policy evaluation: logged probability "
                            + logged
                            + " in row "
                            + rows
                            + " must be above 0 and at most 1; leave out forced and unavailable"
                            + " rows.");
        }
        double w = target / logged;
        double residual = reward - estimate;
        rows++;
        rewards += reward;
        weights += w;
        squaredWeights += w * w;
        largestWeight = Math.max(largestWeight, w);
        weightedRewards += w * reward;
        weightedResiduals += w * residual;
        direct += expected;
        ipw.add(Math.min(w, clip) * reward);
        doublyRobust.add(expected + w * residual);
        switch1 += expected + (w <= 1 ? w * residual : 0);
        switch10 += expected + (w <= 10 ? w * residual : 0);
        shrunk1 += expected + w / (w * w + 1) * residual;
        shrunk100 += expected + 100 * w / (w * w + 100) * residual;
        unsupported |= !supported;
    }

    /** The estimates of all rows so far; NaN without a row. */
    public Estimates estimates() {
        double n = rows;
        double ess = weights * weights / squaredWeights;
        boolean warning =
                unsupported
                        || !(ess >= Math.max(LEAST_EFFECTIVE_ROWS, LEAST_EFFECTIVE_SHARE * n))
                        || !(largestWeight / weights <= LARGEST_SHARE_OF_ONE);
        return new Estimates(
                rows,
                rewards / n,
                ipw.mean(),
                weightedRewards / weights,
                direct / n,
                doublyRobust.mean(),
                direct / n + weightedResiduals / weights,
                switch1 / n,
                switch10 / n,
                shrunk1 / n,
                shrunk100 / n,
                ipw.standardError(),
                doublyRobust.standardError(),
                ess,
                warning);
    }

    /** Mean and standard error by Welford's recursion, which does not cancel. */
    private static final class Moments {

        private long n;
        private double mean;
        private double squares;

        void add(double x) {
            n++;
            double before = x - mean;
            mean += before / n;
            squares += before * (x - mean);
        }

        double mean() {
            return n == 0 ? Double.NaN : mean;
        }

        double standardError() {
            return n < 2 ? Double.NaN : Math.sqrt(squares / (n - 1) / n);
        }
    }
}
