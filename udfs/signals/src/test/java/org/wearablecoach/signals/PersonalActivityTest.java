package org.wearablecoach.signals;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class PersonalActivityTest {

    private static final int STILL = 0;
    private static final int WALK = 1;
    private static final int STAIRS = 3;

    /** What a model says that takes this person's stairs for a walk, a little. */
    private static float[] outputs(int truth, SplittableRandom random) {
        float[] outputs = new float[PersonalActivity.CLASSES + 1 + PersonalActivity.EMBEDDING];
        float[] p =
                truth == STILL
                        ? new float[] {.97f, .01f, .01f, .01f}
                        : new float[] {.02f, .58f, .02f, .38f};
        for (int c = 0; c < 4; c++) {
            outputs[c] = p[c] * .99f;
        }
        outputs[4] = .01f;
        for (int k = 0; k < PersonalActivity.EMBEDDING; k++) {
            boolean mine = k % 4 == truth;
            outputs[5 + k] = (float) ((mine ? 1 : 0.2) + 0.1 * random.nextDouble());
        }
        return outputs;
    }

    private static int largest(float[] p) {
        int most = 0;
        for (int c = 1; c < PersonalActivity.CLASSES; c++) {
            most = p[c] > p[most] ? c : most;
        }
        return most;
    }

    private static PersonalActivity told(int... classes) {
        SplittableRandom random = new SplittableRandom(1);
        PersonalActivity personal = new PersonalActivity();
        for (int c : classes) {
            for (int i = 0; i < 4; i++) {
                personal.add(c, PersonalActivity.row(outputs(c, random)));
            }
        }
        personal.learn();
        return personal;
    }

    @Test
    void withoutLabelsEveryBitStaysAsItWas() {
        SplittableRandom random = new SplittableRandom(2);
        for (int c : new int[] {STILL, WALK, STAIRS}) {
            float[] outputs = outputs(c, random);
            assertThat(new PersonalActivity().apply(outputs))
                    .isEqualTo(java.util.Arrays.copyOf(outputs, 5));
        }
    }

    @Test
    void oneOfTheHardPairAloneChangesNothing() {
        SplittableRandom random = new SplittableRandom(2);
        float[] outputs = outputs(STAIRS, random);
        assertThat(told(WALK, STILL).apply(outputs)).isEqualTo(java.util.Arrays.copyOf(outputs, 5));
        assertThat(told(STAIRS).isActive()).isFalse();
    }

    @Test
    void twentySecondsOfEachTellStairsFromWalking() {
        SplittableRandom random = new SplittableRandom(9);
        PersonalActivity personal = told(STILL, WALK, STAIRS);
        assertThat(largest(outputs(STAIRS, random))).isEqualTo(WALK);
        assertThat(largest(personal.apply(outputs(STAIRS, random)))).isEqualTo(STAIRS);
        assertThat(largest(personal.apply(outputs(WALK, random)))).isEqualTo(WALK);
        assertThat(largest(personal.apply(outputs(STILL, random)))).isEqualTo(STILL);
    }

    @Test
    void probabilitiesStaySuch() {
        SplittableRandom random = new SplittableRandom(9);
        float[] p = told(STILL, WALK, STAIRS).apply(outputs(STAIRS, random));
        double sum = 0;
        for (float each : p) {
            assertThat(each).isBetween(0f, 1f);
            sum += each;
        }
        assertThat(sum).isEqualTo(1, within(1e-5));
        assertThat(p[4]).isEqualTo(.01f);
    }

    @Test
    void aRejectedWindowIsAcceptedOnceThePersonMadeItClear() {
        SplittableRandom random = new SplittableRandom(9);
        float[] outputs = outputs(STAIRS, random);
        for (int c = 0; c < 4; c++) {
            outputs[c] *= .01f / .99f;
        }
        outputs[4] = .99f;
        assertThat(new PersonalActivity().apply(outputs)[4]).isEqualTo(.99f);

        float[] p = told(STILL, WALK, STAIRS).apply(outputs);

        assertThat(p[4]).isZero();
        assertThat(largest(p)).isEqualTo(STAIRS);
    }

    @Test
    void wrongLabelsCannotOverrideASureModel() {
        SplittableRandom random = new SplittableRandom(4);
        PersonalActivity personal = new PersonalActivity();
        for (int i = 0; i < 6; i++) {
            personal.add(WALK, PersonalActivity.row(outputs(STILL, random)));
            personal.add(STAIRS, PersonalActivity.row(outputs(STILL, random)));
        }
        personal.learn();
        float[] p = personal.apply(outputs(STILL, random));
        // Each logit moves by 2 at most: .97 : .01 is still in favour of still.
        assertThat(largest(p)).isEqualTo(STILL);
    }

    @Test
    void forgettingTakesItBack() {
        PersonalActivity personal = told(STILL, WALK, STAIRS);
        personal.forget();
        float[] outputs = outputs(STAIRS, new SplittableRandom(3));
        assertThat(personal.apply(outputs)).isEqualTo(java.util.Arrays.copyOf(outputs, 5));
        assertThat(personal.weights()).containsOnly(0);
    }

    @Test
    void aCopyKnowsTheSame() {
        PersonalActivity personal = told(STILL, WALK, STAIRS);
        float[] outputs = outputs(STAIRS, new SplittableRandom(3));
        assertThat(personal.copy().apply(outputs)).isEqualTo(personal.apply(outputs));
    }
}
