package org.wearablecoach.loop.adapt;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ActivityTrailTest {

    private static final int STILL = 0;
    private static final int WALK = 1;

    private static float[] sure(int c) {
        float[] p = {.02f, .02f, .02f, .02f, .02f};
        p[c] = .92f;
        return p;
    }

    /** Classes that come out for a series of windows. */
    private static int[] smoothed(float[]... windows) {
        int[] found = new int[windows.length];
        float[] before = ActivityTrail.NONE;
        for (int i = 0; i < windows.length; i++) {
            float[] trail = ActivityTrail.with(before, windows[i], 5);
            found[i] = ActivityTrail.largest(before, trail, 5);
            before = trail;
        }
        return found;
    }

    @Test
    void oneOddWindowChangesNothing() {
        assertThat(smoothed(sure(STILL), sure(STILL), sure(2), sure(STILL), sure(STILL)))
                .containsOnly(STILL);
    }

    @Test
    void aChangeShowsOneWindowLate() {
        assertThat(smoothed(sure(STILL), sure(STILL), sure(WALK), sure(WALK), sure(WALK)))
                .containsExactly(STILL, STILL, STILL, WALK, WALK);
    }

    @Test
    void theFirstWindowStandsAlone() {
        assertThat(smoothed(sure(WALK))).containsExactly(WALK);
    }

    @Test
    void doubtIsSettledByTheNeighbours() {
        float[] doubt = {.02f, .42f, .02f, .50f, .04f};
        assertThat(smoothed(sure(WALK), sure(WALK), doubt)).containsExactly(WALK, WALK, WALK);
    }
}
