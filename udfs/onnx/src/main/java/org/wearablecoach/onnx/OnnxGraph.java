package org.wearablecoach.onnx;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.wearablecoach.onnx.ModelRejectedException.Check;

/**
 * A session over any .onnx file, without a manifest: its own inputs and outputs are the contract.
 * For models of other people; what the coach itself serves has a manifest and is an {@link
 * OnnxModel}.
 *
 * <p>Whoever has it closes it. {@link SharedGraphs} shares one between threads.
 */
public final class OnnxGraph implements AutoCloseable {

    private final String name;
    private final OrtEnvironment environment;
    private final OrtSession session;
    private final List<GraphTensor> inputs;
    private final List<GraphTensor> outputs;

    private OnnxGraph(String name, byte[] onnx) {
        this.name = name;
        environment = NativeRuntime.environment();
        session = open(name, environment, onnx);
        boolean read = false;
        try {
            inputs = tensors(session.getInputInfo());
            outputs = tensors(session.getOutputInfo());
            read = true;
        } catch (OrtException e) {
            throw new ModelRejectedException(
                    Check.CONTRACT, name + ": its tensors cannot be read", e);
        } finally {
            if (!read) {
                close();
            }
        }
    }

    /**
     * Loads a file.
     *
     * @param onnx its bytes; not kept
     * @param name how messages call it, a path for instance
     * @param options limits; batch sizes are not read here
     * @throws ModelRejectedException if it is too large, refers to something outside itself, uses
     *     other operators than the standard ones, or is refused by the runtime
     * @throws IllegalStateException if the native library cannot serve this JVM
     */
    public static OnnxGraph load(byte[] onnx, String name, ScorerOptions options) {
        if (onnx.length > options.maxBytes()) {
            throw new ModelRejectedException(
                    Check.SIZE,
                    String.format(
                            Locale.ROOT,
                            "%s: expected at most %d bytes, found %d; raise the limit or make the"
                                    + " model smaller",
                            name,
                            options.maxBytes(),
                            onnx.length));
        }
        String refusal = OnnxFile.refusal(onnx, options.domains());
        if (refusal != null) {
            throw new ModelRejectedException(Check.GRAPH, name + ": " + refusal);
        }
        return new OnnxGraph(name, onnx);
    }

    /** How messages call it. */
    public String name() {
        return name;
    }

    /** All inputs that must be given, in the order of the file. */
    public List<GraphTensor> inputs() {
        return inputs;
    }

    /** All outputs, in the order of the file. */
    public List<GraphTensor> outputs() {
        return outputs;
    }

    /**
     * An output with all axes after the first known: as declared, or measured with a row of zeros
     * where the file leaves some open.
     *
     * @throws ModelRejectedException if the file leaves it open and the row cannot be scored, or if
     *     there is not one row of it for each row of the inputs
     */
    public GraphTensor measured(GraphTensor output) {
        if (output.width() > 0) {
            return output;
        }
        Map<String, OnnxTensor> row = new LinkedHashMap<>();
        try {
            for (GraphTensor input : inputs) {
                ElementType type = input.type();
                if (type == null || input.width() < 1) {
                    throw new OrtException(input.name() + ": " + input.refusal(true));
                }
                ByteBuffer zeros =
                        ByteBuffer.allocateDirect(input.width() * type.bytes())
                                .order(ByteOrder.nativeOrder());
                row.put(input.name(), tensor(input, zeros, 1));
            }
            try (OrtSession.Result result = session.run(row, Set.of(output.name()))) {
                long[] shape =
                        result.get(0).getInfo() instanceof TensorInfo info
                                ? info.getShape()
                                : new long[0];
                if (shape.length == 0 || shape[0] != 1) {
                    throw new OrtException("one row gave the shape " + Arrays.toString(shape));
                }
                List<Long> axes = new ArrayList<>(List.of(GraphTensor.OPEN));
                for (int i = 1; i < shape.length; i++) {
                    axes.add(shape[i]);
                }
                return new GraphTensor(output.name(), output.type(), output.typeText(), axes);
            }
        } catch (OrtException e) {
            throw new ModelRejectedException(
                    Check.CONTRACT,
                    String.format(
                            Locale.ROOT,
                            "%s: output '%s' is %s, and a row of zeros does not show its width"
                                    + " (%s); export the model with fixed axes after the first",
                            name,
                            output.name(),
                            output.describe(),
                            e.getMessage()),
                    e);
        } finally {
            row.values().forEach(OnnxTensor::close);
        }
    }

    /** Frees the session. */
    @Override
    public void close() {
        try {
            session.close();
        } catch (OrtException e) {
            throw new IllegalStateException("the session of " + name + " cannot be freed", e);
        }
    }

    OrtSession session() {
        return session;
    }

    /** A tensor of so many rows over the beginning of a buffer; its axes are known. */
    OnnxTensor tensor(GraphTensor spec, ByteBuffer buffer, int rows) throws OrtException {
        ElementType type = Objects.requireNonNull(spec.type());
        long[] shape = new long[spec.shape().size()];
        shape[0] = rows;
        for (int i = 1; i < shape.length; i++) {
            shape[i] = spec.shape().get(i);
        }
        ByteBuffer part =
                buffer.slice(0, rows * spec.width() * type.bytes()).order(ByteOrder.nativeOrder());
        return OnnxTensor.createTensor(environment, part, shape, type.runtimeType());
    }

    private static OrtSession open(String name, OrtEnvironment environment, byte[] onnx) {
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            // As for the coach's own models: a subtask scores on its own thread.
            options.setIntraOpNumThreads(1);
            options.setInterOpNumThreads(1);
            options.setExecutionMode(OrtSession.SessionOptions.ExecutionMode.SEQUENTIAL);
            return environment.createSession(onnx, options);
        } catch (OrtException e) {
            throw new ModelRejectedException(
                    Check.SESSION,
                    String.format(
                            Locale.ROOT,
                            "%s: expected a graph that ONNX Runtime %s can run, found: %s; export"
                                    + " it for an operator set of that release",
                            name,
                            environment.getVersion(),
                            e.getMessage()),
                    e);
        }
    }

    private static List<GraphTensor> tensors(Map<String, NodeInfo> infos) {
        List<GraphTensor> tensors = new ArrayList<>(infos.size());
        for (NodeInfo node : infos.values()) {
            if (node.getInfo() instanceof TensorInfo info) {
                List<Long> shape = new ArrayList<>();
                for (long axis : info.getShape()) {
                    shape.add(axis < 0 ? GraphTensor.OPEN : axis);
                }
                ElementType type = ElementType.of(info.type);
                tensors.add(
                        new GraphTensor(
                                node.getName(),
                                type,
                                type == null
                                        ? info.type.name().toLowerCase(Locale.ROOT)
                                        : type.text(),
                                shape));
            } else {
                tensors.add(new GraphTensor(node.getName(), null, "map or sequence", List.of()));
            }
        }
        return List.copyOf(tensors);
    }
}
