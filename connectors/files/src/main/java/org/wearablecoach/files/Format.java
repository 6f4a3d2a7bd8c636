package org.wearablecoach.files;

import java.io.ObjectStreamException;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The recordings that can be read, by the name the command line gives them: those named here, and
 * each {@link RecordingFormat} that a module brings. Two of one name are equal.
 */
public final class Format implements Serializable {

    private static final long serialVersionUID = 1L;

    /** A Garmin Health SDK stream: {@code data.csv} and {@code acc.csv}. */
    public static final Format GARMIN_HEALTH =
            new Format("garmin-health", true, GarminHealthReader::new);

    /** One row a minute: mean heart rate and steps of several persons. */
    public static final Format FITBIT_MINUTES =
            new Format("fitbit-minutes", false, FitbitMinutesReader::new);

    /** The folder of an Empatica E4 session. */
    public static final Format EMPATICA_E4 = new Format("empatica-e4", true, EmpaticaE4Reader::new);

    /** Labelled wrist acceleration of the WISDM 2019 study, without timestamps. */
    public static final Format WISDM = new Format("wisdm", false, WisdmReader::new);

    /** Glucose readings, one file a person. */
    public static final Format CGM = new Format("cgm", false, CgmReader::new);

    /** The export of Apple Health: {@code export.xml}, in its zip or not. */
    public static final Format APPLE_HEALTH =
            new Format("apple-health", true, AppleHealthReader::new);

    /** FIT recordings of watches and bike computers. */
    public static final Format FIT = new Format("fit", true, FitReader::new);

    /** Dexcom Clarity's export of glucose readings. */
    public static final Format DEXCOM_CLARITY =
            new Format(
                    "dexcom-clarity",
                    true,
                    () -> new GlucoseExportReader(GlucoseFormat.DEXCOM_CLARITY, ".csv"));

    /** Nightscout's entries of glucose readings. */
    public static final Format NIGHTSCOUT =
            new Format(
                    "nightscout",
                    true,
                    () -> new GlucoseExportReader(GlucoseFormat.NIGHTSCOUT, ".json"));

    /** Tidepool's export, of which the glucose readings are published. */
    public static final Format TIDEPOOL =
            new Format(
                    "tidepool",
                    true,
                    () -> new GlucoseExportReader(GlucoseFormat.TIDEPOOL, ".json", ".csv"));

    /** Every kind of telemetry as plain CSV: how anyone brings their own recording. */
    public static final Format COACH_CSV = new Format("coach-csv", false, CoachCsvReader::new);

    private static final List<Format> OURS =
            List.of(
                    GARMIN_HEALTH,
                    FITBIT_MINUTES,
                    EMPATICA_E4,
                    WISDM,
                    CGM,
                    APPLE_HEALTH,
                    FIT,
                    DEXCOM_CLARITY,
                    NIGHTSCOUT,
                    TIDEPOOL,
                    COACH_CSV);

    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{0,63}");

    /** Looked for at the first use, by the loader of this class. */
    private static final class Installed {
        static final List<Format> FORMATS = load();

        private static List<Format> load() {
            List<Format> formats = new ArrayList<>(OURS);
            ClassLoader loader = Format.class.getClassLoader();
            for (RecordingFormat brought : ServiceLoader.load(RecordingFormat.class, loader)) {
                Format format = new Format(brought.name(), true, () -> reader(brought));
                if (!NAME.matcher(brought.name()).matches() || formats.contains(format)) {
                    throw new RecordingException(
                            "Format \""
                                    + brought.name()
                                    + "\" of "
                                    + brought.getClass().getName()
                                    + ": a name is lower-case letters, digits and hyphens, and not"
                                    + " that of another format; rename it");
                }
                formats.add(format);
            }
            return List.copyOf(formats);
        }

        private static RecordingReader reader(RecordingFormat format) {
            return (input, options) -> {
                Records records = new Records(input, options);
                format.read(input, options, records);
                return records.recording();
            };
        }
    }

    private final String cliName;
    private final transient boolean takesUser;
    private final transient Supplier<RecordingReader> reader;

    private Format(String cliName, boolean takesUser, Supplier<RecordingReader> reader) {
        this.cliName = cliName;
        this.takesUser = takesUser;
        this.reader = reader;
    }

    /** All formats: those named here, then those that modules bring. */
    public static Format[] values() {
        return Installed.FORMATS.toArray(new Format[0]);
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
        return reader.get().read(input, options);
    }

    /**
     * The format of a name.
     *
     * @throws RecordingException for an unknown name, listing the known ones
     */
    public static Format of(String cliName) {
        StringBuilder known = new StringBuilder();
        for (Format format : Installed.FORMATS) {
            if (format.cliName.equals(cliName)) {
                return format;
            }
            known.append(known.length() == 0 ? "" : ", ").append(format.cliName);
        }
        throw new RecordingException("--format " + cliName + " is not known; use one of " + known);
    }

    /** What was sent is the name; the reader is found again where it arrives. */
    private Object readResolve() throws ObjectStreamException {
        return of(cliName);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Format that && that.cliName.equals(cliName);
    }

    @Override
    public int hashCode() {
        return cliName.hashCode();
    }

    @Override
    public String toString() {
        return cliName;
    }
}
