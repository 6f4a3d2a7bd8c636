package org.wearablecoach.training;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.wearablecoach.signals.AccelerationWindow;

/**
 * The network of the activity model, as it is trained and as a graph.
 *
 * <p>The raw window is turned into four traces that do not depend on how the sensor sits on the
 * wrist: the acceleration along gravity (the mean of the window) less its mean, that across it, the
 * magnitude less 1 g, and the size of the change from one moment to the next. Each axis is cut at 2
 * g before, so that a sensor of a larger range looks like those of the training. All of it is in
 * the graph. Three convolutions follow, mean and maximum over time, and two dense layers.
 */
final class ActivityNetwork {

    static final int CLASSES = 4;
    static final int EMBEDDING = 32;

    private static final int MOMENTS = AccelerationWindow.MOMENTS;
    private static final int TRACES = 4;
    private static final int[] CHANNELS = {24, 32, 48};
    private static final int[] TAPS = {7, 5, 5};
    private static final float RANGE = 2;

    /**
     * The square of 0.01 g: below it there is nothing but noise, and roots stay smooth, so that
     * rounding cannot grow in them.
     */
    private static final float EPSILON = 1e-4f;

    /** Brings the traces of a walk to about one. */
    private static final float GAIN = 2;

    private final Conv[] conv = new Conv[3];
    private final Dense hidden;
    private final Dense last;
    private final List<Layer> layers;
    private final List<Parameters> parameters = new ArrayList<>();

    /** With random weights. */
    ActivityNetwork(double dropout, SplittableRandom random) {
        conv[0] = new Conv(TRACES, CHANNELS[0], TAPS[0], MOMENTS, MOMENTS, true, random);
        MaxPool pool0 = new MaxPool(CHANNELS[0], MOMENTS, conv[0].validAfter());
        conv[1] =
                new Conv(
                        CHANNELS[0], CHANNELS[1], TAPS[1], pool0.after, pool0.after, false, random);
        MaxPool pool1 = new MaxPool(CHANNELS[1], pool0.after, conv[1].validAfter());
        conv[2] =
                new Conv(
                        CHANNELS[1], CHANNELS[2], TAPS[2], pool1.after, pool1.after, false, random);
        TimePool pool2 = new TimePool(CHANNELS[2], pool1.after, conv[2].validAfter());
        hidden = new Dense(2 * CHANNELS[2], EMBEDDING, true, false, random);
        last = new Dense(EMBEDDING, CLASSES, false, false, random);
        layers =
                List.of(
                        conv[0],
                        pool0,
                        conv[1],
                        pool1,
                        conv[2],
                        pool2,
                        new Dropout(dropout, random),
                        hidden,
                        new Dropout(dropout, random),
                        last);
        for (Layer layer : layers) {
            parameters.addAll(layer.parameters());
        }
    }

    List<Parameters> parameters() {
        return parameters;
    }

    int size() {
        return parameters.stream().mapToInt(p -> p.value.length).sum();
    }

    /** Numbers of a batch of traces. */
    static int traces(int batch) {
        return TRACES * MOMENTS * batch;
    }

    /**
     * The traces of one window.
     *
     * @param window as {@link AccelerationWindow} makes it
     * @param traces of the whole batch
     * @param row which of the batch
     * @param batch how many rows there are
     */
    static void prepare(float[] window, float[] traces, int row, int batch) {
        float[] c = new float[3 * MOMENTS];
        float[] g = new float[3];
        for (int i = 0; i < c.length; i++) {
            c[i] = Math.max(-RANGE, Math.min(RANGE, window[i]));
            g[i % 3] += c[i];
        }
        for (int axis = 0; axis < 3; axis++) {
            g[axis] /= MOMENTS;
        }
        float norm = (float) Math.sqrt(g[0] * g[0] + g[1] * g[1] + g[2] * g[2] + EPSILON);
        int n = batch * MOMENTS;
        for (int t = 0; t < MOMENTS; t++) {
            float along = 0;
            float square = 0;
            float change = 0;
            for (int axis = 0; axis < 3; axis++) {
                float a = c[3 * t + axis];
                along += a * (g[axis] / norm);
                square += a * a;
                float d = t == 0 ? 0 : a - c[3 * t - 3 + axis];
                change += d * d;
            }
            int at = row * MOMENTS + t;
            traces[at] = GAIN * (along - norm);
            traces[n + at] =
                    GAIN * (float) Math.sqrt(Math.max(square - along * along, 0) + EPSILON);
            traces[2 * n + at] = GAIN * ((float) Math.sqrt(square + EPSILON) - 1);
            traces[3 * n + at] = GAIN * (float) Math.sqrt(change + EPSILON);
        }
    }

    /** Logits, [classes][batch]. */
    float[] forward(float[] traces, int batch, boolean training) {
        float[] x = traces;
        for (Layer layer : layers) {
            x = layer.forward(x, batch, training);
        }
        return x;
    }

    /** What the last layer saw of a row in the last call of {@link #forward}. */
    float[] embedding(int row, int batch) {
        float[] of = new float[EMBEDDING];
        for (int i = 0; i < EMBEDDING; i++) {
            of[i] = hidden.output()[i * batch + row];
        }
        return of;
    }

    /** Takes the gradient of the logits. */
    void backward(float[] gradient, int batch) {
        float[] d = gradient;
        for (int i = layers.size() - 1; i >= 0; i--) {
            d = layers.get(i).backward(d, batch);
        }
    }

    /** Softmax of the logits of one row. */
    static void probabilities(float[] logits, int row, int batch, double[] p) {
        double most = Double.NEGATIVE_INFINITY;
        for (int k = 0; k < CLASSES; k++) {
            most = Math.max(most, logits[k * batch + row]);
        }
        double sum = 0;
        for (int k = 0; k < CLASSES; k++) {
            p[k] = StrictMath.exp(logits[k * batch + row] - most);
            sum += p[k];
        }
        for (int k = 0; k < CLASSES; k++) {
            p[k] /= sum;
        }
    }

    /**
     * What the graph should answer to a window: the four probabilities and the rejection, then the
     * embedding.
     */
    float[] served(float[] window, Rejection rejection) {
        float[] traces = new float[traces(1)];
        prepare(window, traces, 0, 1);
        float[] x = traces;
        float[] embedding = {};
        for (Layer layer : layers) {
            x = layer.forward(x, 1, false);
            embedding = layer == hidden ? x.clone() : embedding;
        }
        double[] p = new double[CLASSES];
        probabilities(x, 0, 1, p);
        double[] out = rejection.apply(p);
        float[] served = new float[CLASSES + 1 + EMBEDDING];
        for (int k = 0; k <= CLASSES; k++) {
            served[k] = (float) out[k];
        }
        System.arraycopy(embedding, 0, served, CLASSES + 1, EMBEDDING);
        return served;
    }

    /** The graph: from the raw window to the probabilities and the embedding. */
    byte[] graph(String name, Rejection rejection) {
        Graph graph =
                new Graph(name)
                        .input("acceleration", MOMENTS, 3)
                        .output("probabilities", CLASSES + 1)
                        .output("embedding", EMBEDDING)
                        .constant("least", new float[] {-RANGE})
                        .constant("most", new float[] {RANGE})
                        .constant("epsilon", new float[] {EPSILON})
                        .constant("one", new float[] {1})
                        .constant("sumAxes", filled(3, 1), 1, 3, 1)
                        .constant("meanTime", filled(MOMENTS, 1f / MOMENTS), MOMENTS, 1)
                        .constant("difference", new float[] {-1, 1, -1, 1, -1, 1}, 3, 1, 2)
                        .constant("notFirst", notFirst(), 1, 1, MOMENTS)
                        .node("Clip", "clipped", "acceleration", "least", "most")
                        .transpose("axes", "clipped", 0, 2, 1)
                        .node("MatMul", "gravity", "axes", "meanTime")
                        .node("Mul", "gravitySquares", "gravity", "gravity")
                        .conv("gravitySquare", 1, 0, 0, "gravitySquares", "sumAxes")
                        .node("Add", "gravitySquarePlus", "gravitySquare", "epsilon")
                        .node("Sqrt", "norm", "gravitySquarePlus")
                        .node("Div", "direction", "gravity", "norm")
                        .node("Mul", "projected", "axes", "direction")
                        .conv("along", 1, 0, 0, "projected", "sumAxes")
                        .node("Sub", "vertical", "along", "norm")
                        .node("Mul", "squares", "axes", "axes")
                        .conv("square", 1, 0, 0, "squares", "sumAxes")
                        .node("Mul", "alongSquare", "along", "along")
                        .node("Sub", "acrossSquareRaw", "square", "alongSquare")
                        .node("Relu", "acrossSquare", "acrossSquareRaw")
                        .node("Add", "acrossSquarePlus", "acrossSquare", "epsilon")
                        .node("Sqrt", "horizontal", "acrossSquarePlus")
                        .node("Add", "squarePlus", "square", "epsilon")
                        .node("Sqrt", "length", "squarePlus")
                        .node("Sub", "magnitude", "length", "one")
                        .conv("differences", 3, 1, 0, "axes", "difference")
                        .node("Mul", "differencesKnown", "differences", "notFirst")
                        .node("Mul", "changeSquares", "differencesKnown", "differencesKnown")
                        .conv("changeSquare", 1, 0, 0, "changeSquares", "sumAxes")
                        .node("Add", "changeSquarePlus", "changeSquare", "epsilon")
                        .node("Sqrt", "change", "changeSquarePlus")
                        .concat("traces", 1, "vertical", "horizontal", "magnitude", "change");
        String x = "traces";
        for (int i = 0; i < 3; i++) {
            float[] weights = conv[i].weights.value.clone();
            if (i == 0) {
                for (int k = 0; k < weights.length; k++) {
                    weights[k] *= GAIN;
                }
            }
            graph.constant("conv" + i + "W", weights, CHANNELS[i], conv[i].inputs, TAPS[i])
                    .constant("conv" + i + "B", conv[i].bias.value, CHANNELS[i])
                    .conv("conv" + i, 1, 0, 0, x, "conv" + i + "W", "conv" + i + "B")
                    .node("Relu", "relu" + i, "conv" + i);
            x = "relu" + i;
            if (i < 2) {
                graph.maxPool("pool" + i, x, 2, 2);
                x = "pool" + i;
            }
        }
        int left = conv[2].validAfter();
        graph.constant("meanLeft", filled(left, 1f / left), left, 1)
                .node("MatMul", "meanPool", x, "meanLeft")
                .maxPool("maxPool", x, left, left)
                .concat("pooled", 1, "meanPool", "maxPool")
                .node("Flatten", "flat", "pooled")
                .constant("hiddenW", transposed(hidden), 2L * CHANNELS[2], EMBEDDING)
                .constant("hiddenB", hidden.bias.value, EMBEDDING)
                .node("Gemm", "hidden", "flat", "hiddenW", "hiddenB")
                .node("Relu", "embedding", "hidden")
                .constant("lastW", transposed(last), EMBEDDING, CLASSES)
                .constant("lastB", last.bias.value, CLASSES)
                .node("Gemm", "logits", "embedding", "lastW", "lastB")
                .softmax("softmax", "logits");
        rejection.append(graph, "softmax", "probabilities");
        return graph.bytes();
    }

    /** Weights of the last layer, [embedding][classes] row-major, then the biases. */
    float[] lastLayer() {
        float[] all = new float[(EMBEDDING + 1) * CLASSES];
        System.arraycopy(transposed(last), 0, all, 0, EMBEDDING * CLASSES);
        System.arraycopy(last.bias.value, 0, all, EMBEDDING * CLASSES, CLASSES);
        return all;
    }

    private static float[] transposed(Dense dense) {
        float[] out = new float[dense.weights.value.length];
        for (int o = 0; o < dense.outputs; o++) {
            for (int i = 0; i < dense.inputs; i++) {
                out[i * dense.outputs + o] = dense.weights.value[o * dense.inputs + i];
            }
        }
        return out;
    }

    private static float[] filled(int size, float value) {
        float[] all = new float[size];
        java.util.Arrays.fill(all, value);
        return all;
    }

    private static float[] notFirst() {
        float[] mask = filled(MOMENTS, 1);
        mask[0] = 0;
        return mask;
    }
}
