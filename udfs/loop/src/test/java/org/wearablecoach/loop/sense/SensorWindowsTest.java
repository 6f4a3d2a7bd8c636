package org.wearablecoach.loop.sense;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.wearablecoach.event.Cause;
import org.wearablecoach.event.Payload;
import org.wearablecoach.event.Received;
import org.wearablecoach.event.SignalKind;
import org.wearablecoach.event.Telemetry;
import org.wearablecoach.loop.ByteSenseStore;
import org.wearablecoach.loop.Element;
import org.wearablecoach.loop.config.LoopConfig;
import org.wearablecoach.loop.sensor.Sensor;
import org.wearablecoach.loop.sensor.SensorSpec;
import org.wearablecoach.loop.sensor.SensorWindow;
import org.wearablecoach.loop.sensor.Sensors;
import org.wearablecoach.signals.Population;

/** Sensors that modules bring, through Sense. */
final class SensorWindowsTest {

    private static final long START = 1_767_600_000_000L;

    /** Mean and number of values; the module fails on a window whose first value is 13. */
    private record Mean(SensorSpec spec) implements Sensor {

        @Override
        public float describe(SensorWindow window, float[] features) {
            if (window.value(0) == 13) {
                throw new IllegalStateException("bad luck");
            }
            float sum = 0;
            for (int i = 0; i < window.size(); i++) {
                sum += window.value(i);
                assertThat(window.millis(i)).isBetween(0, (int) window.length() - 1);
            }
            features[0] = sum / window.size();
            features[1] = window.size();
            return window.size() / 240f;
        }
    }

    private static Sensor mean(String name) {
        return new Mean(
                SensorSpec.of(name, "of a test", 0, 50, 4, "mean", "size")
                        .baseline(Population.perDay(30, 2, 1, 1440, 24)));
    }

    private static final Sensors SENSORS = Sensors.of(List.of(mean("eda"), mean("skin")));

    private static Received chunk(
            String sensor, long sequence, long time, float hertz, float... values) {
        Telemetry telemetry =
                new Telemetry(
                        "p",
                        "e4",
                        0,
                        sequence,
                        time,
                        new Payload.SensorValues(sensor, hertz, values));
        return new Received(telemetry, time + 1_000, -1, sequence);
    }

    /** Minutes of one-second chunks of 4 Hz; the value is the number of its minute. */
    private static List<Received> minutes(String sensor, int count) {
        List<Received> records = new ArrayList<>();
        for (int s = 0; s < 60 * count; s++) {
            float v = Math.floorDiv(s, 60);
            long sequence = 2L * s + (sensor.equals("eda") ? 0 : 1);
            records.add(chunk(sensor, sequence, START + 1_000L * s, 4, v, v, v, v));
        }
        return records;
    }

    @Test
    void cutsTheValuesOfEachSensorIntoItsWindows() {
        Sensing sensing = new Sensing(SENSORS);
        List<Received> both = new ArrayList<>();
        List<Received> eda = minutes("eda", 4);
        List<Received> skin = minutes("skin", 4);
        for (int i = 0; i < eda.size(); i++) {
            both.add(eda.get(i));
            both.add(skin.get(i));
        }

        sensing.acceptAll(both);

        List<Element.Window> windows = sensing.windows(SignalKind.SENSOR);
        assertThat(windows).extracting(Element.Window::sensor).containsOnly("eda", "skin");
        for (String name : List.of("eda", "skin")) {
            List<Element.Window> own =
                    windows.stream().filter(w -> name.equals(w.sensor())).toList();
            assertThat(own).extracting(w -> w.features()[0]).containsExactly(0f, 1f, 2f);
            assertThat(own).extracting(w -> w.features()[1]).containsOnly(240f);
            assertThat(own).extracting(Element.Window::quality).containsOnly(1f);
            assertThat(own).extracting(Element.Window::start).startsWith(START, START + 60_000);
            // (0 - 30) / width: far below what is usual, and less so with each minute learned.
            assertThat(own.get(0).z()).isLessThan(-5f);
            assertThat(own.get(2).z()).isGreaterThan(own.get(0).z());
        }
    }

    @Test
    void windowsDoNotDependOnTheOrderWithinTheAllowedDisorder() {
        List<Received> records = minutes("eda", 5);
        String expected = text(new Sensing(SENSORS).acceptAll(records));
        Random random = new Random(7);
        for (int run = 0; run < 20; run++) {
            List<Received> shuffled = new ArrayList<>(records);
            for (int i = 1; i + 4 < shuffled.size(); i += 4) {
                Collections.shuffle(shuffled.subList(i, i + 4), random);
            }
            assertThat(text(new Sensing(SENSORS).acceptAll(shuffled))).isEqualTo(expected);
        }
    }

    private static String text(Sensing sensing) {
        StringBuilder text = new StringBuilder();
        for (Element.Window w : sensing.windows(SignalKind.SENSOR)) {
            text.append(w.start()).append(' ').append(w.z()).append(' ');
            text.append(java.util.Arrays.toString(w.features())).append('\n');
        }
        assertThat(text).isNotEmpty();
        return text.toString();
    }

    @Test
    void aChunkOverTheEndOfAWindowBelongsToBoth() {
        Sensing sensing = new Sensing(SENSORS);
        sensing.accept(chunk("eda", 0, START + 58_000, 1, 1, 2, 3, 4));
        sensing.accept(chunk("eda", 1, START + 140_000, 1, 9));

        assertThat(sensing.windows(SignalKind.SENSOR))
                .extracting(w -> w.features()[0])
                .containsExactly(1.5f, 3.5f);
    }

    @Test
    void refusesWhatTheSensorCannotMeasure() {
        Sensing sensing = new Sensing(SENSORS);
        sensing.accept(chunk("eda", 0, START, 4, 50.5f));
        sensing.accept(chunk("eda", 1, START, 4, Float.NaN));
        sensing.accept(chunk("eda", 2, START, 8, 1));
        sensing.accept(chunk("eda", 3, START, 0, 1));
        sensing.accept(chunk("eda", 4, START, 4));
        sensing.accept(chunk("", 5, START, 4, 1));

        assertThat(sensing.causes()).hasSize(6).containsOnly(Cause.IMPOSSIBLE);
        assertThat(sensing.all(Element.Refused.class).get(0).letter().detail())
                .isEqualTo("eda outside 0.0 to 50.0");
    }

    @Test
    void aSensorWithoutItsModuleIsCountedAndSkipped() {
        for (Sensors sensors : List.of(Sensors.NONE, SENSORS)) {
            Sensing sensing = new Sensing(sensors);
            Received unknown = chunk("gsr", 0, START, 4, 1);
            assertThat(sensing.accept(unknown)).isEqualTo(Disposition.IGNORED);
            assertThat(sensing.accept(unknown)).isEqualTo(Disposition.DUPLICATE);
            assertThat(sensing.accept(chunk("gsr", 0, START, 4, 2)))
                    .isEqualTo(Disposition.DEAD_LETTER);
            assertThat(sensing.out).hasSize(1);
        }
    }

    @Test
    void aModuleThatFailsMakesAWindowThatDecidesNothing() {
        Sensing sensing = new Sensing(SENSORS);
        sensing.accept(chunk("eda", 0, START, 4, 13));
        sensing.accept(chunk("eda", 1, START + 80_000, 4, 9));

        Element.Window window = sensing.windows(SignalKind.SENSOR).get(0);
        assertThat(window.quality()).isZero();
        assertThat(window.features()).containsOnly(Float.NaN);
        assertThat(window.z()).isNaN();
        assertThat(window.samples()).isEqualTo(1);
        List<Element.Refused> refused = sensing.all(Element.Refused.class);
        assertThat(refused).hasSize(1);
        assertThat(refused.get(0).letter().cause()).isEqualTo(Cause.MODEL_INPUT);
        assertThat(refused.get(0).letter().detail())
                .isEqualTo(
                        "the module of the sensor eda failed with IllegalStateException, for the"
                                + " window that ends at "
                                + window.end()
                                + "; mend the module");
        assertThat(refused.get(0).letter().offset()).isEqualTo(-1);
    }

    @Test
    void backlogOfAnOfflineSensorIsFilledIn() {
        Sensing sensing = new Sensing(SENSORS);
        List<Received> records = minutes("eda", 12);
        sensing.acceptAll(records.subList(0, 120));
        sensing.acceptAll(records.subList(600, 720));
        sensing.acceptAll(records.subList(120, 600));

        List<Element.Window> windows = sensing.windows(SignalKind.SENSOR);
        assertThat(windows.stream().filter(Element.Window::backfill))
                .extracting(w -> w.features()[0])
                .contains(3f, 4f, 5f, 6f, 7f, 8f);
    }

    @Test
    void erasureLeavesNothing() {
        Sensing sensing = new Sensing(SENSORS).acceptAll(minutes("eda", 3));
        assertThat(sensing.store.entries()).isPositive();
        Telemetry erase = new Telemetry("p", "phone", 0, 0, START, new Payload.Erase());
        sensing.accept(new Received(erase, START + 200_000, -1, 0));
        assertThat(sensing.store.entries()).isZero();
    }

    /** The worst that is allowed: every value a record of its own, at the highest rates. */
    @Test
    void whatIsKeptOfAPersonIsBounded() {
        Sense sense = new Sense(LoopConfig.defaults(), null, SENSORS);
        ByteSenseStore store = new ByteSenseStore();
        long largest = 0;
        for (int i = 0; i < 240 * 10; i++) {
            for (int sensor = 0; sensor < 2; sensor++) {
                String name = sensor == 0 ? "eda" : "skin";
                sense.accept(
                        chunk(name, 2L * i + sensor, START + 250L * i, 4, 1 + sensor),
                        store,
                        e -> {});
            }
            largest = Math.max(largest, store.size());
        }
        System.out.printf("bytes kept of a person with two sensors at 4 Hz: %d%n", largest);
        assertThat(largest).isLessThan(16 * 1024);
    }

    @Test
    void aSampleReadsBackAsWritten() {
        Sample sample =
                new Sample(
                        (byte) 3,
                        START,
                        -5,
                        4,
                        0,
                        new float[] {1, 2},
                        Sample.NO_COUNTS,
                        Sensors.code("eda"));
        ByteSenseStore store = new ByteSenseStore();
        store.append(SignalKind.SENSOR, sample);
        Samples read = new Samples();
        store.samples(SignalKind.SENSOR, read);
        assertThat(read.size()).isEqualTo(1);
        assertThat(read.sample(0)).isEqualTo(sample);
        assertThat(read.lastTime(0)).isEqualTo(START + 250);
    }

    @Test
    void refusesSensorsThatCannotBeToldApartOrBounded() {
        assertRefused("Sensor eda of .*Mean: the word eda is taken; rename it.", "eda", "eda");
        assertRefused("Sensor steps of .*the word steps is taken.*", "steps");
        assertRefused("Sensor edaZ .*the word edaZ is taken.*", "eda", "edaZ");
        assertRefused(
                "The sensors \\[a, b, c] together keep up to 840 values .* 700 are the most.*",
                "a",
                "b",
                "c");
        assertThatThrownBy(() -> mean("Eda")).hasMessageContaining("Sensor Eda: a name is");
        assertThatThrownBy(() -> SensorSpec.of("a", "", 1, 1, 4, "x"))
                .hasMessageContaining("lies below");
        assertThatThrownBy(() -> SensorSpec.of("a", "", 1, 2, 0, "x"))
                .hasMessageContaining("sampling rate");
        assertThatThrownBy(() -> SensorSpec.of("a", "", 1, 2, 4))
                .hasMessageContaining("1 to 16 features");
        SensorSpec spec = SensorSpec.of("a", "", 1, 2, 4, "x");
        assertThatThrownBy(() -> spec.windows(Duration.ofMillis(500), Duration.ofSeconds(1)))
                .hasMessageContaining("stride");
        assertThatThrownBy(() -> spec.windows(Duration.ofSeconds(2), Duration.ofSeconds(3)))
                .hasMessageContaining("multiple of the stride");
    }

    private static void assertRefused(String pattern, String... names) {
        List<Sensor> sensors = new ArrayList<>();
        for (String name : names) {
            sensors.add(mean(name));
        }
        assertThatThrownBy(() -> Sensors.of(sensors))
                .isInstanceOf(IllegalArgumentException.class)
                .message()
                .matches(pattern);
    }

    @Test
    void windowsMayOverlapAndHaveNoBaseline() {
        Sensor slow =
                new Mean(
                        SensorSpec.of("slow", "of a test", 0, 50, 1, "mean", "size")
                                .windows(Duration.ofMinutes(1), Duration.ofMinutes(5)));
        Sensing sensing = new Sensing(Sensors.of(List.of(slow)));
        for (int s = 0; s < 600; s++) {
            sensing.accept(chunk("slow", s, START + 1_000L * s, 1, Math.floorDiv(s, 60)));
        }
        List<Element.Window> windows = sensing.windows(SignalKind.SENSOR);
        Element.@Nullable Window last = windows.get(windows.size() - 1);
        assertThat(last.features()[0]).isCloseTo(6, within(0.001f));
        assertThat(last.features()[1]).isEqualTo(300);
        assertThat(last.z()).isNaN();
    }
}
