package org.wearablecoach.loop.adapt;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import org.wearablecoach.loop.Codec;
import org.wearablecoach.policy.PersonalPolicy;

/** The binary form of what a policy keeps of a person, with the schema of its statistics. */
public final class PolicyForm implements Codec<PersonalPolicy> {

    @Override
    public int version() {
        return 1;
    }

    @Override
    public void write(PersonalPolicy s, DataOutput out) throws IOException {
        out.writeUTF(s.schema);
        Codec.writeDoubles(s.statistics, out);
        Codec.writeDoubles(s.budget, out);
        Codec.writeDoubles(s.usual, out);
        out.writeLong(s.since);
        out.writeLong(s.plannedDay);
        out.writeBoolean(s.reportsDelivery);
    }

    @Override
    public PersonalPolicy read(int version, DataInput in) throws IOException {
        PersonalPolicy s = new PersonalPolicy();
        s.schema = in.readUTF();
        s.statistics = Codec.readDoubles(in);
        s.budget = Codec.readDoubles(in);
        s.usual = Codec.readDoubles(in);
        s.since = in.readLong();
        s.plannedDay = in.readLong();
        s.reportsDelivery = in.readBoolean();
        return s;
    }

    @Override
    public PersonalPolicy copy(PersonalPolicy s) {
        return s.copy();
    }
}
