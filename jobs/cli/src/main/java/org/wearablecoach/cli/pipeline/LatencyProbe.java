package org.wearablecoach.cli.pipeline;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import org.wearablecoach.event.Recommendation;
import org.wearablecoach.event.RecordFormat;
import org.wearablecoach.kafka.TopicReader;

/**
 * Reads recommendations as they become visible, and notes how long after the broker had appended
 * the record that decided them. The timestamp of a recommendation is the ingest time of that
 * record, which the broker sets when it appends; both clocks are this machine's. The broker's is in
 * whole milliseconds, so a figure can be up to one too large.
 */
final class LatencyProbe implements AutoCloseable {

    private static final Duration POLL = Duration.ofMillis(100);

    private final Thread thread;
    private volatile boolean ended;
    private float[] millis = new float[1 << 12];
    private long[] arrived = new long[1 << 12];
    private int count;

    LatencyProbe(String bootstrapServers, String topic) {
        thread = new Thread(() -> read(bootstrapServers, topic), "latency");
        thread.setDaemon(true);
        thread.start();
    }

    private void read(String bootstrapServers, String topic) {
        try (TopicReader<Recommendation> reader =
                new TopicReader<>(
                        bootstrapServers,
                        topic,
                        RecordFormat.recommendation(),
                        Map.of("fetch.max.wait.ms", "100"))) {
            while (!ended) {
                for (TopicReader.Entry<Recommendation> entry : reader.poll(POLL)) {
                    Instant now = Instant.now();
                    double at = now.getEpochSecond() * 1e3 + now.getNano() / 1e6;
                    add(at - entry.timestamp(), System.nanoTime());
                }
            }
        }
    }

    private synchronized void add(double latency, long now) {
        if (count == millis.length) {
            millis = Arrays.copyOf(millis, 2 * count);
            arrived = Arrays.copyOf(arrived, 2 * count);
        }
        millis[count] = (float) latency;
        arrived[count++] = now;
    }

    /**
     * What arrived between two moments of {@link System#nanoTime}, sorted.
     *
     * @return milliseconds
     */
    synchronized float[] between(long from, long until) {
        float[] chosen = new float[count];
        int n = 0;
        for (int i = 0; i < count; i++) {
            if (arrived[i] - from >= 0 && arrived[i] - until < 0) {
                chosen[n++] = millis[i];
            }
        }
        chosen = Arrays.copyOf(chosen, n);
        Arrays.sort(chosen);
        return chosen;
    }

    /** Nearest rank of sorted values; NaN of none. */
    static double percentile(float[] sorted, double percent) {
        return sorted.length == 0
                ? Double.NaN
                : sorted[Math.max(1, (int) Math.ceil(percent / 100 * sorted.length)) - 1];
    }

    @Override
    public void close() {
        ended = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
