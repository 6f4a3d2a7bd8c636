package org.wearablecoach.job.config;

import java.io.Serializable;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.wearablecoach.kafka.registry.RegistryOptions;
import org.wearablecoach.loop.config.Option;

/** Where schemas are registered, if anywhere. */
public record RegistryConfig(
        @Option(
                        "Address of a schema registry with the API of Confluent's, such as"
                                + " https://registry:8081 or http://apicurio:8080/apis/ccompat/v7;"
                                + " several separated by commas. Empty: values are Avro single"
                                + " objects. With one, output is framed by its ids, and input may be"
                                + " either.")
                String url,
        @Option("User for basic authentication; empty for none.") String user,
        @Option("Password of the user. Take it from ${env:NAME} or ${file:PATH}.") String password,
        @Option("Token for bearer authentication; empty for none. Take it from ${env:NAME}.")
                String token,
        @Option("PKCS12 or JKS file with the certificates to trust; empty for Java's own.")
                String trustStore,
        @Option("Password of that file.") String trustStorePassword,
        @Option(
                        "How long the job waits at a record whose schema it does not know while the"
                                + " registry is down. Then it fails and begins again at that record;"
                                + " nothing is dropped.")
                Duration patience)
        implements Serializable {

    private static final Duration ONE_REQUEST = Duration.ofSeconds(10);

    /** Checks the addresses and the duration. */
    public RegistryConfig {
        Options.check(
                patience.compareTo(Duration.ZERO) >= 0
                        && patience.compareTo(Duration.ofHours(1)) <= 0,
                "kafka.registry.patience",
                patience,
                "set it between PT0S and PT1H");
        if (!url.isEmpty()) {
            try {
                RegistryOptions.of(urls(url));
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("kafka.registry.url: " + e.getMessage(), e);
            }
        }
        Options.check(
                user.isEmpty() || token.isEmpty(),
                "kafka.registry.user",
                "set beside kafka.registry.token",
                "set one of them");
    }

    /** No registry. */
    public static RegistryConfig defaults() {
        return new RegistryConfig("", "", "", "", "", "", Duration.ofMinutes(2));
    }

    private static String[] urls(String url) {
        return url.strip().split("\\s*,\\s*", -1);
    }

    /** The options of the connector; null where there is no registry. */
    public @Nullable RegistryOptions options() {
        return url.isEmpty()
                ? null
                : new RegistryOptions(
                        List.of(urls(url)),
                        user,
                        password,
                        token,
                        trustStore,
                        trustStorePassword,
                        ONE_REQUEST,
                        patience);
    }

    /** The address only: the rest is secret or dull. */
    @Override
    public String toString() {
        return "RegistryConfig[" + url + "]";
    }
}
