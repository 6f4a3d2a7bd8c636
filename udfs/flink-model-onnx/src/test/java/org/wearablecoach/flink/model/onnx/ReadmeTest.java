package org.wearablecoach.flink.model.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.flink.types.Row;
import org.junit.jupiter.api.Test;

/** The README of the module is true. */
class ReadmeTest {

    private static final String README = read();

    private static String read() {
        try {
            return Files.readString(Path.of("README.md"));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void theQuickStartRunsAsItStandsThere() throws Exception {
        // The README's path is that of a person in the repository's folder.
        String block = between("```sql\n", "```").replace("'udfs/", "'../");
        List<String> statements = block.lines().toList();
        assertThat(statements).as("lines of the quick start").hasSizeLessThanOrEqualTo(5);
        Sql sql = new Sql();
        for (String statement : statements.subList(0, statements.size() - 1)) {
            String line = statement.substring(0, statement.length() - 1);
            if (line.startsWith("SET ")) {
                String[] words = line.split("'", -1);
                sql.tables.getConfig().set(words[1], words[3]);
            } else {
                sql.run(line);
            }
        }
        String query = statements.get(statements.size() - 1).replace(";", "");
        List<Row> rows = sql.rows(query);
        assertThat(rows).hasSize(5);
        for (Row row : rows) {
            float steps = (float) row.getFieldAs("steps");
            float sent = (float) row.getFieldAs("sent");
            // The card of the model: ln(0.5 + steps), less a burden of what was sent.
            if (sent == 0) {
                assertThat((float) row.getFieldAs("reward"))
                        .isEqualTo((float) Math.log(0.5 + steps));
            } else {
                assertThat((float) row.getFieldAs("reward"))
                        .isLessThanOrEqualTo((float) Math.log(0.5 + steps));
            }
        }
    }

    @Test
    void theTableOfOptionsIsTheOneOfTheCode() {
        assertThat(between("<!-- options -->\n", "<!-- /options -->"))
                .as("README.md between the marks; replace it by what was expected")
                .isEqualTo(OnnxModelOptions.markdown());
    }

    private static String between(String from, String to) {
        int start = README.indexOf(from) + from.length();
        return README.substring(start, README.indexOf(to, start));
    }
}
