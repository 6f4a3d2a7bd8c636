package org.wearablecoach.event;

/** A value with its name; NaN where it is missing. */
public record NamedValue(String name, double value) {}
