package org.wearablecoach.policy;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.wearablecoach.event.Trigger;

/**
 * The uniform number of a decision, computed from what identifies the decision, so that it can be
 * drawn again by anyone who holds the row.
 *
 * <p>The <em>counter</em> is the text {@code coach-draw-1|seed|decisionTime|trigger code|person}.
 * The three numbers are decimal and the person stands last, so that no two decisions share a
 * counter. The number is the first 53 bits of the SHA-256 of the counter's UTF-8 bytes, read big
 * endian, divided by 2^53.
 */
public final class Draw {

    private static final String VERSION = "coach-draw-1";
    private static final double TO_UNIT = 0x1.0p-53;

    private Draw() {}

    /**
     * The text from which the uniform number of one decision is computed.
     *
     * @param seed the policy's configured seed
     * @param person pseudonym of the person
     * @param decisionTime on the person clock, ms
     * @param trigger what made the decision point
     */
    public static String counter(long seed, String person, long decisionTime, Trigger trigger) {
        return VERSION + '|' + seed + '|' + decisionTime + '|' + trigger.code() + '|' + person;
    }

    /** The uniform number in [0, 1) of a counter: the u of the decision. */
    public static double uniform(String counter) {
        return toUnit(first64(counter));
    }

    /**
     * A further uniform number in [0, 1) of the same counter, for agents that sample from a
     * posterior. It is {@link #uniform(String)} of {@code stream|counter}, which is no decision's
     * counter.
     *
     * @param counter of the decision or plan
     * @param stream which number, from 0
     */
    public static double uniform(String counter, int stream) {
        return toUnit(first64(stream + "|" + counter));
    }

    /** A standard normal number of the same counter and stream, by the inverse of its cdf. */
    public static double normal(String counter, int stream) {
        // The middle of the 2^-53 wide cell, so that neither 0 nor 1 is ever inverted.
        return Normal.quantile(uniform(counter, stream) + 0x1.0p-54);
    }

    private static double toUnit(long bits) {
        return (bits >>> 11) * TO_UNIT;
    }

    private static long first64(String text) {
        byte[] hash = sha256().digest(text.getBytes(StandardCharsets.UTF_8));
        long bits = 0;
        for (int i = 0; i < Long.BYTES; i++) {
            bits = (bits << 8) | (hash[i] & 0xFF);
        }
        return bits;
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(
                    "SHA-256 is not available: run on a Java platform that has it, as all do.", e);
        }
    }
}
