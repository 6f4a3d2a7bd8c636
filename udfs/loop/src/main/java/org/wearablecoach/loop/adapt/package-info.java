/** A person's context becomes decisions; what follows becomes rewards. */
@NullMarked
package org.wearablecoach.loop.adapt;

import org.jspecify.annotations.NullMarked;
