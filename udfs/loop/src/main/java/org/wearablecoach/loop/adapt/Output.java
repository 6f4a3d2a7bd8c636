package org.wearablecoach.loop.adapt;

import org.wearablecoach.event.ControlStatus;
import org.wearablecoach.event.DeadLetter;
import org.wearablecoach.event.Decision;
import org.wearablecoach.event.Recommendation;
import org.wearablecoach.event.Reward;
import org.wearablecoach.event.WindowScore;

/** Takes what leaves the loop, one method a topic. */
public interface Output {

    /** A row of the audit log. */
    void decision(Decision decision);

    /** What to show now. */
    void recommendation(Recommendation recommendation);

    /** What came of a decision. */
    void reward(Reward reward);

    /** A closed window with its scores. */
    void windowScore(WindowScore score);

    /** What could not be used. */
    void deadLetter(DeadLetter letter);

    /** What an operator says of a control record. */
    void controlStatus(ControlStatus status);
}
