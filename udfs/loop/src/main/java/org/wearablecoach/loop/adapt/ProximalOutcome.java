package org.wearablecoach.loop.adapt;

import java.util.EnumSet;
import java.util.Set;
import org.wearablecoach.loop.config.InterventionOptions;
import org.wearablecoach.loop.config.LoopConfig;
import org.wearablecoach.loop.config.OutcomeKind;

/**
 * A proximal outcome: what is observed minute by minute after a decision, and what number it comes
 * to. Codes are persisted: never change or re-use one.
 */
public enum ProximalOutcome {
    /**
     * ln(0.5 + steps in the window), that of HeartSteps (Klasnja et al. 2019, Ann Behav Med
     * 53:573).
     */
    STEPS(1, "log-steps"),

    /**
     * The arousal at the decision less its mean in the last half of the window, in personal
     * standard deviations: above 0 when the person calmed down.
     */
    AROUSAL(2, "calming"),

    /** 1 when the heart rate of a minute of the window lies in the personal zone, else 0. */
    ZONE(3, "in-zone"),

    /** 1 when ten minutes in a row of the window are without a move, else 0. */
    STILL(4, "still");

    /** Minutes without a move that count as having settled. */
    private static final int STILL_MINUTES = 10;

    /** Steps a minute below which a minute is no move. */
    private static final int MOVE_STEPS = 20;

    private static final ProximalOutcome[] BY_CODE = {STEPS, STEPS, AROUSAL, ZONE, STILL};

    private final int code;
    private final String label;

    ProximalOutcome(int code, String label) {
        this.code = code;
        this.label = label;
    }

    /** The outcomes that a configuration observes. */
    public static Set<ProximalOutcome> inUse(LoopConfig config) {
        Set<ProximalOutcome> used = EnumSet.noneOf(ProximalOutcome.class);
        for (InterventionOptions intervention : config.interventions()) {
            used.add(of(intervention.outcome()));
        }
        return used;
    }

    /** The outcome that a configuration names. */
    public static ProximalOutcome of(OutcomeKind kind) {
        return switch (kind) {
            case STEPS -> STEPS;
            case AROUSAL -> AROUSAL;
            case ZONE -> ZONE;
            case STILL -> STILL;
        };
    }

    /** The name that a configuration has for it. */
    public OutcomeKind kind() {
        return switch (this) {
            case STEPS -> OutcomeKind.STEPS;
            case AROUSAL -> OutcomeKind.AROUSAL;
            case ZONE -> OutcomeKind.ZONE;
            case STILL -> OutcomeKind.STILL;
        };
    }

    /** The persisted code. */
    int code() {
        return code;
    }

    /** The outcome of a code. */
    static ProximalOutcome of(int code) {
        return BY_CODE[code];
    }

    /** Name in reward rows. */
    public String label() {
        return label;
    }

    /**
     * Which outcome a reward row names, from 0, as {@link
     * org.wearablecoach.policy.PolicyRun#learn(org.wearablecoach.policy.PersonalPolicy,
     * org.wearablecoach.policy.LearningRow, int, boolean)} takes it; 0 for a name of another
     * version.
     */
    public static int indexOf(String label) {
        for (ProximalOutcome outcome : values()) {
            if (outcome.label.equals(label)) {
                return outcome.code - 1;
            }
        }
        return 0;
    }

    /** Whether it is made of steps; else of the heart. */
    boolean ofSteps() {
        return this == STEPS || this == STILL;
    }

    /**
     * What the reward graph takes: the steps of the window, the fall of the arousal, 0 or 1.
     *
     * @param minutes of the window; {@link Pending#UNKNOWN} where nothing was observed
     * @param before at the decision, for {@link #AROUSAL}
     * @param low of the personal zone, for {@link #ZONE}
     * @param high of it
     */
    double input(short[] minutes, double before, double low, double high) {
        return switch (this) {
            case STEPS -> {
                int sum = 0;
                for (short count : minutes) {
                    sum += Math.max(count, 0);
                }
                yield sum;
            }
            case STILL -> still(minutes);
            case ZONE -> {
                for (short bpm : minutes) {
                    if (bpm != Pending.UNKNOWN && bpm >= low && bpm <= high) {
                        yield 1;
                    }
                }
                yield 0;
            }
            case AROUSAL -> {
                double sum = 0;
                int count = 0;
                for (int i = minutes.length / 2; i < minutes.length; i++) {
                    if (minutes[i] != Pending.UNKNOWN) {
                        sum += minutes[i] / Pending.AROUSAL_UNIT;
                        count++;
                    }
                }
                yield count == 0 ? Double.NaN : before - sum / count;
            }
        };
    }

    private static int still(short[] minutes) {
        int run = 0;
        for (short count : minutes) {
            run = count != Pending.UNKNOWN && count < MOVE_STEPS ? run + 1 : 0;
            if (run >= STILL_MINUTES) {
                return 1;
            }
        }
        return 0;
    }
}
