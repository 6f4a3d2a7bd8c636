/** Tests of the sinks. */
@NullMarked
package org.wearablecoach.kafka.sink;

import org.jspecify.annotations.NullMarked;
