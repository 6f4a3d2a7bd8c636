package org.wearablecoach.policy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.wearablecoach.event.Trigger;

/**
 * The name of a decision: equal for equal (deployment, person, decision time, trigger), so that a
 * consumer can de-duplicate and a job started from empty state never gives a name to another
 * decision.
 *
 * <p>It is the first 16 bytes, as lower-case hexadecimal, of the SHA-256 of: length of the
 * deployment in UTF-8 bytes (4 bytes, big endian), the deployment, length of the person, the
 * person, the decision time (8 bytes), the trigger's code (4 bytes). The lengths keep ("ab", "c")
 * and ("a", "bc") apart.
 */
public final class DecisionId {

    private static final int BYTES = 16;

    private DecisionId() {}

    /**
     * The id of one decision, 32 characters.
     *
     * @param deployment configured name of the deployment
     * @param person pseudonym of the person
     * @param decisionTime on the person clock, ms
     * @param trigger what made the decision point
     */
    public static String of(String deployment, String person, long decisionTime, Trigger trigger) {
        byte[] where = deployment.getBytes(StandardCharsets.UTF_8);
        byte[] who = person.getBytes(StandardCharsets.UTF_8);
        ByteBuffer text =
                ByteBuffer.allocate(where.length + who.length + 3 * Integer.BYTES + Long.BYTES);
        text.putInt(where.length).put(where).putInt(who.length).put(who);
        text.putLong(decisionTime).putInt(trigger.code());
        MessageDigest sha256 = Draw.sha256();
        return HexFormat.of().formatHex(sha256.digest(text.array()), 0, BYTES);
    }
}
