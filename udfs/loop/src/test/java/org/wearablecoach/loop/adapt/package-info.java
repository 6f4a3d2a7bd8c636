/** Tests of adapt. */
@NullMarked
package org.wearablecoach.loop.adapt;

import org.jspecify.annotations.NullMarked;
