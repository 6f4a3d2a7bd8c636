package org.wearablecoach.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wearablecoach.event.Payload.Profile;
import org.wearablecoach.event.Payload.Steps;
import org.wearablecoach.event.Telemetry;

/** Order, numbering and profiles of a replay, whatever the format. */
class RecordingTest {

    private static Recording build(RecordingBuilder builder) {
        return builder.build(Profiles.of(RecordingOptions.DEFAULTS, ZoneOffset.UTC), 0, 0);
    }

    @Property(seed = "20160412")
    void mergesAsAStableSortByIngestTimeDoes(
            @ForAll @Size(max = 60) List<@IntRange(max = 20) Integer> times,
            @ForAll @IntRange(min = 1, max = 4) int persons) {
        RecordingBuilder builder = new RecordingBuilder();
        List<int[]> expected = new ArrayList<>();
        for (int i = 0; i < times.size(); i++) {
            int time = times.get(i);
            builder.add(builder.source("p" + i % persons, "d"), time, new Steps(i, false));
            expected.add(new int[] {time, i});
        }
        expected.sort(Comparator.comparingInt(pair -> pair[0]));
        Recording recording = build(builder);
        for (int pass = 0; pass < 2; pass++) {
            List<int[]> merged = new ArrayList<>();
            long[] sequence = new long[persons];
            boolean[] profiled = new boolean[persons];
            int records = 0;
            for (Timed timed : recording) {
                records++;
                Telemetry telemetry = timed.telemetry();
                int person = Integer.parseInt(telemetry.userId().substring(1));
                if (telemetry.payload() instanceof Steps steps) {
                    merged.add(new int[] {(int) timed.ingestTime(), steps.count()});
                    assertThat(telemetry.sequence()).isEqualTo(sequence[person]++);
                    assertThat(profiled[person]).isTrue();
                } else {
                    assertThat(profiled[person]).isFalse();
                    assertThat(telemetry.sequence()).isZero();
                    profiled[person] = true;
                }
            }
            assertThat(merged).containsExactlyElementsOf(expected);
            assertThat(recording.size()).isEqualTo(records);
        }
    }

    @Test
    void endsAsIteratorsDo() {
        Iterator<Timed> iterator = build(new RecordingBuilder()).iterator();
        assertThat(iterator.hasNext()).isFalse();
        assertThatThrownBy(iterator::next).isInstanceOf(NoSuchElementException.class);
    }

    @Test
    void mergesPersonsByTimeAlsoWhereTheFileHasOneAfterTheOther(@TempDir Path folder) {
        Recording recording =
                Given.read(
                        Format.FITBIT_MINUTES,
                        Given.file(
                                folder,
                                "f.csv",
                                Given.FITBIT
                                        + "b,2016-04-02T09:00:00,70,0,1\n"
                                        + "b,2016-04-02T09:02:00,70,0,2\n"
                                        + "a,2016-04-02T09:01:00,70,0,3\n"
                                        + "a,2016-04-02T09:02:00,70,0,4\n"));
        assertThat(recording.toList())
                .extracting(t -> t.telemetry().userId() + CoachCsv.kindOf(t.telemetry().payload()))
                .containsExactly(
                        "bprofile",
                        "bheart-rate",
                        "bsteps", // 09:00
                        "aprofile",
                        "aheart-rate",
                        "asteps", // 09:01
                        "bheart-rate",
                        "bsteps",
                        "aheart-rate",
                        "asteps"); // 09:02
        assertThat(recording.toList())
                .extracting(t -> t.telemetry().sequence())
                .containsExactly(0L, 0L, 1L, 0L, 0L, 1L, 2L, 3L, 2L, 3L);
    }

    @Test
    void takesProfilesFromAFileAndTheRestFromTheZone(@TempDir Path folder) {
        Path profiles =
                Given.file(
                        folder,
                        "profiles.csv",
                        "user,zone,language,enrolled\na,Asia/Tokyo,ja,false\n");
        Path input =
                Given.file(
                        folder,
                        "f.csv",
                        Given.FITBIT
                                + "a,2016-04-02T09:00:00,70,0,1\n"
                                + "b,2016-04-02T09:00:00,70,0,1\n");
        Recording recording =
                Format.FITBIT_MINUTES.read(
                        input,
                        RecordingOptions.DEFAULTS
                                .withZone(ZoneId.of("Europe/Zurich"))
                                .withProfiles(profiles));
        Timed first = recording.toList().get(0);
        assertThat(first.telemetry().payload())
                .isEqualTo(new Profile("Asia/Tokyo", "ja", false, null, null, false));
        assertThat(first.telemetry().device()).isEqualTo("profile");
        assertThat(recording.toList().get(3).telemetry().payload())
                .isEqualTo(new Profile("Europe/Zurich", "en", true, null, null, false));
        // The profile does not change how times are read.
        assertThat(first.ingestTime())
                .isEqualTo(Instant.parse("2016-04-02T07:00:00Z").toEpochMilli());
    }

    @Test
    void namesTheLineOfAProfileThatCannotBeUsed(@TempDir Path folder) {
        Path input = Given.file(folder, "f.csv", Given.FITBIT + "a,2016-04-02T09:00:00,70,0,1\n");
        String[] bad = {
            "a,Mars/Olympus,en,true", "a,UTC,not a tag,true", "a,UTC,en,yes", "a,UTC,en", ""
        };
        String[] rules = {
            "a time zone", "a language tag", "true or false", "has 3 fields", "the header"
        };
        for (int i = 0; i < bad.length; i++) {
            String header = i == bad.length - 1 ? "who,zone\n" : "user,zone,language,enrolled\n";
            Path profiles = Given.file(folder, "profiles.csv", header + bad[i] + "\n");
            assertThatThrownBy(
                            () ->
                                    Format.FITBIT_MINUTES.read(
                                            input,
                                            RecordingOptions.DEFAULTS.withProfiles(profiles)))
                    .isInstanceOf(RecordingException.class)
                    .hasMessageContaining("profiles.csv:" + (i == bad.length - 1 ? 1 : 2) + ": ")
                    .hasMessageContaining(rules[i]);
        }
    }

    @Test
    void refusesAPersonListedTwiceInTheProfiles(@TempDir Path folder) {
        Path input = Given.file(folder, "f.csv", Given.FITBIT + "a,2016-04-02T09:00:00,70,0,1\n");
        Path profiles =
                Given.file(
                        folder,
                        "profiles.csv",
                        "user,zone,language,enrolled\na,UTC,en,true\na,UTC,en,false\n");
        assertThatThrownBy(
                        () ->
                                Format.FITBIT_MINUTES.read(
                                        input, RecordingOptions.DEFAULTS.withProfiles(profiles)))
                .hasMessageContaining("profiles.csv:3: lists the same person again");
    }

    @Test
    void refusesAUserForAFormatThatNamesItsPersons(@TempDir Path folder) {
        assertThatThrownBy(
                        () ->
                                Format.CGM.read(
                                        folder, RecordingOptions.DEFAULTS.withUser("someone")))
                .hasMessageContaining("leave --user out");
    }

    @Test
    void findsAFormatByItsName() {
        for (Format format : Format.values()) {
            assertThat(Format.of(format.cliName())).isEqualTo(format);
        }
        assertThatThrownBy(() -> Format.of("garmin"))
                .hasMessageContaining("--format garmin is not known; use one of garmin-health, ");
    }
}
