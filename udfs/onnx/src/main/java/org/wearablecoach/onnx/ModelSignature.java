package org.wearablecoach.onnx;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;

/**
 * Who vouches for a model: an Ed25519 signature (RFC 8032) over three lines of text, each ended by
 * a line feed: {@code wearable-coach-model-1}, the SHA-256 of the .onnx bytes, and the SHA-256 of
 * the manifest in UTF-8, both in lower-case hexadecimal. So neither the graph nor what is said of
 * it can be exchanged.
 */
public final class ModelSignature {

    /** Bytes of a signature. */
    public static final int LENGTH = 64;

    private static final String ALGORITHM = "Ed25519";
    private static final String HEAD = "wearable-coach-model-1";

    private ModelSignature() {}

    /**
     * Signs a model.
     *
     * @param key an Ed25519 key
     * @param sha256 of the .onnx bytes, lower-case hexadecimal
     * @param manifestJson the manifest, to the letter
     * @throws IllegalArgumentException if the key is no Ed25519 key
     */
    public static byte[] sign(PrivateKey key, String sha256, String manifestJson) {
        try {
            Signature signature = Signature.getInstance(ALGORITHM);
            signature.initSign(key);
            signature.update(statement(sha256, manifestJson));
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException(
                    "the key cannot sign: expected an Ed25519 private key", e);
        }
    }

    /** Whether the owner of a key signed the model. */
    public static boolean verify(
            PublicKey key, String sha256, String manifestJson, byte[] signature) {
        try {
            Signature verifier = Signature.getInstance(ALGORITHM);
            verifier.initVerify(key);
            verifier.update(statement(sha256, manifestJson));
            return verifier.verify(signature);
        } catch (GeneralSecurityException e) {
            return false; // also for what is no signature at all
        }
    }

    /**
     * A public key from its text.
     *
     * @param base64 the X.509 form, Base64, as a configuration names it
     * @throws IllegalArgumentException if it is none
     */
    public static PublicKey publicKey(String base64) {
        try {
            return KeyFactory.getInstance(ALGORITHM)
                    .generatePublic(new X509EncodedKeySpec(Base64.getDecoder().decode(base64)));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "expected an Ed25519 public key, Base64 of its X.509 form (44 bytes)", e);
        }
    }

    /**
     * A private key from its bytes.
     *
     * @param pkcs8 the PKCS #8 form
     * @throws IllegalArgumentException if it is none
     */
    public static PrivateKey privateKey(byte[] pkcs8) {
        try {
            return KeyFactory.getInstance(ALGORITHM)
                    .generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException(
                    "expected an Ed25519 private key in PKCS #8 form", e);
        }
    }

    private static byte[] statement(String sha256, String manifestJson) {
        String manifest = ModelBundle.sha256(manifestJson.getBytes(StandardCharsets.UTF_8));
        return (HEAD + "\n" + sha256 + "\n" + manifest + "\n").getBytes(StandardCharsets.US_ASCII);
    }
}
