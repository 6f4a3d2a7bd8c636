package org.wearablecoach.tables;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;

/**
 * The jar for {@code lib/} and {@code ADD JAR}: complete, and without what has a jar of its own.
 */
class TablesJarIT {

    private static JarFile jar() throws IOException {
        Path jar = Path.of(System.getProperty("coach.tables.jar", "target/none.jar"));
        assertThat(jar).exists();
        return new JarFile(jar.toFile());
    }

    @Test
    void holdsTheTablesAndWhatTheyStandOn() throws IOException {
        try (JarFile jar = jar()) {
            List<String> names = jar.stream().map(ZipEntry::getName).toList();
            assertThat(names)
                    .doesNotHaveDuplicates()
                    .contains(
                            "sql/tables.sql",
                            "sql/decisions-with-rewards.sql",
                            "org/wearablecoach/tables/CoachAvroFormatFactory.class",
                            "org/wearablecoach/event/RecordFormat.class",
                            "org/wearablecoach/kafka/registry/RegistryClient.class",
                            "org/wearablecoach/files/Format.class",
                            "org/wearablecoach/recordings/RecordingSource.class",
                            "org/wearablecoach/shaded/avro/Schema.class",
                            "META-INF/LICENSE",
                            "META-INF/licenses/LICENSE.wearable-coach")
                    .noneMatch(name -> name.startsWith("org/apache/"))
                    .noneMatch(name -> name.startsWith("com/fasterxml/"))
                    .noneMatch(name -> name.contains("module-info"));
            try (InputStream in =
                    jar.getInputStream(
                            Objects.requireNonNull(
                                    jar.getEntry(
                                            "META-INF/services/org.apache.flink.table.factories"
                                                    + ".Factory")))) {
                assertThat(new String(in.readAllBytes(), UTF_8).lines())
                        .containsExactlyInAnyOrder(
                                CoachAvroFormatFactory.class.getName(),
                                RecordingsTableFactory.class.getName());
            }
        }
    }
}
