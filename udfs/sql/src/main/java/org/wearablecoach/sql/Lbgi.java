package org.wearablecoach.sql;

import org.wearablecoach.signals.GlucoseSums;

/** {@code LBGI(mg_dl)}: low blood glucose index. See {@link GlucoseFunction}. */
public final class Lbgi extends GlucoseFunction {

    private static final long serialVersionUID = 1L;

    @Override
    double metric(GlucoseSums sums) {
        return sums.lbgi();
    }
}
