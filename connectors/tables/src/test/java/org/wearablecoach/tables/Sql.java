package org.wearablecoach.tables;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import org.apache.flink.api.common.RuntimeExecutionMode;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.table.api.bridge.java.StreamTableEnvironment;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.apache.flink.types.Row;
import org.apache.flink.util.CloseableIterator;

/** A table environment in which the shipped script was run. */
final class Sql {

    final StreamTableEnvironment tables;

    /**
     * One cluster for all queries of a test class; without it each query starts one. It is patient
     * with a machine that has much else to do.
     */
    static MiniClusterExtension cluster() {
        Configuration patient = new Configuration();
        patient.setString("pekko.ask.timeout", "5 min");
        patient.setString("heartbeat.timeout", "10 min");
        return new MiniClusterExtension(
                new MiniClusterResourceConfiguration.Builder()
                        .setConfiguration(patient)
                        .setNumberTaskManagers(1)
                        .setNumberSlotsPerTaskManager(4)
                        .build());
    }

    /**
     * Runs the script.
     *
     * @param bootstrapServers in place of those in the script
     */
    Sql(RuntimeExecutionMode mode, String bootstrapServers) {
        Configuration configuration = new Configuration();
        // What would fall back to Kryo fails.
        configuration.set(PipelineOptions.GENERIC_TYPES, false);
        StreamExecutionEnvironment env =
                StreamExecutionEnvironment.getExecutionEnvironment(configuration);
        env.setParallelism(1);
        env.setRuntimeMode(mode);
        tables = StreamTableEnvironment.create(env);
        String address = "'properties.bootstrap.servers' = '";
        String script = script().replace(address + "localhost:9092", address + bootstrapServers);
        // A query ends when the last request of its source is answered.
        script = script.replace(address, "'properties.fetch.max.wait.ms' = '10', " + address);
        for (String statement : statements(script)) {
            tables.executeSql(statement);
        }
    }

    /** The script as it is shipped. */
    static String script() {
        try (InputStream in =
                Objects.requireNonNull(Sql.class.getResourceAsStream("/sql/tables.sql"))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The statements of a script, without comments. */
    static List<String> statements(String script) {
        List<String> statements = new ArrayList<>();
        for (String statement : script.replaceAll("(?m)--.*$", "").split(";\\s*\n", -1)) {
            if (!statement.isBlank()) {
                statements.add(statement);
            }
        }
        return statements;
    }

    /** Runs a statement that writes, to its end. */
    void insert(String statement) throws InterruptedException, ExecutionException {
        tables.executeSql(statement).await();
    }

    /** All rows of a query that ends. */
    List<Row> all(String query) {
        List<Row> rows = new ArrayList<>();
        tables.executeSql(query).collect().forEachRemaining(rows::add);
        return rows;
    }

    /** All records that are in a topic now. */
    List<Row> now(String columns, String table) {
        return all(
                "SELECT "
                        + columns
                        + " FROM "
                        + table
                        + " /*+ OPTIONS('scan.bounded.mode' = 'latest-offset') */");
    }

    /** The first rows of a query that has no end. */
    List<Row> first(int count, String query) throws Exception {
        List<Row> rows = new ArrayList<>();
        CloseableIterator<Row> all = tables.executeSql(query).collect();
        while (rows.size() < count && all.hasNext()) {
            rows.add(all.next());
        }
        all.close();
        return rows;
    }
}
