package org.wearablecoach.job;

import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;
import org.wearablecoach.event.Control;
import org.wearablecoach.event.DeadLetter;
import org.wearablecoach.kafka.source.Envelope;
import org.wearablecoach.loop.Element;

/** Control records as elements of the stream; what cannot be read leaves as a dead letter too. */
final class ControlElements extends ProcessFunction<Envelope<Control>, Element> {

    private static final long serialVersionUID = 1L;

    @Override
    public void processElement(
            Envelope<Control> envelope, Context context, Collector<Element> out) {
        Long timestamp = context.timestamp();
        long ingest = timestamp == null ? 0 : timestamp;
        Control control = envelope.value();
        DeadLetter letter = envelope.deadLetter();
        if (control != null) {
            out.collect(new Element.Update(ingest, control));
        } else if (letter != null) {
            out.collect(new Element.Refused("", ingest, letter));
        }
    }
}
