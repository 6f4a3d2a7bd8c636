package org.wearablecoach.training;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.wearablecoach.signals.GlucoseHistory;

/**
 * The network of the glucose model, as it is trained and as a graph: the differences of the history
 * to now, the level and how much is known go through two dense layers; out come the forecast, the
 * ends of its 80% interval and the probability of a low.
 */
final class GlucoseNetwork {

    static final int OUTPUTS = 4;
    static final int MEAN = 0;
    static final int LOW = 1;
    static final int HIGH = 2;
    static final int RISK = 3;

    /** A unit of the outputs, mg/dL. */
    static final float SCALE = 30;

    private static final int IN = GlucoseHistory.WIDTH;
    private static final float LEVEL = 130;
    private static final float LEVEL_SCALE = 60;

    private final Dense first;
    private final Dense second;
    private final Dense last;

    GlucoseNetwork(int wide, int narrow, SplittableRandom random) {
        first = new Dense(IN, wide, true, true, random);
        second = new Dense(wide, narrow, true, false, random);
        last = new Dense(narrow, OUTPUTS, false, false, random);
        for (int i = 0; i < last.weights.value.length; i++) {
            last.weights.value[i] *= 0.1f;
        }
    }

    List<Parameters> parameters() {
        List<Parameters> all = new ArrayList<>(first.parameters());
        all.addAll(second.parameters());
        all.addAll(last.parameters());
        return all;
    }

    int size() {
        return parameters().stream().mapToInt(p -> p.value.length).sum();
    }

    /** A difference over so many slots is usually of this size, mg/dL. */
    private static float usual(int slot) {
        return Math.min(15 + 2f * slot, 60);
    }

    /** Brings a row of the history to the inputs of the first layer. */
    static void prepare(float[] history, int at, float[] inputs, int row, int batch) {
        for (int slot = 1; slot < GlucoseHistory.SLOTS; slot++) {
            inputs[(slot - 1) * batch + row] = (history[at + slot] - history[at]) / usual(slot);
        }
        inputs[(GlucoseHistory.SLOTS - 1) * batch + row] = (history[at] - LEVEL) / LEVEL_SCALE;
        inputs[GlucoseHistory.SLOTS * batch + row] =
                (history[at + GlucoseHistory.SLOTS] - GlucoseHistory.SLOTS) / 12;
    }

    /** Outputs, [4][batch]: changes from now in units of {@link #SCALE}, and the logit of a low. */
    float[] forward(float[] inputs, int batch) {
        return last.forward(
                second.forward(first.forward(inputs, batch, true), batch, true), batch, true);
    }

    /** Takes the gradient of the outputs. */
    void backward(float[] gradient, int batch) {
        first.backward(second.backward(last.backward(gradient, batch), batch), batch);
    }

    /** What the graph should answer to a row: forecast, low, high, probability of a low. */
    float[] served(float[] history) {
        float[] inputs = new float[IN];
        prepare(history, 0, inputs, 0, 1);
        return served(forward(inputs, 1), 0, 1, history[0]);
    }

    static float[] served(float[] z, int row, int batch, float now) {
        float mean = z[MEAN * batch + row];
        return new float[] {
            now + SCALE * mean,
            now + SCALE * Math.min(z[LOW * batch + row], mean),
            now + SCALE * Math.max(z[HIGH * batch + row], mean),
            (float) (1 / (1 + StrictMath.exp(-z[RISK * batch + row])))
        };
    }

    /** The graph. */
    byte[] graph(String name) {
        float[] matrix = new float[IN * IN];
        float[] offset = new float[IN];
        for (int slot = 1; slot < GlucoseHistory.SLOTS; slot++) {
            matrix[slot * IN + slot - 1] = 1 / usual(slot);
            matrix[slot - 1] = -1 / usual(slot);
        }
        matrix[GlucoseHistory.SLOTS - 1] = 1 / LEVEL_SCALE;
        offset[GlucoseHistory.SLOTS - 1] = -LEVEL / LEVEL_SCALE;
        matrix[GlucoseHistory.SLOTS * IN + GlucoseHistory.SLOTS] = 1f / 12;
        offset[GlucoseHistory.SLOTS] = -GlucoseHistory.SLOTS / 12f;
        float[] newest = new float[IN];
        newest[0] = 1;
        Graph graph =
                new Graph(name)
                        .input("history", IN)
                        .output("forecast", 1)
                        .output("low", 1)
                        .output("high", 1)
                        .output("lowRisk", 1)
                        .constant("differences", matrix, IN, IN)
                        .constant("offset", offset, IN)
                        .node("Gemm", "inputs", "history", "differences", "offset")
                        .constant("newest", newest, IN, 1)
                        .node("MatMul", "now", "history", "newest");
        dense(graph, first, "first", "inputs");
        graph.node("Relu", "firstOut", "first");
        dense(graph, second, "second", "firstOut");
        graph.node("Relu", "secondOut", "second");
        String[] heads = {"mean", "lower", "upper", "logit"};
        for (int head = 0; head < OUTPUTS; head++) {
            float scale = head == RISK ? 1 : SCALE;
            float[] weights = new float[last.inputs];
            for (int i = 0; i < last.inputs; i++) {
                weights[i] = last.weights.value[head * last.inputs + i] * scale;
            }
            graph.constant(heads[head] + "W", weights, last.inputs, 1)
                    .constant(heads[head] + "B", new float[] {last.bias.value[head] * scale}, 1)
                    .node("Gemm", heads[head], "secondOut", heads[head] + "W", heads[head] + "B");
        }
        return graph.node("Min", "lowerMost", "lower", "mean")
                .node("Max", "upperMost", "upper", "mean")
                .node("Add", "forecast", "now", "mean")
                .node("Add", "low", "now", "lowerMost")
                .node("Add", "high", "now", "upperMost")
                .node("Sigmoid", "lowRisk", "logit")
                .bytes();
    }

    private static void dense(Graph graph, Dense dense, String name, String input) {
        float[] weights = new float[dense.weights.value.length];
        for (int o = 0; o < dense.outputs; o++) {
            for (int i = 0; i < dense.inputs; i++) {
                weights[i * dense.outputs + o] = dense.weights.value[o * dense.inputs + i];
            }
        }
        graph.constant(name + "W", weights, dense.inputs, dense.outputs)
                .constant(name + "B", dense.bias.value, dense.outputs)
                .node("Gemm", name, input, name + "W", name + "B");
    }
}
