package org.wearablecoach.signals;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class GlucoseSumsTest {

    /**
     * data/cgm-export-formats/dexcom_clarity_reference_metrics.json, computed from the export
     * beside it by the formulas cited in {@link GlucoseSums}. Tolerance 1e-9.
     */
    @Test
    void agreesWithTheReferenceOfADexcomExport() {
        GlucoseSums sums = of(dexcom());
        JsonNode golden = RealData.json("cgm-export-formats/dexcom_clarity_reference_metrics.json");

        assertThat(sums.readings()).isEqualTo(golden.get("n").asInt());
        close(sums.meanMgDl(), golden, "mean");
        close(sums.sdMgDl(), golden, "sd_sample");
        close(sums.cvPercent(), golden, "cv_percent");
        close(sums.gmiPercent(), golden, "gmi_percent");
        close(sums.ea1cPercent(), golden, "ea1c_percent");
        close(sums.tbrBelow54Percent(), golden, "tbr2_lt54_percent");
        close(sums.tbr54To69Percent(), golden, "tbr1_54_69_percent");
        close(sums.tir70To180Percent(), golden, "tir_70_180_percent");
        close(sums.tar181To250Percent(), golden, "tar1_181_250_percent");
        close(sums.tarAbove250Percent(), golden, "tar2_gt250_percent");
        close(sums.titr70To140Percent(), golden, "titr_70_140_percent");
        close(sums.lbgi(), golden, "lbgi");
        close(sums.hbgi(), golden, "hbgi");
        close(sums.gri(), golden, "gri");
        close(sums.jIndex(), golden, "j_index");
        close(sums.mValue(), golden, "m_value_ref90");
        close(sums.grade(), golden, "grade");
    }

    @Test
    void putsEveryLimitOnItsSide() {
        GlucoseSums sums = of(53.9f, 54, 69.9f, 70, 140, 140.1f, 180, 180.1f, 250, 250.1f);
        assertThat(sums.tbrBelow54Percent()).isEqualTo(10);
        assertThat(sums.tbr54To69Percent()).isEqualTo(20);
        assertThat(sums.tir70To180Percent()).isEqualTo(40);
        assertThat(sums.titr70To140Percent()).isEqualTo(20);
        assertThat(sums.tar181To250Percent()).isEqualTo(20);
        assertThat(sums.tarAbove250Percent()).isEqualTo(10);
    }

    @Test
    void isBalancedAtTheCentreOfTheRiskScale() {
        assertThat(GlucoseSums.risk(112.5)).isCloseTo(0, within(0.002));
        assertThat(of(40).lbgi()).isGreaterThan(20);
        assertThat(of(40).hbgi()).isZero();
        assertThat(of(400).hbgi()).isGreaterThan(50);
        assertThat(of(400).lbgi()).isZero();
    }

    @Test
    void keepsIndicesWithinTheirScales() {
        assertThat(of(40, 45).gri()).isEqualTo(100);
        assertThat(of(10, 12, 18).grade()).isEqualTo(50);
        assertThat(of(600).grade()).isLessThan(50).isGreaterThan(30);
    }

    @Test
    void saysNothingAboutNoReading() {
        GlucoseSums none = new GlucoseSums();
        assertThat(none.meanMgDl()).isNaN();
        assertThat(none.sdMgDl()).isNaN();
        assertThat(none.tir70To180Percent()).isNaN();
        assertThat(none.lbgi()).isNaN();
        assertThat(none.gri()).isNaN();
        assertThat(of(100).sdMgDl()).isNaN();
        assertThat(of(100, 100).sdMgDl()).isZero();
    }

    @Property(seed = "20160412")
    void doesNotDependOnOrderNorOnWhatWasTakenAway(
            @ForAll("readings") float[] mgDl, @ForAll("readings") float[] others) {
        GlucoseSums sums = of(others);
        for (int i = mgDl.length - 1; i >= 0; i--) {
            sums.add(mgDl[i]);
        }
        for (float other : others) {
            sums.remove(other);
        }
        assertThat(sums).usingRecursiveComparison().isEqualTo(of(mgDl));
    }

    @Property(seed = "20160412")
    void addsUpFromParts(@ForAll("readings") float[] first, @ForAll("readings") float[] second) {
        GlucoseSums parts = of(first);
        parts.addAll(of(second));
        GlucoseSums whole = of(first);
        for (float reading : second) {
            whole.add(reading);
        }
        assertThat(parts).usingRecursiveComparison().isEqualTo(whole);
        parts.clear();
        assertThat(parts).usingRecursiveComparison().isEqualTo(new GlucoseSums());
    }

    @Provide
    static Arbitrary<float[]> readings() {
        return Arbitraries.floats().between(10, 600).array(float[].class).ofMaxSize(100);
    }

    static GlucoseSums of(float... mgDl) {
        GlucoseSums sums = new GlucoseSums();
        for (float reading : mgDl) {
            sums.add(reading);
        }
        return sums;
    }

    static float[] dexcom() {
        List<String> lines = RealData.lines("cgm-export-formats/dexcom-clarity/test_file.csv");
        float[] mgDl = new float[lines.size()];
        int count = 0;
        for (String line : lines) {
            String[] fields = line.split(",", -1);
            if (fields[2].equals("EGV")) {
                mgDl[count++] =
                        switch (fields[7]) {
                            case "Low" -> Glucose.LOW_READING_MG_DL;
                            case "High" -> Glucose.HIGH_READING_MG_DL;
                            default -> Float.parseFloat(fields[7]);
                        };
            }
        }
        return java.util.Arrays.copyOf(mgDl, count);
    }

    private static void close(double actual, JsonNode golden, String name) {
        assertThat(golden.get(name)).as(name).isNotNull();
        assertThat(actual).as(name).isCloseTo(golden.get(name).asDouble(), within(1e-9));
    }
}
