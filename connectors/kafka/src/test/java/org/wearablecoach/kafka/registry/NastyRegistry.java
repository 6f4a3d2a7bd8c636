package org.wearablecoach.kafka.registry;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** An HTTP server that answers what a test says, in turn, and the last answer for ever. */
final class NastyRegistry implements AutoCloseable {

    /** An answer; a negative length breaks the connection instead. */
    record Answer(int status, String body) {}

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Deque<Answer> answers = new ArrayDeque<>();
    private final List<String> requests = new ArrayList<>();

    NastyRegistry(@Nullable SSLContext tls) throws IOException {
        InetSocketAddress anywhere = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        if (tls == null) {
            server = HttpServer.create(anywhere, 0);
        } else {
            HttpsServer secure = HttpsServer.create(anywhere, 0);
            secure.setHttpsConfigurator(new HttpsConfigurator(tls));
            server = secure;
        }
        server.createContext("/", this::handle);
        server.setExecutor(threads);
        server.start();
    }

    synchronized NastyRegistry answers(int status, String body) {
        answers.add(new Answer(status, body));
        return this;
    }

    private synchronized void handle(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        String authorization = exchange.getRequestHeaders().getFirst("Authorization");
        requests.add(
                exchange.getRequestMethod()
                        + " "
                        + exchange.getRequestURI()
                        + (authorization == null ? "" : " " + authorization)
                        + (body.isEmpty() ? "" : " " + body));
        Answer answer = answers.size() > 1 ? answers.remove() : answers.element();
        if (answer.status < 0) {
            exchange.close();
            return;
        }
        byte[] bytes = answer.body.getBytes(StandardCharsets.UTF_8);
        // One that never ends promises more than it sends.
        exchange.sendResponseHeaders(
                answer.status, answer.body.endsWith("...") ? bytes.length + 10 : bytes.length);
        exchange.getResponseBody().write(bytes);
        if (answer.body.endsWith("...")) {
            exchange.getResponseBody().flush();
        } else {
            exchange.close();
        }
    }

    synchronized List<String> requests() {
        return List.copyOf(requests);
    }

    int port() {
        return server.getAddress().getPort();
    }

    String url() {
        String scheme = server instanceof HttpsServer ? "https" : "http";
        return scheme + "://localhost:" + port();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
