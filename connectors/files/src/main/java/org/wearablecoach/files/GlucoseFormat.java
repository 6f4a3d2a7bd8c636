package org.wearablecoach.files;

import java.nio.file.Path;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;

/**
 * The files of glucose readings that can be read, by the name the command line gives them.
 *
 * <p>Everywhere {@code Low} and {@code High}, which a sensor reports outside its range of 40 to 400
 * mg/dL, stand for 39 and 401; mmol/L are turned into mg/dL by 18.018; what is no sensor reading is
 * passed over and counted. Columns are found by their names, so a file may have more of them.
 */
public enum GlucoseFormat {

    /**
     * Dexcom Clarity's CSV export: the rows of {@code Event Type} {@code EGV}, their {@code
     * Timestamp} (local) and {@code Glucose Value} in the unit of its header. Alerts, calibrations,
     * meals and the rows about the person are passed over.
     */
    DEXCOM_CLARITY("dexcom-clarity"),

    /**
     * Nightscout's entries as JSON ({@code /api/v1/entries.json}, or its database's export): {@code
     * type} {@code sgv}, {@code date} (ms) or {@code dateString}, {@code utcOffset} (minutes),
     * {@code sgv} in mg/dL unless {@code units} says mmol. Values up to 12 are error codes of the
     * sensor. Fingersticks and calibrations are passed over.
     */
    NIGHTSCOUT("nightscout"),

    /**
     * Tidepool's export as JSON or CSV: {@code type} {@code cbg}, {@code time}, {@code
     * timezoneOffset} (minutes), {@code value} in its {@code units}, <b>mmol/L</b> in most. Some
     * have no value. Fingersticks ({@code smbg}), insulin and settings are passed over.
     */
    TIDEPOOL("tidepool"),

    /**
     * A table {@code timestamp,glucose_value_mg_dl}, or with {@code glucose_value_mmol_l}. Where
     * timestamps have no date but a time of day only, a new day begins where it falls back by more
     * than twelve hours.
     */
    CSV("csv");

    private final String cliName;

    GlucoseFormat(String cliName) {
        this.cliName = cliName;
    }

    /** The name on the command line. */
    public String cliName() {
        return cliName;
    }

    /**
     * Reads a file.
     *
     * @param file the export
     * @param zone in which times without an offset are read, and whose clock counts for the time of
     *     day; null where the file decides, and UTC where it says nothing
     * @throws RecordingException when the file is absent, not of this format, in another unit, or
     *     holds no reading; the message names file, line, rule and cure
     */
    public GlucoseReadings read(Path file, @Nullable ZoneId zone) {
        return switch (this) {
            case DEXCOM_CLARITY -> DexcomClarity.read(file, zone);
            case NIGHTSCOUT -> Nightscout.read(file, zone);
            case TIDEPOOL -> Tidepool.read(file, zone);
            case CSV -> GlucoseTable.read(file, zone);
        };
    }

    /**
     * The format of a name.
     *
     * @throws RecordingException for an unknown name, listing the known ones
     */
    public static GlucoseFormat of(String cliName) {
        StringBuilder known = new StringBuilder();
        for (GlucoseFormat format : values()) {
            if (format.cliName.equals(cliName)) {
                return format;
            }
            known.append(known.length() == 0 ? "" : ", ").append(format.cliName);
        }
        throw new RecordingException("--format " + cliName + " is not known; use one of " + known);
    }
}
