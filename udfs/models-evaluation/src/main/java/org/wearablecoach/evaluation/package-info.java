/**
 * The protocols by which the models are judged: how recordings become windows and points, and how
 * predictions become figures. Training, the command {@code models evaluate} and the tests share
 * them, so that a figure means the same everywhere.
 */
@NullMarked
package org.wearablecoach.evaluation;

import org.jspecify.annotations.NullMarked;
