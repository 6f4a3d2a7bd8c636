/** Tests of sense. */
@NullMarked
package org.wearablecoach.loop.sense;

import org.jspecify.annotations.NullMarked;
