package org.wearablecoach.files;

import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;
import org.wearablecoach.event.Payload;
import org.wearablecoach.event.Payload.Profile;
import org.wearablecoach.event.Telemetry;

/**
 * A recording that was read: its records in ascending ingest time across all persons, as often as
 * asked, each time the same.
 *
 * <p>Records of equal ingest time come in the order of the input: of a table by line, of a folder
 * by file. All records are held in memory, in columns; their order is made while iterating, by
 * merging the ascending stretches of the input, so an input of a few sorted parts costs next to
 * nothing to order and one in any order costs a sort.
 *
 * <p>Before a person's first record stands a profile with the times of that record, from device
 * {@code profile}, boot 0, sequence 0. A person whose first record is a profile already gets none.
 * Where the recording itself has a device {@code profile} for the person, the profile has the boot
 * before the lowest of that device, so that it is not taken for one of its records. Enrolment in
 * the profile is the consent given on entering a study; only a consent record withdraws it.
 *
 * <p>The sequence is the running number of the published records of each person and device, except
 * where the format has its own. Not safe for use by several threads while iterating the same
 * iterator; the recording itself may be shared.
 */
public final class Recording implements Iterable<Timed> {

    /** Device of the profile before a person's first record. */
    public static final String PROFILE_DEVICE = "profile";

    private final RecordingBuilder.Source[] sources;
    private final int persons;
    private final int size;
    private final int[] source;
    private final long[] sensorTime;
    private final long[] ingestTime;
    private final long @Nullable [] boot;
    private final long @Nullable [] sequence;
    private final Payload[] payload;
    private final int[] runStart;
    private final Profiles profiles;
    private final ReaderCounts counts;
    private final List<Label> labels;

    private final long[] profileBoot;
    private final int published;

    Recording(
            RecordingBuilder.Source[] sources,
            int persons,
            int size,
            int[] source,
            long[] sensorTime,
            long[] ingestTime,
            long @Nullable [] boot,
            long @Nullable [] sequence,
            Payload[] payload,
            int[] runStart,
            Profiles profiles,
            ReaderCounts counts,
            List<Label> labels) {
        this.sources = sources;
        this.persons = persons;
        this.size = size;
        this.source = source;
        this.sensorTime = sensorTime;
        this.ingestTime = ingestTime;
        this.boot = boot;
        this.sequence = sequence;
        this.payload = payload;
        this.runStart = runStart;
        this.profiles = profiles;
        this.counts = counts;
        this.labels = List.copyOf(labels);
        this.profileBoot = profileBoots();
        this.published = size + countProfiles();
    }

    /** Number of records that an iteration gives, profiles included. */
    public int size() {
        return published;
    }

    /** Number of persons. */
    public int persons() {
        return persons;
    }

    /** What was not published, and what was done to local times. */
    public ReaderCounts counts() {
        return counts;
    }

    /** What the recording says the persons did, in its order; empty where it says nothing. */
    public List<Label> labels() {
        return labels;
    }

    @Override
    public Iterator<Timed> iterator() {
        return new Merge();
    }

    Profiles profiles() {
        return profiles;
    }

    /** Adds every record that was read to another recording. */
    void copyTo(RecordingBuilder builder) {
        for (int i = 0; i < size; i++) {
            RecordingBuilder.Source from = sources[source[i]];
            int to = builder.source(from.userId(), from.device());
            if (boot == null || sequence == null) {
                builder.add(to, sensorTime[i], payload[i]);
            } else {
                builder.add(to, boot[i], sequence[i], sensorTime[i], ingestTime[i], payload[i]);
            }
        }
        labels.forEach(builder::label);
    }

    private long[] profileBoots() {
        long[] boots = new long[persons];
        if (boot == null) {
            return boots;
        }
        boolean[] known = new boolean[persons];
        for (int i = 0; i < size; i++) {
            RecordingBuilder.Source from = sources[source[i]];
            if (!from.device().equals(PROFILE_DEVICE)) {
                continue;
            }
            long before = boot[i] - 1;
            int person = from.person();
            boots[person] = known[person] ? Math.min(boots[person], before) : before;
            known[person] = true;
        }
        return boots;
    }

    /** A person's earliest record decides, of equal ones the first in the input. */
    private int countProfiles() {
        int[] first = new int[persons];
        Arrays.fill(first, -1);
        for (int i = 0; i < size; i++) {
            int person = sources[source[i]].person();
            if (first[person] < 0 || ingestTime[i] < ingestTime[first[person]]) {
                first[person] = i;
            }
        }
        int count = 0;
        for (int i : first) {
            if (i >= 0 && !(payload[i] instanceof Profile)) {
                count++;
            }
        }
        return count;
    }

    /** Merges the ascending stretches by a heap of their heads. */
    private final class Merge implements Iterator<Timed> {

        /** Runs by (ingest time of the head, position of the head); the smallest at the root. */
        private final int[] heap = new int[runStart.length];

        private final int[] head = runStart.clone();
        private int heaped;
        private final boolean[] seen = new boolean[persons];
        private final long[] counter = new long[sources.length];

        Merge() {
            for (int run = 0; run < runStart.length; run++) {
                heap[run] = run;
            }
            heaped = runStart.length;
            for (int i = heaped / 2 - 1; i >= 0; i--) {
                siftDown(i);
            }
        }

        @Override
        public boolean hasNext() {
            return heaped > 0;
        }

        @Override
        public Timed next() {
            if (heaped == 0) {
                throw new NoSuchElementException("the recording is at its end");
            }
            int at = head[heap[0]];
            RecordingBuilder.Source from = sources[source[at]];
            if (!seen[from.person()]) {
                seen[from.person()] = true;
                if (!(payload[at] instanceof Profile)) {
                    return profile(from, at);
                }
            }
            advance();
            long itsBoot = boot == null ? 0 : boot[at];
            long itsSequence = sequence == null ? counter[source[at]]++ : sequence[at];
            return new Timed(
                    new Telemetry(
                            from.userId(),
                            from.device(),
                            itsBoot,
                            itsSequence,
                            sensorTime[at],
                            payload[at]),
                    ingestTime[at]);
        }

        private Timed profile(RecordingBuilder.Source from, int first) {
            return new Timed(
                    new Telemetry(
                            from.userId(),
                            PROFILE_DEVICE,
                            profileBoot[from.person()],
                            0,
                            sensorTime[first],
                            profiles.of(from.userId())),
                    ingestTime[first]);
        }

        private void advance() {
            int run = heap[0];
            int end = run + 1 < runStart.length ? runStart[run + 1] : size;
            if (++head[run] == end) {
                heap[0] = heap[--heaped];
            }
            if (heaped > 0) {
                siftDown(0);
            }
        }

        private void siftDown(int from) {
            int at = from;
            int run = heap[at];
            while (2 * at + 1 < heaped) {
                int child = 2 * at + 1;
                if (child + 1 < heaped && before(heap[child + 1], heap[child])) {
                    child++;
                }
                if (!before(heap[child], run)) {
                    break;
                }
                heap[at] = heap[child];
                at = child;
            }
            heap[at] = run;
        }

        private boolean before(int a, int b) {
            long timeA = ingestTime[head[a]];
            long timeB = ingestTime[head[b]];
            // A later run stands later in the input.
            return timeA < timeB || (timeA == timeB && a < b);
        }
    }

    /** The records as a list, for small recordings. */
    public List<Timed> toList() {
        Timed[] all = new Timed[published];
        int at = 0;
        for (Timed timed : this) {
            all[at++] = timed;
        }
        return Collections.unmodifiableList(Arrays.asList(all));
    }
}
