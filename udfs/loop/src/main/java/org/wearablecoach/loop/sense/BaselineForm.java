package org.wearablecoach.loop.sense;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import org.wearablecoach.loop.Codec;
import org.wearablecoach.signals.PersonalBaseline;

/** The binary form of a personal baseline. */
public final class BaselineForm implements Codec<PersonalBaseline> {

    @Override
    public int version() {
        return 1;
    }

    @Override
    public void write(PersonalBaseline baseline, DataOutput out) throws IOException {
        out.writeDouble(baseline.mean());
        out.writeDouble(baseline.meanVariance());
        out.writeDouble(baseline.variance());
        out.writeDouble(baseline.recent());
    }

    @Override
    public PersonalBaseline read(int version, DataInput in) throws IOException {
        return new PersonalBaseline(
                in.readDouble(), in.readDouble(), in.readDouble(), in.readDouble());
    }

    @Override
    public PersonalBaseline copy(PersonalBaseline baseline) {
        return baseline.copy();
    }
}
