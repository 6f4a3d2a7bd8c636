package org.wearablecoach.loop.adapt;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import org.wearablecoach.loop.Codec;
import org.wearablecoach.signals.ForecastCorrection;
import org.wearablecoach.signals.LowAlarm;

/** The binary form of what a person's readings taught about glucose that is to come. */
public final class PersonalGlucoseForm implements Codec<PersonalGlucose> {

    @Override
    public int version() {
        return 1;
    }

    @Override
    public void write(PersonalGlucose glucose, DataOutput out) throws IOException {
        ForecastCorrection forecasts = glucose.forecasts();
        Codec.writeFloats(forecasts.state(), out);
        out.writeByte(forecasts.waiting());
        for (int i = 0; i < forecasts.waiting(); i++) {
            out.writeLong(forecasts.waitingTime(i));
            Codec.writeFloats(forecasts.waiting(i), out);
        }
        LowAlarm alarm = glucose.alarm();
        out.writeFloat(alarm.raised());
        out.writeLong(alarm.newest());
        out.writeLong(alarm.alarm());
        out.writeBoolean(alarm.isOpen());
    }

    @Override
    public PersonalGlucose read(int version, DataInput in) throws IOException {
        ForecastCorrection forecasts = new ForecastCorrection();
        forecasts.restore(Codec.readFloats(in));
        int waiting = in.readByte();
        for (int i = 0; i < waiting; i++) {
            forecasts.restore(in.readLong(), Codec.readFloats(in));
        }
        return new PersonalGlucose(
                forecasts,
                new LowAlarm(in.readFloat(), in.readLong(), in.readLong(), in.readBoolean()));
    }

    @Override
    public PersonalGlucose copy(PersonalGlucose glucose) {
        return glucose.copy();
    }
}
