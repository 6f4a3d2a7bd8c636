/**
 * The pipeline benchmark: the whole job beside {@code source -> keyBy -> ValueState}, with the
 * broker and each measured job in processes of their own.
 */
@NullMarked
package org.wearablecoach.cli.pipeline;

import org.jspecify.annotations.NullMarked;
