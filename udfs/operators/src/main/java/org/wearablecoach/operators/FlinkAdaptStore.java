package org.wearablecoach.operators;

import org.apache.flink.api.common.state.KeyedStateStore;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.util.FlinkRuntimeException;
import org.jspecify.annotations.Nullable;
import org.wearablecoach.loop.Codec;
import org.wearablecoach.loop.adapt.AdaptStore;
import org.wearablecoach.loop.adapt.Arousal;
import org.wearablecoach.loop.adapt.Calibration;
import org.wearablecoach.loop.adapt.Minutes;
import org.wearablecoach.loop.adapt.NewestWindows;
import org.wearablecoach.loop.adapt.Pending;
import org.wearablecoach.loop.adapt.PersonState;
import org.wearablecoach.loop.adapt.PersonalGlucose;
import org.wearablecoach.loop.adapt.PersonalGlucoseForm;
import org.wearablecoach.loop.adapt.PolicyForm;
import org.wearablecoach.policy.PersonalPolicy;

/** What Adapt keeps, as keyed state of Flink. The names of the states are persisted. */
final class FlinkAdaptStore implements AdaptStore {

    private final ValueState<PersonState> person;
    private final ValueState<PersonalPolicy> policy;
    private final ValueState<Minutes> minutes;
    private final ValueState<NewestWindows> windows;
    private final ValueState<Pending.Queue> pending;
    private final ValueState<PersonalGlucose> glucose;
    private final ValueState<Calibration> calibration;
    private final ValueState<Arousal> arousal;
    private final ValueState<Calibration.Recent> recent;

    FlinkAdaptStore(KeyedStateStore states) {
        person = state(states, "person", PersonState.Form.class);
        policy = state(states, "policy", PolicyForm.class);
        minutes = state(states, "minutes", Minutes.Form.class);
        windows = state(states, "newest-windows", NewestWindows.Form.class);
        pending = state(states, "pending-decisions", Pending.Form.class);
        glucose = state(states, "glucose-forecasts", PersonalGlucoseForm.class);
        calibration = state(states, "calibration", Calibration.Form.class);
        arousal = state(states, "arousal", Arousal.Form.class);
        recent = state(states, "recent-motion", Calibration.Recent.Form.class);
    }

    private static <T> ValueState<T> state(
            KeyedStateStore states, String name, Class<? extends Codec<T>> codec) {
        return states.getState(new ValueStateDescriptor<>(name, new CodecSerializer<>(codec)));
    }

    private static <T> @Nullable T get(ValueState<T> state) {
        try {
            return state.value();
        } catch (Exception e) {
            throw new FlinkRuntimeException("Keyed state of adapt cannot be read.", e);
        }
    }

    private static <T> void put(ValueState<T> state, T value) {
        try {
            state.update(value);
        } catch (Exception e) {
            throw new FlinkRuntimeException("Keyed state of adapt cannot be written.", e);
        }
    }

    @Override
    public PersonState person() {
        PersonState known = get(person);
        return known == null ? new PersonState() : known;
    }

    @Override
    public void person(PersonState value) {
        put(person, value);
    }

    @Override
    public PersonalPolicy policy() {
        PersonalPolicy known = get(policy);
        return known == null ? new PersonalPolicy() : known;
    }

    @Override
    public void policy(PersonalPolicy value) {
        put(policy, value);
    }

    @Override
    public Minutes minutes() {
        Minutes known = get(minutes);
        return known == null ? new Minutes() : known;
    }

    @Override
    public void minutes(Minutes value) {
        put(minutes, value);
    }

    @Override
    public NewestWindows windows() {
        NewestWindows known = get(windows);
        return known == null ? new NewestWindows() : known;
    }

    @Override
    public void windows(NewestWindows value) {
        put(windows, value);
    }

    @Override
    public Pending.Queue pending() {
        Pending.Queue known = get(pending);
        return known == null ? new Pending.Queue() : known;
    }

    @Override
    public void pending(Pending.Queue value) {
        if (value.size() == 0) {
            pending.clear();
        } else {
            put(pending, value);
        }
    }

    @Override
    public PersonalGlucose glucose() {
        PersonalGlucose known = get(glucose);
        return known == null ? new PersonalGlucose() : known;
    }

    @Override
    public void glucose(PersonalGlucose value) {
        put(glucose, value);
    }

    @Override
    public Calibration calibration() {
        Calibration known = get(calibration);
        return known == null ? new Calibration() : known;
    }

    @Override
    public void calibration(Calibration value) {
        if (value.isEmpty()) {
            calibration.clear();
        } else {
            put(calibration, value);
        }
    }

    @Override
    public Arousal arousal() {
        Arousal known = get(arousal);
        return known == null ? new Arousal() : known;
    }

    @Override
    public void arousal(Arousal value) {
        put(arousal, value);
    }

    @Override
    public Calibration.Recent recent() {
        Calibration.Recent known = get(recent);
        return known == null ? new Calibration.Recent() : known;
    }

    @Override
    public void recent(Calibration.Recent value) {
        put(recent, value);
    }

    @Override
    public void clearBuffers() {
        recent.clear();
        minutes.clear();
        windows.clear();
        pending.clear();
    }

    @Override
    public void clear() {
        person.clear();
        policy.clear();
        glucose.clear();
        calibration.clear();
        arousal.clear();
        clearBuffers();
    }
}
