package org.wearablecoach.loop.adapt;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.wearablecoach.loop.Bytes;
import org.wearablecoach.loop.Configs;
import org.wearablecoach.loop.config.LoopConfig;
import org.wearablecoach.loop.config.PolicyOptions;

/** What an agent keeps of a person, in bytes as they are stored. */
class PolicyBytesTest {

    /** At the default state vector and interventions, with a budget, after a day of decisions. */
    @ParameterizedTest
    @CsvSource({
        "fixed, 400",
        "thompson-raw, 4500",
        "thompson-smooth, 4500",
        "dose, 2700",
        "linucb, 1500",
        "epsilon-greedy, 1500"
    })
    void staysWithinItsBytes(String kind, int atMost) {
        LoopConfig config =
                Configs.with(
                        LoopConfig.defaults(),
                        new PolicyOptions(
                                kind,
                                "1",
                                1,
                                0.1,
                                Duration.ofHours(6),
                                0.005,
                                0.2,
                                0.05,
                                2,
                                7,
                                22,
                                "",
                                Map.of()));
        Adapting person = new Adapting(config).enrol("UTC");
        for (int minute = 0; minute < 1440; minute++) {
            person.steps(minute, minute % 60 < 3 ? 60 : 0);
            person.heart(minute, 70);
            if ((minute + 1) % 5 == 0) {
                person.decide(person.tickAt(minute + 1));
            }
        }
        int bytes = Bytes.write(new PolicyForm(), person.store.policy()).length;
        System.out.printf(
                "%s: %d bytes, of which the budget %d%n",
                kind, bytes, 8 * person.store.policy().budget.length);
        assertThat(bytes).isBetween(8 * person.store.policy().budget.length, atMost);
    }
}
