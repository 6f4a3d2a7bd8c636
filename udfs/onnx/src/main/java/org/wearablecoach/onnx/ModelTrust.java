package org.wearablecoach.onnx;

import java.security.PublicKey;
import java.util.Collection;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.wearablecoach.onnx.ModelRejectedException.Check;

/**
 * Whose models are loaded: those that the owner of a trusted key signed, and those whose SHA-256 is
 * named. Asked before the file is fetched, and long before native code sees a byte of it.
 *
 * <p>Immutable.
 */
public final class ModelTrust {

    private final Map<String, PublicKey> keys = new HashMap<>();
    private final Set<String> allowed;

    /**
     * @param keys public keys by name, Base64 of the X.509 form
     * @param allowed SHA-256 of files that need no signature, lower-case hexadecimal
     * @throws IllegalArgumentException naming the key that is none
     */
    public ModelTrust(Map<String, String> keys, Collection<String> allowed) {
        keys.forEach(
                (id, base64) -> {
                    try {
                        this.keys.put(id, ModelSignature.publicKey(base64));
                    } catch (IllegalArgumentException e) {
                        throw new IllegalArgumentException(
                                "key \"" + id + "\": " + e.getMessage(), e);
                    }
                });
        this.allowed = Set.copyOf(allowed);
    }

    /**
     * Refuses what nobody vouches for. A signature that is there must be right, also where the file
     * is allowed without one.
     *
     * @param sha256 of the .onnx bytes; whoever loads them compares
     * @param manifestJson the manifest, to the letter
     * @param keyId which key signed; null when not signed
     * @param signature of {@link ModelSignature}; null when not signed
     * @throws ModelRejectedException saying what is missing
     */
    public void check(
            String sha256,
            String manifestJson,
            @Nullable String keyId,
            byte @Nullable [] signature) {
        if (signature == null && keyId == null) {
            if (!allowed.contains(sha256)) {
                throw refuse(
                        keys.isEmpty()
                                ? "expected a model that models.allowedSha256 names, found SHA-256"
                                        + " %s, which it does not; add it there, or configure"
                                        + " models.trustedKeys and sign the model"
                                : "expected a signature by one of models.trustedKeys, found none on"
                                        + " the model with SHA-256 %s; sign it, or name it in"
                                        + " models.allowedSha256",
                        sha256);
            }
            return;
        }
        PublicKey key = keyId == null ? null : keys.get(keyId);
        if (key == null) {
            throw refuse(
                    "expected a signature by one of models.trustedKeys "
                            + keys.keySet().stream().sorted().toList()
                            + ", found key '%s'; add its public key, or sign with one of those",
                    String.valueOf(keyId));
        }
        if (signature == null || !ModelSignature.verify(key, sha256, manifestJson, signature)) {
            throw refuse(
                    "expected a signature of this file and this manifest by key '%s', found another"
                            + " one; sign them again, together",
                    keyId == null ? "" : keyId);
        }
    }

    private static ModelRejectedException refuse(String text, String value) {
        return new ModelRejectedException(Check.TRUST, String.format(Locale.ROOT, text, value));
    }
}
