package org.wearablecoach.job.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

final class OptionTableTest {

    @Test
    void theTableInTheDocumentationIsFresh() throws IOException {
        Path table = Path.of("../../docs/options.md");
        assertThat(Files.readString(table).stripTrailing())
                .as("docs/options.md is stale: ./coach config --markdown > docs/options.md")
                .isEqualTo(OptionTable.markdown().stripTrailing());
    }

    @Test
    void namesEveryOption() {
        for (EveryOptionTest.Other option : EveryOptionTest.OPTIONS) {
            assertThat(OptionTable.markdown())
                    .contains("| `" + option.path().replace(".move.", ".ID.") + "` |");
        }
    }
}
