package org.wearablecoach.flink.model.onnx;

import java.util.ArrayList;
import java.util.List;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.flink.table.api.EnvironmentSettings;
import org.apache.flink.table.api.TableEnvironment;
import org.apache.flink.types.Row;
import org.apache.flink.util.CloseableIterator;
import org.jspecify.annotations.Nullable;

/** A SQL session of one slot, on a cluster that all tests of the process share. */
final class Sql {

    private static @Nullable MiniCluster cluster;

    final TableEnvironment tables;

    Sql() throws Exception {
        this(port(), "");
    }

    /**
     * A session on another cluster.
     *
     * @param jars that each job brings, addresses separated by semicolons
     */
    Sql(int port, String jars) {
        Configuration settings = new Configuration();
        settings.setString("execution.target", "remote");
        settings.setString("rest.address", "localhost");
        settings.setString("rest.port", Integer.toString(port));
        settings.setString("parallelism.default", "1");
        settings.setString("client.retry-period", "20 ms");
        settings.setString("table.exec.async-ml-predict.max-concurrent-operations", "128");
        if (!jars.isEmpty()) {
            settings.setString("pipeline.jars", jars);
        }
        tables =
                TableEnvironment.create(
                        EnvironmentSettings.newInstance()
                                .inStreamingMode()
                                .withConfiguration(settings)
                                .build());
    }

    /** The cluster ends with the process. */
    private static synchronized int port() throws Exception {
        MiniCluster running = cluster;
        if (running == null) {
            Configuration settings = new Configuration();
            settings.setString("rest.port", "0");
            settings.setString("rest.bind-port", "0");
            // The machine may have much else to do.
            settings.setString("pekko.ask.timeout", "5 min");
            settings.setString("heartbeat.timeout", "10 min");
            running =
                    new MiniCluster(
                            new MiniClusterConfiguration.Builder()
                                    .setConfiguration(settings)
                                    .setNumTaskManagers(1)
                                    .setNumSlotsPerTaskManager(2)
                                    .build());
            running.start();
            cluster = running;
        }
        return running.getRestAddress().get().getPort();
    }

    void run(String statement) {
        tables.executeSql(statement);
    }

    @SuppressWarnings("try") // Flink's iterator declares any exception.
    List<Row> rows(String query) throws Exception {
        List<Row> rows = new ArrayList<>();
        try (CloseableIterator<Row> result = tables.executeSql(query).collect()) {
            result.forEachRemaining(rows::add);
        }
        return rows;
    }
}
