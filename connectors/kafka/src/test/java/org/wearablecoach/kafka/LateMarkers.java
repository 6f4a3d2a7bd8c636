package org.wearablecoach.kafka;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import org.wearablecoach.kafka.local.LocalBroker;

/**
 * A broker behind a proxy that holds up what the coordinator of transactions writes into partitions
 * when one has ended, so that the moment in which a transaction is committed and cannot be read is
 * long enough to be met each time.
 */
final class LateMarkers implements AutoCloseable {

    private static final short WRITE_TXN_MARKERS = 27;
    private static final InetAddress HERE = InetAddress.getLoopbackAddress();

    private final Duration late;
    private final ServerSocket server;
    private final LocalBroker broker;
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();

    /** Starts both. */
    LateMarkers(Duration late) throws IOException {
        this.late = late;
        server = new ServerSocket(0, 50, HERE);
        try {
            broker =
                    LocalBroker.builder()
                            .keepEverything()
                            .advertisedPort(server.getLocalPort())
                            .build();
        } catch (RuntimeException e) {
            server.close();
            throw e;
        }
        thread(this::accept);
    }

    /** The broker; its address is that of the proxy. */
    LocalBroker broker() {
        return broker;
    }

    private void accept() throws IOException {
        while (true) {
            Socket client = server.accept();
            Socket there = new Socket(HERE, broker.port());
            sockets.add(client);
            sockets.add(there);
            thread(() -> requests(client, there));
            thread(() -> answers(there, client));
        }
    }

    private void requests(Socket from, Socket to) throws IOException {
        try (from;
                to) {
            DataInputStream in = new DataInputStream(from.getInputStream());
            DataOutputStream out = new DataOutputStream(to.getOutputStream());
            while (true) {
                byte[] request = new byte[in.readInt()];
                in.readFully(request);
                if ((short) (request[0] << 8 | request[1]) == WRITE_TXN_MARKERS) {
                    LockSupport.parkNanos(late.toNanos());
                }
                out.writeInt(request.length);
                out.write(request);
                out.flush();
            }
        }
    }

    private static void answers(Socket from, Socket to) throws IOException {
        try (from;
                to;
                InputStream in = from.getInputStream()) {
            in.transferTo(to.getOutputStream());
        }
    }

    private static void thread(Task task) {
        Thread thread =
                new Thread(
                        () -> {
                            try {
                                task.run();
                            } catch (IOException e) {
                                // One of the two has hung up.
                            }
                        });
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() {
        broker.close();
        try {
            server.close();
            for (Socket socket : sockets) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private interface Task {
        void run() throws IOException;
    }
}
