package org.wearablecoach.cli.audit;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.wearablecoach.event.Candidate;
import org.wearablecoach.event.ClosedBy;
import org.wearablecoach.event.Decision;
import org.wearablecoach.event.DecisionType;
import org.wearablecoach.event.Reason;
import org.wearablecoach.event.Reward;

/** What was realised against what was intended, counted row by row. */
public final class Randomisation implements Sink {

    /** Classes of the logged probability. */
    public static final int CLASSES = 10;

    /** How often something was intended, how often it came about, and how much chance may do. */
    public static final class Cell {

        long rows;
        double intended;
        double variance;
        long realised;

        void add(double probability, boolean came) {
            rows++;
            intended += probability;
            variance += probability * (1 - probability);
            realised += came ? 1 : 0;
        }

        /** Rows with that chance. */
        public long rows() {
            return rows;
        }

        /** Sum of the probabilities. */
        public double intended() {
            return intended;
        }

        /** How often it came about. */
        public long realised() {
            return realised;
        }

        /** Deviation in standard deviations; NaN where nothing is left to chance. */
        public double z() {
            return variance > 0 ? (realised - intended) / Math.sqrt(variance) : Double.NaN;
        }

        /** Standard deviation of what comes about. */
        public double deviation() {
            return Math.sqrt(variance);
        }
    }

    private final Map<DecisionType, Long> types = new EnumMap<>(DecisionType.class);
    private final Map<Reason, Long> reasons = new EnumMap<>(Reason.class);
    private final Cell all = new Cell();
    private final Cell[] classes = new Cell[CLASSES];
    private final Map<String, Cell> interventions = new TreeMap<>();
    private final Map<String, Cell> persons = new HashMap<>();
    private long available;
    private long fallbacks;
    private final long[] analysed = new long[2];
    private final long[] missing = new long[2];
    private long withoutRow;
    private long censored;
    private long learnable;
    private double least = Double.POSITIVE_INFINITY;
    private double largest = Double.NEGATIVE_INFINITY;

    Randomisation() {
        for (int i = 0; i < CLASSES; i++) {
            classes[i] = new Cell();
        }
    }

    @Override
    public void decided(Decision decision) {
        types.merge(decision.type(), 1L, Long::sum);
        available += decision.available() ? 1 : 0;
        fallbacks += decision.type() == DecisionType.FALLBACK ? 1 : 0;
        Reason reason = decision.reason();
        if (reason != null) {
            reasons.merge(reason, 1L, Long::sum);
        }
        if (!decision.available() || decision.type() == DecisionType.SAFETY) {
            return;
        }
        double p = decision.probability();
        if (!(p >= 0 && p <= 1)) {
            return;
        }
        boolean sent = decision.chosen() != null;
        least = Math.min(least, p);
        largest = Math.max(largest, p);
        all.add(p, sent);
        classes[Math.min(CLASSES - 1, (int) (p * CLASSES))].add(p, sent);
        persons.computeIfAbsent(decision.userId(), id -> new Cell()).add(p, sent);
        for (Candidate candidate : decision.candidates()) {
            if (candidate.reason() == null) {
                interventions
                        .computeIfAbsent(candidate.intervention(), id -> new Cell())
                        .add(
                                p * candidate.share(),
                                candidate.intervention().equals(decision.chosen()));
            }
        }
    }

    @Override
    public void closed(Decision decision, @Nullable Reward reward) {
        if (reward == null) {
            withoutRow++;
        } else if (reward.closedBy() == ClosedBy.CENSORED) {
            censored++;
        }
        if (Analysed.is(decision)) {
            int sent = decision.chosen() == null ? 0 : 1;
            analysed[sent]++;
            missing[sent] += reward == null || Double.isNaN(reward.reward()) ? 1 : 0;
        }
        learnable += reward != null && reward.learnable() ? 1 : 0;
    }

    /** Rows by how they came about. */
    public Map<DecisionType, Long> types() {
        return types;
    }

    /** Rows by why they were not available. */
    public Map<Reason, Long> reasons() {
        return reasons;
    }

    /** Sending, over all available rows that were drawn. */
    public Cell sending() {
        return all;
    }

    /** The same by logged probability, from [0, 0.1) to [0.9, 1]. */
    public Cell[] classes() {
        return classes.clone();
    }

    /** Each intervention where it was eligible. */
    public Map<String, Cell> interventions() {
        return interventions;
    }

    /** Persons with a drawn row. */
    public int persons() {
        return persons.size();
    }

    /** The largest deviation of a person in standard deviations; NaN without one. */
    public double worstPerson() {
        double worst = Double.NaN;
        for (Cell cell : persons.values()) {
            double z = Math.abs(cell.z());
            worst = Double.isNaN(worst) || z > worst ? z : worst;
        }
        return worst;
    }

    /** Available rows. */
    public long available() {
        return available;
    }

    /** Rows of type FALLBACK. */
    public long fallbacks() {
        return fallbacks;
    }

    /** Rows an analysis looks at: not sent, sent. */
    public long analysed(boolean sent) {
        return analysed[sent ? 1 : 0];
    }

    /** Those of them without a reward. */
    public long missing(boolean sent) {
        return missing[sent ? 1 : 0];
    }

    /** Decisions that have no reward row. */
    public long withoutRow() {
        return withoutRow;
    }

    /** Reward rows that say that the data did not come. */
    public long censored() {
        return censored;
    }

    /** Reward rows that a policy may learn from. */
    public long learnable() {
        return learnable;
    }

    /** Least probability of a drawn row; infinite without one. */
    public double least() {
        return least;
    }

    /** Largest probability of a drawn row. */
    public double largest() {
        return largest;
    }
}
