package org.wearablecoach.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;

/** The real recordings, which stand beside the repository and not in it. */
final class RealData {

    private RealData() {}

    /** A file or folder of the shared data; skips the test where there is no shared data at all. */
    static Path path(String relative) {
        Path root = Path.of(System.getProperty("coach.data", "../../../shared/data"));
        assumeTrue(Files.isDirectory(root), "skipped: no shared data at " + root);
        Path path = root.resolve(relative);
        assertThat(path).as("part of the shared data").exists();
        return path;
    }
}
