package org.wearablecoach.onnx;

import java.util.Set;
import java.util.TreeSet;

/**
 * The names of execution providers, apart from the runtime: a configuration is checked where ONNX
 * Runtime may not be on the class path.
 */
final class ProviderNames {

    private static final Set<String> NAMES =
            Set.of(
                    "cpu",
                    "cuda",
                    "tensorrt",
                    "rocm",
                    "openvino",
                    "dnnl",
                    "coreml",
                    "directml",
                    "xnnpack");

    private ProviderNames() {}

    /** Whether there can be a provider of that name. */
    static boolean known(String name) {
        return NAMES.contains(name);
    }

    /** All names, for messages. */
    static Set<String> all() {
        return new TreeSet<>(NAMES);
    }
}
