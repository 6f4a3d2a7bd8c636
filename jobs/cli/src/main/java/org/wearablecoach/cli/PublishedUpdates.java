package org.wearablecoach.cli;

import java.util.ArrayList;
import java.util.List;
import org.wearablecoach.event.ModelAction;
import org.wearablecoach.event.ModelUpdate;
import org.wearablecoach.event.RecordFormat;
import org.wearablecoach.job.KafkaPorts;
import org.wearablecoach.job.config.CoachConfig;
import org.wearablecoach.kafka.TopicReader;

/** What was published on the topic of models, and is still there. */
final class PublishedUpdates {

    private PublishedUpdates() {}

    /** The candidate that was published last, if it was not withdrawn. */
    static ModelUpdate candidate(CoachConfig config, String slot) {
        ModelUpdate last = null;
        for (ModelUpdate update : read(config, slot)) {
            if (update.action() == ModelAction.SHADOW) {
                last = update;
            } else if (update.action() == ModelAction.WITHDRAW) {
                last = null;
            }
        }
        if (last == null) {
            throw new InputException(
                    "No candidate is published for "
                            + slot
                            + ": publish one with coach models publish "
                            + slot
                            + " --shadow --model FILE.");
        }
        return last;
    }

    /** The update that brought a version. */
    static ModelUpdate version(CoachConfig config, String slot, String version) {
        List<String> versions = new ArrayList<>();
        ModelUpdate found = null;
        for (ModelUpdate update : read(config, slot)) {
            boolean brings = update.model() != null || update.uri() != null;
            if (brings && update.version().equals(version)) {
                found = update;
            } else if (brings && !versions.contains(update.version())) {
                versions.add(update.version());
            }
        }
        if (found == null) {
            throw new InputException(
                    "The topic "
                            + KafkaPorts.topics(config).models()
                            + " holds no version "
                            + version
                            + " for "
                            + slot
                            + (versions.isEmpty() ? "" : ", only " + String.join(", ", versions))
                            + ": it keeps the last of each name. Name the file with --model.");
        }
        return found;
    }

    /** An update about a model that does not carry it. */
    static ModelUpdate without(ModelUpdate update, ModelAction action, long from) {
        return new ModelUpdate(
                update.name(),
                update.version(),
                update.sha256(),
                from,
                "",
                null,
                null,
                null,
                null,
                action);
    }

    private static List<ModelUpdate> read(CoachConfig config, String slot) {
        List<ModelUpdate> updates = new ArrayList<>();
        try (TopicReader<ModelUpdate> reader =
                new TopicReader<>(
                        config.kafka().bootstrapServers(),
                        KafkaPorts.topics(config).models(),
                        RecordFormat.modelUpdate(),
                        config.kafka().properties())) {
            for (TopicReader.Entry<ModelUpdate> entry : reader.readToEnd()) {
                if (entry.value().name().equals(slot)) {
                    updates.add(entry.value());
                }
            }
        }
        return updates;
    }
}
