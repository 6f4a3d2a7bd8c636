package org.wearablecoach.loop.adapt;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import org.wearablecoach.policy.MessageCount;

/** How often each intervention was sent, by its id: what caps and cool-downs of its own look at. */
final class SentCounts {

    private final Map<String, MessageCount> counts = new TreeMap<>();

    MessageCount of(String intervention) {
        return counts.getOrDefault(intervention, MessageCount.NONE);
    }

    void put(String intervention, MessageCount count) {
        counts.put(intervention, count);
    }

    SentCounts copy() {
        SentCounts copy = new SentCounts();
        copy.counts.putAll(counts);
        return copy;
    }

    void write(DataOutput out) throws IOException {
        out.writeByte(counts.size());
        for (Map.Entry<String, MessageCount> entry : counts.entrySet()) {
            out.writeUTF(entry.getKey());
            out.writeLong(entry.getValue().lastTime());
            out.writeInt((int) entry.getValue().day());
            out.writeShort(entry.getValue().count());
        }
    }

    static SentCounts read(DataInput in) throws IOException {
        SentCounts counts = new SentCounts();
        int size = in.readByte();
        for (int i = 0; i < size; i++) {
            counts.counts.put(
                    in.readUTF(), new MessageCount(in.readLong(), in.readInt(), in.readShort()));
        }
        return counts;
    }
}
