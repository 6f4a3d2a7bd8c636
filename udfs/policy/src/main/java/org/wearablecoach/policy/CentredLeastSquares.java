package org.wearablecoach.policy;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Weighted and centred least squares for micro-randomised trials (Boruvka et al., JASA 2018): the
 * effect of sending, moderated by f, with standard errors that hold for few persons (Mancl and
 * DeRouen, Biometrics 2001).
 *
 * <p>Available rows only. Weights (r/p)^A ((1-r)/(1-p))^(1-A) with p the logged probability of
 * sending (not of the intervention) and r the reference probability; columns [g, (A - r) f].
 * Clusters are persons; t has n - p - q degrees of freedom, n persons, p and q entries of f and g.
 */
public final class CentredLeastSquares {

    private final int g;
    private final int f;
    private final double reference;
    private final boolean centred;
    private final List<Person> persons = new ArrayList<>();

    /**
     * An analysis.
     *
     * @param baseline entries of g
     * @param advantage entries of f
     * @param reference probability on which the action is centred, as 0.5
     */
    public CentredLeastSquares(int baseline, int advantage, double reference) {
        this(baseline, advantage, reference, true);
    }

    /** With centring and weighting switched off, which is how not to do it; for tests. */
    CentredLeastSquares(int baseline, int advantage, double reference, boolean centred) {
        this.g = baseline;
        this.f = advantage;
        this.reference = reference;
        this.centred = centred;
    }

    /** The rows of one person. */
    public final class Person {

        /** X'W X, packed, and X'W y: all that the fit and its errors need of the rows. */
        private final double[] normal = new double[Packed.length(g + f)];

        private final double[] right = new double[g + f];

        private Person() {}

        /**
         * Takes in one available row with its outcome.
         *
         * @param baseline g
         * @param advantage f
         * @param sent whether something was sent
         * @param probability of sending, as logged
         * @param outcome proximal outcome
         */
        public void add(
                double[] baseline,
                double[] advantage,
                boolean sent,
                double probability,
                double outcome) {
            if (!(probability > 0 && probability < 1)) {
                throw new IllegalArgumentException(
                        "weighted-centred least squares: a row was not randomised, its probability"
                                + " is "
                                + probability
                                + "; leave out forced and unavailable rows.");
            }
            double[] x = new double[g + f];
            System.arraycopy(baseline, 0, x, 0, g);
            double action = (sent ? 1 : 0) - (centred ? reference : 0);
            for (int i = 0; i < f; i++) {
                x[g + i] = action * advantage[i];
            }
            double weight =
                    !centred
                            ? 1
                            : sent ? reference / probability : (1 - reference) / (1 - probability);
            Packed.addOuter(normal, 0, x, weight);
            for (int i = 0; i < x.length; i++) {
                right[i] += weight * x[i] * outcome;
            }
        }
    }

    /** A new person of the analysis. */
    public Person person() {
        Person person = new Person();
        persons.add(person);
        return person;
    }

    /**
     * The moderated effect.
     *
     * @param effect coefficients of f
     * @param standardErrors of them
     * @param degrees of freedom of their t statistics
     */
    public record Fit(double[] effect, double[] standardErrors, double degrees) {

        /** Half the width of the interval of a coefficient, at a level as 0.95. */
        public double halfWidth(int coefficient, double level) {
            return StudentT.quantile(0.5 + level / 2, degrees) * standardErrors[coefficient];
        }
    }

    /** The fit, or null when the columns do not determine it or there are too few persons. */
    public @Nullable Fit fit() {
        int d = g + f;
        double degrees = (double) persons.size() - f - g;
        if (degrees < 1) {
            return null;
        }
        double[] normal = new double[Packed.length(d)];
        double[] right = new double[d];
        for (Person person : persons) {
            for (int i = 0; i < normal.length; i++) {
                normal[i] += person.normal[i];
            }
            for (int i = 0; i < d; i++) {
                right[i] += person.right[i];
            }
        }
        Cholesky bread = Cholesky.of(normal, d);
        if (bread == null) {
            return null;
        }
        double[] theta = bread.solve(right);
        double[] meat = new double[Packed.length(d)];
        for (Person person : persons) {
            double[] score = correctedScore(person, theta, normal);
            if (score.length == 0) {
                return null;
            }
            Packed.addOuter(meat, 0, score, 1);
        }
        double[] effect = new double[f];
        double[] errors = new double[f];
        double[] unit = new double[d];
        for (int i = 0; i < f; i++) {
            effect[i] = theta[g + i];
            unit[g + i] = 1;
            double[] row = bread.solve(unit);
            unit[g + i] = 0;
            double[] product = Packed.times(meat, row);
            double variance = 0;
            for (int j = 0; j < d; j++) {
                variance += row[j] * product[j];
            }
            errors[i] = Math.sqrt(variance);
        }
        return new Fit(effect, errors, degrees);
    }

    /**
     * X'W (I - H)^-1 e of one person with H = X M^-1 X'W. The inverse of a matrix as large as the
     * person's rows is avoided: (I - X M^-1 X'W)^-1 e = e + X (M - X'W X)^-1 X'W e, and so the
     * score is s + S (M - S)^-1 s with S = X'W X and s = X'W e.
     */
    private double[] correctedScore(Person person, double[] theta, double[] normal) {
        int d = theta.length;
        double[] own = person.normal;
        double[] score = Packed.times(own, theta);
        for (int i = 0; i < d; i++) {
            score[i] = person.right[i] - score[i];
        }
        double[] rest = normal.clone();
        for (int i = 0; i < rest.length; i++) {
            rest[i] -= own[i];
        }
        Cholesky others = Cholesky.of(rest, d);
        if (others == null) {
            return new double[0];
        }
        double[] correction = Packed.times(own, others.solve(score));
        for (int i = 0; i < d; i++) {
            score[i] += correction[i];
        }
        return score;
    }
}
