package org.wearablecoach.cli;

import java.io.BufferedWriter;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.wearablecoach.event.Received;
import org.wearablecoach.files.CoachCsv;
import org.wearablecoach.files.Label;
import org.wearablecoach.files.Timed;
import org.wearablecoach.job.ConfiguredModels;
import org.wearablecoach.loop.EdgeLoop;
import org.wearablecoach.loop.sense.Disposition;
import org.wearablecoach.onnx.ModelRejectedException;

/** Runs a recording through the loop in this process, one record at a time. */
final class EdgeRunner {

    /** How often a long run says where it is, ms. */
    private static final long PROGRESS_EVERY = 2_000;

    private EdgeRunner() {}

    /** A model, graph or network that does not fit is for the person to mend. */
    private static EdgeLoop open(EdgeRequest request, ConfiguredModels models, JsonlFiles files) {
        try {
            return new EdgeLoop(
                    request.config().loop(),
                    request.config().hash(),
                    null,
                    models.slots(),
                    models.decisions(request.config().loop()),
                    models::load,
                    request.config().topics().windowScores(),
                    files);
        } catch (IllegalArgumentException | ModelRejectedException e) {
            throw new InputException(String.valueOf(e.getMessage()), e);
        }
    }

    static Summary run(EdgeRequest request, Console console) throws IOException {
        long began = System.nanoTime();
        long[] fates = new long[Disposition.values().length];
        Map<String, Long> byKind = new HashMap<>();
        Latencies latencies = new Latencies();
        int size = request.recording().size();
        long ready;
        long recordsIn = 0;
        ConfiguredModels models = new ConfiguredModels(request.config().loop());
        Map<String, Object> values;
        String produced;
        try (JsonlFiles files = new JsonlFiles(request.out())) {
            try (EdgeLoop loop = open(request, models, files)) {
                ready = System.currentTimeMillis();
                long nextProgress = System.nanoTime() + PROGRESS_EVERY * 1_000_000;
                for (Timed timed : request.recording()) {
                    Received received =
                            new Received(timed.telemetry(), timed.ingestTime(), -1, recordsIn++);
                    long before = System.nanoTime();
                    Disposition fate = loop.accept(received);
                    long after = System.nanoTime();
                    latencies.add(after - before);
                    fates[fate.code()]++;
                    byKind.merge(CoachCsv.kindOf(timed.telemetry().payload()), 1L, Long::sum);
                    if (after - nextProgress > 0) {
                        console.progress(
                                String.format(Locale.ROOT, "%,d of %,d records", recordsIn, size));
                        nextProgress = after + PROGRESS_EVERY * 1_000_000;
                    }
                }
                loop.end();
            }
            values = new LinkedHashMap<>();
            values.put("scores", files.scores());
            values.put("decisions", files.decisions());
            values.put("recommendations", files.recommendations());
            values.put("rewards", files.rewards());
            produced =
                    String.format(
                            Locale.ROOT,
                            "%,d decisions, %,d recommendations, %,d rewards.",
                            files.decisions(),
                            files.recommendations(),
                            files.rewards());
        }
        writeLabels(request.recording().labels(), request.out());
        Balance balance =
                new Balance(
                        size,
                        byKind,
                        fates[Disposition.USED.code()],
                        fates[Disposition.DUPLICATE.code()],
                        fates[Disposition.LATE.code()],
                        fates[Disposition.IGNORED.code()],
                        fates[Disposition.DEAD_LETTER.code()]);
        // Asked for at the end, because the answer itself takes a while.
        long startMillis = ready - ManagementFactory.getRuntimeMXBean().getStartTime();
        double seconds = (System.nanoTime() - began) / 1e9;
        Map<String, Object> all = balance.values();
        all.putAll(values);
        all.put("skippedByReader", request.recording().counts().skippedByReader());
        all.put("daylightGaps", request.recording().counts().daylightGaps());
        all.put("daylightOverlaps", request.recording().counts().daylightOverlaps());
        all.put("p50Micros", latencies.micros(50));
        all.put("p99Micros", latencies.micros(99));
        all.put("startMillis", startMillis);
        all.put("seconds", seconds);
        String text =
                String.format(
                        Locale.ROOT,
                        "%s%n%s%nEach record: p50 %.1f us, p99 %.1f us. Ready %d ms after the"
                                + " start; %.2f s in all.%nWritten to %s.",
                        balance.text(),
                        produced,
                        latencies.micros(50),
                        latencies.micros(99),
                        startMillis,
                        seconds,
                        request.out());
        return new Summary(all, text, !balance.balanced());
    }

    /** What the recording says the persons did goes beside the results, never through the loop. */
    private static void writeLabels(List<Label> labels, Path out) throws IOException {
        if (labels.isEmpty()) {
            return;
        }
        try (BufferedWriter rows =
                Files.newBufferedWriter(out.resolve("labels.jsonl"), StandardCharsets.UTF_8)) {
            for (Label label : labels) {
                Map<String, Object> row = new LinkedHashMap<>();
                row.put("userId", label.userId());
                row.put("start", millis(label.start()));
                row.put("end", millis(label.end()));
                row.put("label", label.label());
                rows.write(JsonText.of(row));
                rows.write('\n');
            }
        }
    }

    private static String millis(long time) {
        return new java.time.format.DateTimeFormatterBuilder()
                .appendInstant(3)
                .toFormatter(Locale.ROOT)
                .format(Instant.ofEpochMilli(time));
    }
}
