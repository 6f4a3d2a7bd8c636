package org.wearablecoach.files;

import java.nio.file.Files;
import java.nio.file.Path;

/** The recordings that can be read, by the name the command line gives them. */
public enum Format {
    /** A Garmin Health SDK stream: {@code data.csv} and {@code acc.csv}. */
    GARMIN_HEALTH("garmin-health", true),

    /** One row a minute: mean heart rate and steps of several persons. */
    FITBIT_MINUTES("fitbit-minutes", false),

    /** The folder of an Empatica E4 session. */
    EMPATICA_E4("empatica-e4", true),

    /** Labelled wrist acceleration of the WISDM 2019 study, without timestamps. */
    WISDM("wisdm", false),

    /** Glucose readings, one file a person. */
    CGM("cgm", false),

    /** The export of Apple Health: {@code export.xml}, in its zip or not. */
    APPLE_HEALTH("apple-health", true),

    /** FIT recordings of watches and bike computers. */
    FIT("fit", true),

    /** Dexcom Clarity's export of glucose readings. */
    DEXCOM_CLARITY("dexcom-clarity", true),

    /** Nightscout's entries of glucose readings. */
    NIGHTSCOUT("nightscout", true),

    /** Tidepool's export, of which the glucose readings are published. */
    TIDEPOOL("tidepool", true),

    /** Every kind of telemetry as plain CSV: how anyone brings their own recording. */
    COACH_CSV("coach-csv", false);

    private final String cliName;
    private final boolean takesUser;

    Format(String cliName, boolean takesUser) {
        this.cliName = cliName;
        this.takesUser = takesUser;
    }

    /** The name on the command line; also the device of its records, except in coach-csv. */
    public String cliName() {
        return cliName;
    }

    /** Whether its recordings name no person, so that one can be given. */
    public boolean takesUser() {
        return takesUser;
    }

    /**
     * Reads a whole recording of this format.
     *
     * @param input the file or folder, as the format asks
     * @param options what the person says about it
     * @throws RecordingException when the input is absent, not of this format, in other units, or
     *     holds nothing that can be published, and for a user given to a format that names its
     *     persons itself; the message names file, line, rule and cure
     */
    public Recording read(Path input, RecordingOptions options) {
        if (options.user() != null && !takesUser) {
            throw new RecordingException(
                    "--user names the person of a recording without one; "
                            + cliName
                            + " names its persons itself: leave --user out");
        }
        if (!Files.exists(input)) {
            throw new RecordingException(input, "no such file or folder; check --input");
        }
        return reader().read(input, options);
    }

    private RecordingReader reader() {
        return switch (this) {
            case GARMIN_HEALTH -> new GarminHealthReader();
            case FITBIT_MINUTES -> new FitbitMinutesReader();
            case EMPATICA_E4 -> new EmpaticaE4Reader();
            case WISDM -> new WisdmReader();
            case CGM -> new CgmReader();
            case APPLE_HEALTH -> new AppleHealthReader();
            case FIT -> new FitReader();
            case DEXCOM_CLARITY -> new GlucoseExportReader(GlucoseFormat.DEXCOM_CLARITY, ".csv");
            case NIGHTSCOUT -> new GlucoseExportReader(GlucoseFormat.NIGHTSCOUT, ".json");
            case TIDEPOOL -> new GlucoseExportReader(GlucoseFormat.TIDEPOOL, ".json", ".csv");
            case COACH_CSV -> new CoachCsvReader();
        };
    }

    /**
     * The format of a name.
     *
     * @throws RecordingException for an unknown name, listing the known ones
     */
    public static Format of(String cliName) {
        StringBuilder known = new StringBuilder();
        for (Format format : values()) {
            if (format.cliName.equals(cliName)) {
                return format;
            }
            known.append(known.length() == 0 ? "" : ", ").append(format.cliName);
        }
        throw new RecordingException("--format " + cliName + " is not known; use one of " + known);
    }
}
