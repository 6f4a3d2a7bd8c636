package org.wearablecoach.event;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What came of one decision.
 *
 * @param decisionId the decision
 * @param userId the person
 * @param index of the decision among the person's
 * @param lastIndex index of the person's last decision before this row was closed, so that learning
 *     can be rerun in order
 * @param deliveredAt sensor time of the delivery; null when not reported
 * @param openedAt sensor time of the opening; null when not reported
 * @param answeredAt sensor time of the answer (accepted, dismissed, answered); null without one
 * @param answer what was answered; null without one
 * @param outcome name of the proximal outcome
 * @param outcomeValue its value; NaN when missing, never imputed
 * @param outcomeTime end of the outcome window, ms
 * @param reward what the policy learns from; NaN when the outcome is missing
 * @param parts the parts of the reward
 * @param rewardModel the graph that computed it; null when none did
 * @param learnable whether the policy may learn from it
 * @param closedBy what closed the decision
 * @param closedAt ingest time at which it closed, ms
 * @param decisionHash row hash of the decision, which holds the person's last row too; null when
 *     not known
 * @param rewardIndex running number of the person's reward rows in the order of their closing, from
 *     0; -1 when not known
 * @param previousHash row hash of the person's previous reward row; empty for the first
 * @param rowHash {@link JsonFormat#sha256} of this row, so that a change of any of its fields
 *     shows; null when not known
 */
public record Reward(
        String decisionId,
        String userId,
        long index,
        long lastIndex,
        @Nullable Long deliveredAt,
        @Nullable Long openedAt,
        @Nullable Long answeredAt,
        @Nullable InteractionKind answer,
        String outcome,
        double outcomeValue,
        long outcomeTime,
        double reward,
        List<NamedValue> parts,
        @Nullable VersionRef rewardModel,
        boolean learnable,
        ClosedBy closedBy,
        long closedAt,
        @Nullable String decisionHash,
        long rewardIndex,
        String previousHash,
        @Nullable String rowHash) {

    /** The same row with another hash of itself. */
    public Reward withRowHash(@Nullable String hash) {
        return new Reward(
                decisionId,
                userId,
                index,
                lastIndex,
                deliveredAt,
                openedAt,
                answeredAt,
                answer,
                outcome,
                outcomeValue,
                outcomeTime,
                reward,
                parts,
                rewardModel,
                learnable,
                closedBy,
                closedAt,
                decisionHash,
                rewardIndex,
                previousHash,
                hash);
    }
}
