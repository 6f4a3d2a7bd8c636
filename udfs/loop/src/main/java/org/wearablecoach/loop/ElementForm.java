package org.wearablecoach.loop;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.wearablecoach.event.Control;
import org.wearablecoach.event.ControlStatus;
import org.wearablecoach.event.DeadLetter;
import org.wearablecoach.event.DecodingException;
import org.wearablecoach.event.InteractionKind;
import org.wearablecoach.event.ModelUpdate;
import org.wearablecoach.event.Payload;
import org.wearablecoach.event.PolicyUpdate;
import org.wearablecoach.event.RecordFormat;
import org.wearablecoach.event.SignalKind;
import org.wearablecoach.event.VersionRef;

/**
 * The binary form of stream elements. Inside one task elements are handed on as they are; the form
 * is for the control stream, and for whoever cuts the chain.
 */
public final class ElementForm implements Codec<Element> {

    private static final int WINDOW = 1;
    private static final int TICK = 2;
    private static final int REACTION = 3;
    private static final int PROFILE = 4;
    private static final int CONSENT = 5;
    private static final int ERASURE = 6;
    private static final int EXPIRED = 7;
    private static final int REFUSED = 8;
    private static final int MODEL_UPDATE = 9;
    private static final int POLICY_UPDATE = 10;
    private static final int ACKNOWLEDGEMENT = 11;
    private static final int TOLD = 12;

    private final RecordFormat<DeadLetter> deadLetters = RecordFormat.deadLetter();
    private final RecordFormat<ModelUpdate> models = RecordFormat.modelUpdate();
    private final RecordFormat<PolicyUpdate> policies = RecordFormat.policyUpdate();
    private final RecordFormat<ControlStatus> statuses = RecordFormat.controlStatus();

    @Override
    public int version() {
        return 1;
    }

    @Override
    public void write(Element element, DataOutput out) throws IOException {
        if (element instanceof Element.Window e) {
            out.writeByte(WINDOW);
            window(e, out);
        } else if (element instanceof Element.Tick e) {
            head(TICK, e, out);
            out.writeLong(e.sensorTime());
            out.writeLong(e.decisionTime());
            out.writeLong(e.skipped());
            out.writeLong(e.newestSignal());
            out.writeLong(e.newestWorn());
            out.writeLong(e.drivingUntil());
            out.writeLong(e.stepsClock());
        } else if (element instanceof Element.Reaction e) {
            head(REACTION, e, out);
            out.writeLong(e.sensorTime());
            Codec.writeText(e.decisionId(), out);
            out.writeByte(e.what().code());
        } else if (element instanceof Element.ProfileChange e) {
            head(PROFILE, e, out);
            out.writeLong(e.sensorTime());
            profile(e.profile(), out);
        } else if (element instanceof Element.ConsentChange e) {
            head(CONSENT, e, out);
            out.writeLong(e.sensorTime());
            out.writeBoolean(e.granted());
        } else if (element instanceof Element.Told e) {
            head(TOLD, e, out);
            out.writeLong(e.sensorTime());
            out.writeByte(e.activity());
            out.writeLong(e.from());
            out.writeLong(e.until());
        } else if (element instanceof Element.Erasure) {
            head(ERASURE, element, out);
        } else if (element instanceof Element.Expired e) {
            head(EXPIRED, e, out);
            out.writeLong(e.lastIngestTime());
            out.writeBoolean(e.person());
        } else if (element instanceof Element.Refused e) {
            head(REFUSED, e, out);
            Codec.writeBytes(deadLetters.encode(e.letter()), out);
        } else if (element instanceof Element.Update e) {
            update(e, out);
        } else if (element instanceof Element.Acknowledgement e) {
            head(ACKNOWLEDGEMENT, e, out);
            Codec.writeBytes(statuses.encode(e.status()), out);
        }
    }

    @Override
    public Element read(int version, DataInput in) throws IOException {
        int kind = in.readByte();
        String userId = Codec.readText(in);
        long ingest = in.readLong();
        return switch (kind) {
            case WINDOW -> window(userId, ingest, in);
            case TICK ->
                    new Element.Tick(
                            userId,
                            ingest,
                            in.readLong(),
                            in.readLong(),
                            in.readLong(),
                            in.readLong(),
                            in.readLong(),
                            in.readLong(),
                            in.readLong());
            case REACTION ->
                    new Element.Reaction(
                            userId,
                            ingest,
                            in.readLong(),
                            Codec.readText(in),
                            InteractionKind.of(in.readByte()));
            case PROFILE -> new Element.ProfileChange(userId, ingest, in.readLong(), profile(in));
            case CONSENT ->
                    new Element.ConsentChange(userId, ingest, in.readLong(), in.readBoolean());
            case TOLD ->
                    new Element.Told(
                            userId,
                            ingest,
                            in.readLong(),
                            in.readByte(),
                            in.readLong(),
                            in.readLong());
            case ERASURE -> new Element.Erasure(userId, ingest);
            case EXPIRED -> new Element.Expired(userId, ingest, in.readLong(), in.readBoolean());
            case REFUSED -> new Element.Refused(userId, ingest, decode(deadLetters, in));
            case MODEL_UPDATE -> new Element.Update(ingest, decode(models, in));
            case POLICY_UPDATE -> new Element.Update(ingest, decode(policies, in));
            case ACKNOWLEDGEMENT -> new Element.Acknowledgement(ingest, decode(statuses, in));
            default -> throw new IOException("No stream element has kind " + kind + ".");
        };
    }

    /** Elements are never changed. */
    @Override
    public Element copy(Element element) {
        return element;
    }

    private static void head(int kind, Element element, DataOutput out) throws IOException {
        out.writeByte(kind);
        Codec.writeText(element.userId(), out);
        out.writeLong(element.ingestTime());
    }

    private void update(Element.Update element, DataOutput out) throws IOException {
        Control control = element.control();
        if (control instanceof ModelUpdate model) {
            head(MODEL_UPDATE, element, out);
            Codec.writeBytes(models.encode(model), out);
        } else if (control instanceof PolicyUpdate policy) {
            head(POLICY_UPDATE, element, out);
            Codec.writeBytes(policies.encode(policy), out);
        }
    }

    private static void window(Element.Window e, DataOutput out) throws IOException {
        Codec.writeText(e.userId(), out);
        out.writeLong(e.ingestTime());
        out.writeByte(e.signal().code());
        Codec.writeText(e.device(), out);
        out.writeLong(e.start());
        out.writeLong(e.end());
        out.writeLong(e.clock());
        out.writeInt(e.samples());
        out.writeFloat(e.quality());
        out.writeBoolean(e.backfill());
        Codec.writeFloats(e.features(), out);
        out.writeFloat(e.z());
        Codec.writeFloats(e.input(), out);
        Codec.writeNullable(e.sensor(), out);
        out.writeByte(e.scored().size());
        for (int i = 0; i < e.scored().size(); i++) {
            Score score = e.scored().get(i);
            Codec.writeText(score.slot(), out);
            out.writeBoolean(score.shadow());
            Codec.writeText(score.model().name(), out);
            Codec.writeText(score.model().version(), out);
            Codec.writeText(score.model().sha256(), out);
            Codec.writeFloats(score.outputs(), out);
        }
    }

    private static Element.Window window(String userId, long ingest, DataInput in)
            throws IOException {
        SignalKind signal = SignalKind.of(in.readByte());
        String device = Codec.readText(in);
        long start = in.readLong();
        long end = in.readLong();
        long clock = in.readLong();
        int samples = in.readInt();
        float quality = in.readFloat();
        boolean backfill = in.readBoolean();
        float[] features = Codec.readFloats(in);
        float z = in.readFloat();
        float[] input = Codec.readFloats(in);
        String sensor = Codec.readNullable(in);
        return new Element.Window(
                userId,
                ingest,
                signal,
                device,
                start,
                end,
                clock,
                samples,
                quality,
                backfill,
                features,
                z,
                input,
                scores(in),
                sensor);
    }

    private static List<Score> scores(DataInput in) throws IOException {
        int size = in.readUnsignedByte();
        if (size == 0) {
            return List.of();
        }
        List<Score> scores = new ArrayList<>(size);
        for (int i = 0; i < size; i++) {
            scores.add(
                    new Score(
                            Codec.readText(in),
                            in.readBoolean(),
                            new VersionRef(
                                    Codec.readText(in), Codec.readText(in), Codec.readText(in)),
                            Codec.readFloats(in)));
        }
        return scores;
    }

    private static void profile(Payload.Profile p, DataOutput out) throws IOException {
        Codec.writeText(p.zone(), out);
        Codec.writeText(p.language(), out);
        out.writeBoolean(p.enrolled());
        out.writeFloat(p.restingBpm() == null ? Float.NaN : p.restingBpm());
        out.writeFloat(p.maximumBpm() == null ? Float.NaN : p.maximumBpm());
        out.writeBoolean(p.glucoseSensor());
    }

    private static Payload.Profile profile(DataInput in) throws IOException {
        String zone = Codec.readText(in);
        String language = Codec.readText(in);
        boolean enrolled = in.readBoolean();
        float resting = in.readFloat();
        float maximum = in.readFloat();
        return new Payload.Profile(
                zone,
                language,
                enrolled,
                Float.isNaN(resting) ? null : (Float) resting,
                Float.isNaN(maximum) ? null : (Float) maximum,
                in.readBoolean());
    }

    private static <T> T decode(RecordFormat<T> format, DataInput in) throws IOException {
        try {
            return format.decode(Codec.readBytes(in));
        } catch (DecodingException e) {
            throw new IOException("A stored record cannot be read.", e);
        }
    }
}
