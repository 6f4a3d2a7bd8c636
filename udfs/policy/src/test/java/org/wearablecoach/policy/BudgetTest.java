package org.wearablecoach.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class BudgetTest {

    private static final int TICKS_AN_HOUR = 12;

    @Test
    void isTheFormulaOfTheFirstDay() {
        Budget budget = new Budget(1.5, 9, 21, 0.005, 0.2, 2);
        double[] state = budget.newState();
        budget.advance(state, 100, 18);
        // Of the hour one more is expected, and two in each of the hours 19 and 20.
        assertThat(budget.probability(state, 18, 0.3)).isEqualTo(0.2);
        budget.spend(state, 0.3, 0.9);
        assertThat(budget.probability(state, 18, 0.3))
                .isCloseTo((1.5 - 0.9) / (1 + 4), within(1e-12));
        assertThat(budget.probability(state, 18, 0.15)).isCloseTo(0.06, within(1e-12));
        budget.spend(state, 0.3, 0.9);
        assertThat(budget.probability(state, 18, 0.3)).isEqualTo(0.005);
        assertThat(budget.probability(state, 22, 0.3)).isEqualTo(0.005);
    }

    @Test
    void spendsTheTargetOnAverageWhateverThePerson() {
        double total = 0;
        double largest = 0;
        int persons = 40;
        for (int person = 0; person < persons; person++) {
            double mean = messagesADay(Budget.HEARTSTEPS, person, 140, 60);
            total += mean / persons;
            largest = Math.max(largest, mean);
            assertThat(mean).isBetween(1.1, 2.0);
        }
        assertThat(total).isCloseTo(1.5, within(0.1));
        // The published trial had 2.39 as the largest average of a person.
        assertThat(largest).isLessThan(2.39);
    }

    /**
     * A person who sits in bouts of their own length and frequency, hour by hour, with an hour of
     * silence after a message and a policy whose probability varies.
     */
    private static double messagesADay(Budget budget, int person, int days, int burnIn) {
        SplittableRandom random = new SplittableRandom(77 + person);
        double start = 0.03 + 0.05 * random.nextDouble();
        double stop = 0.05 + 0.15 * random.nextDouble();
        double[] state = budget.newState();
        boolean sitting = false;
        int silent = 0;
        int sent = 0;
        for (int day = 0; day < days; day++) {
            for (int tick = 0; tick < 24 * TICKS_AN_HOUR; tick++) {
                int hour = tick / TICKS_AN_HOUR;
                sitting = sitting ? random.nextDouble() >= stop : random.nextDouble() < start;
                silent--;
                budget.advance(state, day, hour);
                if (!sitting || silent > 0 || hour < 9 || hour >= 21) {
                    continue;
                }
                double policy = 0.2 + 0.6 * random.nextDouble();
                double p = budget.probability(state, hour, policy);
                assertThat(p).isBetween(budget.low(), budget.high());
                budget.spend(state, policy, p);
                if (random.nextDouble() < p) {
                    silent = TICKS_AN_HOUR;
                    sent += day >= burnIn ? 1 : 0;
                }
            }
        }
        return sent / (double) (days - burnIn);
    }

    @Test
    void refusesABudgetThatIsNone() {
        assertThatThrownBy(() -> new Budget(0, 9, 21, 0.005, 0.2, 1)).hasMessageContaining("0.0");
        assertThatThrownBy(() -> new Budget(1, 21, 9, 0.005, 0.2, 1))
                .hasMessageContaining("21 to 9");
    }
}
