package org.wearablecoach.kafka.registry;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A registry that keeps its schemas while it is stopped. It then breaks each connection that is
 * made, since a port that it had given back might be somebody else's when it starts again.
 */
final class SmallRegistry implements AutoCloseable {

    private final List<String> schemas = new ArrayList<>();
    private final HttpServer server;
    private volatile boolean stopped;

    SmallRegistry() throws IOException {
        server =
                HttpServer.create(
                        new InetSocketAddress(
                                InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), 0),
                        0);
        server.createContext("/", this::handle);
        server.start();
    }

    /** The id of a schema, which is added if it is new. */
    synchronized int add(String schemaJson) {
        if (!schemas.contains(schemaJson)) {
            schemas.add(schemaJson);
        }
        return schemas.indexOf(schemaJson) + 1;
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    void start() {
        stopped = false;
    }

    void stop() {
        stopped = true;
    }

    private void handle(HttpExchange exchange) throws IOException {
        if (stopped) {
            exchange.close();
            return;
        }
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        String path = exchange.getRequestURI().getPath();
        int status = 200;
        String answer;
        if (path.endsWith("/versions")) {
            answer = "{\"id\":" + add(body) + "}";
        } else {
            int id = Integer.parseInt(path.substring(path.lastIndexOf('/') + 1));
            String schema = schema(id);
            if (schema == null) {
                status = 404;
                answer = "{\"error_code\":40403,\"message\":\"Schema not found\"}";
            } else {
                answer = "{\"schema\":" + RegistryClientTest.quoted(schema) + "}";
            }
        }
        byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private synchronized @Nullable String schema(int id) {
        return id >= 1 && id <= schemas.size() ? schemas.get(id - 1) : null;
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
