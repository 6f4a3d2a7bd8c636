package org.wearablecoach.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.wearablecoach.onnx.ModelBundle;
import org.wearablecoach.onnx.ModelSignature;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code coach models sign}: vouch for a model. */
@Command(
        name = "sign",
        description =
                "Sign a model and its manifest: writes MODEL.sig beside it, for coach models"
                        + " publish --signature.")
final class ModelsSignCommand extends CoachCommand {

    @Parameters(
            paramLabel = "MODEL",
            description =
                    "An .onnx file with its manifest beside it, or the name of a model that comes"
                            + " with the coach.")
    private String model = "";

    @Option(
            names = "--key",
            paramLabel = "FILE",
            required = true,
            description = "The private key, of coach models keygen.")
    private Path key = Path.of("");

    @Option(
            names = "--out",
            paramLabel = "FILE",
            description = "Where the signature goes. Default: MODEL.sig.")
    private @Nullable Path out;

    ModelsSignCommand(Session session) {
        super(session);
    }

    @Override
    Summary run() throws IOException {
        ModelBundle bundle = PublishedModel.bundle(model);
        byte[] signature =
                ModelSignature.sign(
                        KeyFiles.read(key), bundle.manifest().sha256(), bundle.manifestJson());
        Path file = out == null ? Path.of(model + ".sig") : out;
        String text = Base64.getEncoder().encodeToString(signature);
        try {
            Files.writeString(file, text + "\n");
        } catch (IOException e) {
            throw new InputException(
                    "--out " + file + " cannot be written: name a file in a folder that exists.",
                    e);
        }
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("name", bundle.manifest().name());
        values.put("version", bundle.manifest().version());
        values.put("sha256", bundle.manifest().sha256());
        values.put("signature", text);
        values.put("file", file.toString());
        return new Summary(
                values, "Signed " + bundle.manifest().reference() + " in " + file + ".", false);
    }
}
