/** Tests of infer. */
@NullMarked
package org.wearablecoach.loop.infer;

import org.jspecify.annotations.NullMarked;
