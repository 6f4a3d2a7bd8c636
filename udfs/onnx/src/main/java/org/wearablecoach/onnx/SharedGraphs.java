package org.wearablecoach.onnx;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * One session for each .onnx file of a process, however many threads run it. A session lives as
 * long as a runner of it: the first one loads it, the last one to close frees it.
 *
 * <p>Shared within a class loader. In Flink's {@code lib/} that is the whole JVM, so all jobs of a
 * TaskManager share.
 */
public final class SharedGraphs {

    private static final Map<String, Shared> GRAPHS = new HashMap<>();

    private SharedGraphs() {}

    /** A session, who holds it, and how large its batches may be. */
    private static final class Shared {
        final OnnxGraph graph;

        /** The measured largest batch for each set of outputs and wished batch size. */
        final Map<List<Object>, Integer> largest = new HashMap<>();

        int holders;

        Shared(OnnxGraph graph) {
            this.graph = graph;
        }
    }

    /**
     * A runner of its own buffers over the shared session.
     *
     * @param onnx the bytes of the file
     * @param name how messages call it
     * @param outputs names of those that are asked for
     * @param largest batch that is wished; 1 for a graph in which a row's bits depend on its batch
     * @param options limits
     * @throws ModelRejectedException as {@link OnnxGraph#load} and {@link OnnxGraph#measured}, and
     *     for an output that is not there
     */
    public static GraphRunner open(
            byte[] onnx, String name, List<String> outputs, int largest, ScorerOptions options) {
        String key = ModelBundle.sha256(onnx);
        synchronized (GRAPHS) {
            Shared shared = GRAPHS.get(key);
            if (shared == null) {
                shared = new Shared(OnnxGraph.load(onnx, name, options));
                GRAPHS.put(key, shared);
            }
            shared.holders++;
            boolean opened = false;
            try {
                GraphRunner runner = runner(key, shared, outputs, largest);
                opened = true;
                return runner;
            } finally {
                if (!opened) {
                    release(key, shared);
                }
            }
        }
    }

    /** How many sessions are open. */
    public static int sessions() {
        synchronized (GRAPHS) {
            return GRAPHS.size();
        }
    }

    private static GraphRunner runner(String key, Shared shared, List<String> wanted, int largest) {
        List<GraphTensor> outputs = new ArrayList<>();
        for (String name : wanted) {
            GraphTensor output =
                    shared.graph.outputs().stream()
                            .filter(tensor -> tensor.name().equals(name))
                            .findFirst()
                            .orElseThrow(
                                    () ->
                                            new ModelRejectedException(
                                                    ModelRejectedException.Check.CONTRACT,
                                                    shared.graph.name()
                                                            + " has no output '"
                                                            + name
                                                            + "'"));
            outputs.add(shared.graph.measured(output));
        }
        Integer measured = shared.largest.get(List.<Object>of(wanted, largest));
        Runnable release = () -> release(key, shared);
        if (measured != null) {
            return new GraphRunner(shared.graph, outputs, measured, release);
        }
        GraphRunner runner = new GraphRunner(shared.graph, outputs, largest, release);
        boolean keeps = false;
        boolean proved = false;
        try {
            keeps = runner.maxBatch() == 1 || runner.keepsBits();
            proved = true;
        } finally {
            if (!proved) {
                runner.closeTensors();
            }
        }
        shared.largest.put(List.<Object>of(wanted, largest), keeps ? largest : 1);
        if (keeps) {
            return runner;
        }
        runner.closeTensors();
        return new GraphRunner(shared.graph, outputs, 1, release);
    }

    private static void release(String key, Shared shared) {
        synchronized (GRAPHS) {
            if (--shared.holders == 0) {
                GRAPHS.remove(key);
                shared.graph.close();
            }
        }
    }
}
