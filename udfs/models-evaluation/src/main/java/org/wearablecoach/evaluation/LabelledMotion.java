package org.wearablecoach.evaluation;

import org.wearablecoach.signals.Activity;

/**
 * One activity of one person, recorded without interruption at one rate.
 *
 * @param person name in the data
 * @param activity what was done; {@code OTHER} for what is none of still, walk, run and stairs
 * @param hertz samples per second
 * @param xyz acceleration in g, interleaved; NaN where a sample was not measured
 */
public record LabelledMotion(String person, Activity activity, float hertz, float[] xyz) {

    /** How many samples there are. */
    public int samples() {
        return xyz.length / 3;
    }

    @Override
    public boolean equals(@org.jspecify.annotations.Nullable Object other) {
        return other instanceof LabelledMotion m
                && person.equals(m.person)
                && activity == m.activity
                && Float.compare(hertz, m.hertz) == 0
                && java.util.Arrays.equals(xyz, m.xyz);
    }

    @Override
    public int hashCode() {
        return person.hashCode() * 31 + java.util.Arrays.hashCode(xyz);
    }
}
