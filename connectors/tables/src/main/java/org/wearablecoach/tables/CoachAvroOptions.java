package org.wearablecoach.tables;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;
import org.apache.flink.configuration.ReadableConfig;
import org.apache.flink.table.api.ValidationException;
import org.jspecify.annotations.Nullable;
import org.wearablecoach.kafka.registry.RegistryOptions;

/** The options of {@code 'value.format' = 'coach-avro'}, each behind {@code value.coach-avro.}. */
public final class CoachAvroOptions {

    /** What happens to a value that cannot be decoded. */
    public enum OnError {
        /** It is counted, told in the log once a cause, and passed over. */
        IGNORE,
        /** The query fails. */
        FAIL
    }

    /** Which record the topic holds. */
    public static final ConfigOption<String> RECORD =
            ConfigOptions.key("record")
                    .stringType()
                    .noDefaultValue()
                    .withDescription("The record that the topic holds, by the name of its schema.");

    /** What happens to a value that cannot be decoded. */
    public static final ConfigOption<OnError> ON_ERROR =
            ConfigOptions.key("on-error")
                    .enumType(OnError.class)
                    .defaultValue(OnError.IGNORE)
                    .withDescription(
                            "`ignore` counts a value that cannot be decoded and passes it over;"
                                    + " `fail` fails the query.");

    /** Where a registry is. */
    public static final ConfigOption<List<String>> REGISTRY_URL =
            ConfigOptions.key("registry.url")
                    .stringType()
                    .asList()
                    .noDefaultValue()
                    .withDescription(
                            "Addresses of a schema registry, separated by `;`. With it both framings"
                                    + " are read, and values are written with the registry's ids.");

    /** The subject of the schema. */
    public static final ConfigOption<String> REGISTRY_SUBJECT =
            ConfigOptions.key("registry.subject")
                    .stringType()
                    .noDefaultValue()
                    .withDescription(
                            "Under which a written schema is registered. Default: the topic with"
                                    + " `-value` behind it.");

    /** For basic authentication. */
    public static final ConfigOption<String> REGISTRY_USER =
            ConfigOptions.key("registry.user")
                    .stringType()
                    .defaultValue("")
                    .withDescription("For basic authentication.");

    /** Of the user. */
    public static final ConfigOption<String> REGISTRY_PASSWORD =
            ConfigOptions.key("registry.password")
                    .stringType()
                    .defaultValue("")
                    .withDescription("Of the user.");

    /** For bearer authentication. */
    public static final ConfigOption<String> REGISTRY_TOKEN =
            ConfigOptions.key("registry.token")
                    .stringType()
                    .defaultValue("")
                    .withDescription("For bearer authentication.");

    /** Which certificates are trusted. */
    public static final ConfigOption<String> REGISTRY_TRUST_STORE =
            ConfigOptions.key("registry.trust-store")
                    .stringType()
                    .defaultValue("")
                    .withDescription(
                            "PKCS12 or JKS file with the certificates to trust instead of Java's.");

    /** Of the trust store. */
    public static final ConfigOption<String> REGISTRY_TRUST_STORE_PASSWORD =
            ConfigOptions.key("registry.trust-store-password")
                    .stringType()
                    .defaultValue("")
                    .withDescription("Of the trust store.");

    /** How long one request may take. */
    public static final ConfigOption<Duration> REGISTRY_TIMEOUT =
            ConfigOptions.key("registry.timeout")
                    .durationType()
                    .defaultValue(Duration.ofSeconds(10))
                    .withDescription("How long one request may take.");

    /** How long a question is asked again. */
    public static final ConfigOption<Duration> REGISTRY_PATIENCE =
            ConfigOptions.key("registry.patience")
                    .durationType()
                    .defaultValue(Duration.ofMinutes(2))
                    .withDescription(
                            "How long a registry that gives no answer is asked again before the"
                                    + " query fails.");

    private CoachAvroOptions() {}

    /** All but the record, which is required. */
    static Set<ConfigOption<?>> optional() {
        return Set.of(
                ON_ERROR,
                REGISTRY_URL,
                REGISTRY_SUBJECT,
                REGISTRY_USER,
                REGISTRY_PASSWORD,
                REGISTRY_TOKEN,
                REGISTRY_TRUST_STORE,
                REGISTRY_TRUST_STORE_PASSWORD,
                REGISTRY_TIMEOUT,
                REGISTRY_PATIENCE);
    }

    /** The registry of the options; null where none is named. */
    static @Nullable RegistryOptions registry(ReadableConfig options) {
        List<String> urls = options.get(REGISTRY_URL);
        if (urls == null || urls.isEmpty()) {
            return null;
        }
        try {
            return new RegistryOptions(
                    urls,
                    options.get(REGISTRY_USER),
                    options.get(REGISTRY_PASSWORD),
                    options.get(REGISTRY_TOKEN),
                    options.get(REGISTRY_TRUST_STORE),
                    options.get(REGISTRY_TRUST_STORE_PASSWORD),
                    options.get(REGISTRY_TIMEOUT),
                    options.get(REGISTRY_PATIENCE));
        } catch (IllegalArgumentException e) {
            throw new ValidationException("'coach-avro.registry.*': " + e.getMessage(), e);
        }
    }
}
