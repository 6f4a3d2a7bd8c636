package org.wearablecoach.operators;

import org.apache.flink.util.OutputTag;
import org.wearablecoach.event.ControlStatus;
import org.wearablecoach.event.DeadLetter;
import org.wearablecoach.event.Decision;
import org.wearablecoach.event.Recommendation;
import org.wearablecoach.event.Reward;
import org.wearablecoach.event.WindowScore;
import org.wearablecoach.loop.Element;
import org.wearablecoach.loop.ElementForm;

/** Types of the streams between and behind the operators. */
public final class Streams {

    /** The stream from Sense through Infer to Adapt. */
    public static final CodecTypeInfo<Element> ELEMENT =
            new CodecTypeInfo<>(Element.class, ElementForm.class);

    /** The main output of Adapt. */
    public static final CodecTypeInfo<Decision> DECISION =
            new CodecTypeInfo<>(Decision.class, RecordForms.DecisionForm.class);

    /** What to show now. */
    public static final OutputTag<Recommendation> RECOMMENDATIONS =
            new OutputTag<>(
                    "recommendations",
                    new CodecTypeInfo<>(
                            Recommendation.class, RecordForms.RecommendationForm.class));

    /** What came of decisions. */
    public static final OutputTag<Reward> REWARDS =
            new OutputTag<>(
                    "rewards", new CodecTypeInfo<>(Reward.class, RecordForms.RewardForm.class));

    /** Closed windows. */
    public static final OutputTag<WindowScore> WINDOW_SCORES =
            new OutputTag<>(
                    "window-scores",
                    new CodecTypeInfo<>(WindowScore.class, RecordForms.WindowScoreForm.class));

    /** What Sense, Infer and Adapt refused. */
    public static final OutputTag<DeadLetter> DEAD_LETTERS =
            new OutputTag<>(
                    "dead-letters",
                    new CodecTypeInfo<>(DeadLetter.class, RecordForms.DeadLetterForm.class));

    /** Which subtask serves which version. */
    public static final OutputTag<ControlStatus> CONTROL_STATUS =
            new OutputTag<>(
                    "control-status",
                    new CodecTypeInfo<>(ControlStatus.class, RecordForms.ControlStatusForm.class));

    private Streams() {}
}
