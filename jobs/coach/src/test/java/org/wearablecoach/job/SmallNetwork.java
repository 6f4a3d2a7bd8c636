package org.wearablecoach.job;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.wearablecoach.event.PolicyUpdate;
import org.wearablecoach.loop.adapt.Adapt;
import org.wearablecoach.onnx.ModelBundle;

/**
 * A network of one matrix product as a policy: scores = f W, with six scores of the default
 * interventions and "send nothing".
 *
 * @param onnx its file
 * @param features entries of f that it takes
 */
record SmallNetwork(byte[] onnx, int features) {

    private static final int SCORES = 6;

    /** ONNX, opset 13: the score of the first intervention is the 1 in f, the others are 0. */
    static final SmallNetwork MOVE =
            new SmallNetwork(
                    file(
                            "CAg65wEKHgoJYWR2YW50YWdlCgF3EgZzY29yZXMiBk1hdE11bBIGcG9saWN5"
                                    + "KoMBCAUIBhABQgF3SngAAAAAAACAPw"
                                    + "A".repeat(148)
                                    + "BaHAoJYWR2YW50YWdlEg8KDQgBEgkKAxIBTgoCCAViGQoGc2NvcmVzEg8KDQ"
                                    + "gBEgkKAxIBTgoCCAZCBAoAEA0="),
                    5);

    /** The same, with one entry of f less than the state has, and no score but 0. */
    static final SmallNetwork NARROW =
            new SmallNetwork(
                    file(
                            "CAg6zgEKHgoJYWR2YW50YWdlCgF3EgZzY29yZXMiBk1hdE11bBIGcG9saWN5"
                                    + "KmsIBAgGEAFCAXdKY"
                                    + "A".repeat(128)
                                    + "FocCglhZHZhbnRhZ2USDwoNCAESCQoDEgFOCgIIBGIZCgZzY29yZXMSDwoNC"
                                    + "AESCQoDEgFOCgIIBkIECgAQDQ=="),
                    4);

    private static byte[] file(String base64) {
        return Base64.getDecoder().decode(base64);
    }

    String sha256() {
        return ModelBundle.sha256(onnx);
    }

    /** The manifest, which says that the file has a hash. */
    String manifest(String sha256) {
        return "{\"manifest\":1,\"name\":\"mine\",\"version\":\"1\",\"sha256\":\""
                + sha256
                + "\",\"inputs\":["
                + tensor("advantage", features)
                + "],\"outputs\":["
                + tensor("scores", SCORES)
                + "],\"labels\":[],\"selfTest\":{\"tolerance\":1e-6,\"vectors\":[{\"inputs\":"
                + "{\"advantage\":["
                + "0,".repeat(features - 1)
                + "0]},\"outputs\":{\"scores\":["
                + "0,".repeat(SCORES - 1)
                + "0]}}]},\"licence\":\"Apache-2.0\",\"card\":\"mine.md\"}";
    }

    private static String tensor(String name, int width) {
        List<String> each = new ArrayList<>();
        for (int i = 0; i < width; i++) {
            each.add('"' + name + i + '"');
        }
        return "{\"name\":\""
                + name
                + "\",\"type\":\"float32\",\"shape\":[\"N\","
                + width
                + "],\"meaning\":["
                + String.join(",", each)
                + "],\"unit\":["
                + "\"1\",".repeat(width - 1)
                + "\"1\"]}";
    }

    /** As a policy that is in force from a decision time on. */
    PolicyUpdate update(String version, long effectiveFrom) {
        return update(version, effectiveFrom, onnx, sha256());
    }

    /**
     * The same with bytes that may be others than those of the file.
     *
     * @param bytes that are sent
     * @param sha256 that the manifest says
     */
    PolicyUpdate update(String version, long effectiveFrom, byte[] bytes, String sha256) {
        String json =
                "{\"kind\":\"onnx\",\"onnx\":\""
                        + Base64.getEncoder().encodeToString(bytes)
                        + "\",\"manifest\":"
                        + manifest(sha256)
                        + "}";
        return new PolicyUpdate(
                Adapt.POLICY,
                version,
                ModelBundle.sha256(json.getBytes(StandardCharsets.UTF_8)),
                effectiveFrom,
                json);
    }
}
