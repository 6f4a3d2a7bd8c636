/**
 * The {@code coach} command. A command reads its arguments, lets a runner work, and prints what it
 * returns: one JSON object or a few lines for a person. What goes to standard error is progress.
 */
@NullMarked
package org.wearablecoach.cli;

import org.jspecify.annotations.NullMarked;
