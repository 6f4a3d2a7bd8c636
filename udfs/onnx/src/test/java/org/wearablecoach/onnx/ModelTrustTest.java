package org.wearablecoach.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.wearablecoach.onnx.ModelRejectedException.Check;

/** Who may bring a model. */
class ModelTrustTest {

    private static final String SHA = "ab".repeat(32);
    private static final String MANIFEST = "{\"name\":\"m\u00e9\"}";

    private static KeyPair pair() {
        try {
            return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static ModelTrust trusting(KeyPair... pairs) {
        Map<String, String> keys = new java.util.HashMap<>();
        for (int i = 0; i < pairs.length; i++) {
            keys.put(
                    "key" + i,
                    Base64.getEncoder().encodeToString(pairs[i].getPublic().getEncoded()));
        }
        return new ModelTrust(keys, List.of());
    }

    private static void refused(
            ModelTrust trust,
            String manifest,
            @Nullable String keyId,
            byte @Nullable [] signature,
            String because) {
        assertThatThrownBy(() -> trust.check(SHA, manifest, keyId, signature))
                .hasMessageContaining(because)
                .asInstanceOf(
                        org.assertj.core.api.InstanceOfAssertFactories.type(
                                ModelRejectedException.class))
                .extracting(ModelRejectedException::check)
                .isEqualTo(Check.TRUST);
    }

    @Test
    void withoutKeysOnlyAFileThatIsNamedIsLoaded() {
        ModelTrust nobody = new ModelTrust(Map.of(), List.of());
        refused(nobody, MANIFEST, null, null, "add it there");
        refused(nobody, MANIFEST, "key0", new byte[64], "key 'key0'");
        assertThatCode(
                        () ->
                                new ModelTrust(Map.of(), List.of(SHA))
                                        .check(SHA, MANIFEST, null, null))
                .doesNotThrowAnyException();
    }

    @Test
    void aSignatureHoldsForOneFileOneManifestAndOneKey() {
        KeyPair one = pair();
        KeyPair other = pair();
        ModelTrust trust = trusting(one, other);
        byte[] signature = ModelSignature.sign(one.getPrivate(), SHA, MANIFEST);
        assertThat(signature).hasSize(ModelSignature.LENGTH);
        trust.check(SHA, MANIFEST, "key0", signature);
        refused(trust, MANIFEST, "key1", signature, "found another one");
        refused(trust, MANIFEST + " ", "key0", signature, "found another one");
        refused(trust, MANIFEST, "key2", signature, "[key0, key1]");
        refused(trust, MANIFEST, null, signature, "found key 'null'");
        refused(trust, MANIFEST, "key0", null, "found another one");
        refused(trust, MANIFEST, null, null, "found none");
        byte[] changed = signature.clone();
        changed[5] ^= 1;
        refused(trust, MANIFEST, "key0", changed, "found another one");
        refused(trust, MANIFEST, "key0", new byte[0], "found another one");
        assertThatThrownBy(() -> trust.check("cd".repeat(32), MANIFEST, "key0", signature))
                .isInstanceOf(ModelRejectedException.class);
    }

    @Test
    void aWrongSignatureIsRefusedAlsoWhereNoneIsNeeded() {
        refused(
                new ModelTrust(Map.of(), List.of(SHA)),
                MANIFEST,
                "key0",
                new byte[64],
                "key 'key0'");
    }

    @Test
    void aKeyThatIsNoneIsNamed() {
        assertThatThrownBy(() -> new ModelTrust(Map.of("mine", "AAAA"), List.of()))
                .hasMessageContaining("key \"mine\"")
                .hasMessageContaining("Ed25519");
    }

    /** Test 1 of RFC 8032, section 7.1: the key and its signature of no bytes. */
    @Test
    void readsKeysOfTheStandard() throws Exception {
        byte[] seed =
                HexFormat.of()
                        .parseHex(
                                "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60");
        byte[] head = HexFormat.of().parseHex("302e020100300506032b657004220420");
        byte[] pkcs8 = java.util.Arrays.copyOf(head, head.length + seed.length);
        System.arraycopy(seed, 0, pkcs8, head.length, seed.length);
        byte[] publicBytes =
                HexFormat.of()
                        .parseHex(
                                "302a300506032b6570032100d75a980182b10ab7d54bfed3c964073a0ee172f3daa6"
                                        + "2325af021a68f707511a");
        java.security.Signature empty = java.security.Signature.getInstance("Ed25519");
        empty.initSign(ModelSignature.privateKey(pkcs8));
        assertThat(HexFormat.of().formatHex(empty.sign()))
                .isEqualTo(
                        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a3"
                                + "3bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b");
        byte[] signature = ModelSignature.sign(ModelSignature.privateKey(pkcs8), SHA, MANIFEST);
        assertThat(
                        ModelSignature.verify(
                                ModelSignature.publicKey(
                                        Base64.getEncoder().encodeToString(publicBytes)),
                                SHA,
                                MANIFEST,
                                signature))
                .isTrue();
    }

    @Test
    void aProviderThatTheRuntimeLacksIsNamedWithTheCure() {
        ModelBundle bundle = TestModel.doubling().bundle();
        assertThatThrownBy(
                        () ->
                                OnnxModel.load(
                                        bundle,
                                        ScorerOptions.defaults().withExecutionProvider("cuda")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("cuda is not in the installed ONNX Runtime, which has [cpu")
                .hasMessageContaining("onnxruntime_gpu");
        assertThatThrownBy(() -> ScorerOptions.defaults().withExecutionProvider("abacus"))
                .hasMessageContaining("abacus")
                .hasMessageContaining("cpu");
    }
}
