package org.wearablecoach.loop.adapt;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.wearablecoach.loop.Bytes;
import org.wearablecoach.loop.Element;
import org.wearablecoach.signals.PersonalActivity;

class CalibrationTest {

    private static final int WALK = 1;
    private static final int STAIRS = 3;
    private static final long MODEL = Calibration.model("ab".repeat(32));
    private static final long WINDOW = 5_000;

    private final Calibration.Recent recent = new Calibration.Recent();
    private Calibration calibration = new Calibration();

    /** A model that takes this person's stairs for a walk, a little. */
    private static float[] outputs(int truth) {
        float[] outputs = new float[5 + PersonalActivity.EMBEDDING];
        outputs[WALK] = .56f;
        outputs[STAIRS] = .40f;
        outputs[0] = .02f;
        outputs[2] = .01f;
        outputs[4] = .01f;
        for (int k = 0; k < PersonalActivity.EMBEDDING; k++) {
            outputs[5 + k] = k % 4 == truth ? 1 : 0;
        }
        return outputs;
    }

    /** A window of the stream; whether stairs are seen in it. */
    private boolean stairs(long start, int truth) {
        float[] outputs = outputs(truth);
        float[] row = PersonalActivity.row(outputs);
        calibration.window(MODEL, start, start + WINDOW, row);
        recent.add(MODEL, start, start + WINDOW, row);
        // Stored and read between windows, as in a job.
        calibration =
                Bytes.read(
                        new Calibration.Form(), Bytes.write(new Calibration.Form(), calibration));
        float[] p = calibration.apply(MODEL, outputs);
        return p[STAIRS] > p[WALK];
    }

    private void tell(int activity, long from, long until) {
        calibration.told(new Element.Told("p", until, until, activity, from, until), recent);
    }

    private void walkAndClimb() {
        for (int i = 0; i < 4; i++) {
            assertThat(stairs(i * WINDOW, WALK)).isFalse();
        }
        tell(WALK, 0, 4 * WINDOW);
        for (int i = 4; i < 6; i++) {
            assertThat(stairs(i * WINDOW, STAIRS)).as("not told yet").isFalse();
        }
        // Two of the windows are known, two are still to come.
        tell(STAIRS, 4 * WINDOW, 8 * WINDOW);
        stairs(6 * WINDOW, STAIRS);
        stairs(7 * WINDOW, STAIRS);
    }

    @Test
    void whatWasToldTeachesByWindowsBeforeAndAfter() {
        walkAndClimb();

        assertThat(stairs(100 * WINDOW, STAIRS)).isTrue();
        assertThat(stairs(101 * WINDOW, WALK)).isFalse();
    }

    @Test
    void forgettingLeavesNothing() {
        walkAndClimb();
        tell(Element.Told.FORGET, 0, 0);

        assertThat(calibration.isEmpty()).isTrue();
        assertThat(stairs(100 * WINDOW, STAIRS)).isFalse();
    }

    @Test
    void anotherVersionOfTheModelIsNotTouched() {
        walkAndClimb();
        float[] outputs = outputs(STAIRS);
        assertThat(calibration.apply(MODEL + 1, outputs)).isEqualTo(outputs);
    }

    @Test
    void formsKeepAllAndCopiesAreTheirOwn() {
        walkAndClimb();
        byte[] before = Bytes.write(new Calibration.Form(), calibration);
        Calibration copy = new Calibration.Form().copy(calibration);
        copy.told(new Element.Told("p", 0, 0, WALK, 0, 4 * WINDOW), recent);
        assertThat(Bytes.write(new Calibration.Form(), calibration)).isEqualTo(before);
        assertThat(before.length).isLessThan(4096);

        byte[] ring = Bytes.write(new Calibration.Recent.Form(), recent);
        Calibration.Recent other = new Calibration.Recent.Form().copy(recent);
        other.add(MODEL, 0, 1, new float[PersonalActivity.ROW]);
        assertThat(Bytes.write(new Calibration.Recent.Form(), recent)).isEqualTo(ring);
        assertThat(
                        Bytes.write(
                                new Calibration.Recent.Form(),
                                Bytes.read(new Calibration.Recent.Form(), ring)))
                .isEqualTo(ring);
    }
}
