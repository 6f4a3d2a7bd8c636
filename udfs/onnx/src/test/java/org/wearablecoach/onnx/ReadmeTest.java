package org.wearablecoach.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the README promises to somebody who tries it. */
class ReadmeTest {

    private static final Path README = Path.of("README.md");
    private static final Path SOURCE =
            Path.of("src/test/java/org/wearablecoach/onnx/ReadmeTest.java");

    private static String block(String language) throws IOException {
        String text = Files.readString(README);
        int from = text.indexOf("```" + language + "\n") + language.length() + 4;
        return text.substring(from, text.indexOf("```", from));
    }

    /** Runs the lines that stand in the README, with the manifest that stands there. */
    @Test
    void theQuickStartRunsAsItIsPrinted(@TempDir Path folder) throws IOException {
        byte[] onnx = TestModel.doubling().bytes();
        Files.write(folder.resolve("model.onnx"), onnx);
        Files.writeString(
                folder.resolve("model.json"),
                block("json").replace("<64 hexadecimal digits>", ModelBundle.sha256(onnx)));
        // begin
        ModelBundle bundle =
                ModelBundle.read(
                        folder.resolve("model.onnx"),
                        folder.resolve("model.json"),
                        ScorerOptions.defaults());
        float[] rows = {1, 2, 3};
        float[] scores = new float[3];
        try (Scorer scorer = SharedModels.open(bundle, ScorerOptions.defaults())) {
            scorer.score(rows, 3, scores);
        }
        // end
        assertThat(scores).containsExactly(2, 4, 6);
        String source = Files.readString(SOURCE);
        String ran =
                source.substring(
                        source.indexOf("// begin") + "// begin\n".length(),
                        source.indexOf("        // end"));
        assertThat(block("java")).isEqualTo(ran.replaceAll("(?m)^ {8}", ""));
    }

    @Test
    void everyCheckIsInItsTable() throws IOException {
        String text = Files.readString(README);
        int at = 0;
        for (ModelRejectedException.Check check : ModelRejectedException.Check.values()) {
            int found = text.indexOf("| `" + check + "` |");
            assertThat(found).as(check + ", in order").isGreaterThan(at);
            at = found;
        }
    }
}
