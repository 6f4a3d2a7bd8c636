package org.wearablecoach.event;

/**
 * What to show to a person now.
 *
 * @param decisionId the decision behind it; the same id is never used for another one
 * @param userId the person
 * @param type how the decision came about
 * @param intervention its id
 * @param template id of the message template
 * @param language BCP 47 tag of the text
 * @param text the message
 * @param decisionTime on the person clock, ms
 * @param ingestTime of the record that made the decision, ms
 * @param expiresAt not to be shown after this time, ms
 */
public record Recommendation(
        String decisionId,
        String userId,
        DecisionType type,
        String intervention,
        String template,
        String language,
        String text,
        long decisionTime,
        long ingestTime,
        long expiresAt) {}
