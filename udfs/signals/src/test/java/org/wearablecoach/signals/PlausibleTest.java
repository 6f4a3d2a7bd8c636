package org.wearablecoach.signals;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;

class PlausibleTest {

    @Test
    void acceptsTheEndsOfEveryRange() {
        assertThat(Plausible.heartRate(25)).isNull();
        assertThat(Plausible.heartRate(250)).isNull();
        assertThat(Plausible.intervals(new float[] {200, 3000})).isNull();
        assertThat(Plausible.glucose(10)).isNull();
        assertThat(Plausible.glucose(600)).isNull();
        assertThat(Plausible.steps(0, false)).isNull();
        assertThat(Plausible.steps(50_000, false)).isNull();
        assertThat(Plausible.steps(300_000, true)).isNull();
        assertThat(Plausible.acceleration(1, 1, chunk(20, -20, 0))).isNull();
        assertThat(Plausible.acceleration(1000, 0.001f, chunk(981, -20_000, 20_000))).isNull();
        assertThat(Plausible.status("STRESS", -2)).isNull();
    }

    @Test
    void namesTheRuleOfWhatLiesOutside() {
        assertThat(Plausible.heartRate(24.9f)).contains("25 to 250 bpm");
        assertThat(Plausible.heartRate(250.1f)).contains("25 to 250 bpm");
        assertThat(Plausible.heartRate(-1)).isNotNull();
        assertThat(Plausible.intervals(new float[] {800, 199.9f})).contains("200 to 3000 ms");
        assertThat(Plausible.intervals(new float[] {3000.5f})).isNotNull();
        assertThat(Plausible.intervals(new float[] {0.8f})).isNotNull();
        assertThat(Plausible.intervals(new float[0])).contains("number of beat intervals");
        assertThat(Plausible.intervals(new float[4097])).contains("number of beat intervals");
        assertThat(Plausible.glucose(5.5f)).contains("10 to 600 mg/dL");
        assertThat(Plausible.glucose(601)).isNotNull();
        assertThat(Plausible.steps(-1, false)).contains("0 to 50000");
        assertThat(Plausible.steps(50_001, false)).isNotNull();
        assertThat(Plausible.steps(-1, true)).contains("0 to 300000");
        assertThat(Plausible.steps(300_001, true)).isNotNull();
        assertThat(Plausible.acceleration(0.5f, 1, chunk(0, 0, 1))).contains("sampling rate");
        assertThat(Plausible.acceleration(1001, 1, chunk(0, 0, 1))).contains("sampling rate");
        assertThat(Plausible.acceleration(50, 0, chunk(0, 0, 1))).contains("per count");
        assertThat(Plausible.acceleration(50, 21, chunk(0, 0, 1))).contains("per count");
        assertThat(Plausible.acceleration(50, 1, new byte[7])).contains("whole samples");
        assertThat(Plausible.acceleration(50, 1, new byte[0])).contains("whole samples");
        assertThat(Plausible.acceleration(50, 1, new byte[6 * 6001])).contains("6000 samples");
        assertThat(Plausible.acceleration(50, 0.001f, chunk(0, 0, -20_001))).contains("20 g");
        assertThat(Plausible.status("", 1)).contains("1 to 64");
        assertThat(Plausible.status("X".repeat(65), 1)).contains("1 to 64");
        assertThat(Plausible.status("STRESS", Double.NaN)).contains("finite");
    }

    @Test
    void acceptsNoValueThatIsNotANumber() {
        assertThat(Plausible.heartRate(Float.NaN)).isNotNull();
        assertThat(Plausible.intervals(new float[] {Float.NaN})).isNotNull();
        assertThat(Plausible.glucose(Float.NaN)).isNotNull();
        assertThat(Plausible.glucose(Float.POSITIVE_INFINITY)).isNotNull();
        assertThat(Plausible.acceleration(Float.NaN, 1, chunk(0, 0, 1))).isNotNull();
        assertThat(Plausible.acceleration(50, Float.NaN, chunk(0, 0, 1))).isNotNull();
        assertThat(Plausible.isNormalInterval(Float.NaN)).isFalse();
    }

    @Test
    void neverRepeatsTheValue() {
        assertThat(Plausible.heartRate(317)).doesNotContain("317");
        assertThat(Plausible.glucose(717)).doesNotContain("717");
    }

    @Test
    void acceptsARealWatch() {
        RealData.Series beats = RealData.garmin("HEART_RATE_VARIABILITY");
        assertThat(Plausible.intervals(new float[] {beats.values()[0]})).isNull();
        for (float ms : beats.values()) {
            assertThat(Plausible.intervals(new float[] {ms})).isNull();
        }
    }

    private static byte[] chunk(int x, int y, int z) {
        return ByteBuffer.allocate(6)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putShort((short) x)
                .putShort((short) y)
                .putShort((short) z)
                .array();
    }
}
