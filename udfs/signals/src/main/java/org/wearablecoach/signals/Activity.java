package org.wearablecoach.signals;

/** What a person does in a minute or a window. Codes are persisted: never change or re-use one. */
public enum Activity {
    /** Not known: no data, or an activity of a later version. */
    UNKNOWN(0, "unknown"),

    /** Sitting, standing or lying. */
    STILL(1, "still"),

    /** Moving, but neither walking nor running. */
    OTHER(2, "other"),

    /** Walking. */
    WALK(3, "walk"),

    /** Running. */
    RUN(4, "run"),

    /** Climbing or descending stairs. */
    STAIRS(5, "stairs");

    private static final Activity[] ALL = values();

    private final int code;
    private final String label;

    Activity(int code, String label) {
        this.code = code;
        this.label = label;
    }

    /** The persisted code. */
    public int code() {
        return code;
    }

    /** The name in scores and reports. */
    public String label() {
        return label;
    }

    /** The activity of a persisted code; {@link #UNKNOWN} for a code of a later version. */
    public static Activity of(int code) {
        for (Activity activity : ALL) {
            if (activity.code == code) {
                return activity;
            }
        }
        return UNKNOWN;
    }

    /** The activity of a label; {@link #UNKNOWN} for a label of a later version. */
    public static Activity ofLabel(String label) {
        for (Activity activity : ALL) {
            if (activity.label.equals(label)) {
                return activity;
            }
        }
        return UNKNOWN;
    }
}
