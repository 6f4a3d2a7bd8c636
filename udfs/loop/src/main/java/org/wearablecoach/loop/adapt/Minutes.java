package org.wearablecoach.loop.adapt;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.wearablecoach.loop.Codec;
import org.wearablecoach.signals.Activity;
import org.wearablecoach.signals.ActivityRule;

/**
 * The last 64 minutes of a person, a few bytes each: steps, heart rate and what the motion model
 * saw. Of several devices the better window counts for a minute, then the device that comes first
 * by name; of steps the largest number, because a device that is not carried counts none. Minutes
 * are numbered from 1970.
 */
public final class Minutes {

    /** Minutes that are kept. */
    static final int SIZE = 64;

    private static final byte NO_AROUSAL = Byte.MIN_VALUE;
    private static final float AROUSAL_UNIT = 16;

    /** Loads of windows of stairs and of running, against one of walking. */
    private static final double STAIRS_LOAD = 1.3;

    private static final double RUN_LOAD = 2;
    private static final double MOST_LOAD = 2;

    /** Steps a minute of load 1. */
    private static final double STEPS_OF_LOAD = 100;

    /** No steps known. */
    static final int UNKNOWN = -1;

    /** Devices of a person that count steps, at most; of more, the one that came first goes. */
    private static final int STEP_DEVICES = 8;

    /** Devices of a person that are told apart. */
    private static final int DEVICES = 32;

    private static final int BITS = 4;

    /** Newest minute of the ring; {@code Long.MIN_VALUE} for none. */
    private long newest = Long.MIN_VALUE;

    /** Newest minute with a move among those that are no longer kept. */
    private long olderMove = Long.MIN_VALUE;

    /** Devices that have counted steps. */
    private final List<String> stepDevices = new ArrayList<>();

    /** Minutes in which a device that counts steps was there, one bit each. */
    private long watched;

    private final List<String> devices = new ArrayList<>();
    private final short[] steps = new short[SIZE];
    private final short[] bpm = new short[SIZE];
    private final byte[] bpmQuality = new byte[SIZE];
    private final byte[] bpmDevice = new byte[SIZE];

    /** Arousal in sixteenths of a standard deviation; {@link #NO_AROUSAL} where none is known. */
    private final byte[] arousal = new byte[SIZE];

    /** Minutes whose arousal is that of beat intervals, one bit each. */
    private long byBeats;

    private final short[] motion = new short[SIZE];
    private final byte[] motionDevice = new byte[SIZE];

    /** An empty history. */
    public Minutes() {
        Arrays.fill(steps, (short) UNKNOWN);
        Arrays.fill(arousal, NO_AROUSAL);
    }

    /** Minute of a time. */
    static long minute(long time) {
        return Math.floorDiv(time, 60_000L);
    }

    /** Newest minute in which the person moved; {@code Long.MIN_VALUE} for none. */
    long newestMove() {
        if (newest != Long.MIN_VALUE) {
            for (long minute = newest; minute > newest - SIZE; minute--) {
                if (isMove(minute)) {
                    return minute;
                }
            }
        }
        return olderMove;
    }

    /** Newest minute of which anything can be known. */
    long newest() {
        return newest;
    }

    /** Notes the steps that a device counted in a minute. */
    void steps(long minute, int count) {
        int at = slot(minute);
        if (at >= 0) {
            steps[at] = (short) Math.max(steps[at], Math.min(count, Short.MAX_VALUE));
        }
    }

    /**
     * Notes that a device measured something in a minute. If it is one that counts steps, then a
     * minute without steps of it is a minute in which none were made; of other devices nothing can
     * be said.
     *
     * @param counts whether what it measured were steps
     * @return whether the minute is watched now and was not before, as far as is known
     */
    boolean watch(long minute, String device, boolean counts) {
        if (!stepDevices.contains(device)) {
            if (!counts) {
                return false;
            }
            if (stepDevices.size() == STEP_DEVICES) {
                stepDevices.remove(0);
            }
            stepDevices.add(device);
        }
        int at = slot(minute);
        boolean first = at < 0 || (watched & (1L << at)) == 0;
        watched |= at < 0 ? 0 : 1L << at;
        return first;
    }

    /** Whether a device that counts steps was there in a minute. */
    boolean watched(long minute) {
        return holds(minute) && (watched & (1L << index(minute))) != 0;
    }

    /** Notes the mean heart rate of a minute. */
    void heartRate(long minute, float mean, float quality, String device) {
        int at = slot(minute);
        byte id = device(device);
        byte percent = (byte) (100 * quality);
        if (at < 0
                || (bpm[at] != 0
                        && (percent < bpmQuality[at]
                                || (percent == bpmQuality[at] && !precedes(id, bpmDevice[at]))))) {
            return;
        }
        bpm[at] = (short) Math.round(mean);
        bpmQuality[at] = percent;
        bpmDevice[at] = id;
    }

    /**
     * Notes the arousal of a minute. That of beat intervals says more than that of the heart rate.
     *
     * @param z personal z-score; NaN is not noted
     * @param ofBeats whether it comes from beat intervals
     */
    void arousal(long minute, double z, boolean ofBeats) {
        int at = slot(minute);
        if (at < 0 || Double.isNaN(z) || (!ofBeats && (byBeats & (1L << at)) != 0)) {
            return;
        }
        arousal[at] = (byte) Math.max(-127, Math.min(127, Math.round(AROUSAL_UNIT * z)));
        byBeats |= ofBeats ? 1L << at : 0;
    }

    /** The arousal of a minute, a personal z-score; NaN where none is known. */
    double arousalAt(long minute) {
        return holds(minute) && arousal[index(minute)] != NO_AROUSAL
                ? arousal[index(minute)] / AROUSAL_UNIT
                : Double.NaN;
    }

    /** Whether the arousal of a minute is that of beat intervals. */
    boolean arousalByBeats(long minute) {
        return holds(minute) && (byBeats & (1L << index(minute))) != 0;
    }

    /**
     * How hard a minute was: 0 at rest, about 1 at a brisk walk. What the motion model saw, else
     * steps over 100; NaN where neither is known.
     */
    double loadAt(long minute) {
        if (!holds(minute)) {
            return Double.NaN;
        }
        int at = index(minute);
        if (motion[at] != 0) {
            int walk = motionCount(at, 1);
            int stairs = motionCount(at, 2);
            int run = motionCount(at, 3);
            return (walk + STAIRS_LOAD * stairs + RUN_LOAD * run)
                    / (motionCount(at, 0) + walk + stairs + run);
        }
        if (steps[at] != UNKNOWN) {
            return Math.min(MOST_LOAD, steps[at] / STEPS_OF_LOAD);
        }
        return watched(minute) ? 0 : Double.NaN;
    }

    /** Notes what the motion model saw in one window of a minute. */
    void motion(long minute, Activity activity, String device) {
        int at = slot(minute);
        int kind = motionClass(activity);
        if (at < 0 || kind < 0) {
            return;
        }
        byte id = device(device);
        if (motion[at] != 0 && motionDevice[at] != id) {
            if (!precedes(id, motionDevice[at])) {
                return;
            }
            motion[at] = 0;
        }
        motionDevice[at] = id;
        if (motionCount(at, kind) < (1 << BITS) - 1) {
            motion[at] += (short) (1 << (BITS * kind));
        }
    }

    /** Steps of a minute; {@link #UNKNOWN} where none are known. */
    int stepsAt(long minute) {
        return holds(minute) ? steps[index(minute)] : UNKNOWN;
    }

    /** Mean heart rate of a minute; 0 where none is known. */
    int bpmAt(long minute) {
        return holds(minute) ? bpm[index(minute)] : 0;
    }

    /** Whether it is known of a minute how the person moved, be it not at all. */
    boolean observed(long minute) {
        return watched(minute) || (holds(minute) && motion[index(minute)] != 0);
    }

    /**
     * The activity of a minute: what the motion model saw most, else by the rule from the steps.
     */
    Activity activity(long minute) {
        if (!holds(minute)) {
            return Activity.UNKNOWN;
        }
        int at = index(minute);
        if (motion[at] != 0) {
            return ActivityRule.most(
                    motionCount(at, 0), motionCount(at, 1), motionCount(at, 2), motionCount(at, 3));
        }
        return steps[at] == UNKNOWN ? Activity.UNKNOWN : ActivityRule.activity(steps[at]);
    }

    private static int motionClass(Activity activity) {
        return switch (activity) {
            case STILL -> 0;
            case WALK -> 1;
            case STAIRS -> 2;
            case RUN -> 3;
            default -> -1;
        };
    }

    private int motionCount(int at, int kind) {
        return (motion[at] >> (BITS * kind)) & ((1 << BITS) - 1);
    }

    private boolean isMove(long minute) {
        Activity activity = activity(minute);
        return activity != Activity.UNKNOWN && activity != Activity.STILL;
    }

    private boolean holds(long minute) {
        return newest != Long.MIN_VALUE && minute <= newest && minute > newest - SIZE;
    }

    private static int index(long minute) {
        return (int) Math.floorMod(minute, (long) SIZE);
    }

    /** Place of a minute, made room for; -1 when it is older than what is kept. */
    private int slot(long minute) {
        if (newest == Long.MIN_VALUE) {
            newest = minute;
        } else if (minute > newest) {
            for (long gone = newest - SIZE + 1; gone <= Math.min(newest, minute - SIZE); gone++) {
                olderMove = isMove(gone) ? gone : olderMove;
            }
            long from = Math.max(newest + 1, minute - SIZE + 1);
            for (long m = from; m <= minute; m++) {
                int at = index(m);
                watched &= ~(1L << at);
                steps[at] = UNKNOWN;
                bpm[at] = 0;
                bpmQuality[at] = 0;
                bpmDevice[at] = 0;
                motion[at] = 0;
                motionDevice[at] = 0;
                arousal[at] = NO_AROUSAL;
                byBeats &= ~(1L << at);
            }
            newest = minute;
        }
        return minute > newest - SIZE ? index(minute) : -1;
    }

    private byte device(String name) {
        int at = devices.indexOf(name);
        if (at < 0) {
            at = devices.size() < DEVICES ? devices.size() : unused();
            if (at == devices.size()) {
                devices.add(name);
            } else {
                devices.set(at, name);
            }
        }
        return (byte) at;
    }

    /** Place of a device that no kept minute names; the last one when all are named. */
    private int unused() {
        for (int id = 0; id < DEVICES - 1; id++) {
            boolean named = false;
            for (int at = 0; at < SIZE && !named; at++) {
                named =
                        (bpm[at] != 0 && bpmDevice[at] == id)
                                || (motion[at] != 0 && motionDevice[at] == id);
            }
            if (!named) {
                return id;
            }
        }
        return DEVICES - 1;
    }

    private boolean precedes(byte one, byte other) {
        return one == other || devices.get(one).compareTo(devices.get(other)) < 0;
    }

    /** The binary form. */
    public static final class Form implements Codec<Minutes> {
        @Override
        public int version() {
            return 1;
        }

        @Override
        public void write(Minutes m, DataOutput out) throws IOException {
            out.writeLong(m.newest);
            out.writeLong(m.olderMove);
            out.writeLong(m.watched);
            out.writeLong(m.byBeats);
            out.writeByte(m.stepDevices.size());
            for (String device : m.stepDevices) {
                out.writeUTF(device);
            }
            out.writeByte(m.devices.size());
            for (String device : m.devices) {
                out.writeUTF(device);
            }
            for (int i = 0; i < SIZE; i++) {
                int parts =
                        (m.steps[i] != UNKNOWN ? 1 : 0)
                                | (m.bpm[i] != 0 ? 2 : 0)
                                | (m.motion[i] != 0 ? 4 : 0)
                                | (m.arousal[i] != NO_AROUSAL ? 8 : 0);
                out.writeByte(parts);
                if ((parts & 1) != 0) {
                    out.writeShort(m.steps[i]);
                }
                if ((parts & 2) != 0) {
                    out.writeShort(m.bpm[i]);
                    out.writeByte(m.bpmQuality[i]);
                    out.writeByte(m.bpmDevice[i]);
                }
                if ((parts & 4) != 0) {
                    out.writeShort(m.motion[i]);
                    out.writeByte(m.motionDevice[i]);
                }
                if ((parts & 8) != 0) {
                    out.writeByte(m.arousal[i]);
                }
            }
        }

        @Override
        public Minutes read(int version, DataInput in) throws IOException {
            Minutes m = new Minutes();
            m.newest = in.readLong();
            m.olderMove = in.readLong();
            m.watched = in.readLong();
            m.byBeats = in.readLong();
            int stepDevices = in.readByte();
            for (int i = 0; i < stepDevices; i++) {
                m.stepDevices.add(in.readUTF());
            }
            int devices = in.readByte();
            for (int i = 0; i < devices; i++) {
                m.devices.add(in.readUTF());
            }
            for (int i = 0; i < SIZE; i++) {
                int parts = in.readByte();
                if ((parts & 1) != 0) {
                    m.steps[i] = in.readShort();
                }
                if ((parts & 2) != 0) {
                    m.bpm[i] = in.readShort();
                    m.bpmQuality[i] = in.readByte();
                    m.bpmDevice[i] = in.readByte();
                }
                if ((parts & 4) != 0) {
                    m.motion[i] = in.readShort();
                    m.motionDevice[i] = in.readByte();
                }
                if ((parts & 8) != 0) {
                    m.arousal[i] = in.readByte();
                }
            }
            return m;
        }

        @Override
        public Minutes copy(Minutes m) {
            Minutes copy = new Minutes();
            copy.newest = m.newest;
            copy.olderMove = m.olderMove;
            copy.watched = m.watched;
            copy.byBeats = m.byBeats;
            copy.stepDevices.addAll(m.stepDevices);
            copy.devices.addAll(m.devices);
            System.arraycopy(m.steps, 0, copy.steps, 0, SIZE);
            System.arraycopy(m.bpm, 0, copy.bpm, 0, SIZE);
            System.arraycopy(m.bpmQuality, 0, copy.bpmQuality, 0, SIZE);
            System.arraycopy(m.bpmDevice, 0, copy.bpmDevice, 0, SIZE);
            System.arraycopy(m.arousal, 0, copy.arousal, 0, SIZE);
            System.arraycopy(m.motion, 0, copy.motion, 0, SIZE);
            System.arraycopy(m.motionDevice, 0, copy.motionDevice, 0, SIZE);
            return copy;
        }
    }
}
