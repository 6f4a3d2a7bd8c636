package org.wearablecoach.training;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The graph {@code baseline-reward-move}: nothing is learned; it is a formula that can be exchanged
 * without a release.
 */
final class MoveRewardBaseline {

    static final String NAME = "baseline-reward-move";
    static final String VERSION = "1.0.0";

    /** What a message costs, in units of ln steps: it interrupts. */
    static final double COST = 0.05;

    /** What each unit of dosage adds to that: the tenth message annoys more than the first. */
    static final double COST_OF_DOSAGE = 0.01;

    private static final double OFFSET = 0.5;

    private static final String CARD =
            """
            # baseline-reward-move 1.0.0

            The reward of the intervention `move`, as a graph. A formula, not a learned model; it is \
            the first one and meant to be replaced.

            | output | formula |
            |---|---|
            | `outcome` | ln(0.5 + `steps`) |
            | `burden` | `sent` * (0.05 + 0.01 * `dosage`) |
            | `reward` | `outcome` - `burden` |

            `steps` are the steps in the 30 minutes after the decision, 0 or more. `sent` is 1 if a \
            message was sent, else 0. `dosage` is how much was sent lately: each message adds 1, and \
            it decays by 0.95 every 2.5 hours.

            - The outcome is that of HeartSteps, where a suggestion raised it by 0.13 on average \
            (Klasnja et al. 2019). The burden starts below that and reaches 0.15 at a dosage of 10, so \
            that a policy which learns from it does not send without end. The two costs are choices, \
            not estimates.
            - Computed in 64 bits and rounded once at the end. It contains Log, so rows must be \
            scored one at a time: Log's bits depend on the batch.
            - Licence Apache-2.0. No data went into it.
            """;

    private MoveRewardBaseline() {}

    static Shipped make() {
        byte[] onnx =
                new Graph(NAME)
                        .input("steps")
                        .input("sent")
                        .input("dosage")
                        .output("outcome")
                        .output("burden")
                        .output("reward")
                        .scalar("offset", OFFSET)
                        .scalar("cost", COST)
                        .scalar("costOfDosage", COST_OF_DOSAGE)
                        .toDouble("steps64", "steps")
                        .toDouble("sent64", "sent")
                        .toDouble("dosage64", "dosage")
                        .node("Add", "stepsAndHalf", "steps64", "offset")
                        .node("Log", "outcome64", "stepsAndHalf")
                        .node("Mul", "dosageCost", "dosage64", "costOfDosage")
                        .node("Add", "costNow", "dosageCost", "cost")
                        .node("Mul", "burden64", "sent64", "costNow")
                        .node("Sub", "reward64", "outcome64", "burden64")
                        .toFloat("outcome", "outcome64")
                        .toFloat("burden", "burden64")
                        .toFloat("reward", "reward64")
                        .bytes();
        Manifest manifest =
                new Manifest(NAME, VERSION, onnx, 1e-6)
                        .input("steps", "steps in the 30 minutes after the decision", "steps")
                        .input("sent", "1 if a message was sent, else 0", "1")
                        .input("dosage", "decayed count of messages before the decision", "1")
                        .output("outcome", "ln(0.5 + steps)", "ln steps")
                        .output("burden", "cost of the message", "ln steps")
                        .output("reward", "outcome - burden", "ln steps");
        float[][] rows = {{0, 0, 0}, {0.5f, 1, 0}, {150, 1, 2.5f}, {1000, 1, 10}, {4200, 0, 7}};
        for (float[] row : rows) {
            vector(manifest, row[0], row[1], row[2]);
        }
        return new Shipped(NAME, onnx, manifest.json(), CARD);
    }

    private static void vector(Manifest manifest, float steps, float sent, float dosage) {
        double outcome = StrictMath.log(OFFSET + steps);
        double burden = sent * (COST + COST_OF_DOSAGE * dosage);
        Map<String, float[]> in = new LinkedHashMap<>();
        in.put("steps", new float[] {steps});
        in.put("sent", new float[] {sent});
        in.put("dosage", new float[] {dosage});
        Map<String, float[]> out = new LinkedHashMap<>();
        out.put("outcome", new float[] {(float) outcome});
        out.put("burden", new float[] {(float) burden});
        out.put("reward", new float[] {(float) (outcome - burden)});
        manifest.vector(in, out);
    }
}
