package org.wearablecoach.policy;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.wearablecoach.event.Trigger;

class DecisionIdTest {

    @Test
    void isTheStartOfTheHashOfTheLengthPrefixedParts() {
        // hashlib.sha256(pack('>i', 4) + b'demo' + pack('>i', 4) + 'zo\u00eb' + pack('>qi', t, 1))
        assertThat(DecisionId.of("demo", "zo\u00eb", 1_700_000_000_000L, Trigger.GRID))
                .isEqualTo("a6ba7ff8348315643065334216205ae5");
    }

    @Test
    void keepsApartWhatOnlyTheBoundaryTellsApart() {
        assertThat(DecisionId.of("ab", "c", 1, Trigger.GRID))
                .isNotEqualTo(DecisionId.of("a", "bc", 1, Trigger.GRID));
    }

    @Test
    void dependsOnTimeAndTrigger() {
        String id = DecisionId.of("d", "p", 1, Trigger.GRID);
        assertThat(DecisionId.of("d", "p", 2, Trigger.GRID)).isNotEqualTo(id);
        assertThat(DecisionId.of("d", "p", 1, Trigger.WINDOW)).isNotEqualTo(id);
        assertThat(DecisionId.of("d", "p", 1, Trigger.GRID)).isEqualTo(id);
    }
}
