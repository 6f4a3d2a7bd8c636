package org.wearablecoach.loop;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
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

/** State as bytes, as a store on disk keeps it: what was not put back is lost. */
public final class ByteAdaptStore implements AdaptStore {

    /** Names of what was read and written, in order, since it was last emptied. */
    public final List<String> touched = new ArrayList<>();

    private byte @Nullable [] person;
    private byte @Nullable [] policy;
    private byte @Nullable [] minutes;
    private byte @Nullable [] windows;
    private byte @Nullable [] pending;
    private byte @Nullable [] glucose;
    private byte @Nullable [] calibration;
    private byte @Nullable [] arousal;
    private byte @Nullable [] recent;

    /** Size of everything kept. */
    public long size() {
        long sum = 0;
        for (byte[] form :
                new byte[][] {
                    person, policy, minutes, windows, pending, glucose, calibration, arousal, recent
                }) {
            sum += form == null ? 0 : form.length;
        }
        return sum;
    }

    private <T> byte[] write(String what, Codec<T> codec, T value) {
        touched.add("write " + what);
        return Bytes.write(codec, value);
    }

    private <T> T read(String what, Codec<T> codec, byte @Nullable [] form, T absent) {
        touched.add("read " + what);
        return form == null ? absent : Bytes.read(codec, form);
    }

    @Override
    public PersonState person() {
        return read("person", new PersonState.Form(), person, new PersonState());
    }

    @Override
    public void person(PersonState value) {
        person = write("person", new PersonState.Form(), value);
    }

    @Override
    public PersonalPolicy policy() {
        return read("policy", new PolicyForm(), policy, new PersonalPolicy());
    }

    @Override
    public void policy(PersonalPolicy value) {
        policy = write("policy", new PolicyForm(), value);
    }

    @Override
    public Minutes minutes() {
        return read("minutes", new Minutes.Form(), minutes, new Minutes());
    }

    @Override
    public void minutes(Minutes value) {
        minutes = write("minutes", new Minutes.Form(), value);
    }

    @Override
    public NewestWindows windows() {
        return read("windows", new NewestWindows.Form(), windows, new NewestWindows());
    }

    @Override
    public void windows(NewestWindows value) {
        windows = write("windows", new NewestWindows.Form(), value);
    }

    @Override
    public Pending.Queue pending() {
        return read("pending", new Pending.Form(), pending, new Pending.Queue());
    }

    @Override
    public void pending(Pending.Queue value) {
        pending = write("pending", new Pending.Form(), value);
        if (value.size() == 0) {
            pending = null;
        }
    }

    @Override
    public PersonalGlucose glucose() {
        return read("glucose", new PersonalGlucoseForm(), glucose, new PersonalGlucose());
    }

    @Override
    public void glucose(PersonalGlucose value) {
        glucose = write("glucose", new PersonalGlucoseForm(), value);
    }

    @Override
    public Calibration calibration() {
        return read("calibration", new Calibration.Form(), calibration, new Calibration());
    }

    @Override
    public void calibration(Calibration value) {
        calibration = value.isEmpty() ? null : write("calibration", new Calibration.Form(), value);
    }

    @Override
    public Arousal arousal() {
        return read("arousal", new Arousal.Form(), arousal, new Arousal());
    }

    @Override
    public void arousal(Arousal value) {
        arousal = write("arousal", new Arousal.Form(), value);
    }

    @Override
    public Calibration.Recent recent() {
        return read("recent", new Calibration.Recent.Form(), recent, new Calibration.Recent());
    }

    @Override
    public void recent(Calibration.Recent value) {
        recent = write("recent", new Calibration.Recent.Form(), value);
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
}
