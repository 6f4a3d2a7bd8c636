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
 * @param decisionHash SHA-256 of the canonical JSON of the decision's row, which holds the person's
 *     last row too; null when not known
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
        @Nullable String decisionHash) {}
