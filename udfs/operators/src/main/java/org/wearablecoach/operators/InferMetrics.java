package org.wearablecoach.operators;

import java.util.HashMap;
import java.util.Map;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.SimpleCounter;
import org.wearablecoach.event.VersionRef;
import org.wearablecoach.loop.infer.Infer;
import org.wearablecoach.loop.infer.InferListener;

/**
 * What Infer tells of itself: rows, batch sizes, waits, inference times, and rows and failures by
 * version. No name or label is of a person.
 */
final class InferMetrics implements InferListener {

    /** A group cannot be taken away again, so later versions of a long-lived job share one. */
    private static final int MOST_VERSIONS = 64;

    private static final VersionRef LATER = new VersionRef("later", "later", "");

    /** Counters of one version. */
    private record OfVersion(Counter rows, Counter failures) {}

    private final MetricGroup group;
    private final Map<VersionRef, OfVersion> versions = new HashMap<>();
    private final LogHistogram batchSize = new LogHistogram();
    private final LogHistogram inferenceMicros = new LogHistogram();
    private final LogHistogram waitMillis = new LogHistogram();
    private long began;

    InferMetrics(MetricGroup operator) {
        group = operator.addGroup("coach");
        group.histogram("batchSize", batchSize);
        group.histogram("inferenceMicros", inferenceMicros);
        group.histogram("waitMillis", waitMillis);
    }

    /** The gauges over what Infer counts itself. */
    void watch(Infer rules) {
        group.gauge("windowsScored", rules::scored);
        group.gauge("windowsFailed", rules::failed);
        group.gauge("batches", rules::batches);
        group.gauge("rows", rules::rows);
        group.gauge("batchLimit", rules::batchLimit);
    }

    /** The longest wait in a batch that went. */
    void waited(long millis) {
        waitMillis.update(millis);
    }

    @Override
    public void scoring() {
        began = System.nanoTime();
    }

    @Override
    public void scored(String slot, VersionRef model, int rows) {
        inferenceMicros.update((System.nanoTime() - began) / 1_000);
        batchSize.update(rows);
        of(slot, model).rows.inc(rows);
    }

    @Override
    public void failed(String slot, VersionRef model) {
        of(slot, model).failures.inc();
    }

    /** How many versions have counters, with the one that later versions share. */
    int counted() {
        return versions.size();
    }

    private OfVersion of(String slot, VersionRef model) {
        OfVersion known = versions.get(model);
        if (known == null) {
            // No more entries than groups: a job may see any number of versions.
            VersionRef counted = versions.size() < MOST_VERSIONS ? model : LATER;
            known = versions.computeIfAbsent(counted, ref -> register(slot, ref));
        }
        return known;
    }

    private OfVersion register(String slot, VersionRef model) {
        MetricGroup named = group.addGroup("slot", slot).addGroup("model", model.name());
        return counters(model.equals(LATER) ? named : named.addGroup("version", model.version()));
    }

    private static OfVersion counters(MetricGroup group) {
        return new OfVersion(
                group.counter("rows", new SimpleCounter()),
                group.counter("failures", new SimpleCounter()));
    }
}
