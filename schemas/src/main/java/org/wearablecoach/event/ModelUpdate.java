package org.wearablecoach.event;

import org.jspecify.annotations.Nullable;

/**
 * A version of a model and from when on it scores.
 *
 * @param name the model, as configured
 * @param version of the model
 * @param sha256 of the .onnx bytes, lower-case hexadecimal
 * @param effectiveFrom first window end that it scores, ms
 * @param manifest the manifest as JSON
 * @param model the .onnx bytes, at most 512 KiB; null when {@code uri} is set
 * @param uri where the bytes are; null when {@code model} is set
 * @param keyId which configured key signed it; null when not signed
 * @param signature Ed25519 over the .onnx bytes; null when not signed
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
        byte @Nullable [] signature)
        implements Control {}
