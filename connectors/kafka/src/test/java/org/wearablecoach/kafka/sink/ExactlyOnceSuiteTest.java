package org.wearablecoach.kafka.sink;

import org.apache.flink.connector.testframe.environment.MiniClusterTestEnvironment;
import org.apache.flink.connector.testframe.external.ExternalContextFactory;
import org.apache.flink.connector.testframe.junit.annotations.TestContext;
import org.apache.flink.connector.testframe.junit.annotations.TestEnv;
import org.apache.flink.connector.testframe.junit.annotations.TestExternalSystem;
import org.apache.flink.connector.testframe.junit.annotations.TestSemantics;
import org.apache.flink.connector.testframe.testsuites.SinkTestSuiteBase;
import org.apache.flink.core.execution.CheckpointingMode;
import org.wearablecoach.kafka.BrokerResource;
import org.wearablecoach.kafka.Cluster;

/** Flink's suite for sinks, on the sink of decisions that delivers exactly once. */
class ExactlyOnceSuiteTest extends SinkTestSuiteBase<Long> {

    @TestSemantics
    CheckpointingMode[] semantics = new CheckpointingMode[] {CheckpointingMode.EXACTLY_ONCE};

    @TestEnv MiniClusterTestEnvironment flink = Cluster.suite();

    @TestExternalSystem BrokerResource broker = new BrokerResource();

    @TestContext
    ExternalContextFactory<DecisionContext> decisions = name -> new DecisionContext(broker);
}
