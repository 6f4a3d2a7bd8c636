package org.wearablecoach.loop.adapt;

import org.wearablecoach.policy.PersonalPolicy;

/**
 * What Adapt keeps of the current person, split by how often it changes. What is got may be changed
 * and must then be put back within the same call; it is never kept. Absent state is returned new.
 */
public interface AdaptStore {

    /** The person. */
    PersonState person();

    /** Stores the person. */
    void person(PersonState person);

    /** What the policy keeps of the person. */
    PersonalPolicy policy();

    /** Stores what the policy keeps of the person. */
    void policy(PersonalPolicy policy);

    /** The last minutes. */
    Minutes minutes();

    /** Stores the last minutes. */
    void minutes(Minutes minutes);

    /** The newest windows. */
    NewestWindows windows();

    /** Stores the newest windows. */
    void windows(NewestWindows windows);

    /** The pending decisions. */
    Pending.Queue pending();

    /** Stores the pending decisions; none are kept when the queue is empty. */
    void pending(Pending.Queue pending);

    /** What the person's readings taught about glucose that is to come. */
    PersonalGlucose glucose();

    /** Stores it. */
    void glucose(PersonalGlucose glucose);

    /** What the person told about their activity, and what was learned from it. */
    Calibration calibration();

    /** Stores it; nothing is kept when it is empty. */
    void calibration(Calibration calibration);

    /** What the person's heart does when the person moves. */
    Arousal arousal();

    /** Stores it. */
    void arousal(Arousal arousal);

    /** What the activity model saw in the last half minute. */
    Calibration.Recent recent();

    /** Stores it. */
    void recent(Calibration.Recent recent);

    /** Forgets minutes, windows and pending decisions. */
    void clearBuffers();

    /** Forgets everything. */
    void clear();
}
