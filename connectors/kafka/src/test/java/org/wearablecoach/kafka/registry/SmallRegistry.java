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

/** A registry that keeps its schemas, and its port, while it is stopped. */
final class SmallRegistry implements AutoCloseable {

    private final List<String> schemas = new ArrayList<>();
    private final int port;
    private @Nullable HttpServer server;

    SmallRegistry() throws IOException {
        start(0);
        port = server == null ? 0 : server.getAddress().getPort();
    }

    /** The id of a schema, which is added if it is new. */
    synchronized int add(String schemaJson) {
        if (!schemas.contains(schemaJson)) {
            schemas.add(schemaJson);
        }
        return schemas.indexOf(schemaJson) + 1;
    }

    String url() {
        return "http://127.0.0.1:" + port;
    }

    void start() throws IOException {
        start(port);
    }

    private void start(int at) throws IOException {
        HttpServer starting =
                HttpServer.create(
                        new InetSocketAddress(
                                InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), at),
                        0);
        starting.createContext("/", this::handle);
        starting.start();
        server = starting;
    }

    void stop() {
        HttpServer running = server;
        if (running != null) {
            running.stop(0);
            server = null;
        }
    }

    private void handle(HttpExchange exchange) throws IOException {
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
        stop();
    }
}
