package org.wearablecoach.kafka.source;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.flink.connector.kafka.source.KafkaSourceBuilder;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.wearablecoach.event.RadarTopic;

/** What a source reads: topics by name or pattern, certain partitions, or those of RADAR-base. */
final class Subscription {

    private final List<String> topics;
    private final @Nullable Pattern pattern;
    private final Set<TopicPartition> partitions;
    private final Set<RadarTopic> radar;

    private Subscription(
            List<String> topics,
            @Nullable Pattern pattern,
            Set<TopicPartition> partitions,
            Set<RadarTopic> radar) {
        this.topics = topics;
        this.pattern = pattern;
        this.partitions = partitions;
        this.radar = radar;
    }

    static Subscription topics(List<String> names) {
        if (names.isEmpty() || names.stream().anyMatch(String::isBlank)) {
            throw new IllegalArgumentException(
                    "topics is " + names + "; name at least one, and none with an empty name.");
        }
        return new Subscription(names, null, Set.of(), Set.of());
    }

    static Subscription pattern(Pattern pattern) {
        return new Subscription(List.of(), pattern, Set.of(), Set.of());
    }

    static Subscription partitions(Set<TopicPartition> partitions) {
        if (partitions.isEmpty()) {
            throw new IllegalArgumentException("partitions is empty; name at least one.");
        }
        return new Subscription(List.of(), null, partitions, Set.of());
    }

    static Subscription radar(List<RadarTopic> topics) {
        if (topics.isEmpty()) {
            throw new IllegalArgumentException("radar is empty; name at least one topic.");
        }
        Set<RadarTopic> each = new TreeSet<>(topics);
        List<String> names = new ArrayList<>();
        each.forEach(topic -> names.add(topic.topic()));
        return new Subscription(names, null, Set.of(), each);
    }

    /** The topics of RADAR-base; empty where the coach's own are read. */
    Set<RadarTopic> radar() {
        return radar;
    }

    void subscribe(KafkaSourceBuilder<?> builder) {
        if (pattern != null) {
            builder.setTopicPattern(pattern);
        } else if (!topics.isEmpty()) {
            builder.setTopics(topics);
        } else {
            builder.setPartitions(partitions);
        }
    }

    /** The topic, where there is one; {@code option} needs it to know which is meant. */
    String onlyTopic(String option) {
        Set<String> names = new TreeSet<>(topics);
        partitions.forEach(partition -> names.add(partition.topic()));
        if (names.size() != 1) {
            throw new IllegalStateException(
                    option
                            + " is for a source of one topic, and this one reads "
                            + this
                            + "; use bounded(Offsets.of(...)) or bounded(Offsets.latest()).");
        }
        return names.iterator().next();
    }

    @Override
    public String toString() {
        if (pattern != null) {
            return "topics that match " + pattern;
        }
        if (!topics.isEmpty()) {
            return (topics.size() == 1 ? "topic " : "topics ") + String.join(", ", topics);
        }
        return "partitions "
                + partitions.stream()
                        .map(TopicPartition::toString)
                        .sorted()
                        .collect(Collectors.joining(", "));
    }
}
