package org.wearablecoach.kafka;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;

/**
 * Creates topics where that is allowed and checks that they are set up as the coach needs, so that
 * a job fails at its start with a cure and not in the night with lost records.
 *
 * <p>All methods throw {@link TopicException} when the cluster does not answer or refuses.
 */
public final class TopicAdmin implements AutoCloseable {

    private static final String TRANSACTION_LIMIT = "transaction.max.timeout.ms";

    private static final Duration KNOWN_WITHIN = Duration.ofSeconds(30);
    private static final Duration ASK_AGAIN_AFTER = Duration.ofMillis(20);

    /** A host that is silent must not take the time of the other ones. */
    private static final int CONNECT_MILLIS = 1_000;

    private static final Pattern ADDRESS = Pattern.compile("\\[?([^\\[\\]/]+)]?:([0-9]{1,5})");

    private final String bootstrapServers;
    private final Admin admin;

    /**
     * Connects.
     *
     * @param bootstrapServers where to, as {@code host:port,host:port}
     * @param properties any settings of Kafka's admin client, for one its security
     */
    public TopicAdmin(String bootstrapServers, Map<String, String> properties) {
        this.bootstrapServers = bootstrapServers;
        admin = Admin.create(client(bootstrapServers, properties));
    }

    private static Properties client(String bootstrapServers, Map<String, String> properties) {
        Properties client = new Properties();
        client.setProperty(CommonClientConfigs.ENABLE_METRICS_PUSH_CONFIG, "false");
        properties.forEach(client::setProperty);
        client.setProperty(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
        return client;
    }

    /**
     * Makes sure that a broker answers, within seconds where Kafka's clients would try for a
     * minute. Where the properties set {@code default.api.timeout.ms}, that is how long it may
     * take.
     *
     * @param bootstrapServers where to, as {@code host:port,host:port}
     * @param properties any settings of Kafka's admin client, for one its security
     * @param within how long to try where the properties say nothing of it
     * @throws TopicException with the addresses that were tried and the cure when none does
     */
    public static void awaitBroker(
            String bootstrapServers, Map<String, String> properties, Duration within) {
        String own = properties.get(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG);
        // What is no number, Kafka's client refuses below.
        answers(
                bootstrapServers,
                properties,
                own != null && own.matches("\\d{1,9}")
                        ? Duration.ofMillis(Long.parseLong(own))
                        : within);
    }

    private static void answers(
            String bootstrapServers, Map<String, String> properties, Duration within) {
        Properties client = client(bootstrapServers, properties);
        String limit = Long.toString(within.toMillis());
        client.putIfAbsent(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, limit);
        client.setProperty(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, limit);
        Throwable problem;
        try (Admin asking = Admin.create(client)) {
            asking.describeCluster().nodes().get(within.toMillis(), TimeUnit.MILLISECONDS);
            return;
        } catch (InterruptedException e) {
            throw interrupted("answer", e);
        } catch (ExecutionException e) {
            problem = e.getCause() == null ? e : e.getCause();
        } catch (TimeoutException | KafkaException e) {
            problem = e.getCause() instanceof KafkaException ? e.getCause() : e;
        }
        String said =
                problem instanceof TimeoutException
                                || problem
                                        instanceof org.apache.kafka.common.errors.TimeoutException
                        ? "nobody answered"
                        : String.valueOf(problem.getMessage());
        throw noBroker(bootstrapServers, said, within, problem);
    }

    private static TopicException noBroker(
            String bootstrapServers, String said, Duration within, @Nullable Throwable problem) {
        return new TopicException(
                "kafka.bootstrapServers is "
                        + bootstrapServers
                        + ", where no broker can be used ("
                        + said
                        + " within "
                        + within.toSeconds()
                        + " s); start the broker, or correct kafka.bootstrapServers and, for a"
                        + " secured one, kafka.properties. For one that is slow, set"
                        + " kafka.properties.default.api.timeout.ms.",
                problem);
    }

    /**
     * Makes sure that a broker answers; that nobody even listens is told sooner. A broker on a busy
     * machine takes connections at once and answers late.
     *
     * @param bootstrapServers where to, as {@code host:port,host:port}
     * @param properties any settings of Kafka's admin client, for one its security
     * @param listens how long to try to connect
     * @param within how long to wait for an answer of whoever listens
     * @throws TopicException with the addresses that were tried and the cure when none does
     */
    public static void awaitBroker(
            String bootstrapServers,
            Map<String, String> properties,
            Duration listens,
            Duration within) {
        if (!isListening(bootstrapServers, listens)) {
            throw noBroker(bootstrapServers, "nobody answered", listens, null);
        }
        awaitBroker(bootstrapServers, properties, within);
    }

    /** Whether one of the addresses takes a connection; also where one is not understood here. */
    private static boolean isListening(String bootstrapServers, Duration within) {
        long until = System.nanoTime() + within.toNanos();
        do {
            for (String server : bootstrapServers.split(",", -1)) {
                Matcher address = ADDRESS.matcher(server.strip());
                if (!address.matches()) {
                    return true; // Kafka says what is wrong with it
                }
                try (Socket socket = new Socket()) {
                    int port = Integer.parseInt(address.group(2));
                    socket.connect(new InetSocketAddress(address.group(1), port), CONNECT_MILLIS);
                    return true;
                } catch (IOException | IllegalArgumentException e) {
                    // Perhaps the next one.
                }
            }
            LockSupport.parkNanos(ASK_AGAIN_AFTER.toNanos());
        } while (System.nanoTime() < until);
        return false;
    }

    /**
     * Creates the topics that do not exist, and waits until they can be written to and read.
     *
     * @return the names of those that were created
     */
    public List<String> createMissing(Collection<TopicSpec> specs) {
        Set<String> existing = get("list topics", admin.listTopics().names());
        List<String> created = new ArrayList<>();
        for (TopicSpec spec : specs) {
            if (!existing.contains(spec.name()) && create(spec)) {
                created.add(spec.name());
            }
        }
        awaitKnown(created);
        return created;
    }

    /**
     * A topic exists some time before the broker that is asked has heard of it, and that some time
     * before the leader of a partition serves it. Who writes in between may lose a batch: the
     * leader refuses a producer's first batch, takes its second one, and then the first is out of
     * order.
     */
    private void awaitKnown(List<String> topics) {
        if (topics.isEmpty()) {
            return;
        }
        String what = "tell of the new topics " + topics;
        long deadline = System.nanoTime() + KNOWN_WITHIN.toNanos();
        while (true) {
            try {
                Map<TopicPartition, OffsetSpec> ends = new HashMap<>();
                for (TopicDescription topic :
                        admin.describeTopics(topics).allTopicNames().get().values()) {
                    ends.putAll(endsOf(topic));
                }
                // Only a leader answers; the client asks again until one does.
                admin.listOffsets(ends).all().get();
                return;
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof UnknownTopicOrPartitionException)
                        || System.nanoTime() > deadline) {
                    throw failed(what, e);
                }
            } catch (InterruptedException e) {
                throw interrupted(what, e);
            }
            LockSupport.parkNanos(ASK_AGAIN_AFTER.toNanos());
        }
    }

    private static Map<TopicPartition, OffsetSpec> endsOf(TopicDescription topic) {
        Map<TopicPartition, OffsetSpec> ends = new HashMap<>();
        topic.partitions()
                .forEach(
                        p ->
                                ends.put(
                                        new TopicPartition(topic.name(), p.partition()),
                                        OffsetSpec.latest()));
        return ends;
    }

    private boolean create(TopicSpec spec) {
        NewTopic topic =
                new NewTopic(
                                spec.name(),
                                spec.partitions() == 0
                                        ? Optional.empty()
                                        : Optional.of(spec.partitions()),
                                spec.replicas() == 0
                                        ? Optional.empty()
                                        : Optional.of((short) spec.replicas()))
                        .configs(spec.settings());
        try {
            admin.createTopics(List.of(topic)).all().get();
            return true;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof TopicExistsException) {
                return false;
            }
            throw failed("create topic " + spec.name(), e);
        } catch (InterruptedException e) {
            throw interrupted("create topic " + spec.name(), e);
        }
    }

    /**
     * Checks that the topics exist and are set up as they must be.
     *
     * @throws TopicException with every topic that is not, what was found and the cure
     */
    public void check(Collection<TopicSpec> specs) {
        List<String> problems = problems(specs);
        if (!problems.isEmpty()) {
            throw new TopicException(
                    "Kafka at "
                            + bootstrapServers
                            + " is not set up for the coach:\n  - "
                            + String.join("\n  - ", problems));
        }
    }

    /** What {@link #check} complains about, one sentence each; empty when all is well. */
    public List<String> problems(Collection<TopicSpec> specs) {
        List<String> problems = new ArrayList<>();
        Map<String, TopicDescription> existing = describe(specs, problems);
        List<ConfigResource> resources =
                existing.keySet().stream()
                        .map(name -> new ConfigResource(ConfigResource.Type.TOPIC, name))
                        .toList();
        Map<ConfigResource, Config> configs =
                get("read the settings of topics", admin.describeConfigs(resources).all());
        for (TopicSpec spec : specs) {
            TopicDescription description = existing.get(spec.name());
            Config config = configs.get(new ConfigResource(ConfigResource.Type.TOPIC, spec.name()));
            if (description != null && config != null) {
                checkPartitions(spec, description.partitions().size(), problems);
                checkSettings(spec, config, problems);
            }
        }
        return problems;
    }

    private Map<String, TopicDescription> describe(
            Collection<TopicSpec> specs, List<String> problems) {
        List<String> names = specs.stream().map(TopicSpec::name).toList();
        Map<String, TopicDescription> existing = new HashMap<>();
        Map<String, KafkaFuture<TopicDescription>> answers =
                admin.describeTopics(names).topicNameValues();
        for (TopicSpec spec : specs) {
            String name = spec.name();
            KafkaFuture<TopicDescription> answer = answers.get(name);
            if (answer == null) {
                continue;
            }
            try {
                existing.put(name, answer.get());
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof UnknownTopicOrPartitionException)) {
                    throw failed("describe topic " + name, e);
                }
                problems.add(absent(spec));
            } catch (InterruptedException e) {
                throw interrupted("describe topic " + name, e);
            }
        }
        return existing;
    }

    private static String absent(TopicSpec spec) {
        return spec.namedBy().isEmpty()
                ? "topic "
                        + spec.name()
                        + " does not exist; create it, or let the job create it with"
                        + " kafka.createTopics: true"
                : "topic "
                        + spec.name()
                        + ", which "
                        + spec.namedBy()
                        + " names, does not exist; take it out of "
                        + spec.namedBy()
                        + ", or create it with those who fill it (kafka.createTopics creates only"
                        + " the coach's own)";
    }

    private static void checkPartitions(TopicSpec spec, int found, List<String> problems) {
        if (spec.partitions() != 0 && spec.partitions() != found) {
            problems.add(
                    "topic "
                            + spec.name()
                            + " has "
                            + found
                            + " partitions, expected are "
                            + spec.partitions()
                            + "; correct topics.partitions, or create the topic anew (adding"
                            + " partitions would move persons and break their order)");
        }
    }

    private static void checkSettings(TopicSpec spec, Config config, List<String> problems) {
        if (spec.compacted()) {
            String policy = value(config, TopicConfig.CLEANUP_POLICY_CONFIG);
            if (!policy.equals(TopicConfig.CLEANUP_POLICY_COMPACT)) {
                problems.add(
                        wrong(
                                spec,
                                TopicConfig.CLEANUP_POLICY_CONFIG,
                                policy,
                                "else a version in force is deleted",
                                TopicConfig.CLEANUP_POLICY_COMPACT));
            }
        } else {
            checkRetention(spec, config, problems);
        }
        checkTimestamps(spec, config, problems);
        String bytes = value(config, TopicConfig.MAX_MESSAGE_BYTES_CONFIG);
        if (Long.parseLong(bytes) < spec.leastMessageBytes()) {
            problems.add(
                    wrong(
                            spec,
                            TopicConfig.MAX_MESSAGE_BYTES_CONFIG,
                            bytes,
                            "else large records are refused and the job fails",
                            Integer.toString(spec.leastMessageBytes())));
        }
    }

    private static void checkRetention(TopicSpec spec, Config config, List<String> problems) {
        String policy = value(config, TopicConfig.CLEANUP_POLICY_CONFIG);
        if (policy.contains(TopicConfig.CLEANUP_POLICY_COMPACT)) {
            problems.add(
                    wrong(
                            spec,
                            TopicConfig.CLEANUP_POLICY_CONFIG,
                            policy,
                            "else all but the last record of each person are deleted",
                            TopicConfig.CLEANUP_POLICY_DELETE));
        }
        String found = value(config, TopicConfig.RETENTION_MS_CONFIG);
        long ms = Long.parseLong(found);
        boolean enough =
                ms == TopicSpec.FOR_EVER
                        || (spec.leastRetentionMs() != TopicSpec.FOR_EVER
                                && ms >= spec.leastRetentionMs());
        if (!enough) {
            problems.add(
                    wrong(
                            spec,
                            TopicConfig.RETENTION_MS_CONFIG,
                            found,
                            "else records are deleted before they are read",
                            Long.toString(spec.leastRetentionMs())));
        }
    }

    private static void checkTimestamps(TopicSpec spec, Config config, List<String> problems) {
        String type = value(config, TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG);
        if (spec.timestamps() == TopicSpec.Timestamps.OF_ARRIVAL && !type.equals("LogAppendTime")) {
            problems.add(
                    wrong(
                            spec,
                            TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG,
                            type,
                            "else the clock of a device becomes the ingest clock",
                            "LogAppendTime"));
        }
        if (spec.timestamps() != TopicSpec.Timestamps.OF_RECORDING) {
            return;
        }
        if (!type.equals("CreateTime")) {
            problems.add(
                    wrong(
                            spec,
                            TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG,
                            type,
                            "else a recording gets the time of its replay",
                            "CreateTime"));
        }
        String endless = Long.toString(Long.MAX_VALUE);
        for (String limit :
                List.of(
                        TopicConfig.MESSAGE_TIMESTAMP_AFTER_MAX_MS_CONFIG,
                        TopicConfig.MESSAGE_TIMESTAMP_BEFORE_MAX_MS_CONFIG)) {
            String found = value(config, limit);
            if (!found.equals(endless)) {
                problems.add(
                        wrong(
                                spec,
                                limit,
                                found,
                                "else records of another time are refused",
                                endless));
            }
        }
    }

    private static String wrong(
            TopicSpec spec, String setting, String found, String why, String cure) {
        return "topic "
                + spec.name()
                + " has "
                + setting
                + "="
                + found
                + ", "
                + why
                + "; set it with kafka-configs.sh --alter --entity-type topics --entity-name "
                + spec.name()
                + " --add-config "
                + setting
                + "="
                + cure;
    }

    /**
     * Checks that the brokers allow transactions to stay open so long.
     *
     * @param timeout the producers' {@code transaction.timeout.ms}
     * @throws TopicException when they do not; every producer would fail at its start
     */
    public void checkTransactionTimeout(Duration timeout) {
        Collection<Node> nodes = get("find the brokers", admin.describeCluster().nodes());
        List<ConfigResource> resources =
                nodes.stream()
                        .map(
                                node ->
                                        new ConfigResource(
                                                ConfigResource.Type.BROKER, node.idString()))
                        .toList();
        Map<ConfigResource, Config> configs =
                get("read the settings of brokers", admin.describeConfigs(resources).all());
        configs.forEach(
                (broker, config) -> {
                    String limit = value(config, TRANSACTION_LIMIT);
                    if (timeout.toMillis() > Long.parseLong(limit)) {
                        throw new TopicException(
                                "kafka.transactionTimeout (transaction.timeout.ms) is "
                                        + timeout.toMillis()
                                        + ", but broker "
                                        + broker.name()
                                        + " has "
                                        + TRANSACTION_LIMIT
                                        + "="
                                        + limit
                                        + "; lower the one or raise the other. An outage of the"
                                        + " job that lasts longer loses the open transaction.");
                    }
                });
    }

    /** The number of partitions of a topic. */
    public int partitions(String topic) {
        return description(topic).partitions().size();
    }

    /** Where each partition of a topic ends, exclusive; also what is not committed. */
    public Map<Integer, Long> endOffsets(String topic) {
        Map<TopicPartition, OffsetSpec> asked = endsOf(description(topic));
        Map<Integer, Long> ends = new TreeMap<>();
        get("find the end of topic " + topic, admin.listOffsets(asked).all())
                .forEach((partition, end) -> ends.put(partition.partition(), end.offset()));
        return ends;
    }

    private TopicDescription description(String topic) {
        Map<String, TopicDescription> all =
                get(
                        "describe topic " + topic,
                        admin.describeTopics(List.of(topic)).allTopicNames());
        TopicDescription description = all.get(topic);
        if (description == null) {
            throw new TopicException("Kafka at " + bootstrapServers + " knows no topic " + topic);
        }
        return description;
    }

    private static String value(Config config, String name) {
        ConfigEntry entry = config.get(name);
        if (entry == null || entry.value() == null) {
            throw new TopicException(
                    "The broker does not tell its "
                            + name
                            + "; it needs version 3.6 or later, and DescribeConfigs must be"
                            + " allowed.");
        }
        return entry.value();
    }

    private <T> T get(String what, KafkaFuture<T> answer) {
        try {
            return answer.get();
        } catch (ExecutionException e) {
            throw failed(what, e);
        } catch (InterruptedException e) {
            throw interrupted(what, e);
        }
    }

    private TopicException failed(String what, ExecutionException e) {
        Throwable cause = e.getCause() == null ? e : e.getCause();
        return new TopicException(
                "Kafka at "
                        + bootstrapServers
                        + " did not "
                        + what
                        + ": "
                        + cause.getMessage()
                        + ". Check bootstrap servers, network, and the rights Describe,"
                        + " DescribeConfigs and, where topics are created, Create.",
                cause);
    }

    private static TopicException interrupted(String what, InterruptedException e) {
        Thread.currentThread().interrupt();
        return new TopicException("Interrupted while Kafka was asked to " + what, e);
    }

    @Override
    public void close() {
        admin.close(Duration.ofSeconds(5));
    }
}
