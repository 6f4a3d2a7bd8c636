package org.wearablecoach.sql;

import org.wearablecoach.signals.TimeDomainHrv;

/**
 * {@code RMSSD([time,] interval_ms)}: root mean square of successive differences of beat intervals,
 * in ms; NULL without two successive beats. Which beats are successive: see {@link
 * SuccessiveBeats}.
 */
public final class Rmssd extends SuccessiveBeats {

    private static final long serialVersionUID = 1L;

    @Override
    double measure(TimeDomainHrv hrv) {
        return hrv.rmssdMs();
    }
}
