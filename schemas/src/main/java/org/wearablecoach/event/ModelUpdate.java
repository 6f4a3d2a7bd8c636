package org.wearablecoach.event;

import org.jspecify.annotations.Nullable;

/**
 * A version of a model, what is to be done with it, and from when on.
 *
 * @param name the model, as configured, for instance {@code activity}
 * @param version of the model
 * @param sha256 of the .onnx bytes, lower-case hexadecimal
 * @param effectiveFrom first window end that it concerns, ms
 * @param manifest the manifest as JSON; empty where the action needs none
 * @param model the .onnx bytes, at most 512 KiB; null when {@code uri} is set, or where the action
 *     needs none
 * @param uri where the bytes are; null when {@code model} is set, or where the action needs none
 * @param keyId which configured key signed it; null when not signed
 * @param signature Ed25519, 64 bytes, over what {@code ModelSignature} of coach-onnx names; null
 *     when not signed
 * @param action what is asked for
 */
public record ModelUpdate(
        String name,
        String version,
        String sha256,
        long effectiveFrom,
        String manifest,
        byte @Nullable [] model,
        @Nullable String uri,
        @Nullable String keyId,
        byte @Nullable [] signature,
        ModelAction action)
        implements Control {

    /** What is put behind the name in the key of an update that concerns the shadow. */
    private static final String SHADOW = "/shadow";

    /** An update that serves a version. */
    public ModelUpdate(
            String name,
            String version,
            String sha256,
            long effectiveFrom,
            String manifest,
            byte @Nullable [] model,
            @Nullable String uri,
            @Nullable String keyId,
            byte @Nullable [] signature) {
        this(
                name,
                version,
                sha256,
                effectiveFrom,
                manifest,
                model,
                uri,
                keyId,
                signature,
                ModelAction.SERVE);
    }

    /** The same with another action and time. */
    public ModelUpdate with(ModelAction other, long from) {
        return new ModelUpdate(
                name, version, sha256, from, manifest, model, uri, keyId, signature, other);
    }

    /** The same with the bytes themselves. */
    public ModelUpdate with(byte[] bytes) {
        return new ModelUpdate(
                name,
                version,
                sha256,
                effectiveFrom,
                manifest,
                bytes,
                null,
                keyId,
                signature,
                action);
    }

    /**
     * The name, and for candidates another one than for what serves: compaction keeps the last of
     * each.
     */
    @Override
    public String key() {
        return action == ModelAction.SHADOW || action == ModelAction.WITHDRAW
                ? name + SHADOW
                : name;
    }
}
