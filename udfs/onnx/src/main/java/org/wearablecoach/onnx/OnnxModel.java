package org.wearablecoach.onnx;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.wearablecoach.onnx.ModelRejectedException.Check;

/**
 * A loaded session that has proved its contract: its tensors are those of the manifest, it
 * reproduces the manifest's self-test, and it was measured whether a row's score keeps its bits in
 * every batch.
 *
 * <p>One model serves many scorers, one for each thread; running is thread-safe. The session is
 * freed when the model and all its scorers are closed, whichever comes last, so a scorer in use is
 * never cut off.
 */
public final class OnnxModel implements AutoCloseable {

    private final OrtEnvironment environment;
    private final OrtSession session;
    private final ModelManifest manifest;
    private final AtomicInteger holders = new AtomicInteger(1);
    private final AtomicInteger closed = new AtomicInteger();
    private final boolean batchInvariant;
    private final int[] batchSizes;

    private OnnxModel(ModelBundle bundle, ScorerOptions options) {
        manifest = bundle.manifest();
        environment = NativeRuntime.environment();
        session = open(environment, bundle, options);
        boolean proved = false;
        try {
            checkContract();
            int[] wanted = wanted(options);
            try (OnnxScorer scorer = new OnnxScorer(this, wanted, false)) {
                BatchCheck check = new BatchCheck(manifest, scorer);
                check.selfTest();
                batchInvariant = wanted.length > 1 && check.keepsBits();
            }
            batchSizes = batchInvariant ? wanted : new int[] {1};
            proved = true;
        } finally {
            if (!proved) {
                close();
            }
        }
    }

    /**
     * Loads a model and proves it. Takes milliseconds for a small model; do it off the thread that
     * scores.
     *
     * @param bundle the checked file
     * @param options batch sizes
     * @throws ModelRejectedException at the first check that fails: session, contract, self-test
     * @throws IllegalStateException if the native library cannot serve this JVM, or has no such
     *     execution provider
     */
    public static OnnxModel load(ModelBundle bundle, ScorerOptions options) {
        return new OnnxModel(bundle, options);
    }

    /** What is scored. */
    public ModelManifest manifest() {
        return manifest;
    }

    /** As {@link Scorer#batchInvariant()}. */
    public boolean batchInvariant() {
        return batchInvariant;
    }

    /**
     * A scorer of its own buffers, for one thread.
     *
     * @throws IllegalStateException after the session was freed
     */
    public Scorer newScorer() {
        return new OnnxScorer(this, batchSizes, batchInvariant);
    }

    /** Gives the model up. Scorers that were made from it keep working. */
    @Override
    public void close() {
        if (closed.getAndIncrement() == 0) {
            release();
        }
    }

    /** Whether anybody holds the session. */
    boolean isOpen() {
        return holders.get() > 0;
    }

    OrtEnvironment environment() {
        return environment;
    }

    /** The session; whoever uses it holds the model. */
    OrtSession session() {
        return session;
    }

    void hold() {
        int now = holders.get();
        while (now > 0) {
            if (holders.compareAndSet(now, now + 1)) {
                return;
            }
            now = holders.get();
        }
        throw new IllegalStateException(
                "model " + manifest.reference() + " is closed; load it again before scoring");
    }

    void release() {
        if (holders.decrementAndGet() == 0) {
            free();
        }
    }

    /**
     * Frees the session whoever still holds it. Only for when nobody can run it any more: the end
     * of the class loader.
     */
    void abandon() {
        if (holders.getAndSet(0) > 0) {
            free();
        }
    }

    private void free() {
        try {
            session.close();
        } catch (OrtException e) {
            throw new IllegalStateException(
                    "the session of model " + manifest.reference() + " cannot be freed", e);
        }
    }

    private static OrtSession open(
            OrtEnvironment environment, ModelBundle bundle, ScorerOptions wanted) {
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            // A subtask scores on its own thread; a pool would only compete with the others.
            options.setIntraOpNumThreads(1);
            options.setInterOpNumThreads(1);
            options.setExecutionMode(OrtSession.SessionOptions.ExecutionMode.SEQUENTIAL);
            ExecutionProviders.use(wanted.executionProvider(), options);
            return environment.createSession(bundle.bytes(), options);
        } catch (OrtException e) {
            throw new ModelRejectedException(
                    Check.SESSION,
                    String.format(
                            Locale.ROOT,
                            "model %s: expected a graph that ONNX Runtime %s can run, found: %s;"
                                    + " export it for an operator set of that release",
                            bundle.manifest().reference(),
                            environment.getVersion(),
                            e.getMessage()),
                    e);
        }
    }

    /** Batch sizes to try: those of the options, or only 1 where the graph takes no more. */
    private int[] wanted(ScorerOptions options) {
        for (List<TensorSpec> tensors : List.of(manifest.inputs(), manifest.outputs())) {
            for (TensorSpec tensor : tensors) {
                if (tensor.fixedBatch()) {
                    return new int[] {1};
                }
            }
        }
        return options.batchSizes().stream().mapToInt(Integer::intValue).toArray();
    }

    private void checkContract() {
        Map<String, NodeInfo> inputs;
        Map<String, NodeInfo> outputs;
        try {
            inputs = session.getInputInfo();
            outputs = session.getOutputInfo();
        } catch (OrtException e) {
            throw new ModelRejectedException(
                    Check.CONTRACT,
                    "model " + manifest.reference() + ": its tensors cannot be read",
                    e);
        }
        for (TensorSpec tensor : manifest.inputs()) {
            check("input", tensor, inputs);
        }
        for (String name : inputs.keySet()) {
            if (manifest.inputs().stream().noneMatch(tensor -> tensor.name().equals(name))) {
                throw mismatch(
                        "input",
                        name,
                        "no such input by the manifest",
                        "it in the graph",
                        "list every input in the manifest, or make it a constant of the graph");
            }
        }
        for (TensorSpec tensor : manifest.outputs()) {
            check("output", tensor, outputs);
        }
    }

    private void check(String kind, TensorSpec tensor, Map<String, NodeInfo> graph) {
        NodeInfo node = graph.get(tensor.name());
        if (node == null) {
            throw mismatch(
                    kind,
                    tensor.name(),
                    tensor.describe() + " by the manifest",
                    "only " + graph.keySet() + " in the graph",
                    "write the names of the graph into the manifest");
        }
        if (!(node.getInfo() instanceof TensorInfo info)) {
            throw mismatch(
                    kind,
                    tensor.name(),
                    tensor.describe() + " by the manifest",
                    "no tensor (a map or sequence) in the graph",
                    "export scikit-learn models with ZipMap off");
        }
        boolean fits = info.type == OnnxJavaType.FLOAT;
        long[] shape = info.getShape();
        long[] wanted = tensor.shape(tensor.fixedBatch() ? 1 : -1);
        fits &= shape.length == wanted.length;
        for (int i = 0; fits && i < shape.length; i++) {
            // An axis that the graph leaves open takes any size; a batch must be left open.
            fits = shape[i] == wanted[i] || (i > 0 && shape[i] == -1);
        }
        // Some exporters leave outputs without any shape; the self-test proves those.
        boolean unknown =
                kind.equals("output") && shape.length == 0 && info.type == OnnxJavaType.FLOAT;
        if (!fits && !unknown) {
            throw mismatch(
                    kind,
                    tensor.name(),
                    tensor.describe() + " by the manifest",
                    describe(info) + " in the graph",
                    "correct the shape in the manifest, or export the model with float32 tensors"
                            + " and an open first axis");
        }
    }

    private static String describe(TensorInfo info) {
        String shape = Arrays.toString(info.getShape()).replace("-1", "N");
        return (info.type == OnnxJavaType.FLOAT
                        ? TensorSpec.TYPE
                        : info.type.name().toLowerCase(Locale.ROOT))
                + shape;
    }

    private ModelRejectedException mismatch(
            String kind, String tensor, String expected, String found, String cure) {
        return new ModelRejectedException(
                Check.CONTRACT,
                String.format(
                        Locale.ROOT,
                        "model %s, %s '%s': expected %s, found %s; %s",
                        manifest.reference(),
                        kind,
                        tensor,
                        expected,
                        found,
                        cure));
    }
}
