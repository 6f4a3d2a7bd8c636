package org.wearablecoach.cli.bench;

/** A way to score rows. */
interface Contestant extends AutoCloseable {

    /**
     * Scores the next batch of rows and reads its outputs.
     *
     * @param number of the batch, counted up
     */
    void batch(int number) throws Exception;

    @Override
    default void close() {}
}
