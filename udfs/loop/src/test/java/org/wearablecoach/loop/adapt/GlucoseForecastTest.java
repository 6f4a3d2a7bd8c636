package org.wearablecoach.loop.adapt;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.wearablecoach.event.Decision;
import org.wearablecoach.event.DecisionType;
import org.wearablecoach.event.NamedValue;
import org.wearablecoach.event.SignalKind;
import org.wearablecoach.event.VersionRef;
import org.wearablecoach.loop.Bytes;
import org.wearablecoach.loop.Configs;
import org.wearablecoach.loop.Element;
import org.wearablecoach.loop.Score;
import org.wearablecoach.loop.infer.ModelSlot;
import org.wearablecoach.signals.ForecastCorrection;
import org.wearablecoach.signals.GlucoseHistory;
import org.wearablecoach.signals.LowAlarm;

class GlucoseForecastTest {

    private static Element.Window reading(double minute, float mgDl, float forecast) {
        return reading(minute, mgDl, forecast, 0.1f);
    }

    private static Element.Window reading(double minute, float mgDl, float forecast, float risk) {
        float[] history = new float[GlucoseHistory.WIDTH];
        Arrays.fill(history, mgDl);
        Score score =
                new Score(
                        ModelSlot.GLUCOSE,
                        false,
                        new VersionRef("glucose-outlook", "1", "ab".repeat(32)),
                        new float[] {forecast, forecast - 15, forecast + 15, risk});
        return new Element.Window(
                Adapting.USER,
                Adapting.at(minute),
                SignalKind.GLUCOSE,
                "sensor",
                Adapting.at(minute),
                Adapting.at(minute) + 1,
                Adapting.at(minute),
                1,
                1,
                false,
                new float[] {mgDl},
                0,
                history,
                List.of(score));
    }

    private static Decision last(Adapting adapting) {
        List<Decision> rows = adapting.out.decisions;
        return rows.get(rows.size() - 1);
    }

    @Test
    void aForecastBelowTheLimitForcesTheMessageThatALowReadingForces() {
        Adapting adapting = new Adapting(Configs.sending(0.5)).enrol("UTC");
        adapting.accept(reading(1, 95, 88));
        assertThat(adapting.out.decisions).isEmpty();

        adapting.accept(reading(6, 84, 64));

        assertThat(last(adapting).type()).isEqualTo(DecisionType.SAFETY);
        assertThat(last(adapting).chosen()).isEqualTo("check-glucose");
        assertThat(last(adapting).context())
                .extracting(NamedValue::name)
                .contains("glucoseForecastMgDl");
    }

    @Test
    void aProbabilityOverThePersonsLimitForcesTheMessageToo() {
        Adapting adapting = new Adapting(Configs.sending(0.5)).enrol("UTC");
        adapting.accept(reading(1, 95, 88, 0.21f));
        assertThat(adapting.out.decisions).isEmpty();

        adapting.accept(reading(6, 92, 84, 0.23f));

        assertThat(last(adapting).type()).isEqualTo(DecisionType.SAFETY);
        assertThat(last(adapting).chosen()).isEqualTo("check-glucose");
        assertThat(context(last(adapting), "glucoseLowRisk")).isEqualTo(0.23f);
        assertThat(context(last(adapting), "glucoseLowLimit")).isEqualTo(0.22f);
    }

    @Test
    void whoGotFalseAlarmsIsAskedLessAndWhoDidNotIsAskedAsBefore() {
        Adapting often = new Adapting(Configs.sending(0.5)).enrol("UTC");
        // Two hours of readings that say 25% and stay at 95: four alarms, none followed by a low.
        for (int minute = 0; minute <= 180; minute += 5) {
            often.accept(reading(minute, 95, 88, 0.25f));
        }
        int asked = often.out.decisions.size();
        double limit = context(last(often), "glucoseLowLimit");

        // A quarter was over the first limit, and is under the second or third.
        assertThat(asked).isBetween(1, 3);
        assertThat(limit).isGreaterThan(0.22);
        often.accept(reading(190, 95, 88, 0.4f));
        assertThat(often.out.decisions).as("a clear sign still counts").hasSize(asked + 1);
    }

    private static double context(Decision decision, String name) {
        return decision.context().stream()
                .filter(value -> value.name().equals(name))
                .findFirst()
                .orElseThrow()
                .value();
    }

    @Test
    void theCorrectionIsTheSameWhetherItsStateIsKeptOrStored() {
        PersonalGlucoseForm form = new PersonalGlucoseForm();
        SplittableRandom random = new SplittableRandom(3);
        ForecastCorrection kept = new ForecastCorrection();
        ForecastCorrection stored = new ForecastCorrection();
        float[] row = new float[GlucoseHistory.WIDTH];
        for (int i = 0; i < 400; i++) {
            for (int slot = 0; slot < GlucoseHistory.SLOTS; slot++) {
                row[slot] = 100 + 50 * (float) random.nextDouble();
            }
            long time = i * 300_000L;
            kept.reading(time, row, 0, row[0] + 4, row[0] - 20, row[0] + 25);
            stored.reading(time, row, 0, row[0] + 4, row[0] - 20, row[0] + 25);
            stored =
                    Bytes.read(form, Bytes.write(form, new PersonalGlucose(stored, new LowAlarm())))
                            .forecasts();
        }
        kept.reading(400 * 300_000L, row, 0, 120, 100, 140);
        stored.reading(400 * 300_000L, row, 0, 120, 100, 140);
        assertThat(stored.forecast()).isEqualTo(kept.forecast());
        assertThat(stored.low()).isEqualTo(kept.low());
        assertThat(stored.high()).isEqualTo(kept.high());
    }
}
