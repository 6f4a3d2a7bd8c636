package org.wearablecoach.files;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.wearablecoach.event.Payload;

/**
 * Collects the records of a recording in columns, in the order in which the reader finds them.
 *
 * <p>A column costs less than an object a record, and the order of the file is worth keeping: a
 * recording is a few ascending stretches (a person, a file, a sensor), whose starts are noted here
 * and which are merged when the recording is replayed.
 */
final class RecordingBuilder {

    /** So many different reasons that they are no reasons any more, but content. */
    private static final int MAX_REASONS = 64;

    /** A device of a person. */
    record Source(int person, String userId, String device) {}

    private final Map<String, Integer> personByName = new HashMap<>();
    private final List<Map<String, Integer>> sourcesOfPerson = new ArrayList<>();
    private final List<Source> sources = new ArrayList<>();
    private final TreeMap<String, Long> skipped = new TreeMap<>();
    private final List<Label> labels = new ArrayList<>();

    private int size;
    private int[] source = new int[1024];
    private long[] sensorTime = new long[1024];
    private Payload[] payload = new Payload[1024];

    /** Set only by formats that bring their own; else numbered when the recording is replayed. */
    private long @Nullable [] boot;

    private long @Nullable [] sequence;

    /** Set only once a record's ingest time differs from its sensor time. */
    private long @Nullable [] ingestTime;

    private long lastIngestTime = Long.MIN_VALUE;
    private int runs;
    private int[] runStart = new int[16];

    /** The index of a device of a person, made at its first use. */
    int source(String userId, String device) {
        Integer person = personByName.get(userId);
        if (person == null) {
            person = personByName.size();
            personByName.put(userId, person);
            sourcesOfPerson.add(new HashMap<>());
        }
        Map<String, Integer> devices = sourcesOfPerson.get(person);
        Integer found = devices.get(device);
        if (found == null) {
            found = sources.size();
            sources.add(new Source(person, userId, device));
            devices.put(device, found);
        }
        return found;
    }

    /** Adds a record that arrived when it was measured, numbered when it is replayed. */
    void add(int from, long time, Payload what) {
        append(from, time, time, what);
    }

    /** Adds a record that brings its own numbers. A recording brings them for all or for none. */
    void add(int from, long itsBoot, long itsSequence, long time, long ingest, Payload what) {
        int at = size;
        append(from, time, ingest, what);
        boot = set(boot, at, itsBoot);
        sequence = set(sequence, at, itsSequence);
    }

    private void append(int from, long time, long ingest, Payload what) {
        int at = size++;
        if (at == source.length) {
            int capacity = Math.addExact(at, at >> 1);
            source = Arrays.copyOf(source, capacity);
            sensorTime = Arrays.copyOf(sensorTime, capacity);
            payload = Arrays.copyOf(payload, capacity);
        }
        source[at] = from;
        sensorTime[at] = time;
        payload[at] = what;
        if (ingestTime == null && ingest != time) {
            ingestTime = Arrays.copyOf(sensorTime, sensorTime.length);
        }
        if (ingestTime != null) {
            ingestTime = set(ingestTime, at, ingest);
        }
        if (at == 0 || ingest < lastIngestTime) {
            if (runs == runStart.length) {
                runStart = Arrays.copyOf(runStart, 2 * runs);
            }
            runStart[runs++] = at;
        }
        lastIngestTime = ingest;
    }

    private long[] set(long @Nullable [] column, int at, long value) {
        long[] grown = column;
        if (grown == null) {
            grown = new long[source.length];
        } else if (at >= grown.length) {
            grown = Arrays.copyOf(grown, source.length);
        }
        grown[at] = value;
        return grown;
    }

    /** Counts a row or sample that is not published. */
    void skip(String reason, Lines at) {
        skip(reason, 1);
        if (skipped.size() > MAX_REASONS) {
            throw at.error(
                    "is the "
                            + skipped.size()
                            + "th different kind of row that is not published; check that --format"
                            + " names the format of this file");
        }
    }

    /** Counts several rows or samples that are not published. */
    void skip(String reason, long count) {
        if (count > 0) {
            skipped.merge(reason, count, Long::sum);
        }
    }

    /** Adds what a person is known to have done. */
    void label(Label label) {
        labels.add(label);
    }

    /** The recording of what was added. */
    Recording build(Profiles profiles, long gaps, long overlaps) {
        return new Recording(
                sources.toArray(new Source[0]),
                personByName.size(),
                size,
                source,
                sensorTime,
                ingestTime == null ? sensorTime : ingestTime,
                boot,
                sequence,
                payload,
                Arrays.copyOf(runStart, runs),
                profiles,
                new ReaderCounts(skipped, gaps, overlaps),
                labels);
    }

    /** Number of records added. */
    int size() {
        return size;
    }
}
