package org.wearablecoach.loop.adapt;

import org.wearablecoach.signals.ForecastCorrection;
import org.wearablecoach.signals.LowAlarm;

/**
 * What a person's own readings taught about glucose that is to come: how forecasts err, and from
 * which probability on a low is expected. Touched per reading of a person who has a forecast.
 *
 * @param forecasts the correction of forecasts
 * @param alarm the limit of the probability
 */
public record PersonalGlucose(ForecastCorrection forecasts, LowAlarm alarm) {

    /** Nothing learned. */
    public PersonalGlucose() {
        this(new ForecastCorrection(), new LowAlarm());
    }

    /** Whether the next reading says what became of anything. */
    boolean waits() {
        return forecasts.waiting() > 0 || alarm.isOpen();
    }

    /** Another one that knows the same. */
    PersonalGlucose copy() {
        return new PersonalGlucose(forecasts.copy(), alarm.copy());
    }
}
