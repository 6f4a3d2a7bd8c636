package org.wearablecoach.loop.adapt;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import org.wearablecoach.loop.Codec;
import org.wearablecoach.signals.ForecastCorrection;

/** The binary form of what a person's readings taught about forecasts. */
public final class ForecastForm implements Codec<ForecastCorrection> {

    @Override
    public int version() {
        return 1;
    }

    @Override
    public void write(ForecastCorrection forecasts, DataOutput out) throws IOException {
        Codec.writeFloats(forecasts.state(), out);
        out.writeByte(forecasts.waiting());
        for (int i = 0; i < forecasts.waiting(); i++) {
            out.writeLong(forecasts.waitingTime(i));
            Codec.writeFloats(forecasts.waiting(i), out);
        }
    }

    @Override
    public ForecastCorrection read(int version, DataInput in) throws IOException {
        ForecastCorrection forecasts = new ForecastCorrection();
        forecasts.restore(Codec.readFloats(in));
        int waiting = in.readByte();
        for (int i = 0; i < waiting; i++) {
            forecasts.restore(in.readLong(), Codec.readFloats(in));
        }
        return forecasts;
    }

    @Override
    public ForecastCorrection copy(ForecastCorrection forecasts) {
        return forecasts.copy();
    }
}
