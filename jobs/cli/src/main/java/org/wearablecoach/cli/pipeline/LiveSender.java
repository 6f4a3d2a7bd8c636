package org.wearablecoach.cli.pipeline;

import java.util.concurrent.TimeUnit;
import org.wearablecoach.kafka.TelemetryPublisher;

/** Sends each record of a load at its time, in a thread of its own, until it is closed. */
final class LiveSender implements AutoCloseable {

    private final WearerLoad load;
    private final double pace;
    private final TelemetryPublisher publisher;
    private final Thread thread;
    private volatile boolean ended;
    private volatile long published;
    private volatile long limit = Long.MAX_VALUE;
    private volatile long latest;

    /**
     * @param load what is sent; its time goes on from now
     * @param pace milliseconds of its time in a millisecond
     * @param publisher where to; no other thread uses it until this is closed
     */
    LiveSender(WearerLoad load, double pace, TelemetryPublisher publisher) {
        this.load = load;
        this.pace = pace;
        this.publisher = publisher;
        this.published = publisher.published();
        thread = new Thread(this::send, "sender");
        thread.setDaemon(true);
        thread.start();
    }

    private void send() {
        try {
            // The job took its time to start; the persons do not make up for it.
            long begin = load.next();
            long from = System.nanoTime();
            while (!ended) {
                long now = begin + (long) ((System.nanoTime() - from) / 1e6 * pace);
                latest = Math.max(latest, (long) ((now - load.next()) / pace));
                while (load.next() <= now && publisher.published() < limit && !ended) {
                    load.advance(publisher::publish);
                }
                published = publisher.published();
                TimeUnit.MILLISECONDS.sleep(1);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Sends no more than so many records until the limit is another; there is none at first. */
    void limit(long records) {
        limit = records;
    }

    /** Records sent so far. */
    long published() {
        return published;
    }

    /** How long after its time a record was sent, at most, since this was last asked; ms. */
    long latestMillis() {
        long most = latest;
        latest = 0;
        return most;
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
