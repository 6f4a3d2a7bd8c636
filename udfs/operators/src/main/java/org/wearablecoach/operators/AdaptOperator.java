package org.wearablecoach.operators;

import java.util.ArrayList;
import java.util.List;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.runtime.state.VoidNamespaceSerializer;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.InternalTimer;
import org.apache.flink.streaming.api.operators.InternalTimerService;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.operators.Triggerable;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.util.OutputTag;
import org.apache.flink.util.Preconditions;
import org.jspecify.annotations.Nullable;
import org.wearablecoach.event.ControlStatus;
import org.wearablecoach.event.DeadLetter;
import org.wearablecoach.event.Decision;
import org.wearablecoach.event.Recommendation;
import org.wearablecoach.event.Reward;
import org.wearablecoach.event.SignalKind;
import org.wearablecoach.event.WindowScore;
import org.wearablecoach.loop.Element;
import org.wearablecoach.loop.adapt.Adapt;
import org.wearablecoach.loop.adapt.AdaptModels;
import org.wearablecoach.loop.adapt.Output;
import org.wearablecoach.loop.adapt.PersonState;
import org.wearablecoach.loop.config.LoopConfig;

/**
 * {@link Adapt} as a Flink operator. Elements of a person use the person's state; control records
 * have no person, so they never set a key. The main output are the decisions; everything else
 * leaves by the tags of {@link Streams}.
 */
public final class AdaptOperator extends AbstractStreamOperator<Decision>
        implements OneInputStreamOperator<Element, Decision>,
                Triggerable<String, VoidNamespace>,
                Output {

    private static final long serialVersionUID = 1L;

    private final LoopConfig loop;
    private final String configHash;
    private final ModelSource models;
    private final boolean windowScores;

    private transient @Nullable Adapt adapt;
    private transient @Nullable AdaptModels decisionModels;
    private transient @Nullable FlinkAdaptStore store;
    private transient @Nullable ControlState state;
    private transient @Nullable InternalTimerService<VoidNamespace> timers;
    private transient List<Element.Update> refused = List.of();
    private transient long time;

    /**
     * @param config of the loop
     * @param configHash SHA-256 of its canonical JSON
     * @param models where the reward graph comes from, and the labels of the activity model
     * @param windowScores whether closed windows are put out
     */
    public AdaptOperator(
            LoopConfig config, String configHash, ModelSource models, boolean windowScores) {
        this.loop = config;
        this.configHash = configHash;
        this.models = models;
        this.windowScores = windowScores;
    }

    @Override
    public void initializeState(StateInitializationContext context) throws Exception {
        super.initializeState(context);
        AdaptModels graphs = models.decisions(loop);
        decisionModels = graphs;
        Adapt rules =
                new Adapt(
                        loop,
                        configHash,
                        models.activityLabels(),
                        graphs,
                        windowScores,
                        getRuntimeContext().getTaskInfo().getIndexOfThisSubtask(),
                        getRuntimeContext().getTaskInfo().getNumberOfParallelSubtasks(),
                        this);
        adapt = rules;
        MetricGroup group = getMetricGroup().addGroup("coach");
        group.gauge("agentFailures", rules::agentFailures);
        group.gauge("fallbackDecisions", rules::fallbacks);
        state = new ControlState(context.getOperatorStateStore(), "policies");
        List<Element.Update> unusable = new ArrayList<>();
        for (Element.Update update : state.read()) {
            try {
                rules.restore(update);
            } catch (RuntimeException e) {
                unusable.add(update); // open() says why
            }
        }
        refused = unusable;
        store = new FlinkAdaptStore(context.getKeyedStateStore());
    }

    /**
     * A policy that was in force and no longer fits, as after a change of the configuration, does
     * not keep the job from starting: it is refused like any other update, at the time at which it
     * came.
     */
    @Override
    public void open() throws Exception {
        super.open();
        timers = getInternalTimerService("person", VoidNamespaceSerializer.INSTANCE, this);
        for (Element.Update update : refused) {
            time = update.ingestTime();
            adapt().accept(update, store());
        }
        refused = List.of();
    }

    private Adapt adapt() {
        return Preconditions.checkNotNull(adapt);
    }

    private FlinkAdaptStore store() {
        return Preconditions.checkNotNull(store);
    }

    /** Control records pass without a key: their subtask has none that would fit them. */
    @Override
    @SuppressWarnings({"rawtypes", "unchecked"})
    public void setKeyContextElement1(StreamRecord record) throws Exception {
        Element element = ((StreamRecord<Element>) record).getValue();
        if (!element.userId().isEmpty()) {
            super.setKeyContextElement1(record);
        }
    }

    @Override
    public void processElement(StreamRecord<Element> record) {
        Element element = record.getValue();
        time = element.ingestTime();
        if (element instanceof Element.Erasure || element instanceof Element.Expired) {
            unschedule();
        }
        adapt().accept(element, store());
        if (mayMoveTimer(element)) {
            schedule();
        }
    }

    /** Whether an element can make a decision, or the first state of a person. */
    private static boolean mayMoveTimer(Element element) {
        return !(element instanceof Element.Refused
                || element instanceof Element.Update
                || element instanceof Element.Acknowledgement
                || (element instanceof Element.Window window
                        && window.signal() != SignalKind.GLUCOSE));
    }

    /** Takes the person's timer away, for state that may be gone in a moment. */
    private void unschedule() {
        PersonState person = store().person();
        if (person.timer() != PersonState.NEVER) {
            Preconditions.checkNotNull(timers)
                    .deleteEventTimeTimer(VoidNamespace.INSTANCE, person.timer());
            person.timer(PersonState.NEVER);
            store().person(person);
        }
    }

    /** Keeps one timer for the person: at the first pending decision, or when to forget. */
    private void schedule() {
        PersonState person = store().person();
        long next = adapt().nextTimer(store());
        if (next != PersonState.NEVER
                && (person.timer() == PersonState.NEVER || next < person.timer())) {
            InternalTimerService<VoidNamespace> service = Preconditions.checkNotNull(timers);
            if (person.timer() != PersonState.NEVER) {
                service.deleteEventTimeTimer(VoidNamespace.INSTANCE, person.timer());
            }
            service.registerEventTimeTimer(VoidNamespace.INSTANCE, next);
            person.timer(next);
            store().person(person);
        }
    }

    @Override
    public void onEventTime(InternalTimer<String, VoidNamespace> timer) {
        time = timer.getTimestamp();
        adapt().onTimer(timer.getKey(), timer.getTimestamp(), store());
        PersonState person = store().person();
        person.timer(PersonState.NEVER);
        long next = adapt().nextTimer(store());
        if (next != PersonState.NEVER) {
            store().person(person);
            schedule();
        }
    }

    @Override
    public void onProcessingTime(InternalTimer<String, VoidNamespace> timer) {
        throw new IllegalStateException("Adapt sets no timer of the wall clock.");
    }

    @Override
    public void snapshotState(StateSnapshotContext context) throws Exception {
        Preconditions.checkNotNull(state).write(adapt().updates());
        super.snapshotState(context);
    }

    @Override
    public void close() throws Exception {
        if (adapt != null) {
            adapt.close();
        }
        if (decisionModels != null) {
            decisionModels.close();
        }
        super.close();
    }

    // Output: the record's timestamp is the ingest time of what caused it. For a censored outcome
    // that is the moment that passed, whatever showed it.

    @Override
    public void decision(Decision decision) {
        output.collect(new StreamRecord<>(decision, time));
    }

    @Override
    public void recommendation(Recommendation recommendation) {
        emit(Streams.RECOMMENDATIONS, recommendation);
    }

    @Override
    public void reward(Reward row) {
        output.collect(Streams.REWARDS, new StreamRecord<>(row, row.closedAt()));
    }

    @Override
    public void windowScore(WindowScore score) {
        emit(Streams.WINDOW_SCORES, score);
    }

    @Override
    public void deadLetter(DeadLetter letter) {
        emit(Streams.DEAD_LETTERS, letter);
    }

    @Override
    public void controlStatus(ControlStatus status) {
        emit(Streams.CONTROL_STATUS, status);
    }

    private <T> void emit(OutputTag<T> tag, T value) {
        output.collect(tag, new StreamRecord<>(value, time));
    }
}
