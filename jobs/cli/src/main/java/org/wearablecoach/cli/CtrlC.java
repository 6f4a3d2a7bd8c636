package org.wearablecoach.cli;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import org.jspecify.annotations.Nullable;

/**
 * What Ctrl-C does while a command runs: the first one asks the command to end, the next one ends
 * the process. Without it the virtual machine goes down at the first, and the shutdown hooks of
 * libraries close what the command still uses: ONNX Runtime, for one, its environment.
 */
final class CtrlC implements AutoCloseable {

    // By name: javac warns of this class whatever is suppressed, and there is no other one.
    private static final String SIGNAL = "sun.misc.Signal";
    private static final String HANDLER = "sun.misc.SignalHandler";

    private final @Nullable Object before;

    private CtrlC(@Nullable Object before) {
        this.before = before;
    }

    /** Asks a command to end at the first Ctrl-C; without effect where signals are not handled. */
    static CtrlC asks(Runnable end) {
        try {
            Class<?> type = Class.forName(HANDLER);
            Object[] previous = new Object[1];
            Object handler =
                    Proxy.newProxyInstance(
                            CtrlC.class.getClassLoader(),
                            new Class<?>[] {type},
                            (proxy, method, args) ->
                                    switch (method.getName()) {
                                        case "handle" -> {
                                            handle(previous[0]);
                                            end.run();
                                            yield null;
                                        }
                                        case "hashCode" -> System.identityHashCode(proxy);
                                        case "equals" -> args != null && proxy == args[0];
                                        default -> "Ctrl-C";
                                    });
            previous[0] = handle(handler);
            return new CtrlC(previous[0]);
        } catch (ReflectiveOperationException e) {
            return new CtrlC(null);
        }
    }

    /** Sets what handles the signal, and returns what did before. */
    private static @Nullable Object handle(@Nullable Object handler)
            throws ReflectiveOperationException {
        if (handler == null) {
            return null;
        }
        Class<?> signal = Class.forName(SIGNAL);
        try {
            return signal.getMethod("handle", signal, Class.forName(HANDLER))
                    .invoke(null, signal.getConstructor(String.class).newInstance("INT"), handler);
        } catch (InvocationTargetException e) {
            // The virtual machine was told to leave signals alone (-Xrs).
            throw new ReflectiveOperationException(e);
        }
    }

    @Override
    public void close() {
        try {
            handle(before);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("a handler that was set cannot be set back", e);
        }
    }
}
