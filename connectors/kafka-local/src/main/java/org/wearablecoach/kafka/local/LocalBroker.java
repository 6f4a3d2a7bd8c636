package org.wearablecoach.kafka.local;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.LockSupport;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.utils.Exit;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.MetadataVersion;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A Kafka broker and controller in this process, reachable from this machine only.
 *
 * <p>It is a real broker: transactions, compaction, retention and the checks of record timestamps
 * work as on a cluster. Topics are never created by merely using them. With its defaults a broker
 * refuses records from the future and deletes those from the past; {@link Builder#keepEverything()}
 * is for topics that carry recordings.
 *
 * <p>{@link #stop()} and {@link #start()} restart it on the same port with the same data. {@link
 * #close()} also deletes the storage, unless the caller chose the folder.
 *
 * <p>Not safe for use by several threads.
 */
public final class LocalBroker implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(LocalBroker.class);
    private static final String HOST = "127.0.0.1";
    private static final byte[] ADDRESS = {127, 0, 0, 1};

    /**
     * Ports are chosen and then bound; another process may take one in between, for a moment where
     * it is the near end of a connection.
     */
    private static final int ATTEMPTS = 5;

    /** The port that it had must be the same, so it is waited for: a minute. */
    private static final int ATTEMPTS_TO_RESTART = 300;

    private static final Duration TRY_AGAIN_AFTER = Duration.ofMillis(200);

    /** What the cleaner needs at least for its two halves; the default would hold 128 MiB. */
    private static final int DEDUPE_BUFFER_BYTES = 4 << 20;

    private static final int INDEX_BYTES = 1 << 20;

    private static final Duration KNOWN_WITHIN = Duration.ofSeconds(30);
    private static final Duration ASK_AGAIN_AFTER = Duration.ofMillis(10);

    private final Builder options;
    private final Path storage;
    private final boolean temporary;
    private int port;
    private boolean hasRun;
    private @Nullable KafkaRaftServer server;

    private LocalBroker(Builder options) throws IOException {
        this.options = options;
        Path chosen = options.storage;
        temporary = chosen == null;
        storage = chosen == null ? Files.createTempDirectory("coach-broker-") : chosen;
        port = options.port;
    }

    /** A running broker on a free port, with storage that lasts as long as it does. */
    public static LocalBroker create() {
        return builder().build();
    }

    /** Options of a broker. */
    public static Builder builder() {
        return new Builder();
    }

    /** Where clients connect, as {@code host:port}. */
    public String bootstrapServers() {
        return HOST + ":" + (options.advertisedPort == 0 ? port : options.advertisedPort);
    }

    /** The port that it listens on; stays the same over restarts. */
    public int port() {
        return port;
    }

    /** The folder with its data. */
    public Path storage() {
        return storage;
    }

    /** Whether it runs. */
    public boolean isRunning() {
        return server != null;
    }

    /**
     * Starts it again after {@link #stop()}, with the same port and data. Does nothing while it
     * runs.
     *
     * @throws IllegalStateException when the port is taken or the storage cannot be used
     */
    public void start() {
        if (server != null) {
            return;
        }
        // A fault in the broker must not end the process that it is a guest of.
        Exit.setExitProcedure(LocalBroker::reportFault);
        Exit.setHaltProcedure(LocalBroker::reportFault);
        boolean free = port == 0;
        int attempts = hasRun ? ATTEMPTS_TO_RESTART : ATTEMPTS;
        for (int attempt = 1; ; attempt++) {
            int wanted = free ? freePort() : port;
            try {
                server = started(wanted);
                port = wanted;
                hasRun = true;
                return;
            } catch (IOException | RuntimeException e) {
                if (attempt == attempts || !isBindFailure(e)) {
                    throw new IllegalStateException(
                            "The local broker did not start on port "
                                    + wanted
                                    + " with storage "
                                    + storage
                                    + ": "
                                    + e.getMessage()
                                    + ". Choose another port or storage folder.",
                            e);
                }
                LockSupport.parkNanos(TRY_AGAIN_AFTER.toNanos());
            }
        }
    }

    /** Shuts it down in order and keeps the data. Does nothing while it is stopped. */
    public void stop() {
        KafkaRaftServer running = server;
        if (running == null) {
            return;
        }
        server = null;
        running.shutdown();
        running.awaitShutdown();
    }

    /** Stops it and, where the storage is its own, deletes that. */
    @Override
    public void close() {
        stop();
        if (temporary) {
            delete(storage);
        }
    }

    /**
     * Creates a topic with one replica, and waits until it can be written to and read.
     *
     * @param name of the topic
     * @param partitions number of partitions
     * @param config settings of the topic, as {@code retention.ms}
     * @throws IllegalStateException when the broker refuses, for one because it exists
     */
    public void createTopic(String name, int partitions, Map<String, String> config) {
        Properties client = new Properties();
        client.setProperty(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers());
        client.setProperty(AdminClientConfig.ENABLE_METRICS_PUSH_CONFIG, "false");
        try (Admin admin = Admin.create(client)) {
            admin.createTopics(List.of(new NewTopic(name, partitions, (short) 1).configs(config)))
                    .all()
                    .get();
            awaitKnown(admin, name, partitions);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new IllegalStateException(
                    "Topic " + name + " was not created: " + cause.getMessage(), cause);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while topic " + name + " was created", e);
        }
    }

    /**
     * The controller makes a topic, the broker hears of it a moment later, and serves its
     * partitions another moment later. A producer may lose a batch in between.
     */
    private static void awaitKnown(Admin admin, String topic, int partitions)
            throws ExecutionException, InterruptedException {
        long deadline = System.nanoTime() + KNOWN_WITHIN.toNanos();
        Map<TopicPartition, OffsetSpec> ends = new HashMap<>();
        for (int partition = 0; partition < partitions; partition++) {
            ends.put(new TopicPartition(topic, partition), OffsetSpec.latest());
        }
        while (true) {
            try {
                admin.describeTopics(List.of(topic)).allTopicNames().get();
                // Only a leader answers; the client asks again until one does.
                admin.listOffsets(ends).all().get();
                return;
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof UnknownTopicOrPartitionException)
                        || System.nanoTime() > deadline) {
                    throw e;
                }
            }
            LockSupport.parkNanos(ASK_AGAIN_AFTER.toNanos());
        }
    }

    private KafkaRaftServer started(int listenerPort) throws IOException {
        int controllerPort;
        // A broker that fails half way leaves threads and may call for the end of the process, so
        // the common failure is looked for first; and the controller must find another port.
        try (ServerSocket probe = new ServerSocket()) {
            probe.setReuseAddress(true);
            probe.bind(new InetSocketAddress(InetAddress.getByAddress(ADDRESS), listenerPort));
            controllerPort = freePort();
        }
        Properties settings = settings(listenerPort, controllerPort);
        format();
        KafkaRaftServer starting =
                new KafkaRaftServer(KafkaConfig.fromProps(settings, false), Time.SYSTEM);
        try {
            starting.startup();
        } catch (RuntimeException e) {
            starting.shutdown();
            throw e;
        }
        return starting;
    }

    private Properties settings(int listenerPort, int controllerPort) {
        Properties p = new Properties();
        p.setProperty("process.roles", "broker,controller");
        p.setProperty("node.id", "1");
        p.setProperty("controller.quorum.voters", "1@" + HOST + ":" + controllerPort);
        p.setProperty("controller.listener.names", "CONTROLLER");
        p.setProperty(
                "listeners",
                "PLAINTEXT://%s:%d,CONTROLLER://%s:%d"
                        .formatted(HOST, listenerPort, HOST, controllerPort));
        int advertised = options.advertisedPort == 0 ? listenerPort : options.advertisedPort;
        p.setProperty("advertised.listeners", "PLAINTEXT://%s:%d".formatted(HOST, advertised));
        p.setProperty("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
        p.setProperty("log.dirs", storage.toString());
        p.setProperty("auto.create.topics.enable", "false");
        // One node: its own topics have one replica and few partitions.
        p.setProperty("offsets.topic.replication.factor", "1");
        p.setProperty("offsets.topic.num.partitions", "1");
        p.setProperty("transaction.state.log.replication.factor", "1");
        p.setProperty("transaction.state.log.min.isr", "1");
        p.setProperty("transaction.state.log.num.partitions", "4");
        p.setProperty("share.coordinator.state.topic.replication.factor", "1");
        p.setProperty("share.coordinator.state.topic.min.isr", "1");
        // Nobody else joins, so nobody is waited for.
        p.setProperty("group.initial.rebalance.delay.ms", "0");
        // And nobody could take over: on a host that has much else to do, a broker that is late in
        // telling of itself is no broker that is gone.
        p.setProperty("broker.session.timeout.ms", "60000");
        // Small, since it shares the memory and cores of its host.
        p.setProperty("num.network.threads", "2");
        p.setProperty("num.io.threads", "2");
        p.setProperty("background.threads", "2");
        p.setProperty("num.recovery.threads.per.data.dir", "2");
        p.setProperty("log.cleaner.threads", "1");
        p.setProperty("log.cleaner.dedupe.buffer.size", Integer.toString(DEDUPE_BUFFER_BYTES));
        p.setProperty("log.index.size.max.bytes", Integer.toString(INDEX_BYTES));
        options.settings.forEach(p::setProperty);
        return p;
    }

    private void format() throws IOException {
        Files.createDirectories(storage);
        if (Files.exists(storage.resolve("meta.properties"))) {
            return;
        }
        try (PrintStream nowhere =
                new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8)) {
            new Formatter()
                    .setPrintStream(nowhere)
                    .setNodeId(1)
                    .setClusterId(Uuid.randomUuid().toString())
                    .setReleaseVersion(MetadataVersion.latestProduction())
                    .setControllerListenerName("CONTROLLER")
                    .setMetadataLogDirectory(storage.toString())
                    .addDirectory(storage.toString())
                    .setIgnoreFormatted(true)
                    .run();
        } catch (IOException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IOException("The storage " + storage + " could not be formatted", e);
        }
    }

    private static void reportFault(int status, @Nullable String message) {
        LOG.error(
                "The local broker met a fault (status {}): {}",
                status,
                message == null ? "see the log above" : message);
    }

    private static boolean isBindFailure(Throwable failure) {
        for (Throwable t = failure; t != null; t = t.getCause()) {
            if (t instanceof BindException) {
                return true;
            }
        }
        return false;
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByAddress(ADDRESS))) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException("No free port on " + HOST, e);
        }
    }

    private static void delete(Path root) {
        try {
            Files.walkFileTree(
                    root,
                    new SimpleFileVisitor<>() {
                        @Override
                        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                                throws IOException {
                            Files.deleteIfExists(file);
                            return FileVisitResult.CONTINUE;
                        }

                        @Override
                        public FileVisitResult visitFileFailed(Path file, IOException failure)
                                throws IOException {
                            if (failure instanceof NoSuchFileException) {
                                return FileVisitResult.CONTINUE;
                            }
                            throw failure;
                        }

                        @Override
                        public FileVisitResult postVisitDirectory(
                                Path folder, @Nullable IOException failure) throws IOException {
                            Files.deleteIfExists(folder);
                            return FileVisitResult.CONTINUE;
                        }
                    });
        } catch (IOException e) {
            LOG.warn("The temporary storage {} was not deleted", root, e);
        }
    }

    /** Options of a {@link LocalBroker}. */
    public static final class Builder {

        private @Nullable Path storage;
        private int port;
        private int advertisedPort;
        private final Map<String, String> settings = new TreeMap<>();

        private Builder() {}

        /** Keeps the data in a folder that outlives the broker; without one it is temporary. */
        public Builder storage(Path folder) {
            storage = folder;
            return this;
        }

        /** Listens on a certain port; 0, the default, takes a free one. */
        public Builder port(int value) {
            port = checkedPort(value);
            return this;
        }

        /**
         * Tells clients to come to another port, where a proxy stands before the broker; 0, the
         * default, is the port that it listens on.
         */
        public Builder advertisedPort(int value) {
            advertisedPort = checkedPort(value);
            return this;
        }

        /** How long records are kept, judged by their own timestamps; Kafka's default is 7 days. */
        public Builder retention(Duration value) {
            return property("log.retention.ms", Long.toString(value.toMillis()));
        }

        /**
         * How far in the future a record's timestamp may be before it is refused; Kafka's default
         * is one hour.
         */
        public Builder futureLimit(Duration value) {
            return property("log.message.timestamp.after.max.ms", Long.toString(value.toMillis()));
        }

        /** For recordings: nothing is too old to be kept, nothing too far in the future. */
        public Builder keepEverything() {
            property("log.retention.ms", "-1");
            return property("log.message.timestamp.after.max.ms", Long.toString(Long.MAX_VALUE));
        }

        /** Any other setting of the broker; goes before the ones chosen here. */
        public Builder property(String name, String value) {
            settings.put(name, value);
            return this;
        }

        /**
         * A running broker.
         *
         * @throws IllegalStateException when it does not start
         */
        public LocalBroker build() {
            LocalBroker broker;
            try {
                broker = new LocalBroker(this);
            } catch (IOException e) {
                throw new UncheckedIOException("No temporary storage for the local broker", e);
            }
            try {
                broker.start();
            } catch (RuntimeException e) {
                broker.close();
                throw e;
            }
            return broker;
        }

        private static int checkedPort(int value) {
            if (value < 0 || value > 65_535) {
                throw new IllegalArgumentException(
                        "port is " + value + "; give 0 for any free one, or 1 to 65535");
            }
            return value;
        }
    }
}
