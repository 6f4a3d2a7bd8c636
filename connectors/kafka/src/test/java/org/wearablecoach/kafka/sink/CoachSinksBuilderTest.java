package org.wearablecoach.kafka.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Each rule of the builder of sinks, with the option that it names. */
class CoachSinksBuilderTest {

    private static CoachSinks.Builder complete() {
        return CoachSinks.builder().bootstrapServers("x:1");
    }

    @Test
    void needsAnAddress() {
        assertThatThrownBy(() -> CoachSinks.builder().build())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("bootstrapServers is not set");
    }

    @Test
    void needsAPrefixWhereOneResultIsDeliveredExactlyOnce() {
        assertThatThrownBy(() -> complete().delivery(Result.REWARDS, Delivery.EXACTLY_ONCE).build())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("transactionalIdPrefix is not set");
        assertThat(complete().build().decisions()).isNotNull();
    }

    @Test
    void refusesATransactionWithoutTime() {
        assertThatThrownBy(() -> complete().transactionTimeout(Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("transactionTimeout is PT0S; give a positive duration");
    }

    @Test
    void refusesANegativeWaitForABatch() {
        assertThatThrownBy(() -> complete().linger(Duration.ofMillis(-1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("linger is PT-0.001S");
    }

    @Test
    void refusesASettingThatAnotherOptionSays() {
        assertThatThrownBy(() -> complete().property("transactional.id", "mine"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("use transactionalIdPrefix(...)");
    }

    @Test
    void refusesASettingThatLosesResults() {
        assertThatThrownBy(() -> complete().property("acks", "1"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("acks=1 cannot be set: results would be lost");
    }
}
