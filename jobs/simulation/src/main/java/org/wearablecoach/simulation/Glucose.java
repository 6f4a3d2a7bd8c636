package org.wearablecoach.simulation;

/** What the glucose sensor of a simulated person shows. */
interface Glucose {

    /** A meal or snack begins now; 1 is an ordinary meal. */
    void eat(long t, double size);

    /** The reading at t, mg/dL, whole; to be called every {@link #STEP_MINUTES} minutes. */
    float read(long t, Activity activity);

    /** Minutes between readings. */
    int STEP_MINUTES = 5;
}
