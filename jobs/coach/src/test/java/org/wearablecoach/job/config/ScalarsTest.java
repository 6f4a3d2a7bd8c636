package org.wearablecoach.job.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.wearablecoach.loop.config.Nearest;

final class ScalarsTest {

    @Property(seed = "1")
    void aNumberReadsBackToTheSameBits(@ForAll double value) {
        double canonical = value == 0 ? 0 : value;
        assertThat(Double.parseDouble(Scalars.number(value))).isEqualTo(canonical);
    }

    @Property(seed = "1")
    void aDurationReadsBack(@ForAll int seconds, @ForAll int nanos) {
        Duration value = Duration.ofSeconds(seconds, nanos);
        assertThat(Scalars.parse(Duration.class, Scalars.format(value))).isEqualTo(value);
    }

    @Test
    void numbersAreShortAndTheSameOnEveryJavaVersion() {
        assertThat(Scalars.number(0.1)).isEqualTo("0.1");
        assertThat(Scalars.number(70)).isEqualTo("70");
        assertThat(Scalars.number(2.0e-3)).isEqualTo("0.002");
        // Java before 19 writes 2.7513600000000002E23 (JDK-4511638).
        assertThat(Scalars.number(Double.parseDouble("2.75136E23")))
                .isEqualTo("275136000000000000000000");
        assertThat(Scalars.number(0.1 + 0.2)).isEqualTo("0.30000000000000004");
    }

    @Test
    void whatAKnownNameIsNearestTo() {
        assertThat(Nearest.to("rply", java.util.List.of("demo", "replay", "edge")))
                .isEqualTo("replay");
    }
}
