package org.wearablecoach.onnx;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtProvider;
import ai.onnxruntime.OrtSession;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a session runs on. The CPU always; anything else when the installed ONNX Runtime was built
 * with it.
 */
final class ExecutionProviders {

    private static final String CPU = "cpu";

    /** How a configuration names them. */
    private static final Map<String, OrtProvider> BY_NAME =
            Map.of(
                    CPU,
                    OrtProvider.CPU,
                    "cuda",
                    OrtProvider.CUDA,
                    "tensorrt",
                    OrtProvider.TENSOR_RT,
                    "rocm",
                    OrtProvider.ROCM,
                    "openvino",
                    OrtProvider.OPEN_VINO,
                    "dnnl",
                    OrtProvider.DNNL,
                    "coreml",
                    OrtProvider.CORE_ML,
                    "directml",
                    OrtProvider.DIRECT_ML,
                    "xnnpack",
                    OrtProvider.XNNPACK);

    private ExecutionProviders() {}

    /**
     * Lets a session run on a provider.
     *
     * @throws IllegalStateException when the installed runtime does not have it, or the machine has
     *     no such device
     */
    static void use(String name, OrtSession.SessionOptions options) throws OrtException {
        if (name.equals(CPU)) {
            return;
        }
        OrtProvider provider = BY_NAME.get(name);
        Set<OrtProvider> available = OrtEnvironment.getAvailableProviders();
        if (provider == null || !available.contains(provider)) {
            Set<String> there = new TreeSet<>();
            BY_NAME.forEach(
                    (known, as) -> {
                        if (available.contains(as)) {
                            there.add(known);
                        }
                    });
            throw new IllegalStateException(
                    String.format(
                            Locale.ROOT,
                            "the execution provider %s is not in the installed ONNX Runtime, which"
                                    + " has %s; put an onnxruntime jar of the same version that was"
                                    + " built with it in its place (for cuda: onnxruntime_gpu), or"
                                    + " set the execution provider to cpu",
                            name,
                            there));
        }
        try {
            switch (provider) {
                case CUDA -> options.addCUDA(0);
                case TENSOR_RT -> options.addTensorrt(0);
                case ROCM -> options.addROCM(0);
                case OPEN_VINO -> options.addOpenVINO("CPU");
                case DNNL -> options.addDnnl(true);
                case CORE_ML -> options.addCoreML();
                case DIRECT_ML -> options.addDirectML(0);
                case XNNPACK -> options.addXnnpack(Map.of());
                default -> throw new IllegalStateException("no way to use " + name);
            }
        } catch (OrtException e) {
            throw new IllegalStateException(
                    "the execution provider "
                            + name
                            + " cannot start on this machine: "
                            + e.getMessage()
                            + "; set the execution provider to cpu, or mend its driver",
                    e);
        }
    }
}
