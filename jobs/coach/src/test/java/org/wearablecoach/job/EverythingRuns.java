package org.wearablecoach.job;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import org.wearablecoach.event.ModelUpdate;
import org.wearablecoach.loop.infer.ModelSlot;
import org.wearablecoach.onnx.ModelBundle;
import org.wearablecoach.onnx.ModelSignature;

/** The shipped activity model with another intercept, so that it takes every window for running. */
final class EverythingRuns {

    private static final String VERSION = "9.0.0";
    private static final String INTERCEPTS = "lastB";

    /** Rejection is no class of the last layer. */
    private static final int CLASSES = 4;

    private EverythingRuns() {}

    /** The model as an update that is in force from a window end on. */
    static ModelUpdate from(long effectiveFrom) {
        ModelBundle shipped = ModelBundle.shipped("activity");
        byte[] onnx = shipped.onnx().clone();
        int at = intercepts(onnx);
        ByteBuffer values = ByteBuffer.wrap(onnx).order(ByteOrder.LITTLE_ENDIAN);
        for (int label = 0; label < CLASSES; label++) {
            boolean run = shipped.manifest().labels().get(label).equals("run");
            values.putFloat(at + 4 * label, run ? 1e6f : 0);
        }
        String sha256 = ModelBundle.sha256(onnx);
        String manifest =
                shipped.manifestJson()
                        .replace(shipped.manifest().sha256(), sha256)
                        .replace('"' + shipped.manifest().version() + '"', '"' + VERSION + '"')
                        .replaceAll(
                                "\"probabilities\" : \\[[^\\]]*\\]",
                                "\"probabilities\" : [ 0, 0, 1, 0, 0 ]");
        return new ModelUpdate(
                ModelSlot.ACTIVITY,
                VERSION,
                sha256,
                effectiveFrom,
                manifest,
                onnx,
                null,
                null,
                null);
    }

    /** The options of a job that believes a key, here called {@code release}. */
    static String[] trusting(KeyPair key, String... settings) {
        String[] all = java.util.Arrays.copyOf(settings, settings.length + 2);
        all[settings.length] = "--models.trustedKeys.release";
        all[settings.length + 1] = Base64.getEncoder().encodeToString(key.getPublic().getEncoded());
        return all;
    }

    /** A new key. */
    static KeyPair key() {
        try {
            return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has Ed25519", e);
        }
    }

    /** The same update, signed. */
    static ModelUpdate signed(ModelUpdate update, KeyPair key) {
        return new ModelUpdate(
                update.name(),
                update.version(),
                update.sha256(),
                update.effectiveFrom(),
                update.manifest(),
                update.model(),
                update.uri(),
                "release",
                ModelSignature.sign(key.getPrivate(), update.sha256(), update.manifest()),
                update.action());
    }

    /** An update whose bytes are no model; the manifest agrees with them. */
    static ModelUpdate broken(long effectiveFrom) {
        ModelUpdate good = from(effectiveFrom);
        byte[] bytes = "no model".getBytes(StandardCharsets.UTF_8);
        String sha256 = ModelBundle.sha256(bytes);
        return new ModelUpdate(
                ModelSlot.ACTIVITY,
                VERSION,
                sha256,
                effectiveFrom,
                good.manifest().replace(good.sha256(), sha256),
                bytes,
                null,
                null,
                null);
    }

    /** Where the tensor of that name keeps its four numbers: right before its name. */
    private static int intercepts(byte[] onnx) {
        String text = new String(onnx, StandardCharsets.ISO_8859_1);
        int name = text.lastIndexOf(INTERCEPTS);
        int at = name - 2 - 16;
        // Field 4 of a tensor, the numbers, 16 bytes of them.
        if (name < 0 || onnx[at - 2] != 0x22 || onnx[at - 1] != 0x10) {
            throw new IllegalStateException("the shipped model has another form by now");
        }
        return at;
    }
}
