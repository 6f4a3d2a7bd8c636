package org.wearablecoach.loop.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.wearablecoach.policy.LinUcb;

class PolicyOptionsTest {

    private static PolicyOptions with(Map<String, String> settings) {
        return new PolicyOptions(
                LinUcb.KIND,
                "1",
                1,
                0.1,
                Duration.ofDays(7),
                0.005,
                0.2,
                0.05,
                0,
                7,
                22,
                "",
                settings);
    }

    @Test
    void namesTheSettingThatWasMeantWhenOneIsMisspelt() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> with(Map.of("alhpa", "0.5")))
                .withMessageContaining("policy.settings.alhpa is 0.5")
                .withMessageContaining("did you mean alpha?");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> with(Map.of("priormean", "1,2")))
                .withMessageContaining("did you mean priorMean?");
    }

    @Test
    void handsSettingsToTheAgent() {
        assertThat(
                        with(Map.of("alpha", "0.5"))
                                .specification(LoopConfig.defaults().decision())
                                .numbers())
                .containsEntry("alpha", 0.5);
    }
}
