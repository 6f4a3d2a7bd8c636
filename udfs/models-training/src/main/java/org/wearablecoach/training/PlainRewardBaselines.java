package org.wearablecoach.training;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The graphs of the outcomes arousal, zone and still: what was observed less the burden of a
 * message. Nothing is learned; they are formulas that can be exchanged without a release.
 */
final class PlainRewardBaselines {

    static final String VERSION = "1.0.0";

    private record Plain(
            String outcome,
            String meaning,
            String unit,
            double cost,
            double costOfDosage,
            float[] samples) {

        String name() {
            return "baseline-reward-" + outcome;
        }
    }

    private static final List<Plain> ALL =
            List.of(
                    new Plain(
                            "arousal",
                            "arousal at the decision less its mean in the last half of the window",
                            "personal standard deviations",
                            0.05,
                            0.01,
                            new float[] {-1.5f, 0, 0.25f, 2}),
                    new Plain(
                            "zone",
                            "1 if a minute of the window had a heart rate in the personal zone, else 0",
                            "1",
                            0.02,
                            0.004,
                            new float[] {0, 1}),
                    new Plain(
                            "still",
                            "1 if ten minutes in a row of the window were without a move, else 0",
                            "1",
                            0.02,
                            0.004,
                            new float[] {0, 1}));

    private PlainRewardBaselines() {}

    /** Names of the graphs. */
    static List<String> names() {
        return ALL.stream().map(Plain::name).toList();
    }

    /** The graph of a name. */
    static Shipped make(String name) {
        return ALL.stream()
                .filter(plain -> plain.name().equals(name))
                .map(PlainRewardBaselines::make)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no graph is called " + name));
    }

    private static Shipped make(Plain plain) {
        byte[] onnx =
                new Graph(plain.name())
                        .input("observed")
                        .input("sent")
                        .input("dosage")
                        .output("outcome")
                        .output("burden")
                        .output("reward")
                        .scalar("nothing", 0)
                        .scalar("cost", plain.cost())
                        .scalar("costOfDosage", plain.costOfDosage())
                        .toDouble("observed64", "observed")
                        .toDouble("sent64", "sent")
                        .toDouble("dosage64", "dosage")
                        .node("Add", "outcome64", "observed64", "nothing")
                        .node("Mul", "dosageCost", "dosage64", "costOfDosage")
                        .node("Add", "costNow", "dosageCost", "cost")
                        .node("Mul", "burden64", "sent64", "costNow")
                        .node("Sub", "reward64", "outcome64", "burden64")
                        .toFloat("outcome", "outcome64")
                        .toFloat("burden", "burden64")
                        .toFloat("reward", "reward64")
                        .bytes();
        Manifest manifest =
                new Manifest(plain.name(), VERSION, onnx, 1e-6)
                        .input("observed", plain.meaning(), plain.unit())
                        .input("sent", "1 if a message was sent, else 0", "1")
                        .input("dosage", "decayed count of messages before the decision", "1")
                        .output("outcome", "observed", plain.unit())
                        .output("burden", "cost of the message", plain.unit())
                        .output("reward", "outcome - burden", plain.unit());
        for (float observed : plain.samples()) {
            vector(plain, manifest, observed, 0, 3);
            vector(plain, manifest, observed, 1, 0);
            vector(plain, manifest, observed, 1, 10);
        }
        return new Shipped(plain.name(), onnx, manifest.json(), card(plain));
    }

    private static void vector(
            Plain plain, Manifest manifest, float observed, float sent, float dosage) {
        double burden = sent * (plain.cost() + plain.costOfDosage() * dosage);
        Map<String, float[]> in = new LinkedHashMap<>();
        in.put("observed", new float[] {observed});
        in.put("sent", new float[] {sent});
        in.put("dosage", new float[] {dosage});
        Map<String, float[]> out = new LinkedHashMap<>();
        out.put("outcome", new float[] {observed});
        out.put("burden", new float[] {(float) burden});
        out.put("reward", new float[] {(float) (observed - burden)});
        manifest.vector(in, out);
    }

    private static String card(Plain plain) {
        return String.format(
                Locale.ROOT,
                """
                # %s %s

                The reward of the proximal outcome `%s`, as a graph. A formula, not a learned model; \
                it is the first one and meant to be replaced.

                | output | formula |
                |---|---|
                | `outcome` | `observed` |
                | `burden` | `sent` * (%s + %s * `dosage`) |
                | `reward` | `outcome` - `burden` |

                `observed` is: %s. `sent` is 1 if a message was sent, else 0. `dosage` is how much \
                was sent lately: each message adds 1, and it decays by 0.95 every 2.5 hours.

                - The burden keeps a policy that learns from it from sending without end. The two \
                costs are choices, not estimates.
                - Computed in 64 bits and rounded once at the end.
                - Licence Apache-2.0. No data went into it.
                """,
                plain.name(),
                VERSION,
                plain.outcome(),
                plain.cost(),
                plain.costOfDosage(),
                plain.meaning());
    }
}
