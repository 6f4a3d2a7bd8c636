package org.wearablecoach.job.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.ExecutionOptions;
import org.apache.flink.configuration.GlobalConfiguration;
import org.apache.flink.configuration.JobManagerOptions;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.StateBackendOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.configuration.WebOptions;
import org.junit.jupiter.api.Test;

/** The cluster configuration in flink-conf. */
final class FlinkConfTest {

    private static final Path FOLDER = Path.of("../../flink-conf");

    private static final List<Class<?>> OPTIONS =
            List.of(
                    CheckpointingOptions.class,
                    CoreOptions.class,
                    ExecutionOptions.class,
                    JobManagerOptions.class,
                    PipelineOptions.class,
                    RestOptions.class,
                    RestartStrategyOptions.class,
                    StateBackendOptions.class,
                    TaskManagerOptions.class,
                    WebOptions.class);

    @Test
    void everyKeyIsAnOptionOfFlinkAndEveryValueCanBeRead() throws IllegalAccessException {
        Configuration configuration = GlobalConfiguration.loadConfiguration(FOLDER.toString());
        Map<String, ConfigOption<?>> known = known();
        assertThat(known.keySet()).containsAll(configuration.keySet());
        for (String key : configuration.keySet()) {
            ConfigOption<?> option = known.get(key);
            assertThat(option == null ? null : configuration.get(option)).as(key).isNotNull();
        }
    }

    @Test
    void everyLineHasAReason() throws IOException {
        Set<String> seen = new HashSet<>();
        for (String line : Files.readAllLines(FOLDER.resolve("config.yaml"))) {
            if (!line.isBlank() && !line.startsWith("#")) {
                assertThat(line).matches("[a-z].*: \\S.*  # \\S.*\\.");
                assertThat(seen.add(line.substring(0, line.indexOf(':')))).as(line).isTrue();
            }
        }
    }

    private static Map<String, ConfigOption<?>> known() throws IllegalAccessException {
        Map<String, ConfigOption<?>> known = new HashMap<>();
        for (Class<?> options : OPTIONS) {
            for (Field field : options.getFields()) {
                if (Modifier.isStatic(field.getModifiers())
                        && field.get(null) instanceof ConfigOption<?> option) {
                    known.put(option.key(), option);
                }
            }
        }
        return known;
    }
}
