package org.wearablecoach.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** That the scripts are right is tested where they are; here, what is put into them. */
final class SqlCommandTest {

    private static final Path SCRIPTS = Path.of("../../connectors/tables/src/main/resources/sql");

    private static Captured run(String... words) {
        return Captured.run(FakeRunners.returning(false).runners(), words);
    }

    @Test
    void printsTheScriptsAsTheyAreShipped() throws IOException {
        for (String script : List.of("tables", "decisions-with-rewards")) {
            Captured printed = run("sql", script);
            assertThat(printed.code()).isZero();
            assertThat(printed.out()).isEqualTo(Files.readString(SCRIPTS.resolve(script + ".sql")));
        }
        assertThat(run("sql").out()).isEqualTo(run("sql", "tables").out());
        assertThat(run("sql", "--json").out())
                .startsWith("{\"script\":\"tables\",\"sql\":\"-- The");
    }

    @Test
    void putsTheConfigurationIntoTheTablesAndNoSecret() {
        Captured printed =
                run(
                        "sql",
                        "--kafka.bootstrapServers",
                        "k1:9093,k2:9093",
                        "--topics.prefix",
                        "trial-7.",
                        "--kafka.properties",
                        "{security.protocol: SASL_SSL, sasl.jaas.config: 'x password=hidden;',"
                                + " ssl.truststore.password: hidden}",
                        "--kafka.registry.url",
                        "http://r1:8081,http://r2:8081",
                        "--kafka.registry.user",
                        "o'hara",
                        "--kafka.registry.password",
                        "hidden");
        assertThat(printed.err()).isEmpty();
        assertThat(printed.code()).isZero();
        String sql = printed.out();
        assertThat(sql)
                .doesNotContain("localhost:9092")
                .doesNotContain("hidden")
                .containsPattern("'topic' = 'trial-7.telemetry'")
                .doesNotContainPattern("'topic' = '(?!trial-7\\.)");
        String shared =
                """
                    'properties.bootstrap.servers' = 'k1:9093,k2:9093',
                    'properties.sasl.jaas.config' = 'FILL IN',
                    'properties.security.protocol' = 'SASL_SSL',
                    'properties.ssl.truststore.password' = 'FILL IN',
                    'value.coach-avro.registry.url' = 'http://r1:8081;http://r2:8081',
                    'value.coach-avro.registry.user' = 'o''hara',
                    'value.coach-avro.registry.password' = 'FILL IN',
                """;
        assertThat(sql.split(java.util.regex.Pattern.quote(shared), -1)).hasSize(3);
    }

    @Test
    void refusesWhatItCannotUse() {
        Captured unknown = run("sql", "table");
        assertThat(unknown.code()).isEqualTo(2);
        assertThat(unknown.err())
                .contains("no script table: name tables or decisions-with-rewards");
        Captured useless = run("sql", "decisions-with-rewards", "--topics.prefix", "x");
        assertThat(useless.code()).isEqualTo(2);
        assertThat(useless.err()).contains("leave them out");
    }
}
