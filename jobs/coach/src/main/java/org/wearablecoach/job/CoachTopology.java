package org.wearablecoach.job;

import java.time.Duration;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.source.Boundedness;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.streaming.api.datastream.BroadcastStream;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.DataStreamUtils;
import org.apache.flink.streaming.api.datastream.KeyedStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.util.OutputTag;
import org.wearablecoach.event.Decision;
import org.wearablecoach.event.Received;
import org.wearablecoach.job.config.CoachConfig;
import org.wearablecoach.kafka.source.DecodeFunction;
import org.wearablecoach.kafka.source.IngestWatermarks;
import org.wearablecoach.kafka.source.ReceivedTypeInfo;
import org.wearablecoach.loop.Element;
import org.wearablecoach.operators.AdaptOperator;
import org.wearablecoach.operators.InferOperator;
import org.wearablecoach.operators.ModelSource;
import org.wearablecoach.operators.SenseFunction;
import org.wearablecoach.operators.Streams;

/**
 * The way of a record: decode, then by person through sense, infer and adapt, in one task after the
 * only shuffle. Uids are persisted: a savepoint is restored by them.
 */
public final class CoachTopology {

    /**
     * A partition without records must not hold up the clock that expires and censors, while there
     * can always be more of them.
     */
    private static final Duration IDLE = Duration.ofSeconds(30);

    private CoachTopology() {}

    /** Adds the job to an environment. */
    public static void build(
            StreamExecutionEnvironment env, CoachConfig config, ModelSource models, Ports ports) {
        env.configure(settings());

        SingleOutputStreamOperator<Received> telemetry =
                env.fromSource(ports.telemetry(), clock(ports.telemetry()), "telemetry")
                        .uid("source-telemetry")
                        .process(DecodeFunction.telemetry())
                        .uid("decode")
                        .name("decode");
        DataStream<Received> all = telemetry;
        Ports.Radar radar = ports.radar();
        if (radar != null) {
            SingleOutputStreamOperator<Received> collected =
                    env.fromSource(radar.source(), clock(radar.source()), "RADAR-base")
                            .uid("source-radar")
                            .process(DecodeFunction.telemetry())
                            .uid("decode-radar")
                            .name("decode RADAR-base");
            sink(
                    side(collected, DecodeFunction.DEAD_LETTERS),
                    radar.undecoded(),
                    "undecoded-radar");
            all =
                    telemetry
                            .union(collected)
                            .keyBy(received -> received.telemetry().userId(), Types.STRING)
                            .process(new IngestOrder())
                            .returns(ReceivedTypeInfo.INSTANCE)
                            .uid("order")
                            .name("order");
        }
        // What is in order was shuffled already, and goes on where it is.
        KeyedStream<Received, String> byPerson =
                radar == null
                        ? all.keyBy(received -> received.telemetry().userId(), Types.STRING)
                        : DataStreamUtils.reinterpretAsKeyedStream(
                                all, received -> received.telemetry().userId(), Types.STRING);
        BroadcastStream<Element> control =
                env.fromSource(ports.control(), IngestWatermarks.control(), "models and policies")
                        .uid("source-control")
                        .setParallelism(1)
                        .process(new ControlElements())
                        .returns(Streams.ELEMENT)
                        .uid("decode-control")
                        .name("decode control")
                        .setParallelism(1)
                        .broadcast(SenseFunction.CONTROL);

        DataStream<Element> sensed =
                byPerson.connect(control)
                        .process(
                                new SenseFunction(
                                        config.loop(), KafkaPorts.topics(config).telemetry()),
                                Streams.ELEMENT)
                        .uid("sense")
                        .name("sense");
        DataStream<Element> inferred =
                sensed.transform(
                                "infer",
                                Streams.ELEMENT,
                                new InferOperator.Factory(config.models(), models))
                        .uid("infer");
        SingleOutputStreamOperator<Decision> decisions =
                DataStreamUtils.reinterpretAsKeyedStream(inferred, Element::userId, Types.STRING)
                        .transform(
                                "adapt",
                                Streams.DECISION,
                                new AdaptOperator(
                                        config.loop(),
                                        config.hash(),
                                        models,
                                        ports.windowScores() != null))
                        .uid("adapt");

        sink(decisions, ports.decisions(), "decisions");
        sink(side(decisions, Streams.RECOMMENDATIONS), ports.recommendations(), "recommendations");
        sink(side(decisions, Streams.REWARDS), ports.rewards(), "rewards");
        sink(side(decisions, Streams.CONTROL_STATUS), ports.controlStatus(), "control-status");
        sink(side(decisions, Streams.DEAD_LETTERS), ports.deadLetters(), "dead-letters");
        sink(side(telemetry, DecodeFunction.DEAD_LETTERS), ports.undecoded(), "undecoded");
        if (ports.windowScores() != null) {
            sink(side(decisions, Streams.WINDOW_SCORES), ports.windowScores(), "window-scores");
        }
    }

    /**
     * The ingest clock of a source. One that ends is waited for with all of its partitions, so that
     * what comes out of it does not depend on how fast a machine reads them.
     */
    static <T> WatermarkStrategy<T> clock(Source<T, ?, ?> source) {
        boolean ends = source.getBoundedness() == Boundedness.BOUNDED;
        return IngestWatermarks.telemetry(ends ? Duration.ZERO : IDLE);
    }

    private static <T> DataStream<T> side(SingleOutputStreamOperator<?> stream, OutputTag<T> tag) {
        return stream.getSideOutput(tag);
    }

    private static <T> void sink(DataStream<T> stream, Sink<T> sink, String name) {
        stream.sinkTo(sink).uid("sink-" + name).name(name);
    }

    /** What the code relies on, whatever a cluster is configured to; the rest is in flink-conf. */
    private static Configuration settings() {
        return new Configuration()
                .set(PipelineOptions.GENERIC_TYPES, false)
                .set(PipelineOptions.AUTO_GENERATE_UIDS, false)
                .set(PipelineOptions.OBJECT_REUSE, true);
    }
}
