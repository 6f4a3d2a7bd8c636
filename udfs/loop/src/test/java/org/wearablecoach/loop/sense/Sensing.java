package org.wearablecoach.loop.sense;

import java.util.ArrayList;
import java.util.List;
import org.wearablecoach.event.Cause;
import org.wearablecoach.event.Received;
import org.wearablecoach.event.SignalKind;
import org.wearablecoach.loop.Element;
import org.wearablecoach.loop.config.LoopConfig;
import org.wearablecoach.loop.sensor.Sensors;

/** Sense with the store of one person, and what came out. */
final class Sensing {

    final HeapSenseStore store = new HeapSenseStore();
    final List<Element> out = new ArrayList<>();
    final Sense sense;

    Sensing() {
        this(LoopConfig.defaults());
    }

    Sensing(LoopConfig config) {
        sense = new Sense(config, "telemetry");
    }

    /** With sensors that modules bring. */
    Sensing(Sensors sensors) {
        sense = new Sense(LoopConfig.defaults(), "telemetry", sensors);
    }

    Disposition accept(Received received) {
        return sense.accept(received, store, out::add);
    }

    Sensing acceptAll(Iterable<Received> records) {
        records.forEach(this::accept);
        return this;
    }

    <T extends Element> List<T> all(Class<T> type) {
        return out.stream().filter(type::isInstance).map(type::cast).toList();
    }

    List<Element.Window> windows(SignalKind signal) {
        return all(Element.Window.class).stream().filter(w -> w.signal() == signal).toList();
    }

    List<Element.Tick> ticks() {
        return all(Element.Tick.class);
    }

    List<Cause> causes() {
        return all(Element.Refused.class).stream().map(r -> r.letter().cause()).toList();
    }
}
