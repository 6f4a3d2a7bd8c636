package org.wearablecoach.job;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.table.api.EnvironmentSettings;
import org.apache.flink.table.api.TableEnvironment;
import org.apache.flink.table.api.TableResult;
import org.apache.flink.types.Row;

/** Runs the shipped scripts, statement by statement, as the SQL client does. */
final class SqlScripts {

    private static final Pattern SET = Pattern.compile("SET '([^']+)' = '([^']+)'");

    final TableEnvironment tables =
            TableEnvironment.create(
                    EnvironmentSettings.newInstance()
                            .withConfiguration(JobFixture.patient(new Configuration()))
                            .inBatchMode()
                            .build());

    /** A script as it is shipped. */
    static String text(String name) {
        try (InputStream in =
                Objects.requireNonNull(SqlScripts.class.getResourceAsStream("/sql/" + name))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Runs a script, each statement to its end. */
    void run(String script) throws Exception {
        for (String statement : script.replaceAll("(?m)--.*$", "").split(";\\s*\n", -1)) {
            Matcher set = SET.matcher(statement.strip());
            if (set.matches()) {
                tables.getConfig().getConfiguration().setString(set.group(1), set.group(2));
            } else if (!statement.isBlank()) {
                TableResult result = tables.executeSql(statement);
                if (statement.strip().startsWith("INSERT")) {
                    result.await();
                }
            }
        }
    }

    /** All rows of a query that ends. */
    List<Row> all(String query) {
        List<Row> rows = new ArrayList<>();
        tables.executeSql(query).collect().forEachRemaining(rows::add);
        return rows;
    }
}
