package org.wearablecoach.loop.adapt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.wearablecoach.loop.FakeScorer;

/** Which graphs may compute a reward. */
class RewardGraphTest {

    @Test
    void aGraphOfAnotherOutcomeIsRefusedByOptionAndTensors() {
        assertThatThrownBy(() -> new RewardGraph(FakeScorer.reward(), ProximalOutcome.ZONE))
                .hasMessageContaining("reward.zone: the graph fake-reward")
                .hasMessageContaining("has the input steps")
                .hasMessageContaining("lacks the input observed")
                .hasMessageContaining("takes observed, sent, dosage");
    }

    @Test
    void aNetworkOfAnotherKindIsRefusedWithEverythingThatIsWrong() {
        FakeScorer policy = FakeScorer.policy(5, 2, (in, from, to, at) -> {});
        assertThatThrownBy(() -> new RewardGraph(policy, ProximalOutcome.STEPS))
                .hasMessageContaining("reward.steps")
                .hasMessageContaining("has the input advantage")
                .hasMessageContaining("lacks the input sent")
                .hasMessageContaining("has the output scores")
                .hasMessageContaining("lacks the output reward");
    }

    @Test
    void theGraphThatFitsComputes() {
        RewardGraph graph = new RewardGraph(FakeScorer.rewardOfObserved(), ProximalOutcome.STILL);
        graph.compute(1, true, 3);
        assertThat(graph.outcome()).isEqualTo(1);
        assertThat(graph.reward()).isEqualTo(0.9f);
        assertThat(graph.parts(0.25)).hasSize(3);
    }
}
