package org.wearablecoach.files;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.wearablecoach.event.Payload;

/**
 * Every real recording that a format reads, with how many values of a kind are in it and who says
 * so; nothing of the counts comes from the readers.
 */
class EveryFixtureTest {

    @ParameterizedTest(name = "{0} {1}: {3} {2}, says {4}")
    @CsvSource(
            delimiter = '|',
            value = {
                "garmin-health|garmin-health-stream|interval|14316|table of the data",
                "garmin-health|garmin-health-stream|steps-cumulative|96|table of the data",
                "garmin-health|garmin-health-stream/acc.csv|acc|10000|lines of the file",
                "fitbit-minutes|fitbit-minutes/minute_hr_intensity_steps_4users.csv|heart-rate|"
                        + "116660|table of the data",
                "fitbit-minutes|fitbit-minutes/minute_hr_intensity_steps_4users.csv|steps|116660|"
                        + "table of the data",
                "empatica-e4|empatica-e4|heart-rate|4998|lines of HR.csv less two",
                "empatica-e4|empatica-e4|interval|4999|lines of IBI.csv less one",
                "empatica-e4|empatica-e4|acc|9998|lines of ACC.csv less two",
                "wisdm|wisdm-watch|acc|429600|30 persons of 6 x 2400 rows, one without jogging",
                "cgm|glucose/AZT1D/AZT1D-extracted-glucose-files|glucose|290392|"
                        + "295567 rows less 5175 repeated times",
                "dexcom-clarity|cgm-export-formats/dexcom-clarity/test_file.csv|glucose|2148|"
                        + "reference metrics beside the export",
                "nightscout|cgm-export-formats/nightscout/nightscout_entries.json|glucose|576|"
                        + "expected output beside the export",
                "tidepool|cgm-export-formats/tidepool/example-from-j-jellyfish.json|glucose|976|"
                        + "1282 readings less 306 without value",
                "tidepool|cgm-export-formats/tidepool/example-from-j-jellyfish.csv|glucose|1282|"
                        + "rows of type cbg, all with a value",
                "fit|fit-files/garmin-fenix-5-run.fit|heart-rate|21|rows of its decode beside",
                "fit|fit-files/garmin-fenix-5-walk.fit|heart-rate|17|rows of its decode beside",
            })
    void isReadToItsCount(String format, String path, String kind, int count, String source) {
        RecordingOptions options =
                format.startsWith("night") || format.startsWith("tide")
                        ? RecordingOptions.DEFAULTS.withUser("p")
                        : RecordingOptions.DEFAULTS;
        Recording recording = Format.of(format).read(RealData.path(path), options);
        long found = 0;
        for (Timed timed : recording) {
            Payload payload = timed.telemetry().payload();
            if (CoachCsv.kindOf(payload).equals(kind)) {
                found +=
                        payload instanceof Payload.Acceleration chunk
                                ? chunk.samples()
                                : payload instanceof Payload.BeatIntervals beats
                                        ? beats.milliseconds().length
                                        : 1;
            }
        }
        assertThat(found).as(source).isEqualTo(count);
    }
}
