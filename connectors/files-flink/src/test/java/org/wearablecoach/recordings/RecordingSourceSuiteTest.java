package org.wearablecoach.recordings;

import java.nio.file.Path;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.connector.testframe.TestResource;
import org.apache.flink.connector.testframe.environment.ClusterControllable;
import org.apache.flink.connector.testframe.environment.MiniClusterTestEnvironment;
import org.apache.flink.connector.testframe.environment.TestEnvironment;
import org.apache.flink.connector.testframe.external.ExternalContextFactory;
import org.apache.flink.connector.testframe.external.source.DataStreamSourceExternalContext;
import org.apache.flink.connector.testframe.junit.annotations.TestContext;
import org.apache.flink.connector.testframe.junit.annotations.TestEnv;
import org.apache.flink.connector.testframe.junit.annotations.TestExternalSystem;
import org.apache.flink.connector.testframe.junit.annotations.TestSemantics;
import org.apache.flink.connector.testframe.testsuites.SourceTestSuiteBase;
import org.apache.flink.core.execution.CheckpointingMode;
import org.apache.flink.runtime.minicluster.RpcServiceSharing;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.junit.jupiter.api.io.TempDir;
import org.wearablecoach.event.Received;

/**
 * Flink's suite for sources, on recordings: its tests of bounded sources, with one split, with
 * several and with a reader that has none.
 *
 * <p>The suite's other tests write more records into a split while the job runs, which a recording
 * does not allow; they are left out here by overriding them. What they are about, going on from a
 * checkpoint and from a savepoint at another parallelism, {@link RecordingSourceTest} shows.
 */
class RecordingSourceSuiteTest extends SourceTestSuiteBase<Received> {

    // Filled by JUnit before all tests.
    @SuppressWarnings("NullAway.Init")
    @TempDir
    static Path folder;

    /**
     * The cluster as the suite makes it itself, but for the ten seconds that a call within it may
     * take, which one busy core exceeds.
     */
    private static MiniClusterTestEnvironment patient() {
        Configuration config = new Configuration();
        config.setString("pekko.ask.timeout", "1 min");
        return new MiniClusterTestEnvironment(
                new MiniClusterResourceConfiguration.Builder()
                        .setConfiguration(config)
                        .setNumberTaskManagers(1)
                        .setNumberSlotsPerTaskManager(6)
                        .setRpcServiceSharing(RpcServiceSharing.DEDICATED)
                        .withHaLeadershipControl()
                        .build());
    }

    @TestSemantics
    CheckpointingMode[] semantics = new CheckpointingMode[] {CheckpointingMode.EXACTLY_ONCE};

    @TestEnv MiniClusterTestEnvironment flink = patient();

    @TestExternalSystem
    TestResource files =
            new TestResource() {
                @Override
                public void startUp() {
                    // Files need nothing to run.
                }

                @Override
                public void tearDown() {
                    // JUnit removes them.
                }
            };

    @TestContext
    ExternalContextFactory<RecordingContext> recordings = name -> new RecordingContext(folder);

    @Override
    public void testSavepoint(
            TestEnvironment env,
            DataStreamSourceExternalContext<Received> context,
            CheckpointingMode mode) {
        // Of sources without an end.
    }

    @Override
    public void testScaleUp(
            TestEnvironment env,
            DataStreamSourceExternalContext<Received> context,
            CheckpointingMode mode) {
        // Of sources without an end.
    }

    @Override
    public void testScaleDown(
            TestEnvironment env,
            DataStreamSourceExternalContext<Received> context,
            CheckpointingMode mode) {
        // Of sources without an end.
    }

    @Override
    public void testSourceMetrics(
            TestEnvironment env,
            DataStreamSourceExternalContext<Received> context,
            CheckpointingMode mode) {
        // Of sources without an end.
    }

    @Override
    public void testTaskManagerFailure(
            TestEnvironment env,
            DataStreamSourceExternalContext<Received> context,
            ClusterControllable controller,
            CheckpointingMode mode) {
        // Of sources without an end.
    }
}
