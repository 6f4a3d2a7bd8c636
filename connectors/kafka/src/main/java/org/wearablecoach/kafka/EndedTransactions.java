package org.wearablecoach.kafka;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListTransactionsOptions;
import org.apache.kafka.clients.admin.TransactionDescription;
import org.apache.kafka.clients.admin.TransactionListing;
import org.apache.kafka.clients.admin.TransactionState;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.TransactionalIdNotFoundException;
import org.apache.kafka.common.errors.UnsupportedVersionException;

/**
 * Transactions that have ended and cannot all be read yet. A producer is told that its transaction
 * is committed once the brokers have noted so; that is written into the partitions afterwards, and
 * until then readers of committed records see a partition end before it. Not safe for use by
 * several threads.
 */
final class EndedTransactions implements AutoCloseable {

    /** What has ended; from here on nothing but the brokers themselves is waited for. */
    private static final Set<TransactionState> ENDED =
            Set.of(TransactionState.PREPARE_COMMIT, TransactionState.PREPARE_ABORT);

    private static final Duration WRITTEN_WITHIN = Duration.ofSeconds(60);
    private static final Duration ASK_AGAIN_AFTER = Duration.ofMillis(5);

    private final String bootstrapServers;
    private final Admin admin;

    /**
     * Connects.
     *
     * @param bootstrapServers where to, as {@code host:port,host:port}
     * @param properties any settings of Kafka's clients, for one its security
     */
    EndedTransactions(String bootstrapServers, Map<String, String> properties) {
        this.bootstrapServers = bootstrapServers;
        Properties client = new Properties();
        client.setProperty(CommonClientConfigs.ENABLE_METRICS_PUSH_CONFIG, "false");
        properties.forEach(client::setProperty);
        client.setProperty(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
        admin = Admin.create(client);
    }

    /**
     * Waits until every transaction that ended before the call can be read in some topics. One that
     * is open is not waited for, nor is one that ends later. Transactions whose ids the reader may
     * not describe are not seen, nor are any of brokers before 3.0.
     *
     * @param topics that are to be read
     * @throws TopicException when the brokers do not answer, or have not written it after a minute
     */
    void await(Collection<String> topics) {
        try {
            Map<String, Id> open = new HashMap<>();
            for (TransactionListing each :
                    admin.listTransactions(new ListTransactionsOptions().filterStates(ENDED))
                            .all()
                            .get()) {
                open.put(each.transactionalId(), Id.ANY);
            }
            long deadline = System.nanoTime() + WRITTEN_WITHIN.toNanos();
            while (!open.isEmpty()) {
                open = notWritten(open, topics);
                if (!open.isEmpty()) {
                    if (System.nanoTime() > deadline) {
                        throw new TopicException(
                                "Kafka at "
                                        + bootstrapServers
                                        + " has not finished the transactions "
                                        + open.keySet()
                                        + " on "
                                        + topics
                                        + " within "
                                        + WRITTEN_WITHIN.toSeconds()
                                        + " s; look for a partition without a leader.");
                    }
                    LockSupport.parkNanos(ASK_AGAIN_AFTER.toNanos());
                }
            }
        } catch (ExecutionException e) {
            if (e.getCause() instanceof UnsupportedVersionException
                    || e.getCause() instanceof AuthorizationException) {
                return;
            }
            throw failed(e.getCause() == null ? e : e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failed(e);
        }
    }

    /** Those of some transactions that are still the same and not written to all of the topics. */
    private Map<String, Id> notWritten(Map<String, Id> known, Collection<String> topics)
            throws ExecutionException, InterruptedException {
        Map<String, KafkaFuture<TransactionDescription>> answers = new HashMap<>();
        var asked = admin.describeTransactions(List.copyOf(known.keySet()));
        known.keySet().forEach(id -> answers.put(id, asked.description(id)));
        Map<String, Id> open = new HashMap<>();
        for (Map.Entry<String, KafkaFuture<TransactionDescription>> answer : answers.entrySet()) {
            TransactionDescription now;
            try {
                now = answer.getValue().get();
            } catch (ExecutionException e) {
                if (e.getCause() instanceof TransactionalIdNotFoundException) {
                    continue;
                }
                throw e;
            }
            Id id = Id.of(now);
            Id before = known.getOrDefault(answer.getKey(), Id.ANY);
            if (ENDED.contains(now.state())
                    && (before.equals(Id.ANY) || before.equals(id))
                    && now.topicPartitions().stream()
                            .map(TopicPartition::topic)
                            .anyMatch(topics::contains)) {
                open.put(answer.getKey(), id);
            }
        }
        return open;
    }

    private TopicException failed(Throwable cause) {
        return new TopicException(
                "Kafka at "
                        + bootstrapServers
                        + " did not say which transactions it has finished: "
                        + cause.getMessage(),
                cause);
    }

    @Override
    public void close() {
        admin.close(Duration.ofSeconds(5));
    }

    /** Tells a transaction from a later one of the same producer. */
    private record Id(long producer, int epoch, long start) {

        static final Id ANY = new Id(-1, -1, -1);

        static Id of(TransactionDescription transaction) {
            OptionalLong start = transaction.transactionStartTimeMs();
            return new Id(transaction.producerId(), transaction.producerEpoch(), start.orElse(-1));
        }
    }
}
