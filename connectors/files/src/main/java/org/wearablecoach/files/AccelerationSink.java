package org.wearablecoach.files;

/** Takes the samples of an accelerometer, one at a time. */
public interface AccelerationSink {

    /**
     * The file states its sampling rate; before the first sample. Not called where it states none.
     *
     * @param hertz samples a second
     */
    void rate(double hertz);

    /**
     * What the wearer is said to do from the next sample on; not called where a file says nothing.
     *
     * @param name as the file has it
     */
    void label(String name);

    /**
     * A sample.
     *
     * @param time ms since 1970-01-01T00:00Z, in the order of the file
     * @param x in g, with gravity
     * @param y in g
     * @param z in g
     */
    void sample(long time, float x, float y, float z);
}
