package org.wearablecoach.sql;

import org.wearablecoach.signals.GlucoseSums;

/**
 * {@code GMI(mg_dl)}: glucose management indicator, in percent (3.31 + 0.02392 times the mean). See
 * {@link GlucoseFunction}.
 */
public final class Gmi extends GlucoseFunction {

    private static final long serialVersionUID = 1L;

    @Override
    double metric(GlucoseSums sums) {
        return sums.gmiPercent();
    }
}
