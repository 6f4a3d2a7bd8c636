package org.wearablecoach.loop.adapt;

import org.jspecify.annotations.Nullable;
import org.wearablecoach.policy.PersonalPolicy;

/** The state of one person on the heap, for the edge and for tests. */
public final class HeapAdaptStore implements AdaptStore {

    private @Nullable PersonState person;
    private @Nullable PersonalPolicy policy;
    private @Nullable Minutes minutes;
    private @Nullable NewestWindows windows;
    private Pending.@Nullable Queue pending;
    private @Nullable PersonalGlucose glucose;
    private @Nullable Calibration calibration;
    private @Nullable Arousal arousal;
    private Calibration.@Nullable Recent recent;

    @Override
    public PersonState person() {
        return person == null ? new PersonState() : person;
    }

    @Override
    public void person(PersonState value) {
        person = value;
    }

    @Override
    public PersonalPolicy policy() {
        return policy == null ? new PersonalPolicy() : policy;
    }

    @Override
    public void policy(PersonalPolicy value) {
        policy = value;
    }

    @Override
    public Minutes minutes() {
        return minutes == null ? new Minutes() : minutes;
    }

    @Override
    public void minutes(Minutes value) {
        minutes = value;
    }

    @Override
    public NewestWindows windows() {
        return windows == null ? new NewestWindows() : windows;
    }

    @Override
    public void windows(NewestWindows value) {
        windows = value;
    }

    @Override
    public Pending.Queue pending() {
        return pending == null ? new Pending.Queue() : pending;
    }

    @Override
    public void pending(Pending.Queue value) {
        pending = value.size() == 0 ? null : value;
    }

    @Override
    public PersonalGlucose glucose() {
        return glucose == null ? new PersonalGlucose() : glucose;
    }

    @Override
    public void glucose(PersonalGlucose value) {
        glucose = value;
    }

    @Override
    public Calibration calibration() {
        return calibration == null ? new Calibration() : calibration;
    }

    @Override
    public void calibration(Calibration value) {
        calibration = value.isEmpty() ? null : value;
    }

    @Override
    public Arousal arousal() {
        return arousal == null ? new Arousal() : arousal;
    }

    @Override
    public void arousal(Arousal value) {
        arousal = value;
    }

    @Override
    public Calibration.Recent recent() {
        return recent == null ? new Calibration.Recent() : recent;
    }

    @Override
    public void recent(Calibration.Recent value) {
        recent = value;
    }

    @Override
    public void clearBuffers() {
        recent = null;
        minutes = null;
        windows = null;
        pending = null;
    }

    @Override
    public void clear() {
        person = null;
        policy = null;
        glucose = null;
        calibration = null;
        arousal = null;
        clearBuffers();
    }

    /** Number of entries of any kind: zero for a person who was forgotten. */
    public int entries() {
        return (person == null ? 0 : 1)
                + (policy == null ? 0 : 1)
                + (minutes == null ? 0 : 1)
                + (windows == null ? 0 : 1)
                + (glucose == null ? 0 : 1)
                + (calibration == null ? 0 : 1)
                + (arousal == null ? 0 : 1)
                + (recent == null ? 0 : 1)
                + (pending == null ? 0 : pending.size());
    }
}
