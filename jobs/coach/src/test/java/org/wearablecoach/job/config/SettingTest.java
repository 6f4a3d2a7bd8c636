package org.wearablecoach.job.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

final class SettingTest {

    @Test
    void aSettingIsAnArgumentWithADotInItsName() {
        Setting.Split split =
                Setting.split(
                        List.of(
                                "edge",
                                "--input",
                                "a.csv",
                                "--decision.cap",
                                "3",
                                "--policy.seed=4",
                                "--json"));
        assertThat(split.settings())
                .containsExactly(new Setting("decision.cap", "3"), new Setting("policy.seed", "4"));
        assertThat(split.rest()).containsExactly("edge", "--input", "a.csv", "--json");
    }

    @Test
    void aValueMayHaveEqualsSignsAndMinus() {
        assertThat(Setting.split(List.of("--kafka.properties.a=b=c", "--topics.replication", "-1")))
                .extracting(Setting.Split::settings)
                .isEqualTo(
                        List.of(
                                new Setting("kafka.properties.a", "b=c"),
                                new Setting("topics.replication", "-1")));
    }

    @Test
    void nothingIsASettingBehindTwoHyphens() {
        assertThat(Setting.split(List.of("--", "--decision.cap", "3")).settings()).isEmpty();
    }

    @Test
    void refusesASettingWithoutAValue() {
        assertThatThrownBy(() -> Setting.split(List.of("--decision.cap")))
                .hasMessage("--decision.cap has no value: write it after the name.");
        assertThatThrownBy(() -> Setting.split(List.of("--decision.cap", "--json")))
                .isInstanceOf(ConfigException.class);
    }
}
