package org.wearablecoach.job;

import java.time.Duration;
import org.junit.jupiter.api.Tag;

/** The same equality on every day that was recorded. */
@Tag("long")
class EqualDecisionsOfAllDaysTest extends EqualDecisionsTest {

    @Override
    Duration days() {
        return Duration.ofDays(10_000);
    }
}
