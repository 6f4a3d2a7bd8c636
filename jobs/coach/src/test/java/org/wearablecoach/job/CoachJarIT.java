package org.wearablecoach.job;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;

/** The jar for {@code flink run}: complete, and without what a Flink distribution has. */
class CoachJarIT {

    private static JarFile jar() throws IOException {
        Path jar = Path.of(System.getProperty("coach.job.jar", "target/coach-job-flink.jar"));
        assertThat(jar).exists();
        return new JarFile(jar.toFile());
    }

    private static List<String> names() throws IOException {
        try (JarFile jar = jar()) {
            return jar.stream().map(ZipEntry::getName).toList();
        }
    }

    private static String text(String name) throws IOException {
        try (JarFile jar = jar();
                InputStream in = jar.getInputStream(Objects.requireNonNull(jar.getEntry(name)))) {
            return new String(in.readAllBytes(), UTF_8);
        }
    }

    @Test
    void holdsTheJobItsModelsAndTheConnector() throws IOException {
        assertThat(names())
                .contains(
                        "org/wearablecoach/job/CoachJob.class",
                        "org/wearablecoach/loop/EdgeLoop.class",
                        "org/wearablecoach/avro/Telemetry.class",
                        "org/wearablecoach/models/activity.onnx",
                        "org/wearablecoach/models/activity.json",
                        "org/wearablecoach/models/baseline-reward-move.onnx",
                        "org/apache/flink/connector/kafka/source/KafkaSource.class",
                        "org/apache/kafka/clients/consumer/KafkaConsumer.class",
                        "org/apache/avro/Schema.class");
        try (JarFile jar = jar()) {
            assertThat(jar.getManifest().getMainAttributes().getValue("Main-Class"))
                    .isEqualTo(CoachJob.class.getName());
        }
    }

    @Test
    void leavesToTheClusterWhatTheClusterHas() throws IOException {
        List<String> foreign = new ArrayList<>();
        for (String name : names()) {
            boolean flink =
                    name.startsWith("org/apache/flink/")
                            && name.endsWith(".class")
                            && !name.startsWith("org/apache/flink/connector/kafka/")
                            && !name.startsWith("org/apache/flink/streaming/connectors/kafka/")
                            && !name.startsWith("org/apache/flink/streaming/util/serialization/");
            if (flink
                    || name.startsWith("ai/onnxruntime/")
                    || name.startsWith("org/apache/logging/")
                    || name.startsWith("org/apache/log4j/")
                    || name.startsWith("org/slf4j/")
                    || name.startsWith("log4j2")
                    || name.startsWith("org/rocksdb/")
                    || name.startsWith("scala/")
                    || name.startsWith("kafka/server/")
                    || name.startsWith("org/wearablecoach/kafka/local/")
                    || name.startsWith("org/junit/")
                    || name.contains("module-info.class")) {
                foreign.add(name);
            }
        }
        assertThat(foreign).isEmpty();
    }

    @Test
    void keepsServicesOfAllItsParts() throws IOException {
        assertThat(text("META-INF/services/com.fasterxml.jackson.databind.Module"))
                .contains("jsr310", "jdk8");
        assertThat(names())
                .contains(
                        "META-INF/services/org.apache.kafka.common.config.provider.ConfigProvider");
    }

    @Test
    void keepsLicencesAndNotices() throws IOException {
        assertThat(names()).contains("LICENSE", "NOTICE", "META-INF/LICENSE.txt");
        assertThat(text("META-INF/licenses/LICENSE.wearable-coach")).contains("Apache License");
        assertThat(text("META-INF/NOTICE")).contains("Avro", "Jackson", "Kafka");
        assertThat(text("META-INF/NOTICE.txt")).contains("Commons Lang", "Commons Math");
    }

    @Test
    void hasEachFileOnce() throws IOException {
        List<String> names = names();
        assertThat(names).doesNotHaveDuplicates();
        assertThat(Files.size(Path.of(System.getProperty("coach.job.jar", ""))))
                .as("bytes; more than this would be a distribution of something")
                .isLessThan(45_000_000);
    }
}
