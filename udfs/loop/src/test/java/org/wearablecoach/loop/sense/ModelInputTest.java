package org.wearablecoach.loop.sense;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wearablecoach.loop.Device.MINUTE;
import static org.wearablecoach.loop.Device.START;
import static org.wearablecoach.loop.Device.glucose;
import static org.wearablecoach.loop.Device.status;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.wearablecoach.event.SignalKind;
import org.wearablecoach.loop.Device;
import org.wearablecoach.loop.Element;
import org.wearablecoach.signals.GlucoseHistory;

/** What models of raw signals are given. */
class ModelInputTest {

    private static final long FIVE_MINUTES = 5 * MINUTE;

    private final Sensing sensing = new Sensing();
    private final Device sensor = new Device("p", "sensor");

    private Element.Window newest() {
        List<Element.Window> windows = sensing.windows(SignalKind.GLUCOSE);
        return windows.get(windows.size() - 1);
    }

    @Test
    void twoHoursOfGlucoseGoWithAReading() {
        for (int i = 0; i < 11; i++) {
            sensing.accept(sensor.at(START + i * FIVE_MINUTES, glucose(100 + i)));
            assertThat(newest().input()).as("less than an hour").isEmpty();
        }
        for (int i = 11; i < 40; i++) {
            sensing.accept(sensor.at(START + i * FIVE_MINUTES, glucose(100 + i)));
        }
        float[] input = newest().input();
        assertThat(input).hasSize(GlucoseHistory.WIDTH);
        for (int slot = 0; slot < GlucoseHistory.SLOTS; slot++) {
            assertThat(input[slot]).isEqualTo(139 - slot);
        }
        assertThat(input[GlucoseHistory.SLOTS]).isEqualTo(24);
    }

    @Test
    void aReadingThatCameLateIsPartOfWhatComesAfterIt() {
        for (int i = 0; i < 30; i++) {
            if (i != 27) {
                sensing.accept(sensor.at(START + i * FIVE_MINUTES, glucose(100)));
            }
        }
        sensing.accept(sensor.at(START + 27 * FIVE_MINUTES, glucose(160)));
        assertThat(newest().backfill()).isTrue();
        assertThat(newest().input()).isEmpty();

        sensing.accept(sensor.at(START + 30 * FIVE_MINUTES, glucose(100)));
        assertThat(newest().input()).startsWith(100, 100, 100, 160, 100);
    }

    @Test
    void noMoreReadingsAreKeptThanAreLookedAt() {
        for (int i = 0; i < 400; i++) {
            sensing.accept(sensor.at(START + i * 20_000L, glucose(100)));
        }
        Samples kept = new Samples();
        sensing.store.samples(SignalKind.GLUCOSE, kept);
        assertThat(kept.size()).isBetween(100, 150);
    }

    @Test
    void anotherSensorOfThePersonIsNotMixedIn() {
        Device other = new Device("p", "other");
        for (int i = 0; i < 20; i++) {
            sensing.accept(sensor.at(START + i * FIVE_MINUTES, glucose(100)));
            sensing.accept(other.at(START + i * FIVE_MINUTES + 60_000, glucose(200)));
        }
        sensing.accept(sensor.at(START + 20 * FIVE_MINUTES, glucose(100)));
        assertThat(newest().input()).startsWith(100, 100, 100, 100);
    }

    @Test
    void whatAPersonTellsOfTheLastSecondsGoesOnInItsPlace() {
        sensing.accept(sensor.at(START, glucose(100)));
        sensing.accept(sensor.at(START + MINUTE, status("WAS_WALKING", 20)));
        sensing.accept(sensor.at(START + 2 * MINUTE, status("WAS_FORGET", 0)));
        sensing.accept(sensor.at(START + 3 * MINUTE, status("WAS_ON_STAIRS", 1e9)));

        List<Element.Told> told = sensing.all(Element.Told.class);
        assertThat(told).extracting(Element.Told::activity).containsExactly(1, -1, 3);
        assertThat(told.get(0).from()).isEqualTo(START + MINUTE - 20_000);
        assertThat(told.get(0).until()).isEqualTo(START + MINUTE);
        assertThat(told.get(2).from()).isEqualTo(START + MINUTE);
    }
}
