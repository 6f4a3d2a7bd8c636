package org.wearablecoach.kafka.registry;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.File;
import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/**
 * A small client of the API that schema registries share: the schema of an id, and the id of a
 * schema. What was answered once is remembered, because neither ever changes.
 *
 * <p>A question that the registry cannot answer now (it is down, times out, says 429 or 5xx, or
 * answers something that is not the API) is asked again after 100 ms, then after twice that, at
 * most 5 s, at the next address if there are several, until the patience of the options is spent.
 * What it does answer is final: an id that it does not know, a schema that it refuses, credentials
 * that it does not accept.
 *
 * <p>Not safe for use by several threads.
 */
public final class RegistryClient {

    private static final int LONGEST_ANSWER = 4 << 20;
    private static final long FIRST_WAIT_MILLIS = 100;
    private static final long LONGEST_WAIT_MILLIS = 5_000;
    private static final String CONTENT = "application/vnd.schemaregistry.v1+json";
    private static final JsonFactory JSON = new JsonFactory();

    private final RegistryOptions options;
    private final long longestWaitMillis;
    private final HttpClient http;
    private final Map<Integer, String> schemas = new HashMap<>();
    private final Map<String, Integer> ids = new HashMap<>();
    private int address;

    /**
     * A client; it connects with its first question.
     *
     * @throws RegistryException when the certificates to trust cannot be read
     */
    public RegistryClient(RegistryOptions options) {
        this(options, LONGEST_WAIT_MILLIS);
    }

    /** A client that never waits longer than this before it asks again. */
    RegistryClient(RegistryOptions options, long longestWaitMillis) {
        this.options = options;
        this.longestWaitMillis = longestWaitMillis;
        HttpClient.Builder builder = HttpClient.newBuilder().connectTimeout(options.timeout());
        if (!options.trustStore().isEmpty()) {
            builder.sslContext(trusting(options));
        }
        this.http = builder.build();
    }

    /**
     * The schema of an id, as JSON.
     *
     * @throws RegistryException {@linkplain RegistryException#isUnknown unknown} when there is no
     *     such id, or its schema is of another kind than Avro or refers to others; else when there
     *     is no answer
     */
    public String schema(int id) {
        String known = schemas.get(id);
        if (known == null) {
            Map<String, String> answer = ask("/schemas/ids/" + id, null);
            String type = answer.get("schemaType");
            if ((type != null && !type.equals("AVRO")) || answer.containsKey("references")) {
                throw new RegistryException(
                        "the schema with id "
                                + id
                                + " is not Avro, or refers to others; register it as one Avro"
                                + " schema",
                        true);
            }
            known = answer.getOrDefault("schema", "");
            schemas.put(id, known);
        }
        return known;
    }

    /**
     * The id of a schema, which is registered if it is not yet.
     *
     * @param subject under which it is registered, as {@code decisions-value}
     * @param schemaJson the schema
     * @throws RegistryException {@linkplain RegistryException#isUnknown unknown} when the registry
     *     refuses it; else when there is no answer
     */
    public int register(String subject, String schemaJson) {
        String key = subject + "\n" + schemaJson;
        Integer known = ids.get(key);
        if (known == null) {
            String path =
                    "/subjects/" + URLEncoder.encode(subject, StandardCharsets.UTF_8) + "/versions";
            String id = ask(path, body(schemaJson)).getOrDefault("id", "");
            known = Integer.valueOf(id);
            ids.put(key, known);
        }
        return known;
    }

    private static String body(String schemaJson) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(text)) {
            json.writeStartObject();
            json.writeStringField("schema", schemaJson);
            json.writeEndObject();
        } catch (IOException e) {
            throw new IllegalStateException("Text cannot fail to be written.", e);
        }
        return text.toString();
    }

    /** The members of the answer that matter; asks until there is one. */
    private Map<String, String> ask(String path, @Nullable String body) {
        long start = System.nanoTime();
        long wait = FIRST_WAIT_MILLIS;
        while (true) {
            String url = options.urls().get(address % options.urls().size());
            String problem;
            try {
                return answer(url, send(url + path, body), body == null ? "schema" : "id");
            } catch (Unanswered e) {
                problem = e.getMessage();
            }
            address = (address + 1) % options.urls().size();
            long waited = (System.nanoTime() - start) / 1_000_000;
            if (waited + wait > options.patience().toMillis()) {
                throw new RegistryException(
                        "The registry at "
                                + url
                                + " gives no answer since "
                                + Duration.ofMillis(waited)
                                + ": "
                                + problem
                                + ". Start it, or correct kafka.registry.url.",
                        false);
            }
            pause(wait);
            wait = Math.min(2 * wait, longestWaitMillis);
        }
    }

    private HttpResponse<byte[]> send(String url, @Nullable String body) throws Unanswered {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(url))
                        .timeout(options.timeout())
                        .header("Accept", CONTENT + ", application/json");
        if (!options.token().isEmpty()) {
            request.header("Authorization", "Bearer " + options.token());
        } else if (!options.user().isEmpty()) {
            String pair = options.user() + ":" + options.password();
            byte[] bytes = pair.getBytes(StandardCharsets.UTF_8);
            request.header("Authorization", "Basic " + Base64.getEncoder().encodeToString(bytes));
        }
        if (body != null) {
            request.header("Content-Type", CONTENT).POST(HttpRequest.BodyPublishers.ofString(body));
        }
        CompletableFuture<HttpResponse<byte[]>> answer =
                http.sendAsync(request.build(), info -> new LimitedBody(LONGEST_ANSWER));
        try {
            // The request's own timeout ends with the headers; a body may never end.
            return answer.get(2 * options.timeout().toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            answer.cancel(true);
            Thread.currentThread().interrupt();
            throw new RegistryException("Waiting for the registry was interrupted.", false);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new Unanswered(cause.getClass().getSimpleName() + " " + cause.getMessage());
        } catch (TimeoutException e) {
            answer.cancel(true);
            throw new Unanswered("its answer does not end");
        }
    }

    private static Map<String, String> answer(
            String url, HttpResponse<byte[]> response, String wanted) throws Unanswered {
        int status = response.statusCode();
        if (status == 401 || status == 403) {
            throw new RegistryException(
                    "The registry at "
                            + url
                            + " refuses the credentials (HTTP "
                            + status
                            + "); correct kafka.registry.user and password, or token.",
                    false);
        }
        Map<String, String> members = members(response.body());
        if (status == 200 && members.containsKey(wanted)) {
            return members;
        }
        // A proxy or another server says 404, too, but not in the words of the API.
        boolean refused = status == 404 || status == 409 || status == 422;
        if (refused && members.containsKey("error_code")) {
            throw new RegistryException(
                    "the registry at "
                            + url
                            + (status == 404 ? " does not know it" : " refuses the schema")
                            + " (HTTP "
                            + status
                            + ", error "
                            + members.get("error_code")
                            + ")",
                    true);
        }
        throw new Unanswered("HTTP " + status + " without the words of a schema registry");
    }

    /** The scalar members of an object, and the name of any that is not empty and no scalar. */
    private static Map<String, String> members(byte[] body) {
        Map<String, String> members = new HashMap<>();
        try (JsonParser json = JSON.createParser(body)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                return Map.of();
            }
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String name = json.currentName();
                JsonToken value = json.nextToken();
                if (value.isStructStart()) {
                    boolean empty = json.nextToken().isStructEnd();
                    if (!empty) {
                        members.put(name, "");
                        skipRest(json);
                    }
                } else if (value != JsonToken.VALUE_NULL) {
                    members.put(name, json.getText());
                }
            }
            String id = members.get("id");
            if (id != null && !id.matches("\\d{1,9}")) {
                members.remove("id");
            }
            return members;
        } catch (IOException | RuntimeException e) {
            return Map.of();
        }
    }

    /** To the end of the array or object whose first token was read. */
    private static void skipRest(JsonParser json) throws IOException {
        json.skipChildren();
        JsonToken token = json.nextToken();
        while (token != null && !token.isStructEnd()) {
            json.skipChildren();
            token = json.nextToken();
        }
    }

    private static void pause(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RegistryException("Waiting for the registry was interrupted.", false);
        }
    }

    private static SSLContext trusting(RegistryOptions options) {
        try {
            KeyStore store =
                    KeyStore.getInstance(
                            new File(options.trustStore()),
                            options.trustStorePassword().toCharArray());
            TrustManagerFactory trust =
                    TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(store);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException | IOException | IllegalArgumentException e) {
            throw new RegistryException(
                    "kafka.registry.trustStore "
                            + options.trustStore()
                            + " cannot be read ("
                            + e.getClass().getSimpleName()
                            + "); give a PKCS12 or JKS file and its password.",
                    false);
        }
    }

    /** A question that may be asked again. */
    private static final class Unanswered extends Exception {

        private static final long serialVersionUID = 1L;

        Unanswered(String message) {
            super(message, null, false, false);
        }

        @Override
        public String getMessage() {
            return String.valueOf(super.getMessage());
        }
    }
}
