package org.wearablecoach.event;

/**
 * A line of a jsonl file that is not the expected row; the message says where, what and the cure.
 */
public final class JsonRowException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final long line;
    private final String key;

    JsonRowException(long line, String key, String problemAndCure) {
        super("line " + line + (key.isEmpty() ? "" : ", key " + key) + ": " + problemAndCure + ".");
        this.line = line;
        this.key = key;
    }

    /** Number of the line as the caller counts it. */
    public long line() {
        return line;
    }

    /** Path of the key, as {@code candidates[2].share}; empty when the line is no row at all. */
    public String key() {
        return key;
    }
}
