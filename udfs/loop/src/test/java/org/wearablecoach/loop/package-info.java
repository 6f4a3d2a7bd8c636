/** Tests of the loop, and what they share. */
@NullMarked
package org.wearablecoach.loop;

import org.jspecify.annotations.NullMarked;
