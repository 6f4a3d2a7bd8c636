package org.wearablecoach.tables;

import org.apache.avro.Schema;
import org.apache.flink.table.api.ValidationException;
import org.wearablecoach.event.RecordFormat;

/** The records that topics hold, each with its wire format. */
enum RecordKind {
    TELEMETRY("Telemetry"),
    DEAD_LETTER("DeadLetter"),
    WINDOW_SCORE("WindowScore"),
    DECISION("Decision"),
    RECOMMENDATION("Recommendation"),
    REWARD("Reward"),
    CONTROL_STATUS("ControlStatus"),
    MODEL_UPDATE("ModelUpdate"),
    POLICY_UPDATE("PolicyUpdate");

    private final String recordName;

    RecordKind(String recordName) {
        this.recordName = recordName;
    }

    /** The name in the option {@code record}, that of the Avro schema. */
    String recordName() {
        return recordName;
    }

    /** A fresh format; each thread needs its own. */
    RecordFormat<?> format() {
        return switch (this) {
            case TELEMETRY -> RecordFormat.telemetry();
            case DEAD_LETTER -> RecordFormat.deadLetter();
            case WINDOW_SCORE -> RecordFormat.windowScore();
            case DECISION -> RecordFormat.decision();
            case RECOMMENDATION -> RecordFormat.recommendation();
            case REWARD -> RecordFormat.reward();
            case CONTROL_STATUS -> RecordFormat.controlStatus();
            case MODEL_UPDATE -> RecordFormat.modelUpdate();
            case POLICY_UPDATE -> RecordFormat.policyUpdate();
        };
    }

    /** Whether their topic is compacted, so that a record without a value deletes its key. */
    boolean compacted() {
        return this == MODEL_UPDATE || this == POLICY_UPDATE;
    }

    /** The current Avro schema. */
    Schema schema() {
        return new Schema.Parser().parse(format().schemaJson());
    }

    /**
     * The record of a name.
     *
     * @throws ValidationException for an unknown name, listing the known ones
     */
    static RecordKind of(String option, String name) {
        StringBuilder known = new StringBuilder();
        for (RecordKind kind : values()) {
            if (kind.recordName.equals(name)) {
                return kind;
            }
            known.append(known.length() == 0 ? "" : ", ").append(kind.recordName);
        }
        throw new ValidationException(
                "'" + option + "': expected one of " + known + ", found '" + name + "'");
    }
}
