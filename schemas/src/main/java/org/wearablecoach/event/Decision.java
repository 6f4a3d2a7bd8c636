package org.wearablecoach.event;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One decision point of one person, complete: from this row alone the decision can be recomputed.
 *
 * @param decisionId SHA-256 of (deployment, person, decision time, trigger), its first 16 bytes as
 *     hexadecimal
 * @param deployment configured name of the deployment
 * @param userId the person
 * @param index running number of the person's decisions, from 0
 * @param type how it came about
 * @param trigger what made the decision point
 * @param decisionTime on the person clock, ms
 * @param sensorTime of the record that made the decision point, ms
 * @param ingestTime of the record that made the decision point, ms
 * @param skippedTicks grid points passed over since the previous tick
 * @param available whether a recommendation could be sent
 * @param reason the first failing reason; null when available
 * @param featureSchema version of the feature function that made the three vectors below
 * @param context observed values by name, before standardisation; NaN when missing
 * @param baselineFeatures g of the reward model, as used
 * @param advantageFeatures f of the reward model, as used
 * @param windows the windows that were looked at
 * @param candidates every configured intervention, eligible or with its reason
 * @param probability of sending, the p of the draw; 0 when not available, 1 when forced
 * @param chosen the intervention, or null for none
 * @param draw the uniform number in [0, 1); NaN when nothing was drawn
 * @param drawCounter what the uniform number was computed from, as text
 * @param allocation id of the allocation function
 * @param advantages posterior of each advantage; empty for a policy without posterior
 * @param margin what the advantage had to exceed; NaN for a policy without margin
 * @param policy the policy in force
 * @param models the models in force
 * @param build version of the code
 * @param configHash SHA-256 of the canonical configuration
 * @param dosage decayed number of messages before this decision
 * @param messagesToday messages of the local day before this decision
 * @param lastMessageTime decision time of the previous message; null without one
 * @param zone IANA time zone id of the person
 * @param tzVersion version of the time zone database
 * @param template id of the message template; null when nothing is sent
 * @param previousHash row hash of the person's previous row; empty for the first
 * @param rowHash {@link JsonFormat#sha256} of this row, so that a change of any of its fields
 *     shows; null when not known
 */
public record Decision(
        String decisionId,
        String deployment,
        String userId,
        long index,
        DecisionType type,
        Trigger trigger,
        long decisionTime,
        long sensorTime,
        long ingestTime,
        long skippedTicks,
        boolean available,
        @Nullable Reason reason,
        int featureSchema,
        List<NamedValue> context,
        double[] baselineFeatures,
        double[] advantageFeatures,
        List<WindowRef> windows,
        List<Candidate> candidates,
        double probability,
        @Nullable String chosen,
        double draw,
        String drawCounter,
        String allocation,
        List<Advantage> advantages,
        double margin,
        VersionRef policy,
        List<VersionRef> models,
        String build,
        String configHash,
        double dosage,
        int messagesToday,
        @Nullable Long lastMessageTime,
        String zone,
        String tzVersion,
        @Nullable String template,
        String previousHash,
        @Nullable String rowHash) {

    /** The same row with another hash of itself. */
    public Decision withRowHash(@Nullable String hash) {
        return new Decision(
                decisionId,
                deployment,
                userId,
                index,
                type,
                trigger,
                decisionTime,
                sensorTime,
                ingestTime,
                skippedTicks,
                available,
                reason,
                featureSchema,
                context,
                baselineFeatures,
                advantageFeatures,
                windows,
                candidates,
                probability,
                chosen,
                draw,
                drawCounter,
                allocation,
                advantages,
                margin,
                policy,
                models,
                build,
                configHash,
                dosage,
                messagesToday,
                lastMessageTime,
                zone,
                tzVersion,
                template,
                previousHash,
                hash);
    }
}
