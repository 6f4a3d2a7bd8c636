package org.wearablecoach.kafka.registry;

import java.io.Serializable;
import java.net.URI;
import java.time.Duration;
import java.util.List;

/**
 * How a schema registry is reached.
 *
 * @param urls base addresses of the compatible API, as {@code https://registry:8081} or {@code
 *     http://apicurio:8080/apis/ccompat/v7}; the next one is asked when one fails
 * @param user for basic authentication; empty for none
 * @param password of the user
 * @param token for bearer authentication; empty for none
 * @param trustStore file with the certificates to trust instead of Java's own; empty for none
 * @param trustStorePassword of that file
 * @param timeout of one request
 * @param patience how long one question is asked again while the registry is down, answers
 *     nonsense, or asks to wait; then the job fails, and Flink starts it again at the same record
 */
public record RegistryOptions(
        List<String> urls,
        String user,
        String password,
        String token,
        String trustStore,
        String trustStorePassword,
        Duration timeout,
        Duration patience)
        implements Serializable {

    private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration DEFAULT_PATIENCE = Duration.ofMinutes(2);

    /**
     * Checks the addresses and durations.
     *
     * @throws IllegalArgumentException when one cannot be used
     */
    public RegistryOptions {
        urls = List.copyOf(urls);
        if (urls.isEmpty()) {
            throw new IllegalArgumentException("The registry has no url; give one or more.");
        }
        for (String url : urls) {
            if (!isUsable(url)) {
                throw new IllegalArgumentException(
                        "The registry's url \""
                                + url
                                + "\" is none; write it as https://host:8081, without user or"
                                + " password in it.");
            }
        }
        if (!user.isEmpty() && !token.isEmpty()) {
            throw new IllegalArgumentException(
                    "The registry has a user and a token; give one of them.");
        }
        if (timeout.isNegative() || timeout.isZero() || patience.isNegative()) {
            throw new IllegalArgumentException(
                    "The registry's timeout is "
                            + timeout
                            + " and its patience "
                            + patience
                            + "; give a positive timeout, and a patience of zero or more.");
        }
    }

    /** A registry without authentication, asked for ten seconds a time and two minutes in all. */
    public static RegistryOptions of(String... urls) {
        return new RegistryOptions(
                List.of(urls), "", "", "", "", "", DEFAULT_TIMEOUT, DEFAULT_PATIENCE);
    }

    /** These options with a user and password. */
    public RegistryOptions withUser(String name, String secret) {
        return new RegistryOptions(
                urls, name, secret, token, trustStore, trustStorePassword, timeout, patience);
    }

    /** These options with a bearer token. */
    public RegistryOptions withToken(String secret) {
        return new RegistryOptions(
                urls, user, password, secret, trustStore, trustStorePassword, timeout, patience);
    }

    /** These options with certificates to trust. */
    public RegistryOptions withTrustStore(String file, String secret) {
        return new RegistryOptions(urls, user, password, token, file, secret, timeout, patience);
    }

    /** These options with other times. */
    public RegistryOptions withTimes(Duration ofOne, Duration inAll) {
        return new RegistryOptions(
                urls, user, password, token, trustStore, trustStorePassword, ofOne, inAll);
    }

    private static boolean isUsable(String url) {
        try {
            URI uri = URI.create(url);
            String scheme = uri.getScheme();
            return ("http".equals(scheme) || "https".equals(scheme))
                    && uri.getHost() != null
                    && uri.getUserInfo() == null
                    && uri.getQuery() == null;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /** The addresses only: the rest is secret or dull. */
    @Override
    public String toString() {
        return "RegistryOptions" + urls;
    }
}
