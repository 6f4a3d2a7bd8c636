package org.wearablecoach.loop.config;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** The description of one configuration option, shown in the printed defaults and in the docs. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Option {

    /** What it does and why the default is what it is; with its unit. */
    String value();

    /** Whether the option can change a decision, and so is part of the configuration hash. */
    boolean hashed() default true;
}
