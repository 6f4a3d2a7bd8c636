package org.wearablecoach.cli;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.wearablecoach.event.ModelUpdate;
import org.wearablecoach.loop.infer.ModelSlot;
import org.wearablecoach.onnx.ModelBundle;

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
