package org.wearablecoach.onnx;

import ai.onnxruntime.OnnxJavaType;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** An element type of tensors that a {@link GraphRunner} can fill and read. */
public enum ElementType {
    /** 32-bit floating point. */
    FLOAT32(Float.BYTES, OnnxJavaType.FLOAT),
    /** 64-bit floating point. */
    FLOAT64(Double.BYTES, OnnxJavaType.DOUBLE),
    /** 32-bit integer. */
    INT32(Integer.BYTES, OnnxJavaType.INT32),
    /** 64-bit integer. */
    INT64(Long.BYTES, OnnxJavaType.INT64),
    /** Truth value, one byte: 0 or 1. */
    BOOL(1, OnnxJavaType.BOOL);

    private final int bytes;
    private final OnnxJavaType runtimeType;

    ElementType(int bytes, OnnxJavaType runtimeType) {
        this.bytes = bytes;
        this.runtimeType = runtimeType;
    }

    /** Bytes of one element. */
    public int bytes() {
        return bytes;
    }

    /** Name as ONNX writes it, for instance {@code float32}. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    OnnxJavaType runtimeType() {
        return runtimeType;
    }

    /** The type of the runtime's, or null where it is none of these. */
    static @Nullable ElementType of(OnnxJavaType type) {
        for (ElementType known : values()) {
            if (known.runtimeType == type) {
                return known;
            }
        }
        return null;
    }
}
