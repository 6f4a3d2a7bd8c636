/** Tests of the sources. */
@NullMarked
package org.wearablecoach.kafka.source;

import org.jspecify.annotations.NullMarked;
