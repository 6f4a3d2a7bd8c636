package org.wearablecoach.simulation;

/**
 * Glucose of a simulated person who is a {@link VirtualPatient}: the meals of the routine, a dose
 * of insulin with each, and a sensor with its errors.
 *
 * <p>The model knows meals and insulin only: walking and running do not touch it. How large a meal
 * is and how it is dosed is ours.
 */
final class PatientGlucose implements Glucose {

    private static final long MINUTE = 60_000;

    /** Carbohydrate of an ordinary meal, g. */
    private static final double MEAL_GRAMS = 50;

    /** Grams that a unit covers, by the rule of 500, when half of a day's insulin is basal. */
    private static final double RULE = 500;

    /** A dose is some tens of percent off: people guess what is on the plate. */
    private static final double GUESS = 0.25;

    private final VirtualPatient patient;
    private final SensorNoise noise;
    private final Rng rng;
    private final double unitsPerGram;
    private double announced;
    private double bolus;
    private long lived;

    PatientGlucose(VirtualPatient.Parameters parameters, Rng rng, long noiseSeed, long begin) {
        this.patient = new VirtualPatient(parameters);
        this.noise = new SensorNoise(noiseSeed, STEP_MINUTES);
        this.rng = rng;
        this.unitsPerGram = 2 * patient.basal() * 1440 / RULE;
        this.lived = begin / MINUTE;
    }

    @Override
    public void eat(long t, double size) {
        live(t / MINUTE);
        double grams = MEAL_GRAMS * size * rng.between(0.7, 1.3);
        announced += grams;
        bolus += grams * unitsPerGram * rng.between(1 - GUESS, 1 + GUESS);
    }

    @Override
    public float read(long t, Activity activity) {
        live(t / MINUTE);
        return Math.round(noise.reading(patient.glucose()));
    }

    private void live(long minute) {
        for (; lived < minute; lived++) {
            patient.minute(announced, patient.basal() + bolus);
            announced = 0;
            bolus = 0;
        }
    }
}
