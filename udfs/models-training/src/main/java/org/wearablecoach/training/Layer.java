package org.wearablecoach.training;

import java.util.List;

/**
 * A step of a network that learns. Numbers are stored feature by feature, the batch innermost: the
 * inner loops are long and the compiler makes vector instructions of them.
 */
interface Layer {

    /**
     * Computes the layer.
     *
     * @param in what comes in; kept until {@link #backward}
     * @param batch rows
     * @param training whether noise that only training wants is added
     * @return a buffer of the layer, overwritten by the next call
     */
    float[] forward(float[] in, int batch, boolean training);

    /**
     * Computes the gradient of the weights, added to what they have, and that of what came in.
     *
     * @param out gradient of what went out; may be changed
     * @return a buffer of the layer; empty where the layer is the first one
     */
    float[] backward(float[] out, int batch);

    /** The weights. */
    List<Parameters> parameters();
}
