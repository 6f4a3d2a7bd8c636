package org.wearablecoach.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.wearablecoach.job.config.CoachConfig;
import org.wearablecoach.kafka.registry.RegistryOptions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code coach sql}: the scripts that make tables of Flink SQL of the topics. */
@Command(
        name = "sql",
        description =
                "Print the script that makes tables of Flink SQL of every topic and of recordings,"
                        + " with address, prefix, registry and client properties of the"
                        + " configuration. Secrets are left for you to fill in.")
final class SqlCommand extends ConfiguredCommand {

    private static final String TABLES = "tables";
    private static final List<String> SCRIPTS = List.of(TABLES, "decisions-with-rewards");

    /** Stands in the script for what must not be printed. */
    private static final String SECRET = "FILL IN";

    private static final Pattern ADDRESS =
            Pattern.compile("'properties.bootstrap.servers' = 'localhost:9092',");
    private static final Pattern TOPIC = Pattern.compile("'topic' = '([a-z-]+)'");

    @Parameters(
            index = "0",
            paramLabel = "SCRIPT",
            arity = "0..1",
            defaultValue = "tables",
            description =
                    "tables, or decisions-with-rewards, which exports them as Parquet. Default:"
                            + " tables.")
    private String script = TABLES;

    SqlCommand(Session session) {
        super(session);
    }

    @Override
    Summary run() {
        if (!SCRIPTS.contains(script)) {
            throw new InputException(
                    "There is no script "
                            + script
                            + ": name "
                            + String.join(" or ", SCRIPTS)
                            + ".");
        }
        String text = text(script);
        if (script.equals(TABLES)) {
            text = of(config(), text);
        } else if (isConfigured()) {
            throw new InputException(
                    "--config and options are for the script tables: "
                            + script
                            + " reads its tables, wherever these are; leave them out.");
        }
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("script", script);
        values.put("sql", text);
        return new Summary(values, text.stripTrailing(), false);
    }

    private static String of(CoachConfig config, String text) {
        StringBuilder shared = new StringBuilder();
        add(shared, "properties.bootstrap.servers", config.kafka().bootstrapServers());
        ConfigDef known = ConsumerConfig.configDef();
        new TreeMap<>(config.kafka().properties())
                .forEach(
                        (name, value) -> {
                            ConfigDef.ConfigKey key = known.configKeys().get(name);
                            boolean secret = key == null || key.type == ConfigDef.Type.PASSWORD;
                            add(shared, "properties." + name, secret ? SECRET : value);
                        });
        RegistryOptions registry = config.kafka().registry().options();
        if (registry != null) {
            String its = "value.coach-avro.registry.";
            add(shared, its + "url", String.join(";", registry.urls()));
            addIfSet(shared, its + "user", registry.user(), registry.user());
            addIfSet(shared, its + "password", registry.password(), SECRET);
            addIfSet(shared, its + "token", registry.token(), SECRET);
            addIfSet(shared, its + "trust-store", registry.trustStore(), registry.trustStore());
            addIfSet(shared, its + "trust-store-password", registry.trustStorePassword(), SECRET);
        }
        String at = shared.toString().strip();
        String here = replace(ADDRESS, text, Matcher.quoteReplacement(at));
        String prefix = Matcher.quoteReplacement(config.topics().prefix());
        return replace(TOPIC, here, "'topic' = '" + prefix + "$1'");
    }

    private static void addIfSet(StringBuilder to, String name, String set, String value) {
        if (!set.isEmpty()) {
            add(to, name, value);
        }
    }

    private static void add(StringBuilder to, String name, String value) {
        to.append("    '").append(name).append("' = '");
        to.append(value.replace("'", "''")).append("',\n");
    }

    private static String replace(Pattern pattern, String text, String by) {
        Matcher found = pattern.matcher(text);
        if (!found.find()) {
            throw new IllegalStateException("tables.sql has nothing like " + pattern);
        }
        return found.replaceAll(by);
    }

    private static String text(String script) {
        String name = "/sql/" + script + ".sql";
        try (InputStream in = SqlCommand.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException(name + " is not on the class path");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
