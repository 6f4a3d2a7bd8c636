package org.wearablecoach.event;

import java.util.Arrays;
import java.util.function.ToIntFunction;

/** Tables from persisted codes to constants. */
final class Codes {

    private Codes() {}

    /** The constants by code; codes without a constant hold the first constant. */
    static <E extends Enum<E>> E[] index(E[] constants, ToIntFunction<E> code) {
        int size = 0;
        for (E constant : constants) {
            size = Math.max(size, code.applyAsInt(constant) + 1);
        }
        E[] index = Arrays.copyOf(constants, size);
        Arrays.fill(index, constants[0]);
        for (E constant : constants) {
            index[code.applyAsInt(constant)] = constant;
        }
        return index;
    }
}
