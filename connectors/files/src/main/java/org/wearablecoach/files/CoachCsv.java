package org.wearablecoach.files;

import java.time.ZoneId;
import org.wearablecoach.event.Payload;

/** The words of the coach-csv format, the same for reader and writer. */
public final class CoachCsv {

    static final String HEADER = "user,device,boot,sequence,time,ingest,kind,value";
    static final int MAX_USER = 128;
    static final int MAX_DEVICE = 64;

    /** Counts a g: 16 g, the widest range of wrist sensors, fill 16 bits. */
    static final int COUNTS_PER_G = 2048;

    /**
     * Resolution of stored acceleration, g. Rounding to it adds noise of 1/2048/sqrt(12) = 0.14 mg,
     * a tenth of the noise of the sensors themselves (1 to 3 mg at 25 to 100 Hz).
     */
    static final float G_PER_COUNT = 1f / COUNTS_PER_G;

    static final String HEART_RATE = "heart-rate";
    static final String INTERVAL = "interval";
    static final String ACC = "acc";
    static final String GLUCOSE = "glucose";
    static final String STEPS = "steps";
    static final String STEPS_CUMULATIVE = "steps-cumulative";
    static final String STATUS = "status";
    static final String INTERACTION = "interaction";
    static final String PROFILE = "profile";
    static final String CONSENT = "consent";
    static final String ERASE = "erase";
    static final String SENSOR = "sensor";

    /** Marks a heart rate that is the mean of a minute. */
    static final String MINUTE_MEAN = "minute";

    private CoachCsv() {}

    /**
     * The word for a payload, also used to count records by kind; {@code unknown} for a kind of a
     * later version.
     */
    public static String kindOf(Payload payload) {
        if (payload instanceof Payload.HeartRate) {
            return HEART_RATE;
        } else if (payload instanceof Payload.BeatIntervals) {
            return INTERVAL;
        } else if (payload instanceof Payload.Acceleration) {
            return ACC;
        } else if (payload instanceof Payload.Glucose) {
            return GLUCOSE;
        } else if (payload instanceof Payload.Steps steps) {
            return steps.cumulative() ? STEPS_CUMULATIVE : STEPS;
        } else if (payload instanceof Payload.DeviceStatus) {
            return STATUS;
        } else if (payload instanceof Payload.Interaction) {
            return INTERACTION;
        } else if (payload instanceof Payload.Profile) {
            return PROFILE;
        } else if (payload instanceof Payload.Consent) {
            return CONSENT;
        } else if (payload instanceof Payload.Erase) {
            return ERASE;
        } else if (payload instanceof Payload.SensorValues) {
            return SENSOR;
        }
        return "unknown";
    }

    static String zone(Lines lines, int field) {
        String id = lines.name(field);
        ZoneId zone = Profiles.zone(id);
        if (zone == null) {
            throw lines.badField(field, "a time zone as Europe/Zurich");
        }
        return id;
    }

    static String language(Lines lines, int field) {
        String tag = lines.name(field);
        if (!Profiles.isLanguage(tag)) {
            throw lines.badField(field, "a language tag as en or pt-BR");
        }
        return tag;
    }

    static boolean flag(Lines lines, int field) {
        if (lines.is(field, "true")) {
            return true;
        }
        if (lines.is(field, "false")) {
            return false;
        }
        throw lines.badField(field, "true or false");
    }
}
