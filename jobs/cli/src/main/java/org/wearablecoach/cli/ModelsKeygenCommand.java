package org.wearablecoach.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code coach models keygen}: a new key to sign models with. */
@Command(
        name = "keygen",
        description =
                "Make a key that signs models: writes the private key to a file and prints the"
                        + " public one for models.trustedKeys.")
final class ModelsKeygenCommand extends CoachCommand {

    @Option(
            names = "--out",
            paramLabel = "FILE",
            required = true,
            description = "Where the private key goes; readable by its owner only.")
    private Path out = Path.of("");

    @Option(
            names = "--key-id",
            paramLabel = "NAME",
            description = "How the configuration names the key. Default: ${DEFAULT-VALUE}.",
            defaultValue = "release")
    private String keyId = "";

    ModelsKeygenCommand(Session session) {
        super(session);
    }

    @Override
    Summary run() throws IOException, NoSuchAlgorithmException {
        KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        KeyFiles.write(out, pair.getPrivate());
        String key = Base64.getEncoder().encodeToString(pair.getPublic().getEncoded());
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("keyId", keyId);
        values.put("publicKey", key);
        values.put("privateKeyFile", out.toString());
        return new Summary(
                values,
                "The private key is in "
                        + out
                        + ". The configuration of the job:\n\nmodels:\n  trustedKeys:\n    "
                        + keyId
                        + ": "
                        + key,
                false);
    }
}
