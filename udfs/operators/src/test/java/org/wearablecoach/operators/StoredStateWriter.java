package org.wearablecoach.operators;

import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.TreeSet;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.checkpoint.SavepointType;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;
import org.apache.flink.streaming.util.OperatorSnapshotUtil;
import org.wearablecoach.event.Decision;
import org.wearablecoach.event.JsonFormat;
import org.wearablecoach.event.ModelUpdate;
import org.wearablecoach.event.Payload;
import org.wearablecoach.event.PolicyUpdate;
import org.wearablecoach.event.Received;
import org.wearablecoach.onnx.ModelBundle;

/**
 * Writes a savepoint of each operator in the middle of everything, and what must be known after it
 * was restored. Run it once for each version of the state, before its release, with
 *
 * <pre>./mvnw -pl udfs/operators test -Dtest=StoredStateTest -Dcoach.state.write=1</pre>
 *
 * and never again for the same one: a released savepoint that no longer restores is a defect of the
 * code that reads it.
 */
final class StoredStateWriter {

    static final String PERSON = "anna";

    /** The first half of the minute after this time is in the savepoint. */
    static final long CUT = Wearer.START + Wearer.HOUR;

    /** The last record: a heart rate of 77. */
    static final long LAST = CUT + 30 * Wearer.SECOND;

    private StoredStateWriter() {}

    /** Writes the savepoints and what is expected into the folder of a version. */
    static void write(Path folder) throws Exception {
        Files.createDirectories(folder);
        Wearer wearer =
                new Wearer(PERSON, 21)
                        .enrolled()
                        .wears(Wearer.START, CUT + 25 * Wearer.SECOND, 10, 6, 0);
        Received last = wearer.watch(LAST, LAST + 500, new Payload.HeartRate(77, false)).last();
        List<Received> records = wearer.records();
        try (Chain chain = new Chain(Chain.config(), new FakeModels(), 1)) {
            String specification = "{\"kind\":\"fixed\",\"seed\":3}";
            chain.control(
                    new PolicyUpdate(
                            "coach",
                            "stored-policy",
                            ModelBundle.sha256(specification.getBytes(StandardCharsets.UTF_8)),
                            0,
                            specification),
                    Wearer.START);
            chain.control(
                    new ModelUpdate(
                            "activity",
                            "stored-model",
                            "a".repeat(64),
                            0,
                            "{}",
                            new byte[] {1, 2, 3},
                            null,
                            null,
                            null),
                    Wearer.START);
            for (Received received : records) {
                chain.accept(received);
            }
            chain.infer.get(0).prepareSnapshotPreBarrier(1);
            chain.pump(0);
            savepoint(chain.sense.get(0), folder.resolve("sense"));
            savepoint(chain.infer.get(0), folder.resolve("infer"));
            savepoint(chain.adapt.get(0), folder.resolve("adapt"));
            try (Writer out = Files.newBufferedWriter(folder.resolve("expected.properties"))) {
                expected(chain, records, last).store(out, null);
            }
        }
    }

    private static void savepoint(AbstractStreamOperatorTestHarness<?> harness, Path file)
            throws Exception {
        OperatorSubtaskState state =
                harness.snapshotWithLocalState(
                                1, 1, SavepointType.savepoint(SavepointFormatType.CANONICAL))
                        .getJobManagerOwnedState();
        OperatorSnapshotUtil.writeStateHandle(state, file.toString());
    }

    private static Properties expected(Chain chain, List<Received> records, Received last) {
        Decision decision = chain.rows.decisions.get(chain.rows.decisions.size() - 1);
        TreeSet<String> pending = new TreeSet<>();
        chain.rows.decisions.forEach(row -> pending.add(row.decisionId()));
        chain.rows.rewards.forEach(row -> pending.remove(row.decisionId()));
        int hearts = 0;
        for (Received received : records) {
            boolean heart = received.telemetry().payload() instanceof Payload.HeartRate;
            hearts += heart && received.telemetry().sensorTime() >= CUT ? 1 : 0;
        }
        Properties expected = new Properties();
        expected.setProperty("recordsUsed", Long.toString(chain.counted("sense.USED")));
        expected.setProperty("nextIndex", Long.toString(decision.index() + 1));
        expected.setProperty("previousHash", JsonFormat.decision().sha256(decision));
        expected.setProperty("pending", String.join(",", pending));
        expected.setProperty("heartRatesOfOpenMinute", Integer.toString(hearts));
        expected.setProperty("lastSequence", Long.toString(last.telemetry().sequence()));
        return expected;
    }
}
