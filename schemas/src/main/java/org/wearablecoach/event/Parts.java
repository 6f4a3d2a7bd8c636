package org.wearablecoach.event;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Function;

/** The parts that records share, to their generated classes and back. */
final class Parts {

    private Parts() {}

    static org.wearablecoach.avro.VersionRef version(VersionRef from) {
        return new org.wearablecoach.avro.VersionRef(from.name(), from.version(), from.sha256());
    }

    static VersionRef version(org.wearablecoach.avro.VersionRef from) {
        return new VersionRef(from.getName(), from.getVersion(), from.getSha256());
    }

    static org.wearablecoach.avro.NamedValue named(NamedValue from) {
        return new org.wearablecoach.avro.NamedValue(
                from.name(), Mapping.nullIfMissing(from.value()));
    }

    static NamedValue named(org.wearablecoach.avro.NamedValue from) {
        return new NamedValue(from.getName(), Mapping.missingIfNull(from.getValue()));
    }

    static org.wearablecoach.avro.WindowRef window(WindowRef from) {
        org.wearablecoach.avro.WindowRef to = new org.wearablecoach.avro.WindowRef();
        to.setSignal(org.wearablecoach.avro.SignalKind.valueOf(from.signal().name()));
        to.setDevice(from.device());
        to.setStart(Instant.ofEpochMilli(from.start()));
        to.setEnd(Instant.ofEpochMilli(from.end()));
        to.setQuality(from.quality());
        to.setModel(from.model());
        to.setSensor(from.sensor());
        return to;
    }

    static WindowRef window(org.wearablecoach.avro.WindowRef from) {
        return new WindowRef(
                SignalKind.valueOf(from.getSignal().name()),
                from.getDevice(),
                from.getStart().toEpochMilli(),
                from.getEnd().toEpochMilli(),
                from.getQuality(),
                from.getModel(),
                from.getSensor());
    }

    static org.wearablecoach.avro.Candidate candidate(Candidate from) {
        org.wearablecoach.avro.Candidate to = new org.wearablecoach.avro.Candidate();
        to.setIntervention(from.intervention());
        Reason reason = from.reason();
        to.setReason(reason == null ? null : org.wearablecoach.avro.Reason.valueOf(reason.name()));
        to.setShare(from.share());
        return to;
    }

    static Candidate candidate(org.wearablecoach.avro.Candidate from) {
        return new Candidate(
                from.getIntervention(),
                from.getReason() == null ? null : Reason.valueOf(from.getReason().name()),
                from.getShare());
    }

    static org.wearablecoach.avro.Advantage advantage(Advantage from) {
        return new org.wearablecoach.avro.Advantage(from.name(), from.mean(), from.variance());
    }

    static Advantage advantage(org.wearablecoach.avro.Advantage from) {
        return new Advantage(from.getName(), from.getMean(), from.getVariance());
    }

    static <T, A> List<A> toAvro(List<T> from, Function<T, A> part) {
        List<A> to = new ArrayList<>(from.size());
        for (int i = 0; i < from.size(); i++) {
            to.add(part.apply(from.get(i)));
        }
        return to;
    }

    /** An unmodifiable list. */
    static <T, A> List<T> fromAvro(List<A> from, Function<A, T> part) {
        List<T> to = new ArrayList<>(from.size());
        for (int i = 0; i < from.size(); i++) {
            to.add(part.apply(from.get(i)));
        }
        return Collections.unmodifiableList(to);
    }
}
