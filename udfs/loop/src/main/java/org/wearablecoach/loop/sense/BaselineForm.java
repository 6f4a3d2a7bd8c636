package org.wearablecoach.loop.sense;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import org.wearablecoach.loop.Codec;
import org.wearablecoach.signals.DaytimeBaseline;

/**
 * The binary form of a personal baseline: four numbers over all, and four for each time of day that
 * is known; 33 to 289 bytes.
 */
public final class BaselineForm implements Codec<DaytimeBaseline> {

    private static final int NUMBERS = 4;

    @Override
    public int version() {
        return 1;
    }

    @Override
    public void write(DaytimeBaseline baseline, DataOutput out) throws IOException {
        double[] state = baseline.state();
        int known = 0;
        for (int part = 0; part < DaytimeBaseline.PARTS; part++) {
            known |= baseline.knows(part) ? 1 << part : 0;
        }
        out.writeByte(known);
        writeNumbers(state, 0, out);
        for (int part = 0; part < DaytimeBaseline.PARTS; part++) {
            if ((known & 1 << part) != 0) {
                writeNumbers(state, part + 1, out);
            }
        }
    }

    private static void writeNumbers(double[] state, int index, DataOutput out) throws IOException {
        for (int i = 0; i < NUMBERS; i++) {
            out.writeDouble(state[NUMBERS * index + i]);
        }
    }

    @Override
    public DaytimeBaseline read(int version, DataInput in) throws IOException {
        double[] state = new double[DaytimeBaseline.STATE];
        int known = in.readUnsignedByte();
        readNumbers(state, 0, in);
        for (int part = 0; part < DaytimeBaseline.PARTS; part++) {
            if ((known & 1 << part) != 0) {
                readNumbers(state, part + 1, in);
            }
        }
        return new DaytimeBaseline(state);
    }

    private static void readNumbers(double[] state, int index, DataInput in) throws IOException {
        for (int i = 0; i < NUMBERS; i++) {
            state[NUMBERS * index + i] = in.readDouble();
        }
    }

    @Override
    public DaytimeBaseline copy(DaytimeBaseline baseline) {
        return baseline.copy();
    }
}
