package org.wearablecoach.event;

import org.jspecify.annotations.Nullable;

/** Every record but telemetry as canonical JSON, and back. */
final class JsonRecords {

    private JsonRecords() {}

    static void write(WindowScore value, JsonOut to) {
        to.begin();
        to.key("userId").text(value.userId());
        to.key("signal").symbol(value.signal());
        to.key("device").text(value.device());
        to.key("start").time(value.start());
        to.key("end").time(value.end());
        to.key("ingestTime").time(value.ingestTime());
        to.key("samples").integer(value.samples());
        to.key("quality").number(value.quality());
        to.key("backfill").bool(value.backfill());
        to.key("features").array(value.features(), JsonRecords::write);
        to.key("model");
        writeOrNull(value.model(), to);
        to.key("scores").numbers(value.scores());
        to.key("label").textOrNull(value.label());
        to.key("slot").textOrNull(value.slot());
        to.key("others").array(value.others(), JsonRecords::write);
        to.key("sensor").textOrNull(value.sensor());
        to.end();
    }

    private static void write(ModelScore value, JsonOut to) {
        to.begin();
        to.key("slot").text(value.slot());
        to.key("shadow").bool(value.shadow());
        to.key("model");
        write(value.model(), to);
        to.key("scores").numbers(value.scores());
        to.end();
    }

    private static ModelScore modelScore(JsonFields from) {
        return new ModelScore(
                from.text("slot"),
                from.bool("shadow"),
                from.object("model", JsonRecords::versionRef),
                from.numbers32("scores"));
    }

    static WindowScore windowScore(JsonFields from) {
        return new WindowScore(
                from.text("userId"),
                from.symbol("signal", SignalKind.class),
                from.text("device"),
                from.time("start"),
                from.time("end"),
                from.time("ingestTime"),
                from.integer32("samples"),
                from.number32("quality"),
                from.bool("backfill"),
                from.objects("features", JsonRecords::namedValue),
                from.objectOrNull("model", JsonRecords::versionRef),
                from.numbers32("scores"),
                from.textOrNull("label"),
                from.textOrNull("slot"),
                from.objects("others", JsonRecords::modelScore),
                from.textOrNull("sensor"));
    }

    static void write(Decision value, JsonOut to) {
        to.begin();
        to.key("decisionId").text(value.decisionId());
        to.key("deployment").text(value.deployment());
        to.key("userId").text(value.userId());
        to.key("index").integer(value.index());
        to.key("type").symbol(value.type());
        to.key("trigger").symbol(value.trigger());
        to.key("decisionTime").time(value.decisionTime());
        to.key("sensorTime").time(value.sensorTime());
        to.key("ingestTime").time(value.ingestTime());
        to.key("skippedTicks").integer(value.skippedTicks());
        to.key("available").bool(value.available());
        to.key("reason").symbolOrNull(value.reason());
        to.key("featureSchema").integer(value.featureSchema());
        to.key("context").array(value.context(), JsonRecords::write);
        to.key("baselineFeatures").numbers(value.baselineFeatures());
        to.key("advantageFeatures").numbers(value.advantageFeatures());
        to.key("windows").array(value.windows(), JsonRecords::write);
        to.key("candidates").array(value.candidates(), JsonRecords::write);
        to.key("probability").number(value.probability());
        to.key("chosen").textOrNull(value.chosen());
        to.key("draw").number(value.draw());
        to.key("drawCounter").text(value.drawCounter());
        to.key("allocation").text(value.allocation());
        to.key("advantages").array(value.advantages(), JsonRecords::write);
        to.key("margin").number(value.margin());
        to.key("policy");
        write(value.policy(), to);
        to.key("models").array(value.models(), JsonRecords::write);
        to.key("build").text(value.build());
        to.key("configHash").text(value.configHash());
        to.key("dosage").number(value.dosage());
        to.key("messagesToday").integer(value.messagesToday());
        to.key("lastMessageTime").timeOrNull(value.lastMessageTime());
        to.key("zone").text(value.zone());
        to.key("tzVersion").text(value.tzVersion());
        to.key("template").textOrNull(value.template());
        to.key("previousHash").text(value.previousHash());
        to.key("rowHash").textOrNull(value.rowHash());
        to.end();
    }

    static Decision decision(JsonFields from) {
        return new Decision(
                from.text("decisionId"),
                from.text("deployment"),
                from.text("userId"),
                from.integer("index"),
                from.symbol("type", DecisionType.class),
                from.symbol("trigger", Trigger.class),
                from.time("decisionTime"),
                from.time("sensorTime"),
                from.time("ingestTime"),
                from.integer("skippedTicks"),
                from.bool("available"),
                from.symbolOrNull("reason", Reason.class),
                from.integer32("featureSchema"),
                from.objects("context", JsonRecords::namedValue),
                from.numbers("baselineFeatures"),
                from.numbers("advantageFeatures"),
                from.objects("windows", JsonRecords::windowRef),
                from.objects("candidates", JsonRecords::candidate),
                from.number("probability"),
                from.textOrNull("chosen"),
                from.number("draw"),
                from.text("drawCounter"),
                from.text("allocation"),
                from.objects("advantages", JsonRecords::advantage),
                from.number("margin"),
                from.object("policy", JsonRecords::versionRef),
                from.objects("models", JsonRecords::versionRef),
                from.text("build"),
                from.text("configHash"),
                from.number("dosage"),
                from.integer32("messagesToday"),
                from.timeOrNull("lastMessageTime"),
                from.text("zone"),
                from.text("tzVersion"),
                from.textOrNull("template"),
                from.text("previousHash"),
                from.textOrNull("rowHash"));
    }

    static void write(Recommendation value, JsonOut to) {
        to.begin();
        to.key("decisionId").text(value.decisionId());
        to.key("userId").text(value.userId());
        to.key("type").symbol(value.type());
        to.key("intervention").text(value.intervention());
        to.key("template").text(value.template());
        to.key("language").text(value.language());
        to.key("text").text(value.text());
        to.key("decisionTime").time(value.decisionTime());
        to.key("ingestTime").time(value.ingestTime());
        to.key("expiresAt").time(value.expiresAt());
        to.end();
    }

    static Recommendation recommendation(JsonFields from) {
        return new Recommendation(
                from.text("decisionId"),
                from.text("userId"),
                from.symbol("type", DecisionType.class),
                from.text("intervention"),
                from.text("template"),
                from.text("language"),
                from.text("text"),
                from.time("decisionTime"),
                from.time("ingestTime"),
                from.time("expiresAt"));
    }

    static void write(Reward value, JsonOut to) {
        to.begin();
        to.key("decisionId").text(value.decisionId());
        to.key("userId").text(value.userId());
        to.key("index").integer(value.index());
        to.key("lastIndex").integer(value.lastIndex());
        to.key("deliveredAt").timeOrNull(value.deliveredAt());
        to.key("openedAt").timeOrNull(value.openedAt());
        to.key("answeredAt").timeOrNull(value.answeredAt());
        to.key("answer").symbolOrNull(value.answer());
        to.key("outcome").text(value.outcome());
        to.key("outcomeValue").number(value.outcomeValue());
        to.key("outcomeTime").time(value.outcomeTime());
        to.key("reward").number(value.reward());
        to.key("parts").array(value.parts(), JsonRecords::write);
        to.key("rewardModel");
        writeOrNull(value.rewardModel(), to);
        to.key("learnable").bool(value.learnable());
        to.key("closedBy").symbol(value.closedBy());
        to.key("closedAt").time(value.closedAt());
        to.key("decisionHash").textOrNull(value.decisionHash());
        to.key("rewardIndex").integer(value.rewardIndex());
        to.key("previousHash").text(value.previousHash());
        to.key("rowHash").textOrNull(value.rowHash());
        to.end();
    }

    static Reward reward(JsonFields from) {
        return new Reward(
                from.text("decisionId"),
                from.text("userId"),
                from.integer("index"),
                from.integer("lastIndex"),
                from.timeOrNull("deliveredAt"),
                from.timeOrNull("openedAt"),
                from.timeOrNull("answeredAt"),
                from.symbolOrNull("answer", InteractionKind.class),
                from.text("outcome"),
                from.number("outcomeValue"),
                from.time("outcomeTime"),
                from.number("reward"),
                from.objects("parts", JsonRecords::namedValue),
                from.objectOrNull("rewardModel", JsonRecords::versionRef),
                from.bool("learnable"),
                from.symbol("closedBy", ClosedBy.class),
                from.time("closedAt"),
                from.textOrNull("decisionHash"),
                from.integer("rewardIndex"),
                from.text("previousHash"),
                from.textOrNull("rowHash"));
    }

    static void write(DeadLetter value, JsonOut to) {
        to.begin();
        to.key("cause").symbol(value.cause());
        to.key("detail").text(value.detail());
        to.key("topic").textOrNull(value.topic());
        to.key("partition").integer(value.partition());
        to.key("offset").integer(value.offset());
        to.key("ingestTime").time(value.ingestTime());
        to.key("userId").textOrNull(value.userId());
        to.key("length").integer(value.length());
        to.key("sha256").textOrNull(value.sha256());
        to.key("raw").base64OrNull(value.raw());
        to.end();
    }

    static DeadLetter deadLetter(JsonFields from) {
        return new DeadLetter(
                from.symbol("cause", Cause.class),
                from.text("detail"),
                from.textOrNull("topic"),
                from.integer32("partition"),
                from.integer("offset"),
                from.time("ingestTime"),
                from.textOrNull("userId"),
                from.integer32("length"),
                from.textOrNull("sha256"),
                from.base64OrNull("raw"));
    }

    static void write(ModelUpdate value, JsonOut to) {
        to.begin();
        to.key("name").text(value.name());
        to.key("version").text(value.version());
        to.key("sha256").text(value.sha256());
        to.key("effectiveFrom").time(value.effectiveFrom());
        to.key("manifest").text(value.manifest());
        to.key("model").base64OrNull(value.model());
        to.key("uri").textOrNull(value.uri());
        to.key("keyId").textOrNull(value.keyId());
        to.key("signature").base64OrNull(value.signature());
        to.key("action").symbol(value.action());
        to.end();
    }

    static ModelUpdate modelUpdate(JsonFields from) {
        return new ModelUpdate(
                from.text("name"),
                from.text("version"),
                from.text("sha256"),
                from.time("effectiveFrom"),
                from.text("manifest"),
                from.base64OrNull("model"),
                from.textOrNull("uri"),
                from.textOrNull("keyId"),
                from.base64OrNull("signature"),
                from.symbol("action", ModelAction.class));
    }

    static void write(PolicyUpdate value, JsonOut to) {
        to.begin();
        to.key("name").text(value.name());
        to.key("version").text(value.version());
        to.key("sha256").text(value.sha256());
        to.key("effectiveFrom").time(value.effectiveFrom());
        to.key("specification").text(value.specification());
        to.end();
    }

    static PolicyUpdate policyUpdate(JsonFields from) {
        return new PolicyUpdate(
                from.text("name"),
                from.text("version"),
                from.text("sha256"),
                from.time("effectiveFrom"),
                from.text("specification"));
    }

    static void write(ControlStatus value, JsonOut to) {
        to.begin();
        to.key("kind").symbol(value.kind());
        to.key("name").text(value.name());
        to.key("version").text(value.version());
        to.key("sha256").text(value.sha256());
        to.key("effectiveFrom").time(value.effectiveFrom());
        to.key("accepted").bool(value.accepted());
        to.key("detail").text(value.detail());
        to.key("operator").text(value.operator());
        to.key("subtask").integer(value.subtask());
        to.key("parallelism").integer(value.parallelism());
        to.key("action").symbolOrNull(value.action());
        to.end();
    }

    static ControlStatus controlStatus(JsonFields from) {
        return new ControlStatus(
                from.symbol("kind", ControlKind.class),
                from.text("name"),
                from.text("version"),
                from.text("sha256"),
                from.time("effectiveFrom"),
                from.bool("accepted"),
                from.text("detail"),
                from.text("operator"),
                from.integer32("subtask"),
                from.integer32("parallelism"),
                from.symbolOrNull("action", ModelAction.class));
    }

    static void write(NamedValue value, JsonOut to) {
        to.begin();
        to.key("name").text(value.name());
        to.key("value").number(value.value());
        to.end();
    }

    static NamedValue namedValue(JsonFields from) {
        return new NamedValue(from.text("name"), from.number("value"));
    }

    static void write(VersionRef value, JsonOut to) {
        to.begin();
        to.key("name").text(value.name());
        to.key("version").text(value.version());
        to.key("sha256").text(value.sha256());
        to.end();
    }

    static VersionRef versionRef(JsonFields from) {
        return new VersionRef(from.text("name"), from.text("version"), from.text("sha256"));
    }

    static void write(WindowRef value, JsonOut to) {
        to.begin();
        to.key("signal").symbol(value.signal());
        to.key("device").text(value.device());
        to.key("start").time(value.start());
        to.key("end").time(value.end());
        to.key("quality").number(value.quality());
        to.key("model").textOrNull(value.model());
        to.key("sensor").textOrNull(value.sensor());
        to.end();
    }

    static WindowRef windowRef(JsonFields from) {
        return new WindowRef(
                from.symbol("signal", SignalKind.class),
                from.text("device"),
                from.time("start"),
                from.time("end"),
                from.number32("quality"),
                from.textOrNull("model"),
                from.textOrNull("sensor"));
    }

    static void write(Candidate value, JsonOut to) {
        to.begin();
        to.key("intervention").text(value.intervention());
        to.key("reason").symbolOrNull(value.reason());
        to.key("share").number(value.share());
        to.end();
    }

    static Candidate candidate(JsonFields from) {
        return new Candidate(
                from.text("intervention"),
                from.symbolOrNull("reason", Reason.class),
                from.number("share"));
    }

    static void write(Advantage value, JsonOut to) {
        to.begin();
        to.key("name").text(value.name());
        to.key("mean").number(value.mean());
        to.key("variance").number(value.variance());
        to.end();
    }

    static Advantage advantage(JsonFields from) {
        return new Advantage(from.text("name"), from.number("mean"), from.number("variance"));
    }

    private static void writeOrNull(@Nullable VersionRef value, JsonOut to) {
        if (value == null) {
            to.nothing();
        } else {
            write(value, to);
        }
    }
}
