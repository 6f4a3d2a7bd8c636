/** Windows are scored by models in batches that keep the order of the stream. */
@NullMarked
package org.wearablecoach.loop.infer;

import org.jspecify.annotations.NullMarked;
