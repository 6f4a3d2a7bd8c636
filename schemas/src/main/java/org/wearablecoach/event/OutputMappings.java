package org.wearablecoach.event;

import java.nio.ByteBuffer;
import java.time.Instant;

/** What the coach writes, on the wire. */
final class OutputMappings {

    private OutputMappings() {}

    static final class OfWindowScore
            extends Mapping<WindowScore, org.wearablecoach.avro.WindowScore> {

        OfWindowScore() {
            super(org.wearablecoach.avro.WindowScore.getClassSchema());
        }

        @Override
        org.wearablecoach.avro.WindowScore toAvro(WindowScore from) {
            org.wearablecoach.avro.WindowScore to = new org.wearablecoach.avro.WindowScore();
            to.setUserId(from.userId());
            to.setSignal(org.wearablecoach.avro.SignalKind.valueOf(from.signal().name()));
            to.setDevice(from.device());
            to.setStart(Instant.ofEpochMilli(from.start()));
            to.setEnd(Instant.ofEpochMilli(from.end()));
            to.setIngestTime(Instant.ofEpochMilli(from.ingestTime()));
            to.setSamples(from.samples());
            to.setQuality(from.quality());
            to.setBackfill(from.backfill());
            to.setFeatures(Parts.toAvro(from.features(), Parts::named));
            to.setModel(from.model() == null ? null : Parts.version(from.model()));
            to.setScores(boxed(from.scores()));
            to.setLabel(from.label());
            to.setSlot(from.slot());
            to.setOthers(Parts.toAvro(from.others(), OutputMappings::score));
            to.setSensor(from.sensor());
            return to;
        }

        @Override
        WindowScore fromAvro(org.wearablecoach.avro.WindowScore from) {
            return new WindowScore(
                    from.getUserId(),
                    SignalKind.valueOf(from.getSignal().name()),
                    from.getDevice(),
                    from.getStart().toEpochMilli(),
                    from.getEnd().toEpochMilli(),
                    from.getIngestTime().toEpochMilli(),
                    from.getSamples(),
                    from.getQuality(),
                    from.getBackfill(),
                    Parts.fromAvro(from.getFeatures(), Parts::named),
                    from.getModel() == null ? null : Parts.version(from.getModel()),
                    floats(from.getScores()),
                    from.getLabel(),
                    from.getSlot(),
                    Parts.fromAvro(from.getOthers(), OutputMappings::score),
                    from.getSensor());
        }
    }

    private static org.wearablecoach.avro.ModelScore score(ModelScore from) {
        return new org.wearablecoach.avro.ModelScore(
                from.slot(),
                from.shadow(),
                Parts.version(from.model()),
                Mapping.boxed(from.scores()));
    }

    private static ModelScore score(org.wearablecoach.avro.ModelScore from) {
        return new ModelScore(
                from.getSlot(),
                from.getShadow(),
                Parts.version(from.getModel()),
                Mapping.floats(from.getScores()));
    }

    static final class OfDecision extends Mapping<Decision, org.wearablecoach.avro.Decision> {

        OfDecision() {
            super(org.wearablecoach.avro.Decision.getClassSchema());
        }

        @Override
        org.wearablecoach.avro.Decision toAvro(Decision from) {
            org.wearablecoach.avro.Decision to = new org.wearablecoach.avro.Decision();
            to.setDecisionId(from.decisionId());
            to.setDeployment(from.deployment());
            to.setUserId(from.userId());
            to.setIndex(from.index());
            to.setType(org.wearablecoach.avro.DecisionType.valueOf(from.type().name()));
            to.setTrigger(org.wearablecoach.avro.Trigger.valueOf(from.trigger().name()));
            to.setDecisionTime(Instant.ofEpochMilli(from.decisionTime()));
            to.setSensorTime(Instant.ofEpochMilli(from.sensorTime()));
            to.setIngestTime(Instant.ofEpochMilli(from.ingestTime()));
            to.setSkippedTicks(from.skippedTicks());
            to.setAvailable(from.available());
            to.setReason(
                    from.reason() == null
                            ? null
                            : org.wearablecoach.avro.Reason.valueOf(from.reason().name()));
            to.setFeatureSchema(from.featureSchema());
            to.setContext(Parts.toAvro(from.context(), Parts::named));
            to.setBaselineFeatures(boxed(from.baselineFeatures()));
            to.setAdvantageFeatures(boxed(from.advantageFeatures()));
            to.setWindows(Parts.toAvro(from.windows(), Parts::window));
            to.setCandidates(Parts.toAvro(from.candidates(), Parts::candidate));
            to.setProbability(from.probability());
            to.setChosen(from.chosen());
            to.setDraw(nullIfMissing(from.draw()));
            to.setDrawCounter(from.drawCounter());
            to.setAllocation(from.allocation());
            to.setAdvantages(Parts.toAvro(from.advantages(), Parts::advantage));
            to.setMargin(nullIfMissing(from.margin()));
            to.setPolicy(Parts.version(from.policy()));
            to.setModels(Parts.toAvro(from.models(), Parts::version));
            to.setBuild(from.build());
            to.setConfigHash(from.configHash());
            to.setDosage(from.dosage());
            to.setMessagesToday(from.messagesToday());
            to.setLastMessageTime(instant(from.lastMessageTime()));
            to.setZone(from.zone());
            to.setTzVersion(from.tzVersion());
            to.setTemplate(from.template());
            to.setPreviousHash(from.previousHash());
            to.setRowHash(from.rowHash());
            return to;
        }

        @Override
        Decision fromAvro(org.wearablecoach.avro.Decision from) {
            return new Decision(
                    from.getDecisionId(),
                    from.getDeployment(),
                    from.getUserId(),
                    from.getIndex(),
                    DecisionType.valueOf(from.getType().name()),
                    Trigger.valueOf(from.getTrigger().name()),
                    from.getDecisionTime().toEpochMilli(),
                    from.getSensorTime().toEpochMilli(),
                    from.getIngestTime().toEpochMilli(),
                    from.getSkippedTicks(),
                    from.getAvailable(),
                    from.getReason() == null ? null : Reason.valueOf(from.getReason().name()),
                    from.getFeatureSchema(),
                    Parts.fromAvro(from.getContext(), Parts::named),
                    doubles(from.getBaselineFeatures()),
                    doubles(from.getAdvantageFeatures()),
                    Parts.fromAvro(from.getWindows(), Parts::window),
                    Parts.fromAvro(from.getCandidates(), Parts::candidate),
                    from.getProbability(),
                    from.getChosen(),
                    missingIfNull(from.getDraw()),
                    from.getDrawCounter(),
                    from.getAllocation(),
                    Parts.fromAvro(from.getAdvantages(), Parts::advantage),
                    missingIfNull(from.getMargin()),
                    Parts.version(from.getPolicy()),
                    Parts.fromAvro(from.getModels(), Parts::version),
                    from.getBuild(),
                    from.getConfigHash(),
                    from.getDosage(),
                    from.getMessagesToday(),
                    millis(from.getLastMessageTime()),
                    from.getZone(),
                    from.getTzVersion(),
                    from.getTemplate(),
                    from.getPreviousHash(),
                    from.getRowHash());
        }
    }

    static final class OfRecommendation
            extends Mapping<Recommendation, org.wearablecoach.avro.Recommendation> {

        OfRecommendation() {
            super(org.wearablecoach.avro.Recommendation.getClassSchema());
        }

        @Override
        org.wearablecoach.avro.Recommendation toAvro(Recommendation from) {
            org.wearablecoach.avro.Recommendation to = new org.wearablecoach.avro.Recommendation();
            to.setDecisionId(from.decisionId());
            to.setUserId(from.userId());
            to.setType(org.wearablecoach.avro.DecisionType.valueOf(from.type().name()));
            to.setIntervention(from.intervention());
            to.setTemplate(from.template());
            to.setLanguage(from.language());
            to.setText(from.text());
            to.setDecisionTime(Instant.ofEpochMilli(from.decisionTime()));
            to.setIngestTime(Instant.ofEpochMilli(from.ingestTime()));
            to.setExpiresAt(Instant.ofEpochMilli(from.expiresAt()));
            return to;
        }

        @Override
        Recommendation fromAvro(org.wearablecoach.avro.Recommendation from) {
            return new Recommendation(
                    from.getDecisionId(),
                    from.getUserId(),
                    DecisionType.valueOf(from.getType().name()),
                    from.getIntervention(),
                    from.getTemplate(),
                    from.getLanguage(),
                    from.getText(),
                    from.getDecisionTime().toEpochMilli(),
                    from.getIngestTime().toEpochMilli(),
                    from.getExpiresAt().toEpochMilli());
        }
    }

    static final class OfReward extends Mapping<Reward, org.wearablecoach.avro.Reward> {

        OfReward() {
            super(org.wearablecoach.avro.Reward.getClassSchema());
        }

        @Override
        org.wearablecoach.avro.Reward toAvro(Reward from) {
            org.wearablecoach.avro.Reward to = new org.wearablecoach.avro.Reward();
            to.setDecisionId(from.decisionId());
            to.setUserId(from.userId());
            to.setIndex(from.index());
            to.setLastIndex(from.lastIndex());
            to.setDeliveredAt(instant(from.deliveredAt()));
            to.setOpenedAt(instant(from.openedAt()));
            to.setAnsweredAt(instant(from.answeredAt()));
            to.setAnswer(
                    from.answer() == null
                            ? null
                            : org.wearablecoach.avro.InteractionKind.valueOf(from.answer().name()));
            to.setOutcome(from.outcome());
            to.setOutcomeValue(nullIfMissing(from.outcomeValue()));
            to.setOutcomeTime(Instant.ofEpochMilli(from.outcomeTime()));
            to.setReward(nullIfMissing(from.reward()));
            to.setParts(Parts.toAvro(from.parts(), Parts::named));
            to.setRewardModel(
                    from.rewardModel() == null ? null : Parts.version(from.rewardModel()));
            to.setLearnable(from.learnable());
            to.setClosedBy(org.wearablecoach.avro.ClosedBy.valueOf(from.closedBy().name()));
            to.setClosedAt(Instant.ofEpochMilli(from.closedAt()));
            to.setDecisionHash(from.decisionHash());
            to.setRewardIndex(from.rewardIndex());
            to.setPreviousHash(from.previousHash());
            to.setRowHash(from.rowHash());
            return to;
        }

        @Override
        Reward fromAvro(org.wearablecoach.avro.Reward from) {
            return new Reward(
                    from.getDecisionId(),
                    from.getUserId(),
                    from.getIndex(),
                    from.getLastIndex(),
                    millis(from.getDeliveredAt()),
                    millis(from.getOpenedAt()),
                    millis(from.getAnsweredAt()),
                    from.getAnswer() == null
                            ? null
                            : InteractionKind.valueOf(from.getAnswer().name()),
                    from.getOutcome(),
                    missingIfNull(from.getOutcomeValue()),
                    from.getOutcomeTime().toEpochMilli(),
                    missingIfNull(from.getReward()),
                    Parts.fromAvro(from.getParts(), Parts::named),
                    from.getRewardModel() == null ? null : Parts.version(from.getRewardModel()),
                    from.getLearnable(),
                    ClosedBy.valueOf(from.getClosedBy().name()),
                    from.getClosedAt().toEpochMilli(),
                    from.getDecisionHash(),
                    from.getRewardIndex(),
                    from.getPreviousHash(),
                    from.getRowHash());
        }
    }

    static final class OfDeadLetter extends Mapping<DeadLetter, org.wearablecoach.avro.DeadLetter> {

        OfDeadLetter() {
            super(org.wearablecoach.avro.DeadLetter.getClassSchema());
        }

        @Override
        org.wearablecoach.avro.DeadLetter toAvro(DeadLetter from) {
            org.wearablecoach.avro.DeadLetter to = new org.wearablecoach.avro.DeadLetter();
            to.setCause(org.wearablecoach.avro.Cause.valueOf(from.cause().name()));
            to.setDetail(from.detail());
            to.setTopic(from.topic());
            to.setPartition(from.partition());
            to.setOffset(from.offset());
            to.setIngestTime(Instant.ofEpochMilli(from.ingestTime()));
            to.setUserId(from.userId());
            to.setLength(from.length());
            to.setSha256(from.sha256());
            to.setRaw(from.raw() == null ? null : ByteBuffer.wrap(from.raw()));
            return to;
        }

        @Override
        DeadLetter fromAvro(org.wearablecoach.avro.DeadLetter from) {
            return new DeadLetter(
                    Cause.valueOf(from.getCause().name()),
                    from.getDetail(),
                    from.getTopic(),
                    from.getPartition(),
                    from.getOffset(),
                    from.getIngestTime().toEpochMilli(),
                    from.getUserId(),
                    from.getLength(),
                    from.getSha256(),
                    from.getRaw() == null ? null : bytes(from.getRaw()));
        }
    }
}
