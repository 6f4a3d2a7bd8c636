package org.wearablecoach.kafka.registry;

/** A registry that does not give what was asked; says which, what it said and what to do. */
public final class RegistryException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final boolean unknown;

    RegistryException(String message, boolean unknown) {
        super(message);
        this.unknown = unknown;
    }

    /** Whether the registry is sound and does not know what was asked for. */
    public boolean isUnknown() {
        return unknown;
    }
}
