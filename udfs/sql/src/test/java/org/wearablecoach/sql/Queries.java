package org.wearablecoach.sql;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.flink.api.common.RuntimeExecutionMode;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.java.typeutils.RowTypeInfo;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.table.api.Schema;
import org.apache.flink.table.api.bridge.java.StreamTableEnvironment;
import org.apache.flink.table.connector.ChangelogMode;
import org.apache.flink.types.Row;
import org.apache.flink.types.RowKind;

/** A table environment in which the script of the module was run. */
final class Queries {

    final StreamTableEnvironment tables;
    private final StreamExecutionEnvironment env;

    Queries(RuntimeExecutionMode mode) {
        Configuration configuration = new Configuration();
        // What would fall back to Kryo fails.
        configuration.set(PipelineOptions.GENERIC_TYPES, false);
        // The machine may have much else to do.
        configuration.setString("pekko.ask.timeout", "5 min");
        configuration.setString("heartbeat.timeout", "10 min");
        env = StreamExecutionEnvironment.getExecutionEnvironment(configuration);
        env.setParallelism(1);
        env.setRuntimeMode(mode);
        tables = StreamTableEnvironment.create(env);
        // Ends of windows are local times.
        tables.getConfig().setLocalTimeZone(ZoneOffset.UTC);
        for (String statement : script().split(";", -1)) {
            if (!statement.isBlank()) {
                tables.executeSql(statement);
            }
        }
    }

    /** The shipped script without its comments. */
    static String script() {
        try (InputStream in =
                Objects.requireNonNull(Queries.class.getResourceAsStream("/sql/functions.sql"))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .replaceAll("(?m)--.*$", "");
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** Makes a table of rows. */
    void table(String name, Schema schema, List<Row> rows, String[] names, Object[] types) {
        tables.createTemporaryView(name, tables.fromDataStream(stream(rows, names, types), schema));
    }

    /** Makes a table of changes. */
    void changes(String name, Schema schema, List<Row> rows, String[] names, Object[] types) {
        tables.createTemporaryView(
                name,
                tables.fromChangelogStream(
                        stream(rows, names, types), schema, ChangelogMode.all()));
    }

    private DataStream<Row> stream(List<Row> rows, String[] names, Object[] types) {
        TypeInformation<?>[] infos = new TypeInformation<?>[types.length];
        for (int i = 0; i < types.length; i++) {
            infos[i] = TypeInformation.of((Class<?>) types[i]);
        }
        return env.fromData(new RowTypeInfo(infos, names), toArray(rows));
    }

    private static Row[] toArray(List<Row> rows) {
        return rows.toArray(new Row[0]);
    }

    /** The rows that a query ends with: changes are applied by the first column. */
    List<Row> last(String query) {
        Map<Object, Row> rows = new LinkedHashMap<>();
        for (Row row : all(query)) {
            Object key = String.valueOf(row.getField(0));
            if (row.getKind() == RowKind.DELETE) {
                rows.remove(key);
            } else if (row.getKind() != RowKind.UPDATE_BEFORE) {
                rows.put(key, row);
            }
        }
        return new ArrayList<>(rows.values());
    }

    /** Every row and change of a query. */
    List<Row> all(String query) {
        List<Row> rows = new ArrayList<>();
        tables.executeSql(query).collect().forEachRemaining(rows::add);
        return rows;
    }
}
