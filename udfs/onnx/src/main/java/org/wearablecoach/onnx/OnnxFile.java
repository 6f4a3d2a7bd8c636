package org.wearablecoach.onnx;

import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A look at the bytes of an ONNX file before native code sees them.
 *
 * <p>It walks the protobuf structure and refuses what is not well formed, what keeps tensors in
 * other files, and operators outside the allowed domains (they would need a library of their own).
 * Field numbers are those of onnx.proto. It allocates next to nothing and cannot overrun: every
 * length is checked against what encloses it.
 */
final class OnnxFile {

    private static final int MAX_DEPTH = 32;

    private static final int VARINT = 0;
    private static final int FIXED64 = 1;
    private static final int BYTES = 2;
    private static final int FIXED32 = 5;

    /** Which message is being walked, for the fields that matter in it. */
    private enum Message {
        MODEL,
        GRAPH,
        NODE,
        ATTRIBUTE,
        TENSOR,
        SPARSE_TENSOR,
        OPSET,
        FUNCTION
    }

    private final byte[] bytes;
    private final Set<String> domains;
    private int at;
    private boolean graph;
    private boolean operatorSet;

    private OnnxFile(byte[] bytes, Set<String> domains) {
        this.bytes = bytes;
        this.domains = domains;
    }

    /** What is wrong with the file, or null if nothing was found. */
    static @Nullable String refusal(byte[] bytes, Set<String> domains) {
        if (bytes.length >= 8
                && bytes[4] == 'O'
                && bytes[5] == 'R'
                && bytes[6] == 'T'
                && bytes[7] == 'M') {
            return "expected an ONNX file, found the runtime's own .ort format; export .onnx";
        }
        OnnxFile file = new OnnxFile(bytes, domains);
        try {
            file.walk(Message.MODEL, bytes.length, 0);
        } catch (Refusal refusal) {
            return refusal.getMessage();
        }
        if (!file.graph || !file.operatorSet) {
            return "expected an ONNX file, found no "
                    + (file.graph ? "operator set" : "graph")
                    + " in it; the file is truncated or no model";
        }
        return null;
    }

    private void walk(Message message, int end, int depth) throws Refusal {
        if (depth > MAX_DEPTH) {
            throw new Refusal("expected graphs nested at most " + MAX_DEPTH + " deep, found more");
        }
        while (at < end) {
            long tag = varint(end);
            int field = (int) (tag >>> 3);
            if (tag >>> 3 == 0 || tag >>> 3 > 0x1FFFFFFF) {
                throw malformed();
            }
            switch ((int) (tag & 7)) {
                case VARINT -> {
                    long value = varint(end);
                    if (message == Message.TENSOR && field == 14 && value != 0) {
                        throw external();
                    }
                }
                case FIXED64 -> skip(8, end);
                case FIXED32 -> skip(4, end);
                case BYTES -> {
                    long length = varint(end);
                    if (length < 0 || length > end - at) {
                        throw malformed();
                    }
                    int last = at + (int) length;
                    enter(message, field, last, depth);
                    at = last;
                }
                default -> throw malformed();
            }
        }
    }

    private void enter(Message message, int field, int end, int depth) throws Refusal {
        switch (message) {
            case MODEL -> {
                switch (field) {
                    case 7 -> {
                        graph = true;
                        walk(Message.GRAPH, end, depth + 1);
                    }
                    case 8 -> {
                        operatorSet = true;
                        walk(Message.OPSET, end, depth + 1);
                    }
                    case 20 ->
                            throw new Refusal(
                                    "expected a model to serve, found training information; export"
                                            + " the inference graph");
                    case 25 -> walk(Message.FUNCTION, end, depth + 1);
                    default -> {}
                }
            }
            case GRAPH -> {
                switch (field) {
                    case 1 -> walk(Message.NODE, end, depth + 1);
                    case 5 -> walk(Message.TENSOR, end, depth + 1);
                    case 15 -> walk(Message.SPARSE_TENSOR, end, depth + 1);
                    default -> {}
                }
            }
            case NODE -> {
                switch (field) {
                    case 5 -> walk(Message.ATTRIBUTE, end, depth + 1);
                    case 7 -> domain(end);
                    default -> {}
                }
            }
            case ATTRIBUTE -> {
                switch (field) {
                    case 5, 10 -> walk(Message.TENSOR, end, depth + 1);
                    case 6, 11 -> walk(Message.GRAPH, end, depth + 1);
                    case 22, 23 -> walk(Message.SPARSE_TENSOR, end, depth + 1);
                    default -> {}
                }
            }
            case TENSOR -> {
                if (field == 13) {
                    throw external();
                }
            }
            case SPARSE_TENSOR -> {
                if (field == 1 || field == 2) {
                    walk(Message.TENSOR, end, depth + 1);
                }
            }
            case OPSET -> {
                if (field == 1) {
                    domain(end);
                }
            }
            case FUNCTION -> {
                switch (field) {
                    case 7 -> walk(Message.NODE, end, depth + 1);
                    case 9 -> walk(Message.OPSET, end, depth + 1);
                    case 11 -> walk(Message.ATTRIBUTE, end, depth + 1);
                    default -> {}
                }
            }
        }
    }

    private void domain(int end) throws Refusal {
        String domain = new String(bytes, at, end - at, StandardCharsets.UTF_8);
        if (!domains.contains(domain)) {
            throw new Refusal(
                    "expected operators of the standard domains only, found domain '"
                            + domain.substring(0, Math.min(domain.length(), 64))
                            + "'; export the model with standard operators");
        }
    }

    private long varint(int end) throws Refusal {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            if (at >= end) {
                throw malformed();
            }
            byte next = bytes[at++];
            value |= (long) (next & 0x7F) << shift;
            if (next >= 0) {
                return value;
            }
        }
        throw malformed();
    }

    private void skip(int count, int end) throws Refusal {
        if (count > end - at) {
            throw malformed();
        }
        at += count;
    }

    private Refusal malformed() {
        return new Refusal(
                "expected an ONNX file, found broken protobuf at byte "
                        + at
                        + "; the file is truncated or no model");
    }

    private static Refusal external() {
        return new Refusal(
                "expected all tensors inside the file, found one with external data; save the model"
                        + " as a single file");
    }

    /** Leaves the walk; made and caught here, so it needs no stack trace. */
    private static final class Refusal extends Exception {

        private static final long serialVersionUID = 1;

        Refusal(String message) {
            super(message, null, false, false);
        }

        @Override
        public String getMessage() {
            return String.valueOf(super.getMessage());
        }
    }
}
