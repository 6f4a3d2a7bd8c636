package org.wearablecoach.sql;

import org.wearablecoach.signals.TimeDomainHrv;

/**
 * {@code PNN50([time,] interval_ms)}: share of successive differences of strictly more than 50 ms,
 * in percent; NULL without two successive beats. Which beats are successive: see {@link
 * SuccessiveBeats}.
 */
public final class Pnn50 extends SuccessiveBeats {

    private static final long serialVersionUID = 1L;

    @Override
    double measure(TimeDomainHrv hrv) {
        return hrv.pnn50Percent();
    }
}
