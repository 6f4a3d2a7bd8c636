package org.wearablecoach.kafka.source;

import org.apache.flink.connector.testframe.environment.MiniClusterTestEnvironment;
import org.apache.flink.connector.testframe.external.ExternalContextFactory;
import org.apache.flink.connector.testframe.junit.annotations.TestContext;
import org.apache.flink.connector.testframe.junit.annotations.TestEnv;
import org.apache.flink.connector.testframe.junit.annotations.TestExternalSystem;
import org.apache.flink.connector.testframe.junit.annotations.TestSemantics;
import org.apache.flink.connector.testframe.testsuites.SourceTestSuiteBase;
import org.apache.flink.core.execution.CheckpointingMode;
import org.wearablecoach.event.Received;
import org.wearablecoach.kafka.BrokerResource;
import org.wearablecoach.kafka.Cluster;

/** Flink's suite for sources, on the telemetry source; a split is a partition of its topic. */
class TelemetrySourceSuiteTest extends SourceTestSuiteBase<Envelope<Received>> {

    @TestSemantics
    CheckpointingMode[] semantics = new CheckpointingMode[] {CheckpointingMode.EXACTLY_ONCE};

    @TestEnv MiniClusterTestEnvironment flink = Cluster.suite();

    @TestExternalSystem BrokerResource broker = new BrokerResource();

    @TestContext
    ExternalContextFactory<TelemetryContext> partitions =
            name -> new TelemetryContext(broker::broker, TelemetryContext.Splits.PARTITIONS);
}
