package org.wearablecoach.signals;

import org.jspecify.annotations.Nullable;

/**
 * The published rules that tell normal beats from artefacts, for recordings that are there as a
 * whole, and the stream's own.
 *
 * <p>Names are used in options and never change.
 */
public enum ArtefactRule {
    /** Every beat is taken as it is. */
    NONE("none"),

    /**
     * More than 20% off the beat before it (Malik et al. 1989, Eur Heart J 10:1060). The beat after
     * an artefact has nothing to be compared with and is taken.
     */
    MALIK("malik"),

    /**
     * More than 32.5% above or 24.5% below the beat before it (Kamath and Fallen 1995). The beat
     * after an artefact is taken.
     */
    KAMATH("kamath"),

    /**
     * 20% or more off the mean of its two neighbours (Karlsson et al. 2012, Biomed Eng OnLine
     * 11:2).
     */
    KARLSSON("karlsson"),

    /**
     * 20% or more off the mean of the normal ones among the last 9 beats (Acar et al. 2000, Comput
     * Methods Programs Biomed 63:123).
     */
    ACAR("acar"),

    /** The stream's rule: see {@link HrvWindow}. */
    CAUSAL("causal");

    private static final ArtefactRule[] ALL = values();
    private static final int ACAR_BEATS = 9;
    private static final double FIFTH = 0.2;
    private static final double KAMATH_RISE = 0.325;
    private static final double KAMATH_FALL = 0.245;

    private final String label;

    ArtefactRule(String label) {
        this.label = label;
    }

    /** The name in options. */
    public String label() {
        return label;
    }

    /** The rule of a name; null when there is none. */
    public static @Nullable ArtefactRule ofLabel(String label) {
        for (ArtefactRule rule : ALL) {
            if (rule.label.equals(label)) {
                return rule;
            }
        }
        return null;
    }

    /**
     * Marks the artefacts of a series.
     *
     * @param ms consecutive intervals, oldest first
     * @param count how many of them
     * @param artefact receives true for each artefact and false for each normal beat
     * @return how many artefacts there are
     */
    public int mark(float[] ms, int count, boolean[] artefact) {
        switch (this) {
            case MALIK, KAMATH -> markByPrevious(ms, count, artefact);
            case KARLSSON -> markKarlsson(ms, count, artefact);
            case ACAR -> markAcar(ms, count, artefact);
            case CAUSAL -> markCausal(ms, count, artefact);
            case NONE -> {
                for (int i = 0; i < count; i++) {
                    artefact[i] = false;
                }
            }
        }
        int marked = 0;
        for (int i = 0; i < count; i++) {
            marked += artefact[i] ? 1 : 0;
        }
        return marked;
    }

    private void markByPrevious(float[] ms, int count, boolean[] artefact) {
        for (int i = 0; i < count; i++) {
            boolean comparable = i > 0 && !artefact[i - 1];
            artefact[i] = comparable && jumps(ms[i - 1], ms[i]);
        }
    }

    private boolean jumps(double earlier, double later) {
        double change = later - earlier;
        if (this == MALIK) {
            return Math.abs(change) > FIFTH * earlier;
        }
        return change > KAMATH_RISE * earlier || -change > KAMATH_FALL * earlier;
    }

    private static void markKarlsson(float[] ms, int count, boolean[] artefact) {
        for (int i = 0; i < count; i++) {
            boolean inside = i > 0 && i < count - 1;
            artefact[i] = inside && isFifthOff(ms[i], ((double) ms[i - 1] + ms[i + 1]) / 2);
        }
    }

    private static void markAcar(float[] ms, int count, boolean[] artefact) {
        for (int i = 0; i < count; i++) {
            if (i < ACAR_BEATS) {
                artefact[i] = false;
                continue;
            }
            double sum = 0;
            int normal = 0;
            for (int j = i - ACAR_BEATS; j < i; j++) {
                if (!artefact[j]) {
                    sum += ms[j];
                    normal++;
                }
            }
            // After nine artefacts in a row nothing is left to compare with: start again.
            artefact[i] = normal > 0 && isFifthOff(ms[i], sum / normal);
        }
    }

    private static boolean isFifthOff(double ms, double reference) {
        return Math.abs(ms - reference) >= FIFTH * reference;
    }

    private static void markCausal(float[] ms, int count, boolean[] artefact) {
        CausalArtefacts rule = new CausalArtefacts();
        double end = 0;
        for (int i = 0; i < count; i++) {
            end += ms[i];
            artefact[i] = !rule.accept(Math.round(end), ms[i]);
        }
    }
}
