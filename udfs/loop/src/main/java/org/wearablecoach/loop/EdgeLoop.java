package org.wearablecoach.loop;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.wearablecoach.event.Control;
import org.wearablecoach.event.Payload;
import org.wearablecoach.event.Received;
import org.wearablecoach.loop.adapt.Adapt;
import org.wearablecoach.loop.adapt.AdaptModels;
import org.wearablecoach.loop.adapt.HeapAdaptStore;
import org.wearablecoach.loop.adapt.Output;
import org.wearablecoach.loop.config.LoopConfig;
import org.wearablecoach.loop.infer.Infer;
import org.wearablecoach.loop.infer.ModelLoader;
import org.wearablecoach.loop.infer.ModelSlot;
import org.wearablecoach.loop.sense.Disposition;
import org.wearablecoach.loop.sense.HeapSenseStore;
import org.wearablecoach.loop.sense.Sense;

/**
 * The whole loop in one thread, without Flink and Kafka: the same classes as in the job, one window
 * at a time. It decides what the job decides, byte for byte, and so is the job's oracle too.
 */
public final class EdgeLoop implements AutoCloseable {

    /** One person's state. */
    private static final class Person {
        final HeapSenseStore sense = new HeapSenseStore();
        final HeapAdaptStore adapt = new HeapAdaptStore();
    }

    private final Sense sense;
    private final Infer infer;
    private final Adapt adapt;
    private final AdaptModels decisions;
    private final Map<String, Person> persons = new HashMap<>();
    private final HeapAdaptStore nobody = new HeapAdaptStore();
    private final Element.Sink toInfer;

    /**
     * @param config of the loop
     * @param configHash SHA-256 of its canonical JSON
     * @param topic where the telemetry is; null when it comes from a file
     * @param models the configured models; closed with this
     * @param decisions reward graphs and policies; closed with this
     * @param loader turns updates into scorers
     * @param windowScores whether closed windows are put out
     * @param out takes what leaves the loop
     */
    public EdgeLoop(
            LoopConfig config,
            String configHash,
            @Nullable String topic,
            List<ModelSlot> models,
            AdaptModels decisions,
            ModelLoader loader,
            boolean windowScores,
            Output out) {
        this.sense = new Sense(config, topic);
        this.adapt =
                new Adapt(
                        config,
                        configHash,
                        activityLabels(models),
                        decisions,
                        windowScores,
                        0,
                        1,
                        out);
        this.infer = new Infer(models, loader, 1, 0, 1, this::toAdapt);
        this.toInfer = infer::accept;
        this.decisions = decisions;
    }

    /** Classes of the activity model in the order of its scores. */
    private static List<String> activityLabels(List<ModelSlot> models) {
        for (ModelSlot model : models) {
            if (model.name().equals(ModelSlot.ACTIVITY)) {
                return model.scorer().manifest().labels();
            }
        }
        return List.of();
    }

    /** Takes the next record; records come in ascending ingest time. */
    public Disposition accept(Received received) {
        String userId = received.telemetry().userId();
        Person person = persons.get(userId);
        if (person == null) {
            person = new Person();
            persons.put(userId, person);
        }
        Disposition disposition = sense.accept(received, person.sense, toInfer);
        infer.flush();
        if (received.telemetry().payload() instanceof Payload.Erase
                && person.sense.entries() == 0) {
            persons.remove(userId);
        }
        return disposition;
    }

    /** Takes a model or policy update. */
    public void control(Control control, long ingestTime) {
        infer.accept(new Element.Update(ingestTime, control));
    }

    /**
     * The end of the input: what is still pending is closed as it would be when its time passed.
     */
    public void end() {
        for (Map.Entry<String, Person> entry : new TreeMap<>(persons).entrySet()) {
            adapt.censor(entry.getKey(), Long.MAX_VALUE, entry.getValue().adapt);
        }
    }

    /** Number of persons that anything is kept of. */
    public int persons() {
        return persons.size();
    }

    @Override
    public void close() {
        infer.close();
        adapt.close();
        decisions.close();
    }

    private void toAdapt(Element element) {
        Person person = persons.get(element.userId());
        adapt.accept(element, person == null ? nobody : person.adapt);
    }
}
