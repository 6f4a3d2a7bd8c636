package org.wearablecoach.event;

import java.nio.ByteBuffer;
import java.time.Instant;

/** The records of the control topics and the answers to them, on the wire. */
final class ControlMappings {

    private ControlMappings() {}

    static final class OfModelUpdate
            extends Mapping<ModelUpdate, org.wearablecoach.avro.ModelUpdate> {

        OfModelUpdate() {
            super(org.wearablecoach.avro.ModelUpdate.getClassSchema());
        }

        @Override
        org.wearablecoach.avro.ModelUpdate toAvro(ModelUpdate from) {
            org.wearablecoach.avro.ModelUpdate to = new org.wearablecoach.avro.ModelUpdate();
            to.setName(from.name());
            to.setVersion(from.version());
            to.setSha256(from.sha256());
            to.setEffectiveFrom(Instant.ofEpochMilli(from.effectiveFrom()));
            to.setManifest(from.manifest());
            to.setModel(from.model() == null ? null : ByteBuffer.wrap(from.model()));
            to.setUri(from.uri());
            to.setKeyId(from.keyId());
            to.setSignature(from.signature() == null ? null : ByteBuffer.wrap(from.signature()));
            to.setAction(org.wearablecoach.avro.ModelAction.valueOf(from.action().name()));
            return to;
        }

        @Override
        ModelUpdate fromAvro(org.wearablecoach.avro.ModelUpdate from) {
            return new ModelUpdate(
                    from.getName(),
                    from.getVersion(),
                    from.getSha256(),
                    from.getEffectiveFrom().toEpochMilli(),
                    from.getManifest(),
                    from.getModel() == null ? null : bytes(from.getModel()),
                    from.getUri(),
                    from.getKeyId(),
                    from.getSignature() == null ? null : bytes(from.getSignature()),
                    ModelAction.valueOf(from.getAction().name()));
        }
    }

    static final class OfPolicyUpdate
            extends Mapping<PolicyUpdate, org.wearablecoach.avro.PolicyUpdate> {

        OfPolicyUpdate() {
            super(org.wearablecoach.avro.PolicyUpdate.getClassSchema());
        }

        @Override
        org.wearablecoach.avro.PolicyUpdate toAvro(PolicyUpdate from) {
            org.wearablecoach.avro.PolicyUpdate to = new org.wearablecoach.avro.PolicyUpdate();
            to.setName(from.name());
            to.setVersion(from.version());
            to.setSha256(from.sha256());
            to.setEffectiveFrom(Instant.ofEpochMilli(from.effectiveFrom()));
            to.setSpecification(from.specification());
            return to;
        }

        @Override
        PolicyUpdate fromAvro(org.wearablecoach.avro.PolicyUpdate from) {
            return new PolicyUpdate(
                    from.getName(),
                    from.getVersion(),
                    from.getSha256(),
                    from.getEffectiveFrom().toEpochMilli(),
                    from.getSpecification());
        }
    }

    static final class OfControlStatus
            extends Mapping<ControlStatus, org.wearablecoach.avro.ControlStatus> {

        OfControlStatus() {
            super(org.wearablecoach.avro.ControlStatus.getClassSchema());
        }

        @Override
        org.wearablecoach.avro.ControlStatus toAvro(ControlStatus from) {
            org.wearablecoach.avro.ControlStatus to = new org.wearablecoach.avro.ControlStatus();
            to.setKind(org.wearablecoach.avro.ControlKind.valueOf(from.kind().name()));
            to.setName(from.name());
            to.setVersion(from.version());
            to.setSha256(from.sha256());
            to.setEffectiveFrom(Instant.ofEpochMilli(from.effectiveFrom()));
            to.setAccepted(from.accepted());
            to.setDetail(from.detail());
            to.setOperator(from.operator());
            to.setSubtask(from.subtask());
            to.setParallelism(from.parallelism());
            ModelAction action = from.action();
            to.setAction(
                    action == null
                            ? null
                            : org.wearablecoach.avro.ModelAction.valueOf(action.name()));
            return to;
        }

        @Override
        ControlStatus fromAvro(org.wearablecoach.avro.ControlStatus from) {
            return new ControlStatus(
                    ControlKind.valueOf(from.getKind().name()),
                    from.getName(),
                    from.getVersion(),
                    from.getSha256(),
                    from.getEffectiveFrom().toEpochMilli(),
                    from.getAccepted(),
                    from.getDetail(),
                    from.getOperator(),
                    from.getSubtask(),
                    from.getParallelism(),
                    from.getAction() == null ? null : ModelAction.valueOf(from.getAction().name()));
        }
    }
}
