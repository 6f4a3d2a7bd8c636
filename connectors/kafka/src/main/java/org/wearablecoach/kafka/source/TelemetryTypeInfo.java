package org.wearablecoach.kafka.source;

import org.wearablecoach.event.Telemetry;

/** The type of {@link Telemetry}, for jobs that make it of records of another form. */
public final class TelemetryTypeInfo extends ImmutableTypeInfo<Telemetry> {

    /** The only instance that is needed. */
    public static final TelemetryTypeInfo INSTANCE = new TelemetryTypeInfo();

    private static final long serialVersionUID = 1L;

    private TelemetryTypeInfo() {
        super(Telemetry.class, TelemetrySerializer::new);
    }
}
