package org.wearablecoach.sql;

import org.wearablecoach.signals.GlucoseSums;

/** {@code HBGI(mg_dl)}: high blood glucose index. See {@link GlucoseFunction}. */
public final class Hbgi extends GlucoseFunction {

    private static final long serialVersionUID = 1L;

    @Override
    double metric(GlucoseSums sums) {
        return sums.hbgi();
    }
}
